"""The report: how much the API is used, and by whom."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

from omni_analytics import (
    NOT_OVER,
    Chart,
    Column,
    Events,
    Figure,
    Kind,
    Period,
    ReportType,
    RequestParameters,
    Result,
    Row,
    Table,
    answer,
    series_of,
)
from omni_report_usage.settings import Settings
from omni_sdk import Context

from . import queries
from .definitions import DEFINITIONS, QUOTA, told
from .people import NOBODY, Active, last_complete_day, rolled
from .quota import Quota, month_of

if TYPE_CHECKING:
    import pyarrow as pa

Say: TypeAlias = Callable[..., str]
Record: TypeAlias = dict[str, Any]
COUNTS: Mapping[str, tuple[str, Literal["up", "down"] | None]] = {
    "calls": ("Calls", "up"),
    "people": ("Unique users", "up"),
    "keys": ("Active API keys", None),
    "refused": ("Refused calls", "down"),
    "errors": ("Server errors", "down"),
}
"""Title, and whether more is better."""
ACTIVE: Mapping[str, tuple[str, str, Kind]] = {
    "dau": ("Daily active users", "daily", "integer"),
    "wau": ("Weekly active users", "weekly", "integer"),
    "mau": ("Monthly active users", "monthly", "integer"),
    "stickiness": ("Stickiness", "of_month", "percent"),
    "daily_of_weekly": ("Daily of weekly users", "of_week", "percent"),
}
"""Title, which of `people.Active` it is, and how to read it."""


class UsageParameters(RequestParameters):
    """What the usage report may be narrowed to."""

    # The month behind the first day, and no less than a calendar month behind the last one.
    lookback: ClassVar[timedelta] = timedelta(days=32)


async def compute(ctx: Context[Settings], events: Events, period: Period, asked: UsageParameters) -> Result:
    """By four queries, at once."""
    month = month_of(period) if ctx.settings.monthly_calls else None
    if month is not None and month.start < period.reach[0]:  # a period that has not begun
        month = None
    total, steps, parts, days = await asyncio.gather(
        answer(events, queries.totals(events, period, asked, month)),
        answer(events, queries.series(events, period, asked)),
        answer(events, queries.breakdown(events, period, asked)),
        answer(events, queries.active(events, period, asked)),
    )
    say, numbers = ctx.locale.text, _first(total)
    active = rolled(zip(*(days[name].to_pylist() for name in ("day", "gap", "people")), strict=True))
    quota = Quota(month, ctx.settings.monthly_calls, numbers["month"]) if month and ctx.settings.monthly_calls else None
    return Result(
        figures=[*_figures(say, period, numbers), *_people(say, period, active), *(_quota(say, quota) if quota else ())],
        tables=[
            _calls(say, period, steps),
            _active(say, period, active),
            *_parts(say, parts.to_pylist(), numbers["calls_now"]),
        ],
        charts=_charts(say),
        definitions=told([*DEFINITIONS, *(QUOTA if quota else ())], say),
        notes=_notes(say, period),
        empty=not numbers["calls_now"],
    )


async def overview(ctx: Context[Settings], events: Events, period: Period) -> Result:
    """Calls and people, by two queries."""
    say, asked = ctx.locale.text, UsageParameters()
    total, steps = await asyncio.gather(
        answer(events, queries.totals(events, period, asked, None)), answer(events, queries.series(events, period, asked))
    )
    numbers = _first(total)
    figures = [figure for figure in _figures(say, period, numbers) if figure.name in {"calls", "people", "bandwidth"}]
    return Result(figures, [_calls(say, period, steps)], _charts(say)[:1], empty=not numbers["calls_now"])


def _first(found: pa.Table) -> Record:
    record: Record = found.to_pylist()[0]
    return record


def _figures(say: Say, period: Period, numbers: Record) -> list[Figure]:
    bandwidth = {span: numbers[f"bytes_in_{span}"] + numbers[f"bytes_out_{span}"] for span in _spans(period)}

    def of(name: str) -> tuple[Any, Any]:
        return numbers[f"{name}_now"], numbers.get(f"{name}_before")

    found = []
    for name, (title, better) in COUNTS.items():
        now, before = of(name)
        found.append(Figure(name, say(title), now, previous=before, better=better))
    return [*found, Figure("bandwidth", say("Bandwidth"), bandwidth["now"], "bytes", previous=bandwidth.get("before"))]


def _spans(period: Period) -> Sequence[str]:
    return ("now", "before") if period.previous else ("now",)


def _people(say: Say, period: Period, active: Mapping[date, Active]) -> list[Figure]:
    """Of the last day that is over, and of that of the period before."""
    now = active.get(last_complete_day(period), NOBODY)
    before = active.get(last_complete_day(period.previous), NOBODY) if period.previous else None
    return [
        Figure(name, say(title), getattr(now, field), kind, previous=getattr(before, field, None), better="up")
        for name, (title, field, kind) in ACTIVE.items()
    ]


def _quota(say: Say, quota: Quota) -> list[Figure]:
    return [
        Figure("quota_used", say("Calls this month"), quota.used),
        Figure("quota_share", say("Quota used"), quota.share, "percent", better="down"),
        Figure("quota_projected", say("Projected calls this month"), quota.projected),
    ]


def _calls(say: Say, period: Period, steps: pa.Table) -> Table:
    columns = [
        Column("calls", say("Calls"), "integer"),
        Column("people", say("Unique users"), "integer"),
        Column("keys", say("Active API keys"), "integer"),
        Column("refused", say("Refused calls"), "integer"),
        Column("errors", say("Server errors"), "integer"),
        Column("bytes_in", say("Received"), "bytes"),
        Column("bytes_out", say("Sent"), "bytes"),
    ]
    return series_of("calls", say("Calls over time"), period, columns, steps, say=say)


def _active(say: Say, period: Period, active: Mapping[date, Active]) -> Table:
    """A row for each day, whatever the steps; none of days that have not begun."""
    import pyarrow as pa

    columns = [Column(name, say(title), kind) for name, (title, _, kind) in ACTIVE.items()]
    daily = replace(period, group="day")
    of_day = [(day, active.get(day.date(), NOBODY)) for day in daily.steps() if day.date() <= _today(period)]
    found = pa.table(
        {
            "step": pa.array([day for day, _ in of_day], pa.timestamp("us")),
            **{name: [getattr(one, field) for _, one in of_day] for name, (_, field, _) in ACTIVE.items()},
        }
    )
    return series_of("active", say("Active users"), daily, columns, found, say=say)


def _today(period: Period) -> date:
    return period.now.astimezone(period.zone).date()


def _parts(say: Say, parts: Sequence[Record], calls: int) -> list[Table]:
    """A table for each dimension, the most called first."""
    numbers = [
        Column("calls", say("Calls"), "integer"),
        Column("share", say("Share of calls"), "percent"),
        Column("people", say("Unique users"), "integer"),
        Column("refused", say("Refused calls"), "integer"),
        Column("errors", say("Server errors"), "integer"),
        Column("bytes_in", say("Received"), "bytes"),
        Column("bytes_out", say("Sent"), "bytes"),
    ]
    found = []
    for dimension, name, title, column in (
        ("route", "routes", "Routes", "Route"),
        ("plugin", "plugins", "Plugins", "Plugin"),
        ("key", "keys", "API keys", "API key"),
        ("status", "statuses", "Statuses", "Status"),
    ):
        of_this = [part | {"share": part["calls"] / calls} for part in parts if part["dimension"] == dimension]
        of_this.sort(key=lambda part: (-part["calls"], str(part["value"]), str(part["plugin"])))
        extra = [Column("plugin", say("Plugin"))] if dimension == "route" else []
        names = [*(one.name for one in extra), *(one.name for one in numbers)]
        rows: list[Row] = [(part["value"], *(part[one] for one in names)) for part in of_this]
        found.append(Table(name, say(title), [Column(dimension, say(column)), *extra, *numbers], rows))
    return found


def _charts(say: Say) -> list[Chart]:
    return [
        Chart("calls", say("Calls over time"), "bar", "calls", "step", ["calls"], complete="complete"),
        Chart("active", say("Active users"), "line", "active", "step", ["dau", "wau", "mau"], complete="complete"),
        Chart(
            "bandwidth", say("Bandwidth"), "area", "calls", "step", ["bytes_in", "bytes_out"], stacked=True, complete="complete"
        ),
        Chart("failures", say("Failed calls"), "bar", "calls", "step", ["refused", "errors"], stacked=True, complete="complete"),
        Chart("routes", say("Routes"), "bar", "routes", "route", ["calls"]),
        Chart("statuses", say("Statuses"), "pie", "statuses", "status", ["calls"]),
    ]


def _notes(say: Say, period: Period) -> list[str]:
    day = last_complete_day(period)
    found = [say("Daily, weekly and monthly active users are those of {day}, the last day that was over.", day=day.isoformat())]
    return [say(NOT_OVER), *found] if period.partial else found


USAGE = ReportType("usage", "Usage", "How much the API is used, and by whom.", UsageParameters, compute, overview)
