"""What a report is made of: figures, typed tables, specifications of charts, definitions and notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeAlias

from .period import Period

Cell: TypeAlias = str | int | float | bool | Decimal | date | datetime | None
"""A value. Times are aware; None where there is none, which is not the same as zero."""
Row: TypeAlias = Sequence[Cell]
Kind: TypeAlias = Literal["text", "boolean", "integer", "number", "percent", "money", "seconds", "bytes", "date", "time"]
"""How to read a value. `percent` is a share of 1; `money` a Decimal, kept to six places; `time` an aware datetime."""

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def _named(what: str, name: str) -> None:
    if not NAME.fullmatch(name):
        msg = f"{what} {name!r} should be lower-case letters, digits and underscores, a letter first, 40 at most"
        raise ValueError(msg)


@dataclass(frozen=True)
class Column:
    """A column of a table: its name for programs, its title for people, and how to read it."""

    name: str
    title: str
    kind: Kind = "text"
    unit: str = ""
    """Of `money` the ISO 4217 code; of others what stands behind the number."""

    def __post_init__(self) -> None:
        _named("column", self.name)


@dataclass(frozen=True)
class Table:
    """Rows of typed cells. `rows` is read once from its beginning to its end, and may be made while it is read."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]

    def __post_init__(self) -> None:
        _named("table", self.name)
        if len({column.name for column in self.columns}) != len(self.columns):
            msg = f"table {self.name!r} has a column twice: {[column.name for column in self.columns]}"
            raise ValueError(msg)


@dataclass(frozen=True)
class Figure:
    """A headline number, and what it was in the period that it is compared with."""

    name: str
    title: str
    value: Cell
    kind: Kind = "integer"
    unit: str = ""
    previous: Cell = None
    better: Literal["up", "down"] | None = None
    """Whether growth is good; None where it is neither."""

    def __post_init__(self) -> None:
        _named("figure", self.name)


@dataclass(frozen=True)
class Chart:
    """A table of the report, drawn: column `x` against each of the columns `y`."""

    name: str
    title: str
    kind: Literal["line", "area", "bar", "pie"]
    table: str
    x: str
    y: Sequence[str]
    stacked: bool = False
    complete: str | None = None
    """A boolean column that says which rows are of spans that are over; the others are drawn as incomplete."""

    def __post_init__(self) -> None:
        _named("chart", self.name)


@dataclass(frozen=True)
class Definition:
    """What a metric means: in words, as a formula, and whose definition it is."""

    name: str
    title: str
    text: str
    formula: str
    source: str = ""
    """A standard, a paper or a book, where the definition is not Omni's own."""


@dataclass(frozen=True)
class Result:
    """What a report type computes."""

    figures: Sequence[Figure] = ()
    tables: Sequence[Table] = ()
    charts: Sequence[Chart] = ()
    definitions: Sequence[Definition] = ()
    notes: Sequence[str] = ()
    """What a reader must know: that the last day is not over yet, that rows were left out."""
    empty: bool = False
    """Nothing happened in the period: schedules that skip empty reports send none."""

    def __post_init__(self) -> None:
        tables = {table.name: {column.name for column in table.columns} for table in self.tables}
        for what, names in (("table", [t.name for t in self.tables]), ("figure", [f.name for f in self.figures])):
            if twice := {name for name in names if names.count(name) > 1}:
                msg = f"a result has the {what} {min(twice)!r} twice"
                raise ValueError(msg)
        for chart in self.charts:
            missing = {chart.x, *chart.y} - tables.get(chart.table, set())
            if missing:
                msg = f"chart {chart.name!r} draws {sorted(missing)} of the table {chart.table!r}, which has no such columns"
                raise ValueError(msg)


@dataclass(frozen=True)
class Report:
    """A result with all that a reader needs to know of it: what formats render."""

    type: str
    title: str
    tenant: str
    """The tenant's name."""
    language: str
    """A BCP 47 tag."""
    generated: datetime
    period: Period | None
    """None of a report that is about no period."""
    parameters: Sequence[tuple[str, str]]
    """What was asked for: title and value, as people read it."""
    result: Result
