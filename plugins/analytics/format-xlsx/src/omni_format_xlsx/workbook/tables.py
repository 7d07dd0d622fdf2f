"""Writes the tables, each to a sheet, or to several where it has more rows than one holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from threading import Event
from typing import TYPE_CHECKING

from omni_analytics import Cell, Column, Kind, Row, Table, heading_of

from . import limits
from .cells import Cells, Put

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from .book import Book

WIDTHS: dict[Kind, int] = {"boolean": 8, "integer": 12, "number": 12, "percent": 10, "money": 16, "seconds": 14, "bytes": 12,
                           "date": 12, "time": 20}  # fmt: skip
MEASURED = 200
"""Rows whose texts say how wide a column is."""
NARROWEST, WIDEST = 8, 60


class Stopped(Exception):
    """Nobody wants the workbook any more."""


@dataclass
class Place:
    """Where a table stands: what charts read."""

    sheet: str
    columns: dict[str, int]
    rows: int = 0
    """On its first sheet, without the header."""
    total: int = 0
    """On all sheets."""
    more: list[str] = field(default_factory=list)
    """Sheets that it goes on in."""
    incomplete: dict[str, list[int]] = field(default_factory=dict)
    """By a column that says whether spans are over: rows of those that are not."""


class TableWriter:
    """Writes one table."""

    def __init__(self, book: Book, table: Table, watched: Iterable[str], stopped: Event) -> None:
        self.book, self.table, self.stopped = book, table, stopped
        self.columns: Sequence[Column] = list(table.columns)[: limits.COLUMNS]
        self.cells = Cells(book.styles, book.zone)
        self.styles: list[Format | None] = [book.styles.of(column.kind, column.unit) for column in self.columns]
        self.widths = [max(WIDTHS.get(c.kind, NARROWEST), len(heading_of(c)) + 3) for c in self.columns]
        names = {column.name: at for at, column in enumerate(self.columns)}
        self.place = Place("", names, incomplete={name: [] for name in watched if name in names})

    def write(self) -> Place:
        """All rows."""
        rows, place = iter(self.table.rows), self.place
        place.sheet, place.rows, full = self._sheet(rows)
        place.total = place.rows
        while full and (first := next(rows, None)) is not None:
            name, written, full = self._sheet(_after(first, rows))
            place.more.append(name)
            place.total += written
        self._note()
        return place

    def _sheet(self, rows: Iterator[Row]) -> tuple[str, int, bool]:
        """Fill one sheet: its name, how many rows it has, and whether it is full."""
        sheet = self.book.sheet(self.table.title)
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(self.columns):
            self.cells.text(sheet, 0, at, heading_of(column), self.book.styles.head)
        most, written, ways, styles = limits.ROWS - 1, 0, self.cells.ways, self.styles
        other: Put = self.cells.put
        for row in islice(rows, most):
            written += 1
            for at, (cell, style) in enumerate(zip(row, styles, strict=False)):  # of the columns that fit
                ways.get(type(cell), other)(sheet, written, at, cell, style)
            if written <= MEASURED:
                self._measure(row)
            if not self.place.sheet and self.place.incomplete:
                self._watch(row, written)
            if self.stopped.is_set():
                raise Stopped
        self._finish(sheet, written)
        return sheet.get_name(), written, written == most

    def _measure(self, row: Sequence[Cell]) -> None:
        for at, width in enumerate(self.widths):
            cell = row[at]
            if isinstance(cell, str) and len(cell) > width:
                self.widths[at] = min(len(cell), WIDEST)

    def _watch(self, row: Sequence[Cell], at: int) -> None:
        for name, found in self.place.incomplete.items():
            if row[self.place.columns[name]] is False and at <= limits.DRAWN:
                found.append(at)

    def _finish(self, sheet: Worksheet, rows: int) -> None:
        for at, width in enumerate(self.widths):
            sheet.set_column(at, at, min(width, WIDEST))
        if self.columns:
            sheet.autofilter(0, 0, rows, len(self.columns) - 1)

    def _note(self) -> None:
        note, title = self.book.note, self.table.title
        for said, count in self.cells.changed.items():
            note(said, place=title, count=count)
        if self.place.more:
            note(limits.CONTINUED, place=title, sheets=", ".join(self.place.more))
        if left := list(self.table.columns)[limits.COLUMNS :]:
            note(limits.NARROWED, place=title, limit=limits.COLUMNS, columns=", ".join(column.title for column in left))


def _after(first: Row, rows: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rows
