"""A workbook: its sheets in their order, and the notes that come up while they are written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from omni_analytics import Report, zone_of

from .charts import draw
from .pages import definitions, parameters, summary
from .sheets import sheet_name
from .styles import Styles
from .tables import Place, TableWriter

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

OPTIONS = {
    "constant_memory": True,  # a row at a time
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Book:
    """A workbook that is being written."""

    def __init__(self, book: Workbook, report: Report, say: Callable[..., str]) -> None:
        self.book, self.report, self.say = book, report, say
        self.zone, self.styles = zone_of(report), Styles(book)
        self.notes = list(report.result.notes)
        self._names: list[str] = []

    def sheet(self, title: str) -> Worksheet:
        """A new sheet behind the others; its name is as near to the title as Excel allows."""
        name = sheet_name(title, self._names)
        self._names.append(name)
        return self.book.add_worksheet(name)

    def note(self, text: str, **values: object) -> None:
        """Say on the first sheet what a reader must know."""
        self.notes.append(self.say(text, **values))


def write(report: Report, say: Callable[..., str], path: Path, stopped: Event) -> None:
    """Write the report to a path; its folder is used for what is not finished, too."""
    from xlsxwriter import Workbook

    with path.open("wb") as file:
        made = Workbook(file, {**OPTIONS, "tmpdir": str(path.parent)})
        try:
            _fill(made, Book(made, report, say), stopped)
            made.close()
        except BaseException:
            for sheet in made.worksheets():  # the library would leave them open
                sheet.row_data_fh.close()
            raise


def _fill(made: Workbook, book: Book, stopped: Event) -> None:
    report, say = book.report, book.say
    made.set_properties(_properties(report))
    front = book.sheet(say("Summary"))
    drawn = book.sheet(say("Charts")) if report.result.charts else None
    places: list[Place] = []
    for table in report.result.tables:
        watched = {chart.complete for chart in report.result.charts if chart.table == table.name and chart.complete}
        places.append(TableWriter(book, table, watched, stopped).write())
    if drawn:
        draw(book, drawn, {table.name: place for table, place in zip(report.result.tables, places, strict=True)})
    if report.result.definitions:
        definitions(book)
    parameters(book)
    summary(book, front, places)  # the last, since it tells what was noted of the others


def _properties(report: Report) -> dict[str, Any]:
    """Nothing but what the report says, so that the same report makes the same file."""
    return {"title": report.title, "company": report.tenant, "created": report.generated.astimezone(UTC).replace(tzinfo=None)}
