"""What is computed and rendered in the background."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from typing import Any, overload
from uuid import UUID

from omni_analytics.contract.hooks import Format, ReportType
from omni_analytics.contract.parameters import Parameters
from omni_analytics.contract.period import Period
from omni_analytics.contract.report import Report, Row
from omni_analytics.models import Download, Run
from omni_analytics.settings import Settings
from omni_sdk import Backoff, JobContext, job
from omni_sdk.errors import Discard

from . import store
from .computing import compute, events_for, parameters_of, period_of

TRIES = Backoff(attempts=3, first=timedelta(seconds=10))
LONG = timedelta(minutes=30)


@job("compute", unique=str, retry=TRIES, timeout=LONG)
async def compute_run(ctx: JobContext[Settings], run_id: UUID) -> None:
    """Compute a report that was asked for, and go on with the files that were asked for."""
    run = await Run.get_or_none(id=run_id)
    if run is None:
        raise Discard("the report was deleted")
    if run.state != "done":
        await computed(ctx, run)
    async with ctx.db.transaction():
        for row in await Download.filter(run_id=run.id, state="queued", job_id=None):
            row.job_id = (await ctx.jobs.enqueue(render(row.id))).id
            await row.save()


async def computed(ctx: JobContext[Settings], run: Run, due: Callable[[Parameters], Period] | None = None) -> None:
    """Compute a run and keep its report; `due` says over which instants, where that is not the clock's to say."""
    run.state, run.error = "running", ""
    await run.save()
    ctx.progress(0.1, "asking the warehouse")
    try:
        plugin_id, kind = ctx.contribution(ReportType, run.type)
        parameters = parameters_of(kind, run.parameters)
        period = due(parameters) if due else period_of(ctx, parameters)
        events = await events_for(ctx, period)
        report = await compute(ctx, plugin_id, kind, parameters, events, period)
    except Exception as error:
        await _failed(ctx, run, error)
        raise
    ctx.progress(0.8, "keeping the report")
    await store.save(ctx, run.id, report)
    run.state, run.empty, run.events_version, run.finished_at = "done", report.result.empty, events.version, ctx.clock.now()
    await run.save()


@job("render", unique=str, retry=TRIES, timeout=LONG)
async def render(ctx: JobContext[Settings], download_id: UUID) -> None:
    """Render a finished report to a file."""
    row = await Download.get_or_none(id=download_id)
    if row is None or row.state == "done":
        raise Discard("the file was deleted, or is there already")
    await rendered(ctx, row)


async def rendered(ctx: JobContext[Settings], row: Download) -> None:
    """Render the file of a finished report, and keep it."""
    row.state, row.error = "running", ""
    await row.save()
    try:
        plugin_id, form = ctx.contribution(Format, row.format)
        report = await store.load(ctx, row.run_id)
        watched = watch(report, lambda share: ctx.progress(min(0.99, share)))
        async with ctx.child(plugin_id) as its:
            rendering = await form.render(its, watched)
            row.blob = f"{store.folder(row.run_id)}/{row.format}.{rendering.suffix}"
            async with aclosing(rendering.chunks) as chunks:
                await ctx.blobs.write(row.blob, chunks, media_type=rendering.media_type)
    except Exception as error:
        await _failed(ctx, row, error)
        raise
    row.filename, row.media_type = f"{filename(report)}.{rendering.suffix}", rendering.media_type
    row.size, row.state, row.finished_at = (await ctx.blobs.stat(row.blob)).size, "done", ctx.clock.now()
    await row.save()


async def _failed(ctx: JobContext[Settings], row: Run | Download, error: Exception) -> None:
    row.error = str(error)[:1000]
    if ctx.last_attempt:
        row.state, row.finished_at = "failed", ctx.clock.now()
    await row.save()


def filename(report: Report) -> str:
    """`usage-2026-03-01-to-2026-03-31`: without a suffix."""
    period = report.period
    if period is None:
        return report.type
    first = period.start.astimezone(period.zone).date()
    last = (period.end - timedelta(seconds=1)).astimezone(period.zone).date()
    return re.sub(r"[^a-z0-9-]", "-", f"{report.type}-{first}" + ("" if first == last else f"-to-{last}"))


def watch(report: Report, tell: Callable[[float], None]) -> Report:
    """The same report, which tells what share of its rows has been read."""
    total = max(1, sum(len(table.rows) for table in report.result.tables))
    tables, before = [], 0
    for table in report.result.tables:
        tables.append(replace(table, rows=_Watched(table.rows, before, total, tell)))
        before += len(table.rows)
    return replace(report, result=replace(report.result, tables=tables))


class _Watched(Sequence[Row]):
    """Rows that tell when they are read."""

    def __init__(self, rows: Sequence[Row], before: int, total: int, tell: Callable[[float], None]) -> None:
        self._rows, self._before, self._total, self._tell = rows, before, total, tell

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Row]: ...
    def __getitem__(self, at: int | slice) -> Any:
        return self._rows[at]

    def __iter__(self) -> Iterator[Row]:
        for at, row in enumerate(self._rows):
            if at % 1000 == 0:
                self._tell((self._before + at) / self._total)
            yield row


JOBS = (compute_run, render)
