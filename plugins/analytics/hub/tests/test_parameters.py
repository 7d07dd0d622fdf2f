"""Parameters: what presets mean on which day, what they are compared with, and what is refused."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from omni_analytics import Parameters, Period, RequestParameters, events_table, requests_of
from omni_analytics.testing import ENGINES, Engine, on_clickhouse, on_duckdb, table_of_events

UTC_ZONE = ZoneInfo("UTC")
PRESETS = (
    "today", "yesterday", "last_7_days", "last_30_days", "last_90_days", "this_week", "last_week",
    "this_month", "last_month", "this_year", "last_year", "last_12_months",
)  # fmt: skip
nows = st.datetimes(datetime(2016, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  (Hypothesis adds the zone)
zones = st.sampled_from(["UTC", "Europe/Zurich", "Africa/Cairo", "America/New_York", "Pacific/Kiritimati"])


def days_of(period: Period) -> tuple[str, str]:
    """First and last day."""
    last = (period.end - timedelta(microseconds=1)).astimezone(period.zone)
    return period.start.astimezone(period.zone).date().isoformat(), last.date().isoformat()


def resolved(now: str, tenants: str = "UTC", **asked: Any) -> Period:
    """At a time, in a zone."""
    return Parameters(**asked).resolve(ZoneInfo(tenants), datetime.fromisoformat(now).replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("now", "preset", "days", "before"),
    [
        ("2026-06-10T12:00", "today", ("2026-06-10", "2026-06-10"), ("2026-06-09", "2026-06-09")),
        ("2024-03-01T12:00", "yesterday", ("2024-02-29", "2024-02-29"), ("2024-02-28", "2024-02-28")),
        ("2024-03-01T00:00", "last_7_days", ("2024-02-24", "2024-03-01"), ("2024-02-17", "2024-02-22")),
        ("2026-01-01T12:00", "last_30_days", ("2025-12-03", "2026-01-01"), ("2025-11-03", "2025-12-02")),
        ("2026-01-01T12:00", "this_week", ("2025-12-29", "2026-01-04"), ("2025-12-22", "2025-12-25")),
        ("2026-01-01T12:00", "last_week", ("2025-12-22", "2025-12-28"), ("2025-12-15", "2025-12-21")),
        ("2024-02-29T12:00", "this_month", ("2024-02-01", "2024-02-29"), ("2024-01-01", "2024-01-29")),
        ("2026-03-31T12:00", "this_month", ("2026-03-01", "2026-03-31"), ("2026-02-01", "2026-02-28")),
        ("2024-03-31T12:00", "last_month", ("2024-02-01", "2024-02-29"), ("2024-01-01", "2024-01-31")),
        ("2026-01-15T12:00", "last_month", ("2025-12-01", "2025-12-31"), ("2025-11-01", "2025-11-30")),
        ("2024-12-31T23:59", "this_year", ("2024-01-01", "2024-12-31"), ("2023-01-01", "2023-12-31")),
        ("2026-01-01T00:00", "last_year", ("2025-01-01", "2025-12-31"), ("2024-01-01", "2024-12-31")),
        ("2024-02-29T12:00", "last_12_months", ("2023-03-01", "2024-02-29"), ("2022-03-01", "2023-02-28")),
        ("2025-02-10T12:00", "last_12_months", ("2024-03-01", "2025-02-28"), ("2023-03-01", "2024-02-10")),
    ],
)
def test_presets(now: str, preset: str, days: tuple[str, str], before: tuple[str, str]) -> None:
    """At leap days and at the ends of years; what they are compared with is cut where they are not over."""
    period = resolved(now, period=preset)
    assert days_of(period) == days
    assert period.previous is not None
    last = (period.previous.end - timedelta(microseconds=1)).date()
    assert (days_of(period.previous)[0], last.isoformat()) == before


@pytest.mark.parametrize(
    ("asked", "now", "before"),
    [
        ({"period": "last_month"}, "2025-03-10T12:00", ("2024-02-01", "2024-02-29")),
        ({"period": "last_month"}, "2024-03-10T12:00", ("2023-02-01", "2023-02-28")),
        ({"period": "yesterday"}, "2024-03-01T12:00", ("2023-02-28", "2023-02-28")),
        ({"period": "yesterday"}, "2025-03-01T12:00", ("2024-02-28", "2024-02-28")),
        ({"period": "last_year"}, "2025-03-01T12:00", ("2023-01-01", "2023-12-31")),
        ({"period": "custom", "start": "2024-02-29", "end": "2024-03-05"}, "2025-03-01T12:00", ("2023-02-28", "2023-03-05")),
        ({"period": "custom", "start": "2025-01-01", "end": "2025-02-28"}, "2025-09-01T12:00", ("2024-01-01", "2024-02-29")),
    ],
)
def test_a_year_earlier(asked: dict[str, Any], now: str, before: tuple[str, str]) -> None:
    """Months are compared with whole months; a leap day with the 28th."""
    previous = resolved(now, compare="year", **asked).previous
    assert previous is not None
    assert days_of(previous) == before


@given(st.sampled_from(PRESETS), nows, zones, st.sampled_from(["previous", "year"]))
@settings(max_examples=300, deadline=None)
def test_what_is_compared_is_as_long_as_what_has_passed(preset: Any, now: datetime, zone: str, compare: Any) -> None:
    """Unless that month or year is shorter as a whole; and the other one lies before it, whole days of the zone at its start."""
    period = Parameters(period=preset, compare=compare).resolve(ZoneInfo(zone), now)
    previous = period.previous
    assert previous is not None
    assert period.start < period.end
    assert previous.start < period.start
    if compare == "previous":
        assert previous.end <= period.start
    if not period.partial:
        return
    passed = (now - period.start) // timedelta(seconds=1) * timedelta(seconds=1)
    assert previous.end - previous.start <= passed
    if previous.end - previous.start < passed:
        assert previous.end.astimezone(period.zone).time() == previous.start.astimezone(period.zone).time(), (
            "a whole one, shorter"
        )


@given(st.sampled_from(PRESETS), nows, zones)
@settings(max_examples=200, deadline=None)
def test_presets_hold_now_or_are_over(preset: Any, now: datetime, zone: str) -> None:
    """Those of the present hold it, and are partial; those of the past are not."""
    period = Parameters(period=preset).resolve(ZoneInfo(zone), now)
    if preset in {"yesterday", "last_week", "last_month", "last_year"}:
        assert period.end <= now
        assert not period.partial
    else:
        assert period.start <= now < period.end
        assert period.partial


def test_the_zone_that_was_asked_for() -> None:
    """Decides which day it is; by default the tenant's does."""
    now = "2026-06-30T23:30"
    assert days_of(resolved(now, "UTC", period="today")) == ("2026-06-30", "2026-06-30")
    assert days_of(resolved(now, "Europe/Zurich", period="today")) == ("2026-07-01", "2026-07-01")
    asked = resolved(now, "UTC", period="this_month", zone="Europe/Zurich")
    assert days_of(asked) == ("2026-07-01", "2026-07-31")
    assert asked.start == datetime(2026, 6, 30, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "group"),
    [
        ({"period": "today"}, "hour"),
        ({"period": "last_30_days"}, "day"),
        ({"period": "last_90_days"}, "day"),
        ({"period": "this_year"}, "week"),
        ({"period": "custom", "start": "2023-01-01", "end": "2024-12-31"}, "month"),
        ({"period": "today", "group": "day"}, "day"),
    ],
)
def test_steps_fit_the_length(asked: dict[str, Any], group: str) -> None:
    """Unless they are asked for."""
    assert resolved("2026-06-10T12:00", **asked).group == group


def test_nothing_to_compare_with() -> None:
    """When none was asked for; and nothing of a period that has not begun."""
    assert resolved("2026-06-10T12:00", compare="none").previous is None
    ahead = resolved("2026-06-10T12:00", period="custom", start="2026-07-01", end="2026-07-05").previous
    assert ahead is not None
    assert ahead.start == ahead.end


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"period": "custom", "start": "2026-01-01"}, "needs start and end"),
        ({"period": "today", "start": "2026-01-01", "end": "2026-01-02"}, "belong to the period 'custom'"),
        ({"period": "custom", "start": "2026-01-02", "end": "2026-01-01"}, "from start to end"),
        ({"period": "custom", "start": "2020-01-01", "end": "2026-01-01"}, "days at most"),
        ({"period": "custom", "start": "0001-01-01", "end": "0001-01-02"}, "between 1970 and 2100"),
        ({"period": "custom", "start": "9999-12-30", "end": "9999-12-31"}, "between 1970 and 2100"),
        ({"zone": "Europe/Atlantis"}, "is no time zone"),
        ({"zone": "../../etc/passwd"}, "is no time zone"),
        ({"perod": "today"}, "Extra inputs"),
    ],
)
def test_refuses(asked: dict[str, Any], says: str) -> None:
    """What means nothing, saying what would."""
    with pytest.raises(ValidationError, match=says):
        Parameters(**asked)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({}, {0, 1, 2, 3}),
        ({"plugins": ["a"]}, {0, 1}),
        ({"plugins": ["a", "b"], "methods": ["POST"]}, {1, 2}),
        ({"routes": ["a.x"]}, {0}),
        ({"keys": ["k"]}, {1}),
        ({"statuses": ["4xx", "5xx"]}, {1, 2}),
        ({"statuses": ["2xx"], "plugins": ["b"]}, set()),
    ],
)
def test_filters_of_requests(engine: Engine, asked: dict[str, Any], left: set[int]) -> None:
    """Each leaves what it names, all of them together; what is not known is left by none."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    rows: list[dict[str, object]] = [
        {"plugin": "a", "route": "a.x", "method": "GET", "status": 200, "seconds": 0.0},
        {"plugin": "a", "route": "a.y", "method": "POST", "status": 404, "key": "k", "seconds": 1.0},
        {"plugin": "b", "route": "b.x", "method": "POST", "status": 503, "seconds": 2.0},
        {"seconds": 3.0},
        {"plugin": "a", "type": "track", "seconds": 4.0},
    ]
    table = table_of_events({"time": at, "type": "request"} | row for row in rows)
    requests = requests_of(events_table())
    expression = requests.filter(RequestParameters(**asked).wanted(requests)).select("seconds")
    found = (on_duckdb if engine == "duckdb" else on_clickhouse)(table, expression)
    assert set(found["seconds"].to_pylist()) == left


def test_first_and_last_day_are_dates() -> None:
    """Of the zone, both within."""
    period = resolved("2026-06-10T12:00", "Europe/Zurich", period="custom", start="2026-03-29", end="2026-03-29")
    assert (period.start, period.end) == (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC))
    assert date(2026, 3, 29).isoformat() == days_of(period)[0]
