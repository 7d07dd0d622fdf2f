"""The parameters that reports have in common; a report type adds its own filters by subclassing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import ClassVar, Literal, Self, TypeAlias
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from .period import Group, Period, between, compared

Preset: TypeAlias = Literal[
    "today", "yesterday", "last_7_days", "last_30_days", "last_90_days", "this_week", "last_week",
    "this_month", "last_month", "this_year", "last_year", "last_12_months", "custom",
]  # fmt: skip
"""`last_n_days` end with today, which is not over; `last_12_months` are whole months and the current one."""
DAYS = {"last_7_days": 7, "last_30_days": 30, "last_90_days": 90}
YEARLY = ("this_year", "last_year", "last_12_months")
"""What came before these began a year earlier."""
LONGEST_DAYS = 3 * 366
YEARS = (1970, 2100)
"""From which to which a custom period may be; the calendars of engines are no longer."""


class Parameters(BaseModel):
    """Which span of time a report is about, in steps of what length, and what it is compared with."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    lookback: ClassVar[timedelta] = timedelta()
    """How far before the period a report needs events; more than nothing where windows roll."""

    period: Preset = Field("last_30_days", title="Period", description="`custom` takes `start` and `end`.")
    start: date | None = Field(None, title="First day", description="Of a custom period.")
    end: date | None = Field(None, title="Last day", description="Of a custom period; that day is part of it.")
    compare: Literal["none", "previous", "year"] = Field(
        "previous", title="Compare with", description="The span before, the same a year earlier, or nothing."
    )
    group: Literal["auto", "hour", "day", "week", "month"] = Field("auto", title="Steps")
    zone: str | None = Field(
        None, title="Time zone", description="An IANA name, such as Europe/Vienna; by default the tenant's.", max_length=60
    )

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str | None) -> str | None:
        if zone is not None and zone not in _zones():
            msg = f"{zone!r} is no time zone: give an IANA name, such as 'Europe/Vienna'"
            raise ValueError(msg)
        return zone

    @model_validator(mode="after")
    def _whole(self) -> Self:
        custom = self.period == "custom"
        if custom and (self.start is None or self.end is None):
            msg = "a custom period needs start and end"
            raise ValueError(msg)
        if not custom and (self.start or self.end):
            msg = f"start and end belong to the period 'custom', not to {self.period!r}"
            raise ValueError(msg)
        if self.start and self.end and not YEARS[0] < self.start.year <= self.end.year < YEARS[1]:
            msg = f"a period lies between {YEARS[0]} and {YEARS[1]}, not from {self.start} to {self.end}"
            raise ValueError(msg)
        if self.start and self.end and not timedelta() <= self.end - self.start < timedelta(days=LONGEST_DAYS):
            msg = f"a period goes from start to end, {LONGEST_DAYS} days at most, not from {self.start} to {self.end}"
            raise ValueError(msg)
        return self

    def resolve(self, zone: ZoneInfo, now: datetime) -> Period:
        """The instants that are meant, in the zone that was asked for or else in the one given; `now` is aware."""
        zone = ZoneInfo(self.zone) if self.zone else zone
        first, last = self._days(now.astimezone(zone).date())
        period = between(first, last, zone, self._group((last - first).days + 1), now)
        period = replace(period, lookback=self.lookback)
        if self.compare == "none":
            return period
        return compared(period, self._before(first, last))

    def _group(self, days: int) -> Group:
        if self.group != "auto":
            return self.group
        return "hour" if days <= 2 else "day" if days <= 92 else "week" if days <= 370 else "month"

    def _days(self, today: date) -> tuple[date, date]:
        if self.start and self.end:
            return self.start, self.end
        if days := DAYS.get(self.period):
            return today - timedelta(days=days - 1), today
        name, unit = self.period.split("_", 1) if "_" in self.period else (self.period, "day")
        return _NAMED[unit](today, name)

    def _before(self, first: date, last: date) -> tuple[date, date]:
        if self.compare == "year" or self.period in YEARLY:
            whole = first.day == 1 and _month(last)[1] == last  # whole months are compared with whole months
            return _year_before(first), _month(_year_before(last))[1] if whole else _year_before(last)
        if self.period.endswith("_month"):
            return _month(first - timedelta(days=1))
        length = last - first + timedelta(days=1)
        return first - length, last - length


@cache
def _zones() -> set[str]:
    return available_timezones()


def _month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _year_before(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def _day_of(today: date, name: str) -> tuple[date, date]:
    day = today - timedelta(days=name == "yesterday")
    return day, day


def _week_of(today: date, name: str) -> tuple[date, date]:
    monday = today - timedelta(days=today.weekday() + (7 if name == "last" else 0))
    return monday, monday + timedelta(days=6)


def _month_of(today: date, name: str) -> tuple[date, date]:
    return _month(today.replace(day=1) - timedelta(days=1) if name == "last" else today)


def _year_of(today: date, name: str) -> tuple[date, date]:
    year = today.year - (name == "last")
    return date(year, 1, 1), date(year, 12, 31)


def _months_of(today: date, _: str) -> tuple[date, date]:
    return (_year_before(today.replace(day=1)) + timedelta(days=32)).replace(day=1), _month(today)[1]


_NAMED = {"day": _day_of, "week": _week_of, "month": _month_of, "year": _year_of, "12_months": _months_of}
