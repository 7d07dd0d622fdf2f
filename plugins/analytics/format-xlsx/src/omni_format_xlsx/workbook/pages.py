"""The sheets around the tables: what the report says at a glance, what was asked for, and what each number means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from omni_analytics import Figure, change, facts_of

from .cells import Cells
from .tables import Place

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from .book import Book


class Page:
    """A sheet that is written from its top to its bottom."""

    def __init__(self, book: Book, sheet: Worksheet, widths: tuple[int, ...]) -> None:
        self.book, self.sheet, self.row = book, sheet, 0
        self.cells = Cells(book.styles, book.zone)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)

    def line(self, *texts: str, style: Format | None = None, first: Format | None = None) -> None:
        """A row of texts."""
        for column, text in enumerate(texts):
            self.cells.text(self.sheet, self.row, column, text, style if column or not first else first)
        self.row += 1

    def head(self, *words: str) -> None:
        """A row of titles, in the reader's language."""
        self.line(*(self.book.say(word) for word in words), style=self.book.styles.head)

    def gap(self) -> None:
        """An empty row."""
        self.row += 1


def summary(book: Book, sheet: Worksheet, places: Sequence[Place]) -> None:
    """Title, period and state, figures, notes, and what is on the other sheets."""
    page, report, styles = Page(book, sheet, (34, 24, 24, 14)), book.report, book.styles
    page.line(report.title, style=styles.title)
    page.gap()
    for name, value in facts_of(report, book.say):
        partial = name == book.say("State")
        page.line(name, value, style=styles.warning if partial else None, first=styles.label)
    if report.result.figures:
        page.gap()
        page.head("Figure", "Value", "Before", "Change")
        for figure in report.result.figures:
            _figure(page, figure)
    _note(page, "Summary")
    if book.notes:
        page.gap()
        page.head("Notes")
        for note in book.notes:
            page.line(note)
    if places:
        page.gap()
        page.head("Sheets", "Rows")
        for place in places:
            _listed(page, place)


def _figure(page: Page, figure: Figure) -> None:
    style, put = page.book.styles.of(figure.kind, figure.unit), page.cells.put
    page.cells.text(page.sheet, page.row, 0, figure.title)
    put(page.sheet, page.row, 1, figure.value, style)
    put(page.sheet, page.row, 2, figure.previous, style)
    put(page.sheet, page.row, 3, change(figure), page.book.styles.number("+0.0%;-0.0%;0.0%"))
    page.row += 1


def _listed(page: Page, place: Place) -> None:
    page.sheet.write_url(page.row, 0, f"internal:'{place.sheet.replace(chr(39), chr(39) * 2)}'!A1", string=place.sheet)
    page.cells.put(page.sheet, page.row, 1, place.total, page.book.styles.of("integer"))
    page.row += 1


def definitions(book: Book) -> None:
    """What every metric means, how it is computed, and who says so."""
    page = Page(book, book.sheet(book.say("Definitions")), (28, 60, 60, 40))
    page.sheet.freeze_panes(1, 0)
    page.head("Metric", "Meaning", "Formula", "Source")
    for each in book.report.result.definitions:
        page.line(each.title, each.text, each.formula, each.source, style=book.styles.wrapped, first=book.styles.label)
    _note(page, "Definitions")


def parameters(book: Book) -> None:
    """What was asked for."""
    page = Page(book, book.sheet(book.say("Parameters")), (34, 60))
    page.sheet.freeze_panes(1, 0)
    page.head("Parameter", "Value")
    for title, value in book.report.parameters:
        page.line(title, value, style=book.styles.wrapped, first=book.styles.label)
    _note(page, "Parameters")


def _note(page: Page, title: str) -> None:
    for said, count in page.cells.changed.items():
        page.book.note(said, place=page.book.say(title), count=count)
