"""Names of sheets, as Excel allows them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from omni_analytics import unique_name

from .limits import SHEET_NAME

FORBIDDEN = re.compile(r"[\[\]:*?/\\\s\x00-\x1f\ud800-\udfff\ufffe\uffff]+")
RESERVED = "History"
NUMBERED = SHEET_NAME - len(" (999)")


def sheet_name(title: str, taken: Iterable[str]) -> str:
    """The title as a name that no other sheet has."""
    used = {*taken, RESERVED}
    name = _cut(FORBIDDEN.sub(" ", title), SHEET_NAME) or "Sheet"
    return name if unique_name(name, used) == name else unique_name(_cut(name, NUMBERED), used)


def _cut(name: str, units: int) -> str:
    """Of so many UTF-16 units at most, without what may not stand at its ends."""
    return name.strip(" '").encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore").strip(" '")
