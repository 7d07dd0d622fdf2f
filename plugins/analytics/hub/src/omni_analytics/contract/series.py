"""Numbers over time: a table with a row for each step of a period, also for those in which nothing happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .period import Group, Period, instant
from .report import Cell, Column, Kind, Table

if TYPE_CHECKING:
    import pyarrow as pa

STEP_TITLES: Mapping[Group, str] = {"hour": "Hour", "day": "Day", "week": "Week", "month": "Month"}
"""What the first column of a series is called."""
NOT_OVER = (
    "The period is not over: steps that are marked as incomplete may still grow. It is compared with as much of the other one."
)
"""A note of every report whose period is partial."""
NOTHING: Mapping[Kind, Cell] = {"integer": 0, "bytes": 0, "money": Decimal(0)}
"""What stands in a step in which nothing happened: counts and amounts are zero, while shares and averages are none."""


def series_of(
    name: str, title: str, period: Period, columns: Sequence[Column], found: pa.Table, *, say: Callable[[str], str]
) -> Table:
    """A table with the columns `step`, those given, and `complete`, the boolean that charts draw incomplete steps by.

    `found` has a row for each `Period.step` in which something happened, in the column `step`, and the columns by their
    names. Steps that have not begun have no numbers. `say` is `ctx.locale.text`: the titles of the first and the last column
    have to be among its translations.
    """
    names = [column.name for column in columns]
    rows: dict[datetime, tuple[Any, ...]] = {}
    for at, *cells in zip(*(found[one].to_pylist() for one in ("step", *names)), strict=True):
        rows[_naive(at)] = tuple(cells)
    nothing = tuple(NOTHING.get(column.kind) for column in columns)
    unknown = (None,) * len(columns)
    begun = period.now.astimezone(period.zone).replace(tzinfo=None)
    first = Column("step", say(STEP_TITLES[period.group]), "time" if period.group == "hour" else "date")
    return Table(
        name,
        title,
        [first, *columns, Column("complete", say("Complete"), "boolean")],
        [(shown(period, at), *rows.get(at, nothing if at <= begun else unknown), period.complete(at)) for at in period.steps()],
    )


def shown(period: Period, step: datetime) -> Cell:
    """A step as a cell: a day, or, of hours, the instant at which it begins, in the zone of the period."""
    return instant(step, period.zone).astimezone(period.zone) if period.group == "hour" else step.date()


def _naive(at: Any) -> datetime:
    if not isinstance(at, datetime):  # a date: engines truncate to one
        return datetime(at.year, at.month, at.day)  # noqa: DTZ001  (as clocks in the zone show it)
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
