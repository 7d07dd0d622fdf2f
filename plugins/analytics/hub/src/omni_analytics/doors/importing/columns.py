"""Columns of a CSV file: which field of an event each fills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import from_json

from .records import BadFile

FIELDS = ("name", "message_id", "time", "user_id", "anonymous_id", "group_id")
OBJECTS = ("properties", "context")


class Columns:
    """Made of the header; reads the cells of a row. Empty cells say nothing."""

    def __init__(self, names: Sequence[str]) -> None:
        self.paths = tuple(_path(name, at) for at, name in enumerate(names, 1))
        _refuse_clashes(self.paths)

    def item(self, cells: Sequence[str]) -> dict[str, Any]:
        """The event that a row tells of; ValueError says what is wrong with it."""
        if len(cells) != len(self.paths):
            msg = f"it has {len(cells)} cells, the header {len(self.paths)}"
            raise ValueError(msg)
        found: dict[str, Any] = {}
        for path, cell in zip(self.paths, cells, strict=True):
            if cell:
                _put(found, path, _object(path[0], cell) if path in {("properties",), ("context",)} else cell)
        return found


def _path(name: str, at: int) -> tuple[str, ...]:
    """`plan` and `properties.plan` are the same: whatever is no field of an event is a property."""
    words = tuple(word.strip() for word in name.strip().split("."))
    if not all(words):
        msg = f"column {at} of the header has no name, or an empty part of one: {name!r}"
        raise BadFile(msg)
    if len(words) == 1 and words[0].lower() in (*FIELDS, *OBJECTS):
        return (words[0].lower(),)
    if words[0].lower() in OBJECTS:
        return (words[0].lower(), *words[1:])
    return ("properties", *words)


def _refuse_clashes(paths: Sequence[tuple[str, ...]]) -> None:
    """Two columns for one place, or one inside of the other."""
    seen: set[tuple[str, ...]] = set()
    for path in paths:
        if path in seen:
            msg = f"two columns of the header are {'.'.join(path)!r}"
            raise BadFile(msg)
        seen.add(path)
    for path in paths:
        for length in range(1, len(path)):
            if path[:length] in seen:
                msg = f"the header has {'.'.join(path[:length])!r} and {'.'.join(path)!r}, which lies inside of it: leave one out"
                raise BadFile(msg)


def _put(found: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for word in path[:-1]:
        found = found.setdefault(word, {})
    found[path[-1]] = value


def _object(name: str, cell: str) -> Mapping[str, Any]:
    try:
        value = from_json(cell)
    except ValueError as error:
        msg = f"{name}: no JSON: {error}"
        raise ValueError(msg) from error
    if not isinstance(value, dict):
        msg = f"{name}: a JSON {type(value).__name__}, not an object"
        raise ValueError(msg)  # noqa: TRY004  (the cell is wrong, not our call)
    return value
