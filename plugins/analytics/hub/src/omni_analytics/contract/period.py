"""Spans of time as people name them, in a time zone: `last_30_days`, `this_month`, and what they are compared with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, TimestampValue

Group: TypeAlias = Literal["hour", "day", "week", "month"]
"""How long the steps of a series are; weeks begin on Monday (ISO 8601)."""
SECOND = timedelta(seconds=1)
UNITS: dict[Group, str] = {"hour": "h", "day": "D", "week": "W", "month": "M"}


@dataclass(frozen=True)
class Period:
    """From `start` to before `end`, instants in UTC; days, weeks and months begin at midnight in `zone`."""

    start: datetime
    end: datetime
    zone: ZoneInfo
    group: Group
    now: datetime
    previous: Period | None = None
    """What it is compared with; as long as what has passed of this one."""
    lookback: timedelta = timedelta()
    """How far before `start` events matter, too: of windows that roll, such as the 30 days behind each day's MAU."""

    def __post_init__(self) -> None:
        # In UTC, whatever they come in: between times of one zone, Python reckons with what clocks show.
        for name in ("start", "end", "now"):
            object.__setattr__(self, name, getattr(self, name).astimezone(UTC))

    @property
    def partial(self) -> bool:
        """Whether it is not over yet."""
        return self.end > self.now

    @property
    def reach(self) -> tuple[datetime, datetime]:
        """From when to before when events matter to a report over it, what it is compared with included."""
        spans = [self, self.previous] if self.previous else [self]
        return min(span.start for span in spans) - self.lookback, max(span.end for span in spans)

    def since(self, days: int) -> Period:
        """The same, beginning that many days earlier, compared with nothing."""
        first = self.start.astimezone(self.zone).date() - timedelta(days=days)
        return replace(self, start=midnight(first, self.zone), previous=None, lookback=timedelta())

    def holds(self, moment: TimestampValue) -> BooleanValue:
        """The condition that a time of the warehouse (UTC) lies in it."""
        import ibis

        found: Any = (moment >= ibis.timestamp(_utc(self.start))) & (moment < ibis.timestamp(_utc(self.end)))
        return found

    def local(self, moment: TimestampValue) -> TimestampValue:
        """A time of the warehouse (UTC) as clocks in the zone show it.

        By the offsets that the zone has within the period, so that it means the same on every engine.
        """
        import ibis

        spans = list(self._offsets())
        shifted: list[Any] = [moment + ibis.interval(seconds=seconds) for _, seconds in spans]
        if len(spans) == 1:
            found: Any = shifted[0]
            return found
        cases = [(moment < ibis.timestamp(_utc(until)), value) for (until, _), value in zip(spans, shifted, strict=True)]
        chosen: Any = ibis.cases(*cases[:-1], else_=shifted[-1])
        return chosen

    def step(self, moment: TimestampValue) -> TimestampValue:
        """The step of the series that a time of the warehouse lies in: its beginning, as clocks in the zone show it."""
        found: Any = self.local(moment).truncate(UNITS[self.group])
        return found

    def steps(self) -> list[datetime]:
        """All steps of the series, as clocks in the zone show their beginnings (naive), the oldest first.

        Also those in which nothing happened, and none that clocks skip; the first begins before `start`, and the last ends
        after `end`, where these lie within a step.
        """
        if self.start >= self.end:
            return []
        at, last = self._shown()
        at, found = floor(at, self.group), []
        while at <= last:
            after = following(at, self.group)
            if instant(at, self.zone) < instant(after, self.zone):
                found.append(at)
            at = after
        return found

    def complete(self, step: datetime) -> bool:
        """Whether a step (as `steps` has it) is over, and no part of it lies outside of the period."""
        began, ended = instant(step, self.zone), instant(following(step, self.group), self.zone)
        return self.start <= began and ended <= min(self.end, self.now)

    def _shown(self) -> tuple[datetime, datetime]:
        """The earliest and the latest time (naive) that clocks in the zone show; they may be set back meanwhile."""
        shown, at = [], self.start
        for until, _ in self._offsets():
            shown += [at, until - timedelta(microseconds=1)]
            at = until
        local = [moment.astimezone(self.zone).replace(tzinfo=None, fold=0) for moment in shown]
        return min(local), max(local)

    def _offsets(self) -> Iterator[tuple[datetime, int]]:
        """(until, seconds east of UTC): the spans of one offset, found to the second, the oldest first; one at least."""
        at, end = self.start, self.end
        if at >= end:
            yield at, offset(at, self.zone)
        while at < end:
            found, after = offset(at, self.zone), at
            while after < end and offset(after, self.zone) == found:
                after = min(end, after + PROBE)
            if offset(after, self.zone) != found:
                after = changed(max(at, after - PROBE), after, self.zone)
            yield after, found
            at = after


PROBE = timedelta(hours=6)
"""Clocks keep one offset for longer."""


def offset(at: datetime, zone: ZoneInfo) -> int:
    """How many seconds clocks in a zone are ahead of UTC."""
    return int((at.astimezone(zone).utcoffset() or timedelta()).total_seconds())


def changed(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first second with another offset, between two times of which the first has one and the second another."""
    old, low, high = offset(before, zone), 0, int((after - before).total_seconds())
    while low < high:
        middle = (low + high) // 2
        if offset(before + timedelta(seconds=middle), zone) == old:
            low = middle + 1
        else:
            high = middle
    return before + timedelta(seconds=low)


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """When clocks in a zone show a time (naive) for the first time; where they skip it, when they begin to run again."""
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    # Of a time that is skipped, the reading by the old offset is the later one (PEP 495).
    return first if first <= second else changed(second, first, zone)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def floor(local: datetime, group: Group) -> datetime:
    """The beginning of the step that a local time (naive) lies in."""
    if group == "hour":
        return local.replace(minute=0, second=0, microsecond=0)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if group == "week":
        return midnight - timedelta(days=midnight.weekday())
    return midnight.replace(day=1) if group == "month" else midnight


def following(step: datetime, group: Group) -> datetime:
    """The beginning of the next step."""
    if group == "month":
        return (step.replace(day=1) + timedelta(days=32)).replace(day=1)
    return step + {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}[group]


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When a day begins in a zone (in UTC); where clocks skip midnight, when they begin to run again."""
    return instant(datetime.combine(day, time()), zone)


def between(first: date, last: date, zone: ZoneInfo, group: Group, now: datetime) -> Period:
    """The whole days from `first` to `last`, both included."""
    return Period(midnight(first, zone), midnight(last + timedelta(days=1), zone), zone, group, now)


def compared(period: Period, with_days: tuple[date, date]) -> Period:
    """The period with the days that it is compared with; of one that is not over, as much of them as has passed of it."""
    first, last = with_days
    before = between(first, last, period.zone, period.group, period.now)
    if period.partial:
        # Whole seconds: not every engine has literals of more.
        passed = max(timedelta(), (period.now - period.start) // SECOND * SECOND)
        before = replace(before, end=max(before.start, min(before.end, before.start + passed)))
    return replace(period, previous=before)
