"""Cron beside a second library, croniter, and where that differs from crontab(5), the rule with its source.

Vixie's rules, from cron(8) of Debian ("Local time changes of less than three hours … are handled specially. This only
applies to jobs that run at a specific time and jobs that are run with a granularity greater than one hour"): such a job
that a forward change skips runs soon after it, and one whose time comes twice runs once. Jobs that run every so often (the
hour or the minute begins with `*`) go by the clock on the wall, whatever it shows. Corrections of more than three hours
count as corrections of the clock, after which the new time is used at once.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from croniter import CroniterError, croniter  # type: ignore[import-untyped]  # it comes without types
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omni_kernel.jobs.cron import next_runs

ZONES = [
    "UTC", "Africa/Cairo", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Europe/Dublin", "America/New_York",
    "Asia/Kathmandu", "Europe/Berlin", "Antarctica/Troll",
]  # fmt: skip
MONTHS, DAYS = (
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
)


def field(low: int, high: int, names: list[str] | None = None) -> st.SearchStrategy[str]:
    """One field: `*`, steps, a number or its name, a range (with a step), a list."""
    number = st.integers(low, high)
    one = number.map(str) if names is None else st.one_of(number.map(str), number.map(lambda n: names[n - low]))
    ranges = st.tuples(number, number).filter(lambda pair: pair[0] < pair[1]).map(lambda pair: f"{pair[0]}-{pair[1]}")
    stepped = st.tuples(ranges, st.integers(1, max(2, high // 2))).map(lambda pair: f"{pair[0]}/{pair[1]}")
    every = st.integers(2, max(2, high // 2)).map(lambda n: f"*/{n}")
    parts = st.one_of(number.map(str), ranges)
    return st.one_of(st.just("*"), one, ranges, stepped, every, st.lists(parts, min_size=2, max_size=3).map(",".join))


DAYS_OF_MONTH = st.one_of(st.just("*"), field(1, 31))
EXPRESSIONS = st.tuples(field(0, 59), field(0, 23), DAYS_OF_MONTH, field(1, 12, MONTHS), field(0, 6, DAYS)).map(" ".join)
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # made aware


def possible(cron: str) -> bool:
    """Whether some day matches: 31 February never comes."""
    try:
        croniter(cron, datetime(2000, 1, 1, tzinfo=UTC)).get_next()
    except CroniterError:
        return False
    return True


def ours(cron: str, zone: str, after: datetime, count: int) -> list[datetime]:
    return [run.astimezone(UTC) for run in next_runs(cron, zone, count, after)]


def theirs(cron: str, after: datetime, count: int) -> list[datetime]:
    found = croniter(cron, after, ret_type=datetime)
    return [found.get_next(datetime).astimezone(UTC) for _ in range(count)]


def star_bug(cron: str) -> bool:
    """`*/2` in one of the day fields: both begin with a star, so Vixie combines them by AND (crontab(5), Debian: "if both
    fields are restricted (i.e., do not contain the "*" character)"); croniter takes only a bare `*` for unrestricted.
    """
    days, weekdays = cron.split()[2], cron.split()[4]
    return any(each.startswith("*") and each != "*" for each in (days, weekdays))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(EXPRESSIONS.filter(possible).filter(lambda cron: not star_bug(cron)), INSTANTS)
def test_as_croniter_where_no_clock_jumps(cron: str, after: datetime) -> None:
    """In UTC there is nothing to disagree about."""
    assert ours(cron, "UTC", after, 4) == theirs(cron, after.replace(microsecond=0), 4)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(EXPRESSIONS.filter(possible).filter(lambda cron: not star_bug(cron)), st.sampled_from(ZONES), INSTANTS)
def test_as_the_clock_on_the_wall_where_it_does_not_jump(cron: str, zone: str, after: datetime) -> None:
    """What croniter says of the wall's clock as such is right in every zone, as long as no change of the clock is near."""
    there = ZoneInfo(zone)
    walls = theirs(cron, after.astimezone(there).replace(tzinfo=UTC, microsecond=0), 3)
    expected = [wall.replace(tzinfo=there) for wall in walls]
    moments = [after.astimezone(there), *expected]
    if any(jumps(one, two) for one, two in pairwise(moments)):
        return
    assert ours(cron, zone, after, 3) == [run.astimezone(UTC) for run in expected]


def jumps(begin: datetime, end: datetime) -> bool:
    """Whether the offset changes between the two, or within a day of them; years apart it surely does."""
    if end - begin > timedelta(days=400):
        return True
    day = begin.astimezone(UTC) - timedelta(days=1)
    offsets = set()
    while day < end.astimezone(UTC) + timedelta(days=2):
        offsets.add(day.astimezone(begin.tzinfo).utcoffset())
        day += timedelta(hours=12)
    return len(offsets) > 1


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 59), st.integers(0, 23), st.sampled_from(ZONES), INSTANTS)
def test_a_daily_job_runs_once_a_day(minute: int, hour: int, zone: str, after: datetime) -> None:
    """Every day that there is has one run: at its time, or right after the gap that its time fell into."""
    there = ZoneInfo(zone)
    runs = next_runs(f"{minute} {hour} * * *", zone, 5, after)
    assert len({run.date() for run in runs}) == 5
    for run in runs:
        asked = run.replace(hour=hour, minute=minute, fold=0)
        exists = asked.astimezone(UTC).astimezone(there).replace(fold=0) == asked
        assert (run.replace(fold=0) == asked) == exists
        assert run.fold == 0 or not exists
    for one, two in pairwise(runs):
        assert (two.date() - one.date()).days == 1 or zone == "Pacific/Apia"


DIFFERENT = [
    # A range from a number to itself is that number (crontab(5): "the specified range is inclusive"); croniter takes it for
    # all, cronsim with a step for all from there on.
    ("0-0 * * * *", "UTC", "2026-01-01T00:00+00:00", ["2026-01-01T01:00+00:00", "2026-01-01T02:00+00:00"]),
    ("5-5/2 * * * *", "UTC", "2026-01-01T00:00+00:00", ["2026-01-01T00:05+00:00", "2026-01-01T01:05+00:00"]),
    # croniter 7 skips the day whose time falls into a gap, or moves it elsewhere; cron(8): "run … soon after the change".
    ("30 2 * * *", "Europe/Berlin", "2024-03-30T12:00+01:00", ["2024-03-31T03:00+02:00", "2024-04-01T02:30+02:00"]),
    ("0 0 * * *", "Africa/Cairo", "2023-04-27T12:00+02:00", ["2023-04-28T01:00+03:00", "2023-04-29T00:00+03:00"]),
    # Twice the same time: cron(8) runs it once, the first time.
    ("30 2 * * *", "Europe/Berlin", "2024-10-26T12:00+02:00", ["2024-10-27T02:30+02:00", "2024-10-28T02:30+01:00"]),
    # Both day fields begin with a star, so both must match: crontab(5).
    ("0 0 */2 * 1", "UTC", "2026-06-01T00:00+00:00", ["2026-06-15T00:00+00:00", "2026-06-29T00:00+00:00"]),
    ("0 0 1 * */2", "UTC", "2026-06-01T00:00+00:00", ["2026-08-01T00:00+00:00", "2026-09-01T00:00+00:00"]),
]


@pytest.mark.parametrize(("cron", "zone", "after", "expected"), DIFFERENT)
def test_where_they_differ_the_documented_rule_holds(cron: str, zone: str, after: str, expected: list[str]) -> None:
    found = next_runs(cron, zone, len(expected), datetime.fromisoformat(after))
    assert [run.isoformat(timespec="minutes") for run in found] == expected
