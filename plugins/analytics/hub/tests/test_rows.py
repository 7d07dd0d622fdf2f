"""Rows of Arrow tables, and series: what reports are made of."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_analytics import ArrowRows, Column, between, series_of, table_of
from omni_analytics.contract.rows import BATCH, conformed

NOW = datetime(2026, 3, 30, 12, tzinfo=UTC)


@given(st.lists(st.tuples(st.none() | st.integers(-(2**63), 2**63 - 1), st.none() | st.text()), max_size=50))
@settings(deadline=None)
def test_rows_are_those_of_the_table(rows: list[tuple[int | None, str | None]]) -> None:
    """In their order, by index, by slice and from the end."""
    table = pa.table({"n": pa.array([n for n, _ in rows], pa.int64()), "t": pa.array([t for _, t in rows], pa.string())})
    found = ArrowRows(table)
    assert list(found) == rows
    assert len(found) == len(rows)
    assert [found[at] for at in range(-len(rows), len(rows))] == rows * 2
    assert found[1:3] == rows[1:3]
    assert found[::-2] == rows[::-2]


def test_more_rows_than_a_batch() -> None:
    """Are all there, once each, in order, also where the table comes in chunks."""
    count = 2 * BATCH + 7
    chunks = pa.chunked_array([list(range(10)), list(range(10, count))])
    assert [row[0] for row in ArrowRows(pa.table({"n": chunks}))] == list(range(count))


def test_there_is_no_row_beyond_the_last() -> None:
    """Nor before the first, or in an empty table."""
    rows = ArrowRows(pa.table({"n": [1, 2]}))
    for at in (2, -3):
        with pytest.raises(IndexError, match=f"no row {at} of 2"):
            rows[at]
    assert list(ArrowRows(pa.table({"n": pa.array([], pa.int64())}))) == []


def test_times_come_out_aware() -> None:
    """Those that say no zone are UTC; others keep theirs, and dates are dates."""
    at = datetime(2026, 3, 29, 1, 30)  # noqa: DTZ001  (as the warehouse has it)
    zoned = datetime(2026, 3, 29, 3, 30, tzinfo=ZoneInfo("Europe/Zurich"))
    table = pa.table(
        {
            "naive": pa.array([at, None], pa.timestamp("us")),
            "zoned": pa.array([zoned, None], pa.timestamp("us", "Europe/Zurich")),
            "day": pa.array([at.date(), None], pa.date32()),
            "money": pa.array([Decimal("1.50"), None], pa.decimal128(20, 6)),
        }
    )
    first, second = ArrowRows(table)
    assert first == (at.replace(tzinfo=UTC), zoned, date(2026, 3, 29), Decimal("1.500000"))
    assert first[0].utcoffset() is not None
    assert second == (None, None, None, None)


def test_a_table_has_the_columns_that_it_names() -> None:
    """In their order, whatever the query answered besides."""
    found = pa.table({"a": [1], "b": ["x"], "c": [2.5]})
    table = table_of("t", "T", [Column("c", "C", "number"), Column("a", "A", "integer")], found)
    assert [tuple(row) for row in table.rows] == [(2.5, 1)]
    with pytest.raises(KeyError, match="z"):
        table_of("t", "T", [Column("z", "Z")], found)


def test_answers_are_of_the_types_that_were_asked_for() -> None:
    """DuckDB adds integers up to decimals, ClickHouse counts without a sign: both come out as integers."""
    import ibis

    asked = ibis.table({"n": "int64", "s": "string"}, name="events").select("n", "s")
    found = conformed(pa.table({"n": pa.array([Decimal(7)], pa.decimal128(38, 0)), "s": ["x"]}), asked)
    assert found.to_pylist() == [{"n": 7, "s": "x"}]
    assert type(found["n"][0].as_py()) is int


def test_a_series_has_a_row_for_each_step() -> None:
    """Counts of steps in which nothing happened are zero and averages none; those that have not begun have no numbers."""
    zone = ZoneInfo("Europe/Zurich")
    period = between(date(2026, 3, 28), date(2026, 3, 31), zone, "day", NOW)
    found = pa.table({"step": pa.array([datetime(2026, 3, 29)], pa.timestamp("us")), "n": [5], "mean": [1.5]})  # noqa: DTZ001
    table = series_of("s", "S", period, [Column("n", "N", "integer"), Column("mean", "Mean", "seconds")], found, say=str.upper)
    assert [(column.name, column.title, column.kind) for column in table.columns] == [
        ("step", "DAY", "date"),
        ("n", "N", "integer"),
        ("mean", "Mean", "seconds"),
        ("complete", "COMPLETE", "boolean"),
    ]
    assert list(table.rows) == [
        (date(2026, 3, 28), 0, None, True),
        (date(2026, 3, 29), 5, 1.5, True),
        (date(2026, 3, 30), 0, None, False),
        (date(2026, 3, 31), None, None, False),
    ]


def test_steps_of_hours_are_instants() -> None:
    """In the zone; the hour that comes twice is one, and the one that is skipped is none."""
    zone = ZoneInfo("Europe/Zurich")
    found = pa.table({"step": pa.array([], pa.timestamp("us"))})
    spring = series_of("s", "S", between(date(2026, 3, 29), date(2026, 3, 29), zone, "hour", NOW), [], found, say=str)
    assert [str(row[0])[11:] for row in spring.rows[:4]] == [
        "00:00:00+01:00", "01:00:00+01:00", "03:00:00+02:00", "04:00:00+02:00",
    ]  # fmt: skip
    autumn = series_of("s", "S", between(date(2025, 10, 26), date(2025, 10, 26), zone, "hour", NOW), [], found, say=str)
    assert len(autumn.rows) == 24
