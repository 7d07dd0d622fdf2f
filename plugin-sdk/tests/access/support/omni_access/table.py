"""The table: its lines are written in the modules beside it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from omni_access.world import World

Attempt = Callable[[World], Awaitable[Any]]
Refused = type[Exception] | tuple[type[Exception], ...]


@dataclass(frozen=True)
class Closed:
    """A path that shows A what is A's, and changes nothing of B's."""

    attempt: Attempt
    gives: Any = None
    """The value, in any order where it is a list."""
    raises: Refused | None = None
    bare: bool = True
    """Is it refused with nobody in scope? Else it reaches no row of anybody's, or says so by another error."""
    only: str = ""
    """The kind of tables that have it, where not all have."""


@dataclass(frozen=True)
class Open:
    """A path that the ORM cannot close: it does show B's rows, or change them, when nothing else stands behind."""

    attempt: Attempt
    backed: str
    """What stands behind on PostgreSQL; on SQLite there is nothing."""


CLOSED: dict[str, Closed] = {}
OPEN: dict[str, Open] = {}


def line(
    name: str, attempt: Attempt, gives: Any = None, *, raises: Refused | None = None, bare: bool = True, only: str = ""
) -> None:
    """Add a closed one."""
    assert name not in CLOSED, name
    CLOSED[name] = Closed(attempt, gives, raises, bare, only)


def path(gives: Any = None, *, raises: Refused | None = None, bare: bool = True, only: str = "") -> Callable[[Attempt], Attempt]:
    """The same for a function; its name with hyphens is the path's."""

    def keep(attempt: Attempt) -> Attempt:
        line(attempt.__name__.replace("_", "-"), attempt, gives, raises=raises, bare=bare, only=only)
        return attempt

    return keep


def leak(name: str, attempt: Attempt, backed: str) -> None:
    """Add an open one."""
    assert name not in OPEN | CLOSED, name
    OPEN[name] = Open(attempt, backed)


async def texts(query: Any, name: str = "title") -> list[str]:
    """One column of the rows that a query gives."""
    return sorted(getattr(row, name) for row in await query)
