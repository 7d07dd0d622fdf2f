"""Each metric of the report against numbers that are computed by hand, on DuckDB and on ClickHouse."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from omni_analytics import Result
from omni_analytics.testing import ENGINES, Engine, computed, glanced
from omni_report_usage.settings import Settings
from omni_report_usage.usage.report import USAGE

ZONE = "Europe/Zurich"
NOON = datetime(2026, 3, 31, 10, tzinfo=UTC)  # noon in Zurich, where clocks were set forward on the 29th


def call(at: str, person: str | None = None, **more: Any) -> dict[str, Any]:
    """A request at a time in UTC."""
    route = {"plugin": "shop", "route": "shop.list", "method": "GET", "status": 200, "bytes_in": 10, "bytes_out": 100}
    return {"time": datetime.fromisoformat(at).replace(tzinfo=UTC), "type": "request", "person": person} | route | more


ROWS = [
    call("2026-02-27T12:00", "dora"),  # 31 days before the 30th: out of every month that ends with it
    call("2026-03-01T12:00", "carl"),  # the first of the 30 days that end with the 30th
    call("2026-03-24T22:59:59", "bob"),  # 24 March in Zurich, where 23:59:59 it was; the period begins a second later
    call("2026-03-24T23:00", "ann"),  # 25 March, at midnight
    call("2026-03-28T22:59", "ann", status=404, bytes_out=50),  # 28 March
    call("2026-03-28T23:00", "bob", route="shop.buy", method="POST", status=500),  # 29 March, at midnight; the day of 23 hours
    call("2026-03-29T21:59:59.999999", "ann", key="k1"),  # 29 March, its last microsecond
    call("2026-03-29T22:00", "ann"),  # 30 March, at midnight of summer time
    call("2026-03-30T12:00", None, key="k1", bytes_in=None, bytes_out=None),  # 30 March; a key is no person
    call("2026-03-30T12:00", "eve", plugin="desk", route="desk.list"),  # 30 March
    call("2026-03-31T09:59", "ann"),  # 31 March, which is not over
    {"time": datetime(2026, 3, 30, 12, tzinfo=UTC), "type": "track", "name": "tea", "person": "zoe"},  # no request
]


async def report(engine: Engine, rows: list[dict[str, Any]] | None = None, **asked: Any) -> Result:
    """The last seven days, which are 25 to 31 March."""
    settings = Settings(monthly_calls=100)
    asked = {"period": "last_7_days"} | asked
    return await computed(USAGE, ROWS if rows is None else rows, asked, now=NOON, zone=ZONE, engine=engine, settings=settings)


def figures(result: Result) -> dict[str, tuple[Any, Any]]:
    """Values, and what they were before."""
    return {figure.name: (figure.value, figure.previous) for figure in result.figures}


def rows(result: Result, name: str) -> list[tuple[Any, ...]]:
    """Of a table."""
    return [tuple(row) for table in result.tables if table.name == name for row in table.rows]


@pytest.mark.parametrize("engine", ENGINES)
async def test_headlines(engine: Engine) -> None:
    """Compared with 18 March 00:00 to 24 March 13:00 local: 6 days and 11 hours, as much as has passed."""
    found = figures(await report(engine))
    # From 24 March 23:00Z to now: ann, ann 404, bob 500, ann k1, ann, k1, eve, ann = 8 calls. Before: none; bob's of the
    # 24th came at 23:59 local, after the part of that day that is compared.
    assert found["calls"] == (8, 0)
    assert found["people"] == (3, 0)  # ann, bob, eve
    assert found["keys"] == (1, 0)  # k1
    assert found["refused"] == (1, 0)
    assert found["errors"] == (1, 0)
    # 7 bodies of 10 bytes in; out 100 * 6 and 50 once: 70 + 650.
    assert found["bandwidth"] == (720, 0)
    # Of 30 March: ann and eve. Week 24..30: bob (24th), ann, eve. Month 1..30: and carl; dora's 27 February is out.
    # Of 23 March, the last day that was over then: nobody; week 17..23 nobody; month 22 Feb..23 March: dora and carl.
    assert found["dau"] == (2, 0)
    assert found["wau"] == (3, 0)
    assert found["mau"] == (4, 2)
    assert found["stickiness"] == (2 / 4, 0 / 2)
    assert found["daily_of_weekly"] == (2 / 3, None)
    # March in Zurich, whatever the filters: all requests but dora's = 10. 100 are allowed.
    assert found["quota_used"] == (10, None)
    assert found["quota_share"] == (0.10, None)
    # March has 31 * 24 - 1 = 743 hours; 30 * 24 - 1 + 12 = 731 have passed: 10 * 743 / 731 = 10.16.
    assert found["quota_projected"] == (10, None)


@pytest.mark.parametrize("engine", ENGINES)
async def test_series(engine: Engine) -> None:
    """By local days, the one of 23 hours among them; days without calls are zero, and the last is not complete."""
    result = await report(engine)
    assert rows(result, "calls") == [
        # step, calls, people, keys, refused, errors, received, sent, complete
        (date(2026, 3, 25), 1, 1, 0, 0, 0, 10, 100, True),
        (date(2026, 3, 26), 0, 0, 0, 0, 0, 0, 0, True),
        (date(2026, 3, 27), 0, 0, 0, 0, 0, 0, 0, True),
        (date(2026, 3, 28), 1, 1, 0, 1, 0, 10, 50, True),
        (date(2026, 3, 29), 2, 2, 1, 0, 1, 20, 200, True),
        (date(2026, 3, 30), 3, 2, 1, 0, 0, 20, 200, True),
        (date(2026, 3, 31), 1, 1, 0, 0, 0, 10, 100, False),
    ]
    assert rows(result, "active") == [
        # DAU; WAU: 19..25 ann, bob (24th); from the 31st on bob's 24th is out, but his 29th is in
        (date(2026, 3, 25), 1, 2, 4, 1 / 4, 1 / 2, True),  # month 24 Feb..25 March: dora, carl, bob, ann
        (date(2026, 3, 26), 0, 2, 4, 0.0, 0.0, True),
        (date(2026, 3, 27), 0, 2, 4, 0.0, 0.0, True),
        (date(2026, 3, 28), 1, 2, 4, 1 / 4, 1 / 2, True),  # month 27 Feb..28 March: dora still
        (date(2026, 3, 29), 2, 2, 3, 2 / 3, 1.0, True),  # month 28 Feb..29 March: dora no more
        (date(2026, 3, 30), 2, 3, 4, 2 / 4, 2 / 3, True),
        (date(2026, 3, 31), 1, 3, 3, 1 / 3, 1 / 3, False),  # month 2..31 March: ann, bob, eve
    ]


@pytest.mark.parametrize("engine", ENGINES)
async def test_parts(engine: Engine) -> None:
    """By route, plugin, key and status, the most called first; calls without a key are a row of their own."""
    result = await report(engine)
    assert [(*row[:5], *row[7:]) for row in rows(result, "routes")] == [
        ("shop.list", "shop", 6, 6 / 8, 1, 50, 450),  # in: 5 * 10, of k1 nothing is known; out: 4 * 100 + 50
        ("desk.list", "desk", 1, 1 / 8, 1, 10, 100),
        ("shop.buy", "shop", 1, 1 / 8, 1, 10, 100),
    ]
    assert [row[:2] for row in rows(result, "plugins")] == [("shop", 7), ("desk", 1)]
    assert [row[:4] for row in rows(result, "keys")] == [(None, 6, 6 / 8, 3), ("k1", 2, 2 / 8, 1)]
    assert [(*row[:2], *row[4:6]) for row in rows(result, "statuses")] == [("200", 6, 0, 0), ("404", 1, 1, 0), ("500", 1, 0, 1)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("asked", "calls", "mau"),
    [
        ({"routes": ["shop.list"]}, 6, 3),  # month 1..30 March: carl, bob (24th), ann
        ({"plugins": ["desk"]}, 1, 1),
        ({"keys": ["k1"]}, 2, 1),
        ({"methods": ["POST"]}, 1, 1),
        ({"statuses": ["4xx", "5xx"]}, 2, 2),
        ({"plugins": ["desk"], "methods": ["POST"]}, 0, 0),
    ],
)
async def test_filters(engine: Engine, asked: dict[str, Any], calls: int, mau: int) -> None:
    """Narrow all but the quota."""
    result = await report(engine, **asked)
    found = figures(result)
    assert (found["calls"][0], found["mau"][0], found["quota_used"][0]) == (calls, mau, 10)
    assert sum(row[1] for row in rows(result, "calls")) == calls
    assert sum(row[1] for row in rows(result, "plugins")) == calls
    assert result.empty == (calls == 0)


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_day_that_begins_at_one_in_the_morning(engine: Engine) -> None:
    """Cairo skips midnight of 24 April 2026: what came a second before is of the 23rd, an hour of which came before that."""
    made = [call("2026-04-23T21:59:59", "ann"), call("2026-04-23T22:00", "bob"), call("2026-04-23T22:59", "eve")]
    asked = {"period": "custom", "start": "2026-04-23", "end": "2026-04-24"}
    now = datetime(2026, 5, 1, tzinfo=UTC)
    for group, shown in (("day", [1, 2]), ("hour", None)):
        result = await computed(
            USAGE, made, asked | {"group": group}, now=now, zone="Africa/Cairo", engine=engine, settings=Settings()
        )
        if shown:
            assert [row[1] for row in rows(result, "calls")] == shown
        else:
            by_hour = {row[0].isoformat()[5:19]: row[1] for row in rows(result, "calls")}
            assert len(by_hour) == 24 + 23
            assert (by_hour["04-23T23:00:00"], by_hour["04-24T01:00:00"]) == (1, 2)


@pytest.mark.parametrize("engine", ENGINES)
async def test_an_hour_that_comes_twice(engine: Engine) -> None:
    """Is one step, with what came in both."""
    made = [call("2026-10-25T00:30", "ann"), call("2026-10-25T01:30", "bob"), call("2026-10-25T02:00", "eve")]
    asked = {"period": "custom", "start": "2026-10-25", "end": "2026-10-25", "compare": "none"}
    now = datetime(2026, 11, 1, tzinfo=UTC)
    result = await computed(USAGE, made, asked, now=now, zone=ZONE, engine=engine, settings=Settings())
    assert [(row[0].hour, row[1]) for row in rows(result, "calls") if row[1]] == [(2, 2), (3, 1)]
    assert figures(result)["calls"] == (3, None)
    assert figures(result)["stickiness"] == (1.0, None)


@pytest.mark.parametrize("engine", ENGINES)
async def test_nothing_happened(engine: Engine) -> None:
    """The report says so: zeros where something is counted, nothing where something would be divided by zero."""
    result = await report(engine, rows=[])
    assert result.empty
    found = figures(result)
    assert {found[name] for name in ("calls", "people", "bandwidth", "dau", "mau")} == {(0, 0)}
    assert {found[name] for name in ("stickiness", "daily_of_weekly")} == {(None, None)}
    assert [row[1:3] for row in rows(result, "calls")] == [(0, 0)] * 7
    assert all(not rows(result, name) for name in ("routes", "plugins", "keys", "statuses"))


async def test_what_is_not_over_is_labelled() -> None:
    """By a note and by the column that charts draw by; steps that have not begun have no numbers. Others have no such note."""
    result = await report("duckdb", period="this_week")  # 30 March to 5 April
    assert "not over" in result.notes[0]
    assert [(row[1], row[-1]) for row in rows(result, "calls")] == [(3, True), (1, False), *[(None, False)] * 5]
    assert [row[1] for row in rows(result, "active")] == [2, 1, *[None] * 5]
    assert all(chart.complete == "complete" for chart in result.charts if chart.x == "step")
    over = await report("duckdb", period="last_week")
    assert not any("not over" in note for note in over.notes)
    assert all(row[-1] for row in rows(over, "calls"))


async def test_the_last_day_that_was_over() -> None:
    """Is yesterday, also of a report over today; the note says which it is."""
    result = await report("duckdb", period="today")
    assert figures(result)["dau"] == (2, 2)  # of the 30th and the 29th
    assert "2026-03-30" in result.notes[-1]


async def test_quota() -> None:
    """None without a limit, of the month that the period ends in, and none of a period that has not begun."""
    none = await computed(USAGE, ROWS, {"period": "last_7_days"}, now=NOON, zone=ZONE, settings=Settings())
    assert not any(name.startswith("quota") for name in figures(none))
    assert not any(one.name.startswith("quota") for one in none.definitions)
    february = figures(await report("duckdb", period="last_month"))
    assert (february["quota_used"], february["quota_projected"]) == ((1, None), (1, None))
    half = [call("2026-04-01T00:00") for _ in range(30)]
    middle = datetime(2026, 4, 16, tzinfo=UTC)  # 15 of 30 days have passed
    april = await computed(USAGE, half, {"period": "today"}, now=middle, settings=Settings(monthly_calls=40))
    assert figures(april)["quota_used"] == (30, None)
    assert figures(april)["quota_share"] == (0.75, None)
    assert figures(april)["quota_projected"] == (60, None)
    ahead = await report("duckdb", period="custom", start="2027-01-01", end="2027-01-05")
    assert not any(name.startswith("quota") for name in figures(ahead))


async def test_four_queries_at_most() -> None:
    """Whatever is asked."""
    from typing import cast
    from zoneinfo import ZoneInfo

    from omni_analytics.testing import OnEngine, context, table_of_events
    from omni_report_usage.usage.report import UsageParameters

    asked = UsageParameters(period="last_7_days", plugins=["shop"])
    period = asked.resolve(ZoneInfo(ZONE), NOON)
    events = OnEngine(table_of_events(ROWS)).during(*period.reach)
    await USAGE.compute(context(NOON, ZONE, Settings(monthly_calls=5)), cast("Any", events), period, asked)
    assert len(events.asked) == 4


@pytest.mark.parametrize("engine", ENGINES)
async def test_the_card_of_the_dashboard(engine: Engine) -> None:
    """The last 30 days: 2 to 31 March, of the tenant's zone."""
    card = await glanced(USAGE, ROWS, now=NOON, zone=ZONE, engine=engine, settings=Settings())
    # 9 calls since 2 March; before, 31 January to 1 March, 11:00: dora, while carl came at 13:00.
    assert figures(card) == {"calls": (9, 1), "people": (3, 1), "bandwidth": (9 * 110 - 110 - 50, 110)}
    assert len(rows(card, "calls")) == 30
    assert [chart.name for chart in card.charts] == ["calls"]
    assert timedelta(days=29) == rows(card, "calls")[-1][0] - rows(card, "calls")[0][0]
