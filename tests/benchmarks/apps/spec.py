"""What a server process is told to serve."""

from __future__ import annotations

from dataclasses import dataclass

PATH = "/api/v1/x/bench-subject/greetings"


@dataclass(frozen=True)
class Spec:
    """One server."""

    app: str
    """A function of `apps.peers`, `apps.usual` or `apps.omni`."""
    folder: str = ""
    """Its data."""
    key: str = ""
    cached: bool = True
    """May it keep the keys that it has seen?"""
    log: str = "/dev/null"
    """Where its log lines go."""
    profile: str = ""
    """Where to write a profile; empty for none."""
