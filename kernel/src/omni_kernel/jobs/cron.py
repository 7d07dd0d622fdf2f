"""Cron expressions in a time zone, by the rules of Debian's cron (Vixie): a job at a fixed time that the clock skips
runs right after the gap, and one whose hour comes twice runs the first time only.
"""

from __future__ import annotations

import re
from collections import deque
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from omni_sdk import NextRun
from omni_sdk.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_RUNS = 1000
MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
"""As crontab(5) has them; `@reboot` means nothing here."""
ITSELF = re.compile(r"\b(\w+)-\1(?:/[1-9]\d*)?(?![\w/-])", re.IGNORECASE)
LONGEST = 200
HORIZON = timedelta(days=36_525)
"""A hundred years: who looks further waits for a search through each day of them."""
CORRECTION = timedelta(hours=3)
STRIDES = (timedelta(hours=1), timedelta(days=1), timedelta(days=32), timedelta(days=366), timedelta(days=36_525))


def zone_of(name: str) -> ZoneInfo:
    """The zone with this IANA name; `Invalid` at `zone` when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise Invalid(f"{name!r} is no time zone: give an IANA name, such as 'Europe/Vienna'", at="zone") from error


def next_runs(cron: str, zone: str, count: int, after: datetime) -> list[datetime]:
    """The same, without what was moved."""
    return [run.at for run in upcoming(cron, zone, count, after)]


def upcoming(cron: str, zone: str, count: int, after: datetime) -> list[NextRun]:
    """The next times after `after` (aware), in that zone; `Invalid` at `cron`, `zone` or `count`."""
    if not 1 <= count <= MAX_RUNS:
        raise Invalid(f"{count} should be from 1 to {MAX_RUNS}", at="count")
    return list(islice(_runs(cron, zone_of(zone), after), count))


def next_run(cron: str, zone: str, after: datetime) -> datetime | None:
    """The next time after `after`; None when there is none within fifty years."""
    return next(iter(next_runs(cron, zone, 1, after)), None)


def latest_run(cron: str, zone: str, first: datetime, now: datetime) -> datetime | None:
    """The last time from `first`, which is one, until `now`; None if `now` is before it."""
    if now < first:
        return None
    # Backwards in growing strides, so that neither a schedule of minutes nor one of years is looked through for long.
    for stride in STRIDES:
        since = max(first - timedelta(microseconds=1), now - stride)
        runs = takewhile(lambda run: run.at <= now, _runs(cron, zone_of(zone), since))
        if found := deque(runs, maxlen=1):
            return found[0].at
        if since < first:
            break
    return first


def _runs(cron: str, zone: ZoneInfo, after: datetime) -> Iterator[NextRun]:
    if len(cron) > LONGEST:
        raise Invalid(f"it has {len(cron)} characters: {LONGEST} should do", at="cron")
    # A range from a number to itself is that number, also with a step, which cronsim reads as one without an end.
    cron = ITSELF.sub(r"\1", MACROS.get(cron.strip().lower(), cron))
    if len(cron.split()) != 5:  # the fields of crontab(5)
        fields = "minute, hour, day of month, month, day of week"
        raise Invalid(f"{cron!r} should have five fields ({fields}), or be one of {', '.join(MACROS)}", at="cron")
    last = after.astimezone(UTC)
    horizon = last + HORIZON
    try:
        for run in (times := CronSim(cron, after.astimezone(zone))):
            # Within the second pass of an hour that comes twice, the first pass (or what a gap moved) is offered again.
            moment = run.astimezone(UTC)
            if moment > horizon:
                return
            if moment > last and not _in_correction(times, run):
                last = moment
                yield _told(times, moment.astimezone(zone))
    except CronSimError as error:
        raise Invalid(f"{cron!r} is no cron expression: {error}", at="cron") from error


def _told(times: CronSim, run: datetime) -> NextRun:
    """A run, and whether the clock's changing moved it: only what has a fixed time is."""
    if times.fixup_tz is None:
        return NextRun(run)
    if not _on_time(times, run):
        return NextRun(run, "gap")
    twice = run.fold == 0 and run.replace(fold=1).utcoffset() != run.utcoffset()
    return NextRun(run, "overlap" if twice else "")


def _on_time(times: CronSim, run: datetime) -> bool:
    return run.hour in times.hours and run.minute in times.minutes


def _in_correction(times: CronSim, run: datetime) -> bool:
    """Whether it was moved by a jump of more than three hours (a country changed its date): cron lets such runs go."""
    if _on_time(times, run):
        return False
    before = (run.astimezone(UTC) - timedelta(seconds=1)).astimezone(run.tzinfo)
    return (run.utcoffset() or timedelta()) - (before.utcoffset() or timedelta()) > CORRECTION
