"""Words at the command line: which are Omni's own, and which a plugin may reserve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from omni_sdk.manifest import Manifest

OWN: Final = frozenset(
    {
        "account",
        "api-key",
        "backup",
        "config",
        "demo",
        "doctor",
        "event",
        "help",
        "init",
        "job",
        "login",
        "logout",
        "migrate",
        "plugin",
        "restore",
        "role",
        "schedule",
        "secrets",
        "serve",
        "session",
        "tenant",
        "transfer",
        "web-process",
        "whoami",
        "worker",
    }
)
"""The first words of Omni's own commands, known without the command line being loaded."""


def refused(manifests: Mapping[str, Manifest], sequence: Sequence[str]) -> dict[str, str]:
    """Plugins that reserve a word which is not theirs to have, with the reason; whoever loads first has it."""
    holders: dict[str, str] = {}
    found: dict[str, str] = {}
    for plugin_id in sequence:
        words = manifests[plugin_id].commands
        reasons = [reason for word in words if (reason := _reason(word, plugin_id, manifests, holders))]
        if reasons:
            found[plugin_id] = reasons[0]
        else:
            holders.update(dict.fromkeys(words, plugin_id))
    return found


def _reason(word: str, plugin_id: str, manifests: Mapping[str, Manifest], holders: Mapping[str, str]) -> str:
    if word in OWN:
        return f"it reserves the command {word!r}, which is Omni's own"
    if word == plugin_id:
        return f"it reserves the command {word!r}, which is its id: that needs no word"
    if word in manifests:
        return f"it reserves the command {word!r}, which is the id of another plugin"
    if word in holders:
        return f"it reserves the command {word!r}, as {holders[word]!r} does"
    return ""
