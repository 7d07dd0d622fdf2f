"""How much of the month's quota is used, and how much will be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from omni_analytics import Period, between


@dataclass(frozen=True)
class Quota:
    """Calls of a calendar month against how many there may be."""

    month: Period
    allowed: int
    used: int

    @property
    def share(self) -> float:
        """Used, of what is allowed."""
        return self.used / self.allowed

    @property
    def projected(self) -> int:
        """Calls at the month's end, if they go on as they came."""
        whole = (self.month.end - self.month.start) / timedelta(seconds=1)
        passed = (min(self.month.now, self.month.end) - self.month.start) / timedelta(seconds=1)
        return round(self.used * whole / passed) if passed else self.used


def month_of(period: Period) -> Period:
    """The calendar month that the period ends in or, if that is not over, the current one."""
    last = (min(period.end, period.now).astimezone(period.zone) - timedelta(microseconds=1)).date()
    first = last.replace(day=1)
    end = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return between(first, end, period.zone, "month", period.now)
