"""Daily, weekly and monthly active people, exact, of one small table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from omni_analytics import Period

ROLLING = 30
"""Days of a month that rolls; a week has seven."""
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Active:
    """People with at least one request in the 1, 7 and 30 local days that end with a day."""

    daily: int = 0
    weekly: int = 0
    monthly: int = 0

    @property
    def of_week(self) -> float | None:
        """Which share of the week's people came that day."""
        return self.daily / self.weekly if self.weekly else None

    @property
    def of_month(self) -> float | None:
        """Which share of the month's people came that day: "stickiness"."""
        return self.daily / self.monthly if self.monthly else None


NOBODY = Active()


def rolled(found: Iterable[tuple[int, int, int]]) -> Mapping[date, Active]:
    """Of each day that somebody counts for, by (day, days until these people came again or 30, how many people).

    Who comes on a day counts for a window from that day on, until the window is over or, by the next visit, begins anew. So
    each person counts once, whatever the number of visits, and nothing but visits has to be looked at.
    """
    changes: dict[int, Counter[int]] = {window: Counter() for window in (1, 7, ROLLING)}
    for day, gap, people in found:
        for window, change in changes.items():
            change[day] += people
            change[day + min(gap, window)] -= people
    known = sorted({day for change in changes.values() for day in change})
    totals, active = dict.fromkeys(changes, 0), {}
    for at, day in enumerate(known):
        for window, change in changes.items():
            totals[window] += change[day]
        until = known[at + 1] if at + 1 < len(known) else day + 1
        for one in range(day, until):
            active[EPOCH + timedelta(days=one)] = Active(*totals.values())
    return active


def last_complete_day(period: Period) -> date:
    """The last day that is over, of the period or, where none of it is, before it."""
    return min(period.end, period.now).astimezone(period.zone).date() - timedelta(days=1)
