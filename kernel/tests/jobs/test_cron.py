"""Cron in time zones: Vixie's rules where the clock jumps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_kernel.jobs.cron import latest_run, next_run, next_runs, upcoming
from omni_sdk.errors import Invalid


def runs(cron: str, zone: str, after: str, count: int = 3) -> list[str]:
    """The next times, written with their offsets."""
    return [run.isoformat(timespec="minutes") for run in next_runs(cron, zone, count, datetime.fromisoformat(after))]


@pytest.mark.parametrize(
    ("cron", "zone", "after", "expected"),
    [
        # Cairo skips 00:00-01:00 on 2024-04-26: the day is not lost, the job runs right after the gap.
        ("0 0 * * *", "Africa/Cairo", "2024-04-25T12:00+02:00", ["2024-04-26T01:00+03:00", "2024-04-27T00:00+03:00"]),
        # Cairo repeats 23:00-24:00 on 2024-10-31: once.
        ("30 23 * * *", "Africa/Cairo", "2024-10-31T12:00+03:00", ["2024-10-31T23:30+03:00", "2024-11-01T23:30+02:00"]),
        # Asked within the second pass: not again on that day.
        ("30 23 * * *", "Africa/Cairo", "2024-10-31T23:10+02:00", ["2024-11-01T23:30+02:00", "2024-11-02T23:30+02:00"]),
        # Lord Howe moves by half an hour: 02:00-02:30 is skipped on 2024-10-06, 01:30-02:00 repeated on 2024-04-07.
        ("15 2 * * *", "Australia/Lord_Howe", "2024-10-05T12:00+10:30", ["2024-10-06T02:30+11:00", "2024-10-07T02:15+11:00"]),
        ("45 1 * * *", "Australia/Lord_Howe", "2024-04-06T12:00+11:00", ["2024-04-07T01:45+11:00", "2024-04-08T01:45+10:30"]),
        # Apia had no 30 December 2011 at all.
        ("0 9 * * *", "Pacific/Apia", "2011-12-28T12:00-10:00", ["2011-12-29T09:00-10:00", "2011-12-31T09:00+14:00"]),
        # São Paulo skipped midnight, when it still had summer time.
        ("0 0 * * *", "America/Sao_Paulo", "2018-11-03T12:00-03:00", ["2018-11-04T01:00-02:00", "2018-11-05T00:00-02:00"]),
        # What runs every so often follows real time through the repeated hour.
        (
            "*/30 * * * *",
            "Europe/Berlin",
            "2024-10-27T02:00+02:00",
            ["2024-10-27T02:30+02:00", "2024-10-27T02:00+01:00", "2024-10-27T02:30+01:00"],
        ),
        # After the end of summer time in Brazil, in 2019, midnight is there every day.
        ("0 0 * * *", "America/Sao_Paulo", "2019-11-02T12:00-03:00", ["2019-11-03T00:00-03:00", "2019-11-04T00:00-03:00"]),
        # Cairo has summer time again since 2023, and had none in 2022.
        ("0 0 * * *", "Africa/Cairo", "2022-04-28T12:00+02:00", ["2022-04-29T00:00+02:00", "2022-04-30T00:00+02:00"]),
        # Dublin's winter is the exception there (its daylight saving is negative); to the clock it is the same.
        ("30 1 * * *", "Europe/Dublin", "2024-03-30T12:00+00:00", ["2024-03-31T02:00+01:00", "2024-04-01T01:30+01:00"]),
        ("30 1 * * *", "Europe/Dublin", "2024-10-26T12:00+01:00", ["2024-10-27T01:30+01:00", "2024-10-28T01:30+00:00"]),
        # What runs every so often goes on through a gap: Apia's missing day has no run, and shifts none.
        ("0 */6 * * *", "Pacific/Apia", "2011-12-29T17:00-10:00", ["2011-12-29T18:00-10:00", "2011-12-31T00:00+14:00"]),
        # 29 February: every four years, but not in 2100.
        ("0 0 29 2 *", "UTC", "2025-01-01T00:00+00:00", ["2028-02-29T00:00+00:00"]),
        ("0 0 29 2 *", "UTC", "2095-01-01T00:00+00:00", ["2096-02-29T00:00+00:00", "2104-02-29T00:00+00:00"]),
        # Day of month or day of week, where both are restricted.
        ("0 0 13 * fri", "UTC", "2026-02-01T00:00+00:00", ["2026-02-06T00:00+00:00", "2026-02-13T00:00+00:00"]),
        ("0 0 1 * 1-5", "UTC", "2026-07-31T12:00+00:00", ["2026-08-01T00:00+00:00", "2026-08-03T00:00+00:00"]),
        # Names in any case, ranges, steps, lists; Sunday is 0 and 7.
        ("0 9-17/4 * JAN-mar mon,Wed", "UTC", "2026-01-01T00:00+00:00", ["2026-01-05T09:00+00:00", "2026-01-05T13:00+00:00"]),
        ("0 0 * * 7", "UTC", "2026-06-01T00:00+00:00", ["2026-06-07T00:00+00:00"]),
        ("0 0 * * 0", "UTC", "2026-06-01T00:00+00:00", ["2026-06-07T00:00+00:00"]),
        ("*/45 * * * *", "UTC", "2026-06-01T00:50+00:00", ["2026-06-01T01:00+00:00", "2026-06-01T01:45+00:00"]),
        # Macros of crontab(5).
        ("@yearly", "UTC", "2026-06-01T00:00+00:00", ["2027-01-01T00:00+00:00"]),
        ("@Monthly", "UTC", "2026-06-01T00:00+00:00", ["2026-07-01T00:00+00:00"]),
        ("@weekly", "UTC", "2026-06-01T00:00+00:00", ["2026-06-07T00:00+00:00"]),
        ("@daily", "Africa/Cairo", "2024-04-25T12:00+02:00", ["2024-04-26T01:00+03:00", "2024-04-27T00:00+03:00"]),
        ("@hourly", "UTC", "2026-06-01T00:30+00:00", ["2026-06-01T01:00+00:00"]),
    ],
)
def test_where_the_clock_jumps(cron: str, zone: str, after: str, expected: list[str]) -> None:
    """A gap delays, a repetition does not repeat."""
    assert runs(cron, zone, after, len(expected)) == expected


@pytest.mark.parametrize(
    ("cron", "zone", "after", "expected"),
    [
        ("30 2 * * *", "Europe/Zurich", "2026-03-28T12:00+01:00", [("2026-03-29T03:00+02:00", "gap"), ("2026-03-30T02:30+02:00", "")]),
        ("30 2 * * *", "Europe/Zurich", "2026-10-24T12:00+02:00", [("2026-10-25T02:30+02:00", "overlap"), ("2026-10-26T02:30+01:00", "")]),
        # What runs every hour runs in both passes, and misses none that there is: nothing was moved.
        ("30 * * * *", "Europe/Zurich", "2026-10-25T02:00+02:00", [("2026-10-25T02:30+02:00", ""), ("2026-10-25T02:30+01:00", "")]),
        ("30 * * * *", "Europe/Zurich", "2026-03-29T01:00+01:00", [("2026-03-29T01:30+01:00", ""), ("2026-03-29T03:30+02:00", "")]),
        # Three o'clock is there by itself on the day without a two o'clock.
        ("0 2,3 * * *", "Europe/Zurich", "2026-03-28T12:00+01:00", [("2026-03-29T03:00+02:00", ""), ("2026-03-30T02:00+02:00", "")]),
        ("0 0 * * *", "Africa/Cairo", "2024-04-25T12:00+02:00", [("2024-04-26T01:00+03:00", "gap"), ("2024-04-27T00:00+03:00", "")]),
        ("30 2 * * *", "UTC", "2026-03-28T12:00+00:00", [("2026-03-29T02:30+00:00", ""), ("2026-03-30T02:30+00:00", "")]),
    ],
)  # fmt: skip
def test_says_what_was_moved(cron: str, zone: str, after: str, expected: list[tuple[str, str]]) -> None:
    """`gap` for a time that the clock skips, `overlap` for one that comes twice; only of what has a fixed time."""
    found = upcoming(cron, zone, len(expected), datetime.fromisoformat(after))
    assert [(run.at.isoformat(timespec="minutes"), run.moved) for run in found] == expected


@given(
    st.sampled_from(["0 * * * *", "30 2 * * *", "*/20 * * * *", "15 0 * * 1", "0 0 1 * *"]),
    st.sampled_from(["Africa/Cairo", "Australia/Lord_Howe", "America/Sao_Paulo", "Europe/Berlin", "UTC", "Pacific/Apia"]),
    st.datetimes(datetime(2005, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # made aware
)
def test_always_later(cron: str, zone: str, after: datetime) -> None:
    """Each time comes after the one before, and asking from one gives the next."""
    first, second = next_runs(cron, zone, 2, after)
    assert after < first.astimezone(UTC) < second.astimezone(UTC)
    assert next_run(cron, zone, first) == second


@pytest.mark.parametrize(
    ("cron", "zone", "count", "at"),
    [
        ("", "UTC", 1, "cron"),
        ("* * * *", "UTC", 1, "cron"),
        ("0 0 0 * * *", "UTC", 1, "cron"),
        ("60 * * * *", "UTC", 1, "cron"),
        ("0 0 31 2 *", "UTC", 1, "cron"),
        ("nonsense * * * *", "UTC", 1, "cron"),
        ("@reboot", "UTC", 1, "cron"),
        ("@daily @hourly", "UTC", 1, "cron"),
        ("30-10 * * * *", "UTC", 1, "cron"),
        ("*/0 * * * *", "UTC", 1, "cron"),
        ("0 0 * * 8", "UTC", 1, "cron"),
        ("0 0 0 * *", "UTC", 1, "cron"),
        ("0 0 * 13 *", "UTC", 1, "cron"),
        (" ".join(["*"] * 4 + [",".join(["1"] * 200)]), "UTC", 1, "cron"),
        ("* * * * *", "Mars/Olympus", 1, "zone"),
        ("* * * * *", "../etc/passwd", 1, "zone"),
        ("* * * * *", "", 1, "zone"),
        ("* * * * *", "UTC", 0, "count"),
        ("* * * * *", "UTC", 10_000, "count"),
    ],
)
def test_refuses_and_names_the_field(cron: str, zone: str, count: int, at: str) -> None:
    """A bad value is told with its place."""
    with pytest.raises(Invalid) as refused:
        next_runs(cron, zone, count, datetime(2026, 1, 1, tzinfo=UTC))
    assert refused.value.at == at


def test_looks_no_further_than_a_hundred_years() -> None:
    """What comes ever more rarely ends, rather than keeping everybody waiting."""
    found = next_runs("0 0 29 2 */7", "UTC", 1000, datetime(2026, 1, 1, tzinfo=UTC))
    assert 2 <= len(found) <= 4
    assert all((run.month, run.day, run.weekday()) == (2, 29, 6) for run in found)


@given(
    st.sampled_from(["*/7 * * * *", "15 6 * * *", "0 2 * * 0", "30 1 29 2 *", "@monthly"]),
    st.sampled_from(["UTC", "Europe/Berlin", "Australia/Lord_Howe"]),
    st.datetimes(datetime(2023, 1, 1), datetime(2024, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001  (hypothesis adds it)
    st.timedeltas(timedelta(0), timedelta(days=40)),
)
def test_the_latest(cron: str, zone: str, after: datetime, later: timedelta) -> None:
    """The last of all times between the first missed one and now, as if they were counted one by one."""
    first = next_run(cron, zone, after)
    assert first is not None
    now, at = first.astimezone(UTC) + (later / 200 if cron.startswith("*/7") else later), first
    while (following := next_run(cron, zone, at)) is not None and following <= now:
        at = following
    assert latest_run(cron, zone, first, now) == at
    assert latest_run(cron, zone, first, first - timedelta(seconds=1)) is None
