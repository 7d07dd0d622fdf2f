"""How each installed plugin fared at start-up: the report of CLI, API and `/readyz`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """Where a plugin stands in this installation (per tenant it may still be off)."""

    LOADED = "loaded"
    INCOMPATIBLE = "incompatible"
    UNMET = "unmet"
    QUARANTINED = "quarantined"
    NEEDS_MIGRATION = "needs-migration"


@dataclass(frozen=True, slots=True)
class PluginStatus:
    """One line of the start-up report."""

    id: str
    title: str
    distribution: str
    version: str
    level: str
    standing: Standing
    reason: str = ""
    hint: str = ""
    traceback: str = ""
    seconds: float = 0.0


class StartRefused(Exception):
    """A plugin failed whose policy in omni.toml says `abort`."""
