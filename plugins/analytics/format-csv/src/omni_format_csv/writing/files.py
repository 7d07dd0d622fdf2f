"""The files of a report: one for each table, and those that say what the numbers mean."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from omni_analytics import KIND_UNITS, Cell, Report, Table, change, facts_of, heading_of, unique_name, zone_of
from omni_format_csv.settings import Settings

from .lines import Lines

LARGE = 1_000_000
"""Cells from which on a file may have more than 2 GiB."""
ABOUT, DEFINITIONS, FIGURES = "about", "definitions", "figures"


@dataclass(frozen=True)
class File:
    """A file, made while it is read."""

    name: str
    chunks: Iterator[bytes]
    large: bool = False


@dataclass
class Files:
    """The files of one report, in their order."""

    report: Report
    settings: Settings
    say: Callable[..., str]
    notes: list[str] = field(default_factory=list)
    """What had to be changed in the files before."""

    def __iter__(self) -> Iterator[File]:
        taken = {ABOUT, DEFINITIONS, FIGURES}
        for table in self.report.result.tables:
            taken.add(name := unique_name(table.name, taken))
            yield self._table(name, table)
        if self.report.result.figures:
            yield self._figures()
        if self.report.result.definitions:
            yield self._definitions()
        yield self._about()  # the last, since it holds what was noted of the others

    def _file(self, name: str, titles: Sequence[str], rows: Iterable[Sequence[Cell]], *, large: bool = False) -> File:
        name = f"{name}.csv"
        return File(name, self._chunks(name, titles, rows), large)

    def _chunks(self, name: str, titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Generator[bytes, None, None]:
        lines = Lines(self.settings, zone_of(self.report))
        yield from lines.chunks(titles, rows)
        if lines.mended:
            said = "{file}: texts with an apostrophe before what a spreadsheet would run as a formula: {count}"
            self.notes.append(self.say(said, file=name, count=lines.mended))
        if lines.lost:
            said = "{file}: numbers that are infinite or undefined, and empty here: {count}"
            self.notes.append(self.say(said, file=name, count=lines.lost))

    def _table(self, name: str, table: Table) -> File:
        titles = [heading_of(column) for column in table.columns]
        return self._file(name, titles, table.rows, large=len(table.rows) * len(titles) > LARGE)

    def _figures(self) -> File:
        titles = [self.say(word) for word in ("Name", "Figure", "Value", "Unit", "Before", "Change")]
        rows = (
            (
                figure.name,
                figure.title,
                figure.value,
                figure.unit or KIND_UNITS.get(figure.kind, ""),
                figure.previous,
                change(figure),
            )
            for figure in self.report.result.figures
        )
        return self._file(FIGURES, titles, rows)

    def _definitions(self) -> File:
        titles = [self.say(word) for word in ("Name", "Metric", "Meaning", "Formula", "Source")]
        rows = ((each.name, each.title, each.text, each.formula, each.source) for each in self.report.result.definitions)
        return self._file(DEFINITIONS, titles, rows)

    def _about(self) -> File:
        return self._file(ABOUT, [self.say("About this report"), self.say("Value")], self._said())

    def _said(self) -> Iterator[Sequence[Cell]]:
        yield from facts_of(self.report, self.say)
        yield from ((f"{self.say('Parameter')}: {title}", value) for title, value in self.report.parameters)
        result, notes = self.report.result, list(self.notes)
        if charts := ", ".join(chart.title for chart in result.charts):
            notes.append(self.say("Charts cannot be held by CSV; their numbers are in the tables: {charts}", charts=charts))
        yield from ((self.say("Note"), note) for note in [*result.notes, *notes])
