"""When a schedule runs, whether that is too often, and which days a report of it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from omni_analytics.contract.parameters import Parameters
from omni_analytics.contract.period import Period
from omni_analytics.settings import Settings
from omni_sdk import Context, NextRun
from omni_sdk.errors import Invalid

from .schemas import NextRunView, PreviewView

SHOWN = 10
LOOKED_AT = 200
"""Runs among which the shortest interval is sought: more than a cron expression needs to show all of its distances."""


def view_of(run: NextRun) -> NextRunView:
    """A time, with its offset from UTC."""
    text = run.at.strftime("%z")
    return NextRunView(at=run.at, offset=f"{text[:3]}:{text[3:5]}", moved=run.moved)


def preview(ctx: Context[Settings], cron: str, zone: str) -> PreviewView:
    """The next ten times; `Invalid` at `cron` or `zone`."""
    runs = _runs(ctx, cron, zone)
    say, warnings = ctx.locale.text, []
    problem = _too_often(ctx, runs)
    if problem:
        warnings.append(problem)
    shown = runs[:SHOWN]
    if any(run.moved == "gap" for run in shown):
        warnings.append(say("At one of these times clocks are put forward: the report is sent right after the gap."))
    if any(run.moved == "overlap" for run in shown):
        warnings.append(say("One of these times comes twice, when clocks are put back: the report is sent the first time."))
    return PreviewView(cron=cron, zone=zone, runs=[view_of(run) for run in shown], allowed=not problem, warnings=warnings)


def check(ctx: Context[Settings], cron: str, zone: str) -> None:
    """`Invalid` at `cron` or `zone` for what is bad, never comes, or comes too often for this tenant."""
    if problem := _too_often(ctx, _runs(ctx, cron, zone)):
        raise Invalid(problem, at="cron")


def next_run(ctx: Context[Any], cron: str, zone: str) -> NextRunView | None:
    """The next time."""
    return next((view_of(run) for run in ctx.jobs.next_runs(cron, zone, 1)), None)


def _runs(ctx: Context[Settings], cron: str, zone: str) -> Sequence[NextRun]:
    runs = ctx.jobs.next_runs(cron, zone, LOOKED_AT)
    if not runs:
        raise Invalid(f"{cron!r} names a day that never comes", at="cron")
    return runs


def _too_often(ctx: Context[Settings], runs: Sequence[NextRun]) -> str:
    shortest, found = timedelta(minutes=ctx.settings.shortest_interval_minutes), closest(runs)
    if found is None or found >= shortest:
        return ""
    return ctx.locale.text(
        "It would run every {found} minutes at times, and reports here are {shortest} minutes apart at least.",
        found=int(found.total_seconds() // 60),
        shortest=ctx.settings.shortest_interval_minutes,
    )


def closest(runs: Sequence[NextRun]) -> timedelta | None:
    """The shortest time between two runs, as clocks on the wall show it; None where there is one run at most.

    What clocks being changed does to it is nobody's mistake: then the longer of both readings counts, and a run that a
    gap moved does not.
    """
    still = [run.at for run in runs if run.moved != "gap"]
    return min((_apart(one, other) for one, other in pairwise(still)), default=None)


def _apart(one: datetime, other: datetime) -> timedelta:
    wall = other.replace(tzinfo=None) - one.replace(tzinfo=None)
    return max(wall, other.astimezone(UTC) - one.astimezone(UTC))


def period_for(parameters: Parameters, zone: ZoneInfo, due: datetime, now: datetime) -> Period:
    """The days that are meant on the day that it was due, in the schedule's zone unless the parameters name one.

    A report that is late is about the days that it was to be about, with what has happened in them by now.
    """
    zone = ZoneInfo(parameters.zone) if parameters.zone else zone
    day, today = due.astimezone(zone).date(), now.astimezone(zone).date()
    late = datetime.combine(day, time.max, zone)
    period = parameters.resolve(zone, now if day == today else late)
    before = replace(period.previous, now=now) if period.previous else None
    return replace(period, now=now, previous=before)
