"""Cron in time zones: Vixie's rules where the clock jumps."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_kernel.jobs.cron import next_run, next_runs
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
        ("0 0 29 2 *", "UTC", "2025-01-01T00:00+00:00", ["2028-02-29T00:00+00:00"]),
    ],
)
def test_where_the_clock_jumps(cron: str, zone: str, after: str, expected: list[str]) -> None:
    """A gap delays, a repetition does not repeat."""
    assert runs(cron, zone, after, len(expected)) == expected


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
