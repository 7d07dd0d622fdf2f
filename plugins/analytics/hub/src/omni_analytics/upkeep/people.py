"""How a person who was erased is known again: by digests of ids, in rows and in messages that were refused."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pydantic_core import from_json

from omni_analytics.ingest.events import digest

IDS = re.compile(
    r'"(?:userId|user_id|anonymousId|anonymous_id|previousId|previous_id|actor)"\s*:\s*("(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*)'
)
"""Ids in a message as it came: by pattern, since a message may be no JSON, or be cut."""
CUT = 4000


def ids_in(message: str) -> set[str]:
    """Whose a message is, as far as it says."""
    return {_plain(found) for found in IDS.findall(message)}


def is_of(message: str, erased: Iterable[str]) -> bool:
    """Whether a message is about one of these people, given by their digests; and where it was cut before it said whose it is."""
    found = ids_in(message)
    if not found:
        return len(message) >= CUT
    return not {digest(one) for one in found}.isdisjoint(erased)


def _plain(found: str) -> str:
    if not found.startswith('"'):
        return found
    try:
        text = str(from_json(found))
    except ValueError:
        text = found[1:-1]
    return text.strip().removeprefix("account:")
