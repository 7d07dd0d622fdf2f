"""Workbooks, reopened by another library: typed cells, what they say, and what Excel cannot hold."""

import io
import math
import re
import string
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from openpyxl.workbook import Workbook

from omni_analytics import Chart, Column, Definition, Figure, Kind, Report, Row, Table
from omni_format_xlsx.workbook import limits
from omni_format_xlsx.workbook.sheets import FORBIDDEN, sheet_name
from omni_format_xlsx.workbook.styles import code

Made = Callable[..., Report]
VIENNA = ZoneInfo("Europe/Vienna")
TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.text(string.printable)
FROM_1900 = {"min_value": date(1900, 3, 1)}
TIMES = st.datetimes(datetime(1901, 1, 1), datetime(9990, 1, 1), timezones=st.sampled_from([UTC, timezone(timedelta(hours=-9))]))  # noqa: DTZ001
CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**18), 10**18), st.floats(), st.dates(date(1900, 3, 1)), TIMES, TEXTS,
    st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12),
)  # fmt: skip


def table(rows: Sequence[Row], *columns: Column, name: str = "rows", title: str = "Rows") -> Table:
    width = len(rows[0]) if rows else 3
    return Table(name, title, columns or [Column(f"c{at}", f"C {at}") for at in range(width)], rows)


def opened(content: bytes) -> Workbook:
    """The workbook, as another program reads it."""
    return openpyxl.load_workbook(io.BytesIO(content))


def column(book: Workbook, sheet: str, at: int = 1) -> list[Any]:
    """The cells of a column that have something in them."""
    return [cell.value for [cell] in book[sheet].iter_rows(min_col=at, max_col=at) if cell.value is not None]


def same(cell: Any, read: Any) -> bool:
    """Whether a value of the workbook is the cell, in value and in type."""
    if cell is None or cell == "" or (isinstance(cell, float) and not math.isfinite(cell)):
        return read is None
    if isinstance(cell, bool):
        return read is cell
    if isinstance(cell, str):
        return isinstance(read, str) and unescape(read) == cell  # this reader leaves Excel's escapes as they are
    if isinstance(cell, datetime):
        local = cell.astimezone(VIENNA).replace(tzinfo=None)
        return isinstance(read, datetime) and abs(read - local) < timedelta(milliseconds=2)
    if isinstance(cell, date):
        return bool(read == datetime(cell.year, cell.month, cell.day))  # noqa: DTZ001
    if (isinstance(cell, int) and abs(cell) >= limits.EXACT) or abs(cell) > limits.LARGEST:
        return bool(read == str(cell))
    return not isinstance(read, str | bool) and math.isclose(read, cell, rel_tol=1e-14)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6))
async def test_any_cells(report: Made, render: Callable[..., Any], rows: list[Any]) -> None:
    """What is read is what was there."""
    book = opened(await render(report(tables=[table(rows)])))

    read = list(book["Rows"].iter_rows(min_row=2, max_row=len(rows) + 1, max_col=3, values_only=True)) if rows else []
    for row, found in zip(rows, read, strict=True):
        assert all(same(cell, value) for cell, value in zip(row, found, strict=True)), (row, found)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "{=1+1}", "http://example.com", "mailto:a@b.c", "internal:Summary!A1", "007", "1e5", " x ", "@x", "<r>x</r>",
        "<r><t>a & b</t></r>", "<r></r>", "&amp;", "]]>", "_x0041_", "\x01", "a\nb", "\U0001f600", "\ufffe",
    ],
)  # fmt: skip
async def test_texts_stay_texts(report: Made, render: Callable[..., Any], text: str) -> None:
    """Formulas, addresses, numbers, and the library's own XML, in cells and around them."""
    made = report(
        [(text, text)],
        tables=[table([(text,)], Column("a", text))],
        figures=[Figure("a", text, text)],
        definitions=[Definition("a", text, text, text, text)],
        notes=[text],
    )

    book = opened(await render(made))

    assert [unescape(cell) for cell in column(book, "Rows")] == [text, text]
    assert [unescape(cell.value) for cell in book["Definitions"][2]] == [text] * 4
    assert [unescape(cell.value) for cell in book["Parameters"][2]] == [text] * 2
    assert text in [unescape(cell) for cell in column(book, "Summary")]
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert not [row for row in book["Rows"].iter_rows() for cell in row if cell.hyperlink]


async def test_summary(report: Made, render: Callable[..., Any]) -> None:
    """What a reader sees first: what it is about, that it is not over, figures, notes, and what else is there."""
    made = report(
        [("Period", "this_month")],
        figures=[Figure("calls", "Calls", 12, previous=8), Figure("paid", "Paid", Decimal("9.50"), "money", "EUR")],
        tables=[table([("ä",)]), table([], name="none", title="None")],
        definitions=[Definition("calls", "Calls", "All of them.", "count(request)", "RFC 9110")],
        notes=["Mind the gap."],
    )

    book = opened(await render(made))

    assert book.sheetnames == ["Summary", "Rows", "None", "Definitions", "Parameters"]
    assert [row[:2] for row in book["Summary"].iter_rows(max_row=10, values_only=True)] == [
        ("Usage", None),
        (None, None),
        ("Report", "Usage"),
        ("Tenant", "Söhne & Co"),
        ("Period", "2026-03-01 - 2026-03-31"),
        ("Time zone", "Europe/Vienna"),
        ("Steps", "day"),
        ("State", "Not over yet: numbers may still grow"),
        ("Compared with", "2026-02-01 00:00 - 2026-02-15 12:30"),
        ("Generated", "2026-03-15 12:30:00 CET"),
    ]
    assert [cell.value for cell in book["Summary"][13]] == ["Calls", 12, 8, 0.5]
    assert [cell.value for cell in book["Summary"][14]] == ["Paid", 9.5, None, None]
    assert book["Summary"]["B14"].number_format == "#,##0.00 [$EUR]"
    assert column(book, "Summary")[-5:] == ["Notes", "Mind the gap.", "Sheets", "Rows", "None"]
    assert book["Summary"]["A21"].hyperlink.location == "'None'!A1"
    assert [cell.value for cell in book["Definitions"][2]] == ["Calls", "All of them.", "count(request)", "RFC 9110"]
    assert [cell.value for cell in book["Parameters"][2]] == ["Period", "this_month"]
    assert book.properties.title == "Usage"
    assert book.properties.created == datetime(2026, 3, 15, 11, 30)  # noqa: DTZ001


async def test_nothing_to_say(report: Made, render: Callable[..., Any]) -> None:
    """A report without tables still says what it is."""
    assert opened(await render(report())).sheetnames == ["Summary", "Parameters"]


KINDS: list[tuple[Kind, str, Any, str]] = [
    ("integer", "", 5, "#,##0"),
    ("number", "ms", 5.5, '#,##0.00" ms"'),
    ("number", 'a"b', 5.5, '#,##0.00" ab"'),
    ("percent", "", 0.125, "0.0%"),
    ("money", "EUR", Decimal("9.50"), "#,##0.00 [$EUR]"),
    ("money", "JPY", Decimal(950), "#,##0 [$JPY]"),
    ("money", "BHD", Decimal("9.500"), "#,##0.000 [$BHD]"),
    ("money", "", Decimal("9.50"), "#,##0.00"),
    ("money", "credits", Decimal("9.50"), '#,##0.00" credits"'),
    ("seconds", "", 0.25, '#,##0.000" s"'),
    ("bytes", "", 2048, '[<1000]0" B";[<1000000]0.0," kB";#,##0.0,," MB"'),
    ("date", "", date(2026, 3, 1), "yyyy-mm-dd"),
    ("time", "", datetime(2026, 3, 1, tzinfo=UTC), "yyyy-mm-dd hh:mm:ss"),
    ("text", "", "x", "General"),
    ("boolean", "", True, "General"),
]


@pytest.mark.parametrize(("kind", "unit", "cell", "shown"), KINDS)
async def test_kinds(report: Made, render: Callable[..., Any], kind: Kind, unit: str, cell: Any, shown: str) -> None:
    """Each with the number format that its kind and unit ask for, under a header that stays in sight, with a filter."""
    made = report(tables=[table([(cell,)], Column("a", "A", kind, unit))])

    sheet = opened(await render(made))["Rows"]

    assert sheet["A2"].number_format == shown
    assert same(cell, sheet["A2"].value)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:A2")
    assert sheet["A1"].font.b


def test_texts_have_no_number_format() -> None:
    """Whatever their unit is."""
    assert code("text", "EUR") == ""


async def test_what_excel_cannot_hold(report: Made, render: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Changed as little as can be, and each change is said on the first sheet."""
    monkeypatch.setattr(limits, "CHARACTERS", 200)
    cells: list[Any] = [
        "x" * 201, "\U0001f600" * 101, "\U0001f600" * 100, "\ud800", 10**15, -(10**400), Decimal("1E+400"), 1.7e308,
        Decimal("1234567890123456.5"), Decimal("1234567890.5000000000"), date(1900, 2, 28), datetime(1850, 1, 1, tzinfo=UTC),
        float("nan"), Decimal("-Infinity"),
    ]  # fmt: skip

    book = opened(await render(report(tables=[table([(cell,) for cell in cells])])))

    read = [row[0] for row in book["Rows"].iter_rows(min_row=2, values_only=True)]
    assert read[:4] == ["x" * 199 + "…", "\U0001f600" * 99 + "…", "\U0001f600" * 100, "?"]
    assert read[4:6] == ["1000000000000000", str(-(10**400))]
    assert read[6:8] == ["1E+400", "1.7e+308"]
    assert read[8:10] == [1234567890123456, 1234567890.5]
    assert read[10:12] == ["1900-02-28", "1850-01-01 01:05:21+01:05:21"]
    assert read[12:] == [None] * (len(read) - 12)
    notes = [note for note in column(book, "Summary") if note.startswith("Rows: ")]
    assert notes == [
        "Rows: texts cut to the 32,767 characters that Excel holds in a cell: 2",
        "Rows: texts without characters that no file can hold: 1",
        "Rows: numbers with more digits than Excel keeps, written as text: 4",
        "Rows: numbers rounded to the 15 digits that Excel keeps: 1",
        "Rows: dates before March 1900, where Excel's calendar is wrong, written as text: 2",
        "Rows: numbers that are infinite or undefined, left empty: 2",
    ]


async def test_nothing_is_noted_without_need(report: Made, render: Callable[..., Any]) -> None:
    """A table that Excel can hold gets no notes."""
    book = opened(await render(report(tables=[table([("x" * 32_767, Decimal("0.123456789012345"), 10**15 - 1)])])))

    assert "Notes" not in column(book, "Summary")
    assert book["Rows"]["A2"].value == "x" * 32_767


@pytest.mark.parametrize(("count", "sheets"), [(4, ["Rows"]), (5, ["Rows", "Rows (2)"]), (9, ["Rows", "Rows (2)", "Rows (3)"])])
async def test_more_rows_than_a_sheet_holds(
    report: Made, render: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, count: int, sheets: list[str]
) -> None:
    """They go on in further sheets, each with the header; no row is lost, and charts say what they draw."""
    monkeypatch.setattr(limits, "ROWS", 5)
    rows = [(at, at, at) for at in range(count)]
    chart = Chart("drawn", "Drawn", "line", "rows", "c0", ["c1"])

    book = opened(await render(report(tables=[table(rows)], charts=[chart])))

    assert [name for name in book.sheetnames if name.startswith("Rows")] == sheets
    assert [value for name in sheets for value in column(book, name)[1:]] == list(range(count))
    assert all(column(book, name)[0] == "C 0" for name in sheets)
    notes = column(book, "Summary")
    assert (f"Rows: more rows than a sheet holds; they go on in {', '.join(sheets[1:])}" in notes) is (len(sheets) > 1)
    assert ("Drawn: the chart draws the first 4 rows" in notes) is (len(sheets) > 1)
    listed = {row[0]: row[1] for row in book["Summary"].iter_rows(values_only=True)}
    assert listed["Rows"] == count


async def test_more_columns_than_a_sheet_holds(report: Made, render: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """They are left out, by name."""
    monkeypatch.setattr(limits, "COLUMNS", 2)

    book = opened(await render(report(tables=[table([(1, 2, 3, 4)])])))

    assert list(book["Rows"].iter_rows(values_only=True)) == [("C 0", "C 1"), (1, 2)]
    assert "Rows: columns left out, since a sheet holds 2: C 2, C 3" in column(book, "Summary")


@given(st.lists(st.text(max_size=60) | st.sampled_from(["History", "summary", "SUMMARY", "'x'", "a" * 31, "A" * 40, "", "[]"])))
def test_names_of_sheets(titles: list[str]) -> None:
    """As Excel allows them, and none twice, whatever its case."""
    taken: list[str] = []
    for title in titles:
        taken.append(sheet_name(title, taken))

    assert len({name.casefold() for name in taken}) == len(titles)
    for name in taken:
        assert 0 < len(name.encode("utf-16-le")) <= 62
        assert not FORBIDDEN.search(name.replace(" ", ""))
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() != "history"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(TEXTS, max_size=4))
async def test_tables_of_any_title(report: Made, render: Callable[..., Any], titles: list[str]) -> None:
    """Each has its sheet, and the first sheet leads to it, even where two have one title."""
    book = opened(await render(report(tables=[table([(1,)], name=f"t{at}", title=title) for at, title in enumerate(titles)])))

    sheets = book.sheetnames[1:-1]
    assert len(sheets) == len(titles)
    links = [row[0].hyperlink.location for row in book["Summary"].iter_rows() if row[0].hyperlink]
    assert links == [f"'{name.replace(chr(39), chr(39) * 2)}'!A1" for name in sheets]


CHARTS = [
    Chart("a", "Bars", "bar", "rows", "day", ["n", "p"], stacked=True, complete="over"),
    Chart("b", "Lines", "line", "rows", "at", ["p"], complete="over"),
    Chart("c", "Areas", "area", "rows", "day", ["n"], complete="over"),
    Chart("d", "Pie", "pie", "rows", "name", ["n", "p"]),
    Chart("e", "Nothing", "line", "empty", "c0", ["c1"]),
]


async def test_charts(report: Made, render: Callable[..., Any]) -> None:
    """They read the cells of their tables; what is not over yet looks so, and is called so."""
    columns = [Column("day", "Day", "date"), Column("at", "At", "time"), Column("n", "N", "integer"), Column("p", "P", "percent"),
               Column("name", "Name"), Column("over", "Over", "boolean")]  # fmt: skip
    at = datetime(2026, 3, 1, tzinfo=UTC)
    rows = [(at.date() + timedelta(days=n), at + timedelta(hours=n), n, n / 10, f"n{n}", n < 3) for n in range(4)]
    made = report(tables=[table(rows, *columns, title="It's"), table([], name="empty", title="Empty")], charts=CHARTS)

    content = await render(made)

    book = opened(content)
    bars, lines, areas, first, second = book["Charts"]._charts
    assert [type(chart).__name__ for chart in (bars, lines, areas, first, second)] == [
        "BarChart", "LineChart", "AreaChart", "PieChart", "PieChart",
    ]  # fmt: skip
    assert [series.val.numRef.f for series in bars.series] == ["'It''s'!$C$2:$C$5", "'It''s'!$D$2:$D$5"]
    assert bars.series[0].cat.numRef.f == "'It''s'!$A$2:$A$5"
    assert bars.grouping == "stacked"
    assert [point.idx for point in bars.series[0].dPt] == [3]
    assert [point.idx for point in lines.series[0].dPt] == [3]
    titles = re.findall(r"<a:t>([^<]*)</a:t>", xml(content, "charts"))
    assert titles == [
        "Bars (the dashed part is not over yet)", "Lines (the dashed part is not over yet)", "Areas (its end is not over yet)",
        "Pie: N", "Pie: P",
    ]  # fmt: skip
    assert "Nothing: there is nothing to draw" in column(book, "Summary")


def xml(content: bytes, folder: str) -> str:
    """The files of a folder of the workbook, one after the other."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith(f"xl/{folder}/") and name.endswith(".xml"))
        return "".join(archive.read(name).decode() for name in names)
