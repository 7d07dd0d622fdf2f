"""Each metric of the report against numbers that are computed by hand, on DuckDB and on ClickHouse."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from omni_analytics import Result
from omni_analytics.testing import ENGINES, Engine, computed, glanced
from omni_report_performance.performance.report import PERFORMANCE
from omni_report_performance.settings import Settings

NOW = datetime(2026, 3, 31, 10, tzinfo=UTC)
ZONE = "Europe/Zurich"


def call(at: str, seconds: float | None, status: int | None = 200, route: str = "shop.list", **more: Any) -> dict[str, Any]:
    """A request at a time in UTC."""
    time = datetime.fromisoformat(at).replace(tzinfo=UTC)
    told = {"time": time, "type": "request", "plugin": "shop", "route": route, "method": "GET"}
    return told | {"seconds": seconds, "status": status} | more


ROWS = [
    call("2026-03-29T08:00:01", 0.1),
    call("2026-03-29T08:00:59", 0.5),  # T exactly: satisfied
    call("2026-03-29T08:01:00", 0.6),
    call("2026-03-29T21:59", 2.0, route="shop.buy"),  # 4T exactly: tolerated; 29 March, 23:59 in Zurich
    call("2026-03-29T22:00", 2.1, route="shop.buy"),  # 30 March: frustrated
    call("2026-03-30T08:01:30", 0.2, status=503),  # fast, but failed: frustrated
    call("2026-03-30T08:01:40", 0.3, status=404),  # the caller's error: satisfied
    call("2026-03-30T09:00", None),  # nobody knows how long it took
    call("2026-03-31T09:00", 0.4, route="shop.pay", status=None),
    call("2026-03-22T12:00", 1.0),  # of the week before
    {"time": datetime(2026, 3, 29, 8, tzinfo=UTC), "type": "track", "seconds": 99.0},  # no request
]


async def report(engine: Engine = "duckdb", rows: list[dict[str, Any]] | None = None, **asked: Any) -> Result:
    """The last seven days, which are 25 to 31 March."""
    asked = {"period": "last_7_days"} | asked
    made = ROWS if rows is None else rows
    return await computed(PERFORMANCE, made, asked, now=NOW, zone=ZONE, engine=engine, settings=Settings())


def figures(result: Result) -> dict[str, tuple[Any, Any]]:
    """Values, and what they were before."""
    return {figure.name: (figure.value, figure.previous) for figure in result.figures}


def rows(result: Result, name: str) -> list[tuple[Any, ...]]:
    """Of a table."""
    return [tuple(row) for table in result.tables if table.name == name for row in table.rows]


@pytest.mark.parametrize("engine", ENGINES)
async def test_headlines(engine: Engine) -> None:
    """Of nine calls, eight with a duration: 0.1 0.2 0.3 0.4 0.5 0.6 2.0 2.1."""
    found = figures(await report(engine))
    # h = 7 * 0.5 = 3.5: halfway from 0.4 to 0.5. h = 7 * 0.95 = 6.65: 2.0 + 0.65 * 0.1. h = 7 * 0.99 = 6.93.
    assert found["p50"] == (pytest.approx(0.45), 1.0)
    assert found["p95"] == (pytest.approx(2.065), 1.0)
    assert found["p99"] == (pytest.approx(2.093), 1.0)
    # Satisfied: 0.1, 0.5, 0.3, and 0.4 = 4. Tolerating: 0.6, 2.0 = 2. (4 + 1) / 8. Before: 1.0 is tolerated, 0.5 / 1.
    assert found["apdex"] == (5 / 8, 0.5)
    assert found["error_rate"] == (1 / 9, 0.0)
    assert found["refused_rate"] == (1 / 9, 0.0)
    assert found["uptime"] == (8 / 9, 1.0)
    assert found["calls"] == (9, 1)
    # 99.9 % of 9 calls: 0.009 may fail, one did.
    assert found["budget_allowed"] == (pytest.approx(0.009), pytest.approx(0.001))
    assert found["budget_used"] == (pytest.approx(1 / 0.009), 0.0)
    assert found["budget_left"] == (pytest.approx(-0.991), pytest.approx(0.001))
    # Minutes with calls: 08:00, 08:01, 21:59 and 22:00 of the 29th; 08:01 (one of two failed) and 09:00; 09:00 of the 31st.
    assert found["good_minutes"] == (6 / 7, None)


@pytest.mark.parametrize("engine", ENGINES)
async def test_series_and_routes(engine: Engine) -> None:
    """By local days, percentiles of raw durations; the slowest routes first, with the longest answer."""
    result = await report(engine)
    by_day = {row[0]: row[1:] for row in rows(result, "speed")}
    assert by_day[date(2026, 3, 25)] == (0, None, None, None, None, None, None, True)
    # 0.1 0.5 0.6 2.0: h = 3 * 0.5 = 1.5, 3 * 0.95 = 2.85, 3 * 0.99 = 2.97; satisfied 2, tolerating 2.
    assert by_day[date(2026, 3, 29)] == (4, pytest.approx(0.55), pytest.approx(1.79), pytest.approx(1.958), 3 / 4, 0.0, 0.0, True)
    # 0.2 (failed) 0.3 2.1, and one that is not timed: h = 2 * 0.95 = 1.9: 0.3 + 0.9 * 1.8; satisfied 1 of 3; 1 of 4 failed.
    assert by_day[date(2026, 3, 30)] == (4, 0.3, pytest.approx(1.92), pytest.approx(2.064), 1 / 3, 1 / 4, 1 / 4, True)
    assert by_day[date(2026, 3, 31)] == (1, 0.4, 0.4, 0.4, 1.0, 0.0, 0.0, False)
    assert [(row[0], row[2], row[-1]) for row in rows(result, "routes")] == [
        ("shop.buy", 2, 2.1),
        ("shop.list", 6, 0.6),
        ("shop.pay", 1, 0.4),
    ]
    assert [row[0] for row in rows(await report(engine, slowest=1), "routes")] == ["shop.buy"]


@pytest.mark.parametrize("engine", ENGINES)
async def test_other_thresholds_and_objectives(engine: Engine) -> None:
    """As asked for; the note says which."""
    result = await report(engine, apdex_seconds=0.1, slo_percent=90)
    found = figures(result)
    # Satisfied: 0.1. Tolerating, up to 0.4: 0.3 and 0.4 (0.2 failed). (1 + 2 / 2) / 8.
    assert found["apdex"][0] == 2 / 8
    assert found["budget_allowed"][0] == pytest.approx(0.9)
    assert "T = 0.1 s" in result.notes[1]
    assert "90 %" in result.notes[1]
    # Half of the calls of that minute may fail.
    assert figures(await report(engine, slo_percent=50))["good_minutes"][0] == 1.0


@pytest.mark.parametrize("engine", ENGINES)
async def test_an_objective_that_is_just_met(engine: Engine) -> None:
    """One of a thousand in a minute is within 99.9 %, two of two thousand are; two of 1,999 are not. Nothing may fail at 100 %."""
    for calls, failed, good in ((1000, 1, 1.0), (2000, 2, 1.0), (1999, 2, 0.0)):
        made = [call("2026-03-30T09:00", 0.1, status=500 if at < failed else 200) for at in range(calls)]
        found = figures(await report(engine, made))
        assert found["good_minutes"][0] == good
        assert found["budget_allowed"][0] == calls / 1000
        assert found["budget_left"][0] == pytest.approx(calls / 1000 - failed)
    found = figures(await report(engine, ROWS, slo_percent=100))
    assert (found["budget_allowed"][0], found["budget_used"][0], found["budget_left"][0]) == (0, None, -1)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("made", [[], [call("2026-03-30T09:00", None)]])
async def test_nothing_to_measure(engine: Engine, made: list[dict[str, Any]]) -> None:
    """No calls, and calls without a duration: what would be divided by zero is none, on each engine."""
    result = await report(engine, made)
    found = figures(result)
    assert result.empty == (not made)
    assert {found[name] for name in ("p50", "p95", "p99", "apdex")} == {(None, None)}
    assert found["uptime"] == (1.0 if made else None, None)
    assert found["good_minutes"] == (1.0 if made else None, None)
    assert found["budget_used"] == (0.0 if made else None, None)
    assert all(row[2:6] == (None,) * 4 for row in rows(result, "speed"))


async def test_notes() -> None:
    """That the period is not over, that the group is small, that durations are missing; and none of these where they are not so."""
    told = " ".join((await report()).notes)
    assert "not over" in told
    assert "small group: 8 calls" in told
    assert "duration of 1 calls" in told
    many = [call("2026-03-24T12:00", 0.1) for _ in range(100)]
    assert len((await report(rows=many, period="last_week")).notes) == 1


@pytest.mark.parametrize("engine", ENGINES)
async def test_filters(engine: Engine) -> None:
    """Narrow all numbers."""
    found = figures(await report(engine, routes=["shop.buy"], statuses=["2xx"]))
    assert (found["calls"][0], found["p50"][0]) == (2, pytest.approx(2.05))


@pytest.mark.parametrize("engine", ENGINES)
async def test_the_card_of_the_dashboard(engine: Engine) -> None:
    """Three figures and a chart, of the last 30 days."""
    card = await glanced(PERFORMANCE, ROWS, now=NOW, zone=ZONE, engine=engine, settings=Settings())
    # Ten calls with nine durations, 1.0 among them: h = 8 * 0.95 = 7.6, from 2.0 to 2.1. (4 + 3 / 2) / 9.
    assert figures(card) == {"p95": (pytest.approx(2.06), None), "apdex": (pytest.approx(5.5 / 9), None), "uptime": (0.9, None)}
    assert [chart.name for chart in card.charts] == ["speed"]
    assert len(rows(card, "speed")) == 30
