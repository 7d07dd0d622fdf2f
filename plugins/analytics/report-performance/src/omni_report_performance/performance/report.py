"""The report: how fast the API answers, and how often it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import Field

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
from omni_report_performance.settings import Settings
from omni_sdk import Context

from . import queries
from .definitions import DEFINITIONS, told
from .measures import SMALL, Budget, Measured

if TYPE_CHECKING:
    import pyarrow as pa

Say: TypeAlias = Callable[..., str]
TIMES: Sequence[tuple[str, str]] = (("p50", "Median"), ("p95", "95th percentile"), ("p99", "99th percentile"))
RATES: Sequence[tuple[str, str, Kind]] = (
    ("apdex", "Apdex", "number"),
    ("error_rate", "Error rate", "percent"),
    ("refused_rate", "Refused calls", "percent"),
)


class PerformanceParameters(RequestParameters):
    """What the performance report may be narrowed to, and what it is measured against."""

    apdex_seconds: float | None = Field(
        None, gt=0, le=600, title="Apdex threshold", description="In seconds; by default that of the settings."
    )
    slo_percent: float | None = Field(
        None, ge=50, le=100, title="Objective for uptime", description="In percent; by default that of the settings."
    )
    slowest: int = Field(20, ge=1, le=1000, title="Slowest routes", description="How many routes are listed.")


async def compute(ctx: Context[Settings], events: Events, period: Period, asked: PerformanceParameters) -> Result:
    """By four queries, at once."""
    threshold = asked.apdex_seconds or ctx.settings.apdex_seconds
    percent = asked.slo_percent or ctx.settings.slo_percent
    total, steps, routes, minutes = await asyncio.gather(
        answer(events, queries.totals(events, period, asked, threshold)),
        answer(events, queries.series(events, period, asked, threshold)),
        answer(events, queries.routes(events, period, asked, threshold)),
        answer(events, queries.minutes(events, period, asked, percent)),
    )
    say, (now, before) = ctx.locale.text, _measured(total, period)
    good = minutes.to_pylist()[0]
    return Result(
        figures=[*_times(say, now, before), *_rates(say, now, before), *_budget(say, percent, now, before, good)],
        tables=[_series(say, period, steps), _routes(say, routes, asked.slowest)],
        charts=_charts(say),
        definitions=told(DEFINITIONS, say),
        notes=_notes(say, period, now, threshold, percent),
        empty=not now.calls,
    )


async def overview(ctx: Context[Settings], events: Events, period: Period) -> Result:
    """Speed and uptime, by two queries."""
    asked, threshold = PerformanceParameters(), ctx.settings.apdex_seconds
    total, steps = await asyncio.gather(
        answer(events, queries.totals(events, period, asked, threshold)),
        answer(events, queries.series(events, period, asked, threshold)),
    )
    say, (now, before) = ctx.locale.text, _measured(total, period)
    figures = [*_times(say, now, before), *_rates(say, now, before)]
    chosen = [figure for figure in figures if figure.name in {"p95", "apdex", "uptime"}]
    return Result(chosen, [_series(say, period, steps)], _charts(say)[:1], empty=not now.calls)


def _measured(total: pa.Table, period: Period) -> tuple[Measured, Measured | None]:
    row: dict[str, Any] = total.to_pylist()[0]
    return Measured.of(row, "_now"), Measured.of(row, "_before") if period.previous else None


def _times(say: Say, now: Measured, before: Measured | None) -> list[Figure]:
    return [
        Figure(name, say(title), getattr(now, name), "seconds", previous=getattr(before, name, None), better="down")
        for name, title in TIMES
    ]


def _rates(say: Say, now: Measured, before: Measured | None) -> list[Figure]:
    def was(name: str) -> float | None:
        found: float | None = getattr(before, name, None)
        return found

    return [
        Figure("apdex", say("Apdex"), now.apdex, "number", previous=was("apdex"), better="up"),
        Figure("error_rate", say("Error rate"), now.error_rate, "percent", previous=was("error_rate"), better="down"),
        Figure("refused_rate", say("Refused calls"), now.refused_rate, "percent", previous=was("refused_rate"), better="down"),
        Figure("uptime", say("Uptime"), now.uptime, "percent", previous=was("uptime"), better="up"),
        Figure("calls", say("Calls"), now.calls, previous=was("calls")),
    ]


def _budget(say: Say, percent: float, now: Measured, before: Measured | None, good: dict[str, Any]) -> list[Figure]:
    budget = Budget(percent, now.calls, now.errors)
    was = Budget(percent, before.calls, before.errors) if before else None
    minutes = good["good"] / good["minutes"] if good["minutes"] else None
    return [
        Figure("budget_allowed", say("Calls that may fail"), budget.allowed, "number", previous=was.allowed if was else None),
        Figure(
            "budget_used", say("Error budget used"), budget.used, "percent", previous=was.used if was else None, better="down"
        ),
        Figure("budget_left", say("Error budget left"), budget.left, "number", previous=was.left if was else None, better="up"),
        Figure("good_minutes", say("Good minutes"), minutes, "percent", better="up"),
    ]


def _columns(say: Say) -> list[Column]:
    return [
        Column("calls", say("Calls"), "integer"),
        *(Column(name, say(title), "seconds") for name, title in TIMES),
        *(Column(name, say(title), kind) for name, title, kind in RATES),
    ]


def _series(say: Say, period: Period, steps: pa.Table) -> Table:
    import pyarrow as pa

    columns = _columns(say)
    measured = [Measured.of(row) for row in steps.to_pylist()]
    told: dict[str, Any] = {one.name: [getattr(row, one.name) for row in measured] for one in columns}
    return series_of("speed", say("Speed over time"), period, columns, pa.table({"step": steps["step"], **told}), say=say)


def _routes(say: Say, routes: pa.Table, most: int) -> Table:
    """Those whose 95th percentile is highest first; those of which no duration is known last."""
    columns = _columns(say)
    found = [(row["route"], row["plugin"], Measured.of(row)) for row in routes.to_pylist()]
    found.sort(key=lambda one: (one[2].p95 is None, -(one[2].p95 or 0), str(one[0]), str(one[1])))
    rows: list[Row] = [
        (route, plugin, *(getattr(measured, column.name) for column in columns), measured.longest)
        for route, plugin, measured in found[:most]
    ]
    names = [Column("route", say("Route")), Column("plugin", say("Plugin"))]
    return Table("routes", say("Slowest routes"), [*names, *columns, Column("longest", say("Longest"), "seconds")], rows)


def _charts(say: Say) -> list[Chart]:
    return [
        Chart("speed", say("Speed over time"), "line", "speed", "step", ["p50", "p95", "p99"], complete="complete"),
        Chart("failures", say("Failed calls"), "line", "speed", "step", ["error_rate", "refused_rate"], complete="complete"),
        Chart("apdex", say("Apdex"), "line", "speed", "step", ["apdex"], complete="complete"),
        Chart("routes", say("Slowest routes"), "bar", "routes", "route", ["p95"]),
    ]


def _notes(say: Say, period: Period, now: Measured, threshold: float, percent: float) -> list[str]:
    found = [say(NOT_OVER)] if period.partial else []
    found.append(
        say(
            "Apdex is measured with T = {seconds} s, uptime against {percent} %.",
            seconds=f"{threshold:g}",
            percent=f"{percent:g}",
        )
    )
    if now.timed < SMALL:
        found.append(say("The Apdex score is of a small group: {count} calls, while 100 are the least.", count=now.timed))
    if now.timed < now.calls:
        found.append(say("The duration of {count} calls is not known.", count=now.calls - now.timed))
    return found


PERFORMANCE = ReportType(
    "performance",
    "Performance",
    "How fast the API answers, and how often it fails.",
    PerformanceParameters,
    compute,
    overview,
)
