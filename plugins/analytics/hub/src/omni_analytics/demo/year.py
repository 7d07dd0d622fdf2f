"""When things happen: the shape of a year."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

DAYS = 365
GROWTH = 2.4
"""The last day of the year has so many times the traffic of the first."""
WEEK = (1.0, 1.06, 1.08, 1.04, 0.9, 0.32, 0.26)
"""Monday to Sunday."""
HOURS = (1, 1, 1, 1, 1, 2, 4, 9, 16, 20, 20, 17, 14, 17, 19, 18, 15, 11, 7, 5, 4, 3, 2, 1)
INCIDENT_BEFORE = 47
"""Days before today on which a database was overloaded,"""
INCIDENT = (time(9, 12), time(11, 47))
"""from when to when."""


@dataclass(frozen=True)
class Year:
    """The year until now, as clocks in the zone show it."""

    now: datetime
    zone: ZoneInfo

    @property
    def days(self) -> list[date]:
        """All of them, the oldest first; the last one is today."""
        today = self.now.astimezone(self.zone).date()
        return [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]

    def busy(self, at: int, day: date) -> float:
        """How much goes on on a day: 1 on an ordinary working day in the first week."""
        summer = 1 - 0.18 * math.exp(-(((day.timetuple().tm_yday - 215) / 25) ** 2))
        holidays = 0.35 if (day.month, day.day) >= (12, 24) or (day.month, day.day) <= (1, 2) else 1.0
        grown: float = GROWTH ** (at / DAYS)
        return grown * WEEK[day.weekday()] * summer * holidays

    def moment(self, random: Random, day: date) -> datetime:
        """Some time of a day, by how the hours are used; in UTC."""
        hour = random.choices(range(24), HOURS)[0]
        local = datetime.combine(day, time(hour, random.randrange(60), random.randrange(60), random.randrange(1_000_000)))
        return local.replace(tzinfo=self.zone).astimezone(UTC)

    def in_incident(self, moment: datetime) -> bool:
        """Whether something was wrong just then."""
        local = moment.astimezone(self.zone)
        today = self.now.astimezone(self.zone).date()
        return local.date() == today - timedelta(days=INCIDENT_BEFORE) and INCIDENT[0] <= local.time() < INCIDENT[1]
