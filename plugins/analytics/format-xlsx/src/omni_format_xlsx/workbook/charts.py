"""Native charts: they read the tables' cells, so they follow when somebody filters or corrects these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from omni_analytics import Chart, Column, Table

from . import limits
from .styles import DATE, code
from .tables import Place

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from .book import Book

KINDS = {"bar": "column"}
MARKED = ("line", "bar")
"""Kinds of which single points can look unfinished."""
PALETTE = ("#2F6FBB", "#E0812B", "#3F9B5B", "#B5443C", "#7A5BA6", "#8A6D4B", "#C569A8", "#6E7B8B")
WIDTH, HEIGHT = 720, 380
ACROSS, DOWN = 12, 20
"""Columns and rows that one takes."""


def draw(book: Book, sheet: Worksheet, places: Mapping[str, Place]) -> None:
    """All charts of the report, two in a row."""
    tables = {table.name: table for table in book.report.result.tables}
    sheet.write_string(0, 0, book.say("Charts"), book.styles.title)
    at = 0
    for chart in book.report.result.charts:
        place = places[chart.table]
        if not place.rows:
            book.note(limits.EMPTY, place=chart.title)
            continue
        if place.more or place.rows > limits.DRAWN:
            book.note(limits.SHORTENED, place=chart.title, count=min(place.rows, limits.DRAWN))
        for columns in _pictures(chart):
            made = Picture(book, chart, tables[chart.table], place).make(columns)
            sheet.insert_chart(2 + at // 2 * DOWN, at % 2 * ACROSS, made)
            at += 1


def _pictures(chart: Chart) -> list[Sequence[str]]:
    """Columns of one picture each: a pie shows only one."""
    return [[name] for name in chart.y] if chart.kind == "pie" else [chart.y]


class Picture:
    """Draws one chart."""

    def __init__(self, book: Book, chart: Chart, table: Table, place: Place) -> None:
        self.book, self.chart, self.place = book, chart, place
        self.columns: dict[str, Column] = {column.name: column for column in table.columns}
        self.rows = min(place.rows, limits.DRAWN)
        self.open = place.incomplete.get(chart.complete or "", [])

    def make(self, names: Sequence[str]) -> Any:
        """The chart with these columns."""
        options = {"type": KINDS.get(self.chart.kind, self.chart.kind)}
        if self.chart.stacked and self.chart.kind != "pie":
            options["subtype"] = "stacked"
        made: Any = self.book.book.add_chart(options)
        for number, name in enumerate(names):
            made.add_series(self._series(name, PALETTE[number % len(PALETTE)]))
        made.set_title({"name": self._title(names), "name_font": {"size": 12}, "overlay": False})
        made.set_size({"width": WIDTH, "height": HEIGHT})
        if self.chart.kind != "pie":
            made.set_x_axis(self._x())
            made.set_y_axis(
                {"num_format": self._code(names[0]), "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
            )
            made.set_legend({"position": "bottom"} if len(names) > 1 else {"none": True})
        return made

    def _title(self, names: Sequence[str]) -> str:
        title = self.chart.title
        if self.chart.kind == "pie" and len(self.chart.y) > 1:
            title = f"{title}: {self.columns[names[0]].title}"
        if not self.open:
            return title
        marked = self.chart.kind in MARKED
        return f"{title} ({self.book.say('the dashed part is not over yet' if marked else 'its end is not over yet')})"

    def _series(self, name: str, colour: str) -> dict[str, Any]:
        found: dict[str, Any] = {
            "name": [self.place.sheet, 0, self.place.columns[name]],
            "categories": self._range(self.chart.x),
            "values": self._range(name),
        }
        if self.chart.kind == "pie":
            return found | {"data_labels": {"percentage": True}}
        found["line" if self.chart.kind == "line" else "fill"] = {"color": colour}
        return found | ({"points": self._points(colour)} if self.open and self.chart.kind in MARKED else {})

    def _points(self, colour: str) -> list[dict[str, Any] | None]:
        """Those of spans that are not over look unfinished."""
        if self.chart.kind == "line":
            unfinished: dict[str, Any] = {"line": {"color": colour, "dash_type": "dash"}}
        else:
            unfinished = {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": colour, "bg_color": "#FFFFFF"}}
        points: list[dict[str, Any] | None] = [None] * max(self.open)
        for row in self.open:
            points[row - 1] = unfinished
        return points

    def _range(self, name: str) -> list[str | int]:
        column = self.place.columns[name]
        return [self.place.sheet, 1, column, self.rows, column]

    def _x(self) -> dict[str, Any]:
        kind = self.columns[self.chart.x].kind
        if kind == "date":
            return {"date_axis": True, "num_format": DATE}
        # Excel would draw all hours of a day at one place if it took them for dates.
        return {"text_axis": True, "num_format": "yyyy-mm-dd hh:mm"} if kind == "time" else {}

    def _code(self, name: str) -> str:
        column = self.columns[name]
        return code(column.kind, column.unit) or "General"
