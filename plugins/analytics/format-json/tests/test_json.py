"""The file is valid JSON by the published schema, and says what the report says."""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import omni_format_json
from omni_analytics import Chart, Column, Definition, Figure, Report, Row, Table, between
from omni_format_json.schemas import Document
from omni_format_json.writing import CHUNK

Made = Callable[..., Report]
PUBLISHED = Path(omni_format_json.__file__).with_name("schema.json")
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), st.decimals(), st.dates(),
    st.datetimes(timezones=ZONES | st.just(ZoneInfo("America/New_York"))), st.text(st.characters()),
)  # fmt: skip
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8)


def table(rows: Sequence[Row], name: str = "rows", width: int = 3) -> Table:
    return Table(name, name.title(), [Column(f"c{at}", f"C {at}") for at in range(width)], rows)


def endless(cell: Any) -> bool:
    """Whether it is infinite, or no number though it is of their kind."""
    return not cell.is_finite() if isinstance(cell, Decimal) else isinstance(cell, float) and not math.isfinite(cell)


def same(cell: Any, read: Any) -> bool:
    """Whether a value of the file is the cell."""
    if isinstance(cell, bool) or cell is None or isinstance(cell, str):
        return read is cell or (isinstance(cell, str) and read == cell)
    if endless(cell):
        return read is None
    if isinstance(cell, Decimal):
        return isinstance(read, str) and Decimal(read) == cell
    if isinstance(cell, int):
        return bool(read == (cell if abs(cell) < 2**53 else str(cell)))
    if isinstance(cell, datetime):
        return datetime.fromisoformat(read).astimezone(UTC) == cell.astimezone(UTC)
    return bool(read == (cell.isoformat() if isinstance(cell, date) else cell))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ROWS, st.text(st.characters()))
async def test_any_cells(report: Made, render: Callable[..., Any], rows: list[Any], title: str) -> None:
    """What is read is what was there, and no line breaks the syntax."""
    text = await render(report(tables=[table(rows)], notes=[title]))

    read = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert len(read["tables"][0]["rows"]) == len(rows)
    for row, found in zip(rows, read["tables"][0]["rows"], strict=True):
        assert all(same(cell, value) for cell, value in zip(row, found, strict=True)), (row, found)
    lost = sum(endless(cell) for row in rows for cell in row)
    assert read["notes"][0] == title
    assert (f": {lost}" in read["notes"][-1]) if lost else len(read["notes"]) == 1


async def test_whole_report(report: Made, render: Callable[..., Any]) -> None:
    """Everything that a report has, by the published models, which know nothing else."""
    text = await render(
        report(
            [("Period", "this_month")],
            figures=[Figure("calls", "Calls", 12, previous=Decimal("9.50"), better="up"), Figure("bad", "Bad", float("inf"))],
            tables=[table([("ä", 1, None)]), table([], "empty"), table([()], "none", 0)],
            charts=[Chart("drawn", "Drawn", "line", "rows", "c0", ("c1",))],
            definitions=[Definition("calls", "Calls", "All of them.", "count(request)", "RFC 9110")],
            notes=["Mind the gap."],
        )
    )

    read = Document.model_validate_json(text)
    assert read.tenant == "Söhne & Co"
    assert read.period
    assert (read.period.partial, read.period.zone, read.period.group) == (True, "Europe/Vienna", "day")
    assert read.period.previous
    assert json.loads(text)["period"]["start"] == "2026-03-01T00:00:00+01:00"
    assert json.loads(text)["generated"] == "2026-03-15T12:30:00+01:00"
    assert [(f.value, f.previous) for f in read.figures] == [(12, "9.50"), (None, None)]
    assert read.definitions[0].formula == "count(request)"
    assert read.charts[0].y == ["c1"]
    assert [t.rows for t in read.tables] == [[["ä", 1, None]], [], [[]]]
    assert read.notes == ["Mind the gap.", "Figures: numbers that are infinite or undefined, and null here: 1"]
    assert read.parameters[0].value == "this_month"


async def test_times(report: Made, render: Callable[..., Any]) -> None:
    """In the report's zone, as RFC 3339 has them; naive ones are what clocks there show; odd offsets of old become UTC."""
    vienna = between(date(2026, 3, 1), date(2026, 3, 1), ZoneInfo("Europe/Vienna"), "hour", datetime(2027, 1, 1, tzinfo=UTC))
    times = (datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 7, 1), datetime(1880, 1, 1, tzinfo=UTC))  # noqa: DTZ001

    read = json.loads(await render(report(period=vienna, tables=[table([times])])))

    expected = ["2026-07-01T02:00:00+02:00", "2026-07-01T00:00:00+02:00", "1880-01-01T00:00:00+00:00"]
    assert read["tables"][0]["rows"] == [expected]
    assert read["period"]["partial"] is False
    assert read["period"]["previous"] is None


async def test_streamed(report: Made, rendering: Callable[..., Any]) -> None:
    """In chunks, rows read as they are needed; who leaves early reads no more of them."""
    made = 0

    class Rows(Sequence[Row]):
        def __len__(self) -> int:
            return 100_000

        def __getitem__(self, at: Any) -> Any:
            raise AssertionError(at)

        def __iter__(self) -> Iterator[Row]:
            nonlocal made
            for at in range(len(self)):
                made += 1
                yield (at, "x" * 50, None)

    found = await rendering(report(tables=[table(Rows())]))
    first = await anext(found.chunks)
    await found.chunks.aclose()

    assert CHUNK <= len(first) < CHUNK + 1000
    assert 1_000 < made < 1_500
    assert (found.media_type, found.suffix) == ("application/json", "json")


def test_schema_is_published() -> None:
    """The file beside the code is what the models say."""
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == Document.model_json_schema()
