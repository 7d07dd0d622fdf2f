"""Periods: steps without gaps, days of every zone, and the same local time on the engine as in Python."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_analytics import Group, Parameters, Period, between, events_table
from omni_analytics.contract.period import floor, following, instant
from omni_analytics.testing import ENGINES, Engine, on_clickhouse, on_duckdb, table_of_events

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ZONES = (
    "UTC", "Europe/Zurich", "Africa/Cairo", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Asia/Kolkata",
    "America/Sao_Paulo", "Pacific/Apia", "Asia/Beirut", "America/Nuuk", "Africa/Casablanca", "Pacific/Chatham",
)  # fmt: skip
zones = st.sampled_from(ZONES).map(ZoneInfo)
groups: st.SearchStrategy[Group] = st.sampled_from(["hour", "day", "week", "month"])
days = st.dates(date(2017, 1, 1), date(2027, 12, 31))
nows = st.datetimes(datetime(2017, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  (Hypothesis adds the zone)


@st.composite
def periods(draw: st.DrawFn, longest: int = 60) -> Period:
    """Of some days, or cut at some second."""
    first = draw(days)
    last = first + timedelta(days=draw(st.integers(0, longest)))
    period = between(first, last, draw(zones), draw(groups), draw(nows))
    if draw(st.booleans()):
        seconds = draw(st.integers(1, int((period.end - period.start).total_seconds())))
        period = Period(period.start, period.start + timedelta(seconds=seconds), period.zone, period.group, period.now)
    return period


def naive(at: datetime, zone: ZoneInfo) -> datetime:
    """What clocks in the zone show."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


@given(periods())
@settings(max_examples=200, deadline=None)
def test_steps_cover_the_period_without_gaps_and_overlaps(period: Period) -> None:
    """Each begins where the one before ends, the first not after the start, the last not before the end."""
    steps = period.steps()
    begins = [instant(step, period.zone) for step in steps]
    ends = [instant(following(step, period.group), period.zone) for step in steps]
    assert begins[0] <= period.start
    assert ends[-1] >= period.end
    assert ends[:-1] == begins[1:]
    assert all(begin < end for begin, end in zip(begins, ends, strict=True))


@given(periods(), st.floats(0, 1, exclude_max=True))
@settings(max_examples=300, deadline=None)
def test_each_instant_lies_in_a_step(period: Period, share: float) -> None:
    """In the one that begins with what clocks show then, in whole hours, days, weeks or months."""
    at = period.start + timedelta(seconds=int((period.end - period.start).total_seconds() * share))
    assert floor(naive(at, period.zone), period.group) in period.steps()


@given(periods(5), st.lists(st.floats(0, 1), min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
@pytest.mark.parametrize("engine", ENGINES)
def test_local_time_on_the_engine_is_that_of_python(engine: Engine, period: Period, shares: list[float]) -> None:
    """Of any instants of the period, those around changes of the clock among them."""
    length = int((period.end - period.start).total_seconds())
    at = {period.start + timedelta(seconds=int(length * share)) for share in shares}
    changes = [until for until, _ in period._offsets()]
    at |= {change + timedelta(microseconds=by) for change in changes for by in (-1, 0, 1)}
    wanted = sorted({moment for moment in at if period.start <= moment < period.end})
    rows = table_of_events({"time": moment} for moment in wanted)
    table = events_table()
    asked = table.order_by("time").select("time", shown=period.local(table.time), step=period.step(table.time))
    found = (on_duckdb if engine == "duckdb" else on_clickhouse)(rows, asked).to_pylist()
    shown = [naive(moment, period.zone) for moment in wanted]
    assert [row["shown"] for row in found] == shown
    steps = [row["step"] for row in found]
    begins = [datetime(step.year, step.month, step.day, getattr(step, "hour", 0)) for step in steps]  # noqa: DTZ001  (local)
    assert begins == [floor(one, period.group) for one in shown]


@given(periods(5), st.lists(st.integers(-100_000, 100_000), min_size=1, max_size=10))
@settings(max_examples=50, deadline=None)
def test_holds_from_its_start_to_before_its_end(period: Period, offsets: list[int]) -> None:
    """On the engine as in Python."""
    around = {edge + timedelta(microseconds=by) for edge in (period.start, period.end) for by in (*offsets, -1, 0, 1)}
    rows = table_of_events({"time": moment} for moment in sorted(around))
    table = events_table()
    found = on_duckdb(rows, table.filter(period.holds(table.time)).order_by("time").select("time"))["time"].to_pylist()
    assert [one.replace(tzinfo=UTC) for one in found] == [at for at in sorted(around) if period.start <= at < period.end]


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Zurich", date(2026, 3, 29), 23),
        ("Europe/Zurich", date(2026, 10, 25), 25),
        ("Africa/Cairo", date(2026, 4, 24), 23),
        ("Africa/Cairo", date(2026, 10, 29), 25),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("Europe/Zurich", date(2026, 7, 1), 24),
    ],
)
def test_days_on_which_clocks_are_set(zone: str, day: date, hours: float) -> None:
    """Are shorter or longer; an hour that comes twice is one step, and one that is skipped is none."""
    period = between(day, day, ZoneInfo(zone), "hour", NOW)
    assert (period.end - period.start) == timedelta(hours=hours)
    assert len(period.steps()) == min(24, round(hours + 0.1))
    by_day = between(day - timedelta(days=1), day + timedelta(days=1), ZoneInfo(zone), "day", NOW)
    assert [step.date() for step in by_day.steps()] == [day + timedelta(days=by) for by in (-1, 0, 1)]


def test_a_day_begins_after_midnight_where_clocks_skip_it() -> None:
    """In Cairo, 24 April 2026 begins at one o'clock; Apia's 30 December 2011 never came."""
    cairo = between(date(2026, 4, 24), date(2026, 4, 24), ZoneInfo("Africa/Cairo"), "hour", NOW)
    assert cairo.start.astimezone(cairo.zone).isoformat() == "2026-04-24T01:00:00+03:00"
    assert cairo.steps()[0] == datetime(2026, 4, 24, 1)  # noqa: DTZ001  (local)
    apia = between(date(2011, 12, 29), date(2011, 12, 31), ZoneInfo("Pacific/Apia"), "day", NOW)
    assert [step.day for step in apia.steps()] == [29, 31]


def test_a_time_that_is_skipped_is_when_clocks_run_again() -> None:
    """Not an hour later, as the time itself would be read; a time that comes twice is the first one."""
    zurich = ZoneInfo("Europe/Zurich")
    assert instant(datetime(2026, 3, 29, 2, 30), zurich) == datetime(2026, 3, 29, 1, tzinfo=UTC)  # noqa: DTZ001  (local)
    assert instant(datetime(2026, 10, 25, 2, 30), zurich) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # noqa: DTZ001  (local)


def test_a_step_is_complete_once_it_is_over() -> None:
    """To the instant; one that reaches out of the period never is, since its numbers are of a part of it."""
    utc = ZoneInfo("UTC")
    today = between(date(2026, 6, 1), date(2026, 6, 1), utc, "hour", NOW)
    assert [step.hour for step in today.steps() if today.complete(step)] == list(range(12))
    just = between(date(2026, 5, 31), date(2026, 5, 31), utc, "day", datetime(2026, 6, 1, tzinfo=UTC))
    assert just.complete(just.steps()[0])
    assert not just.partial
    early = between(date(2026, 5, 31), date(2026, 5, 31), utc, "day", datetime(2026, 5, 31, 23, 59, 59, tzinfo=UTC))
    assert not early.complete(early.steps()[0])
    assert early.partial
    march = between(date(2026, 3, 1), date(2026, 3, 31), utc, "week", NOW)  # a Sunday to a Tuesday
    assert [march.complete(step) for step in march.steps()] == [False, True, True, True, True, False]


def test_reckons_with_time_that_passed() -> None:
    """And not with what clocks show: the week before this one was an hour shorter."""
    zurich = ZoneInfo("Europe/Zurich")
    spring = Parameters(period="this_week").resolve(zurich, datetime(2026, 4, 5, 10, tzinfo=UTC))  # a Sunday; before: clocks set
    assert spring.previous is not None
    assert spring.previous.end - spring.previous.start == spring.now - spring.start == timedelta(days=6, hours=12)
    aware = Period(spring.start.astimezone(zurich), spring.end.astimezone(zurich), zurich, "day", spring.now.astimezone(zurich))
    assert aware.start.tzinfo is aware.end.tzinfo is aware.now.tzinfo is UTC


def test_reaches_as_far_as_its_report_looks() -> None:
    """Over what it is compared with, and back by the lookback."""

    class Rolling(Parameters):
        lookback = timedelta(days=30)

    period = Rolling(period="yesterday").resolve(ZoneInfo("UTC"), NOW)
    assert period.reach == (datetime(2026, 4, 30, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))
    since = period.since(7)
    assert (since.start, since.end) == (datetime(2026, 5, 24, tzinfo=UTC), period.end)
    alone = Rolling(period="yesterday", compare="none").resolve(ZoneInfo("UTC"), NOW)
    assert alone.reach[0] == datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize("group", ["hour", "day", "week", "month"])
def test_a_period_of_no_length_has_no_steps(group: Group) -> None:
    """What a period that has not begun is compared with; it can be asked all the same."""
    empty = Period(NOW, NOW, ZoneInfo("Europe/Zurich"), group, NOW)
    assert empty.steps() == []
    rows = table_of_events([{"time": NOW}])
    table = events_table()
    shown = on_duckdb(rows, table.select(step=empty.local(table.time)))["step"].to_pylist()
    assert shown == [naive(NOW, empty.zone)]
