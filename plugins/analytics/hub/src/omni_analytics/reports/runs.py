"""Runs: a report is asked for, computed at once when that is little work and else by a job, and kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import JsonValue

from omni_analytics.contract.hooks import Format, ReportType
from omni_analytics.models import Download, Run
from omni_analytics.settings import Config
from omni_sdk import Context
from omni_sdk.errors import Conflict, NotFound
from omni_sdk.models import new_id

from . import jobs, store
from .computing import compute, events_for, parameters_of, period_of
from .schemas import GenerateBody
from .standing import job_of, why_over


class NotFinished(Conflict):
    """The report is not there yet, or failed."""

    type = "report-not-finished"
    title = "The report is not finished"


async def begin(ctx: Context[Any], body: GenerateBody) -> Run:
    """Make the report now if it is over few events and no file is asked for; else by a job. The run says which."""
    plugin_id, kind = ctx.contribution(ReportType, body.type)
    parameters = parameters_of(kind, body.parameters)
    if body.format is not None:
        ctx.contribution(Format, body.format)
    period = period_of(ctx, parameters)
    events = await events_for(ctx, period)
    if body.format is None and events.count <= ctx.config(Config).at_once_events:
        report = await compute(ctx, plugin_id, kind, parameters, events, period)
        run_id = new_id()
        await store.save(ctx, run_id, report)
        done = {"state": "done", "empty": report.result.empty, "events_version": events.version}
        return await made(ctx, kind, body.parameters, id=run_id, **done, finished_at=ctx.clock.now())
    async with ctx.db.transaction():
        run = await made(ctx, kind, body.parameters)
        state = await ctx.jobs.enqueue(jobs.compute_run(run.id))
        run.job_id = state.id
        await run.save()
        if body.format is not None:
            await Download.create(run_id=run.id, format=body.format)
    return run


async def made(ctx: Context[Any], kind: ReportType[Any], parameters: dict[str, JsonValue], **more: Any) -> Run:
    """A new run, of whoever acts."""
    actor, title = f"{ctx.actor.kind}:{ctx.actor.id}", ctx.locale.text(kind.title)
    return await Run.create(type=kind.name, title=title, parameters=parameters, actor=actor, **more)


async def found(run_id: UUID) -> Run:
    """The run with this id; `NotFound` if there is none here."""
    run = await Run.get_or_none(id=run_id)
    if run is None:
        raise NotFound(f"there is no report {str(run_id)!r}")
    return run


async def finished(run_id: UUID) -> Run:
    """The same, if its report is there."""
    run = await found(run_id)
    if run.state != "done":
        raise NotFinished(f"the report is {run.state}" + (f": {run.error}" if run.error else ": ask again when it is done"))
    return run


async def download(ctx: Context[Any], run_id: UUID, form: str) -> Download:
    """Have a finished report rendered; a file that is there already is not made again."""
    ctx.contribution(Format, form)
    run = await finished(run_id)
    known = await Download.get_or_none(run_id=run.id, format=form)
    if known is not None and (known.state == "done" or await _under_way(ctx, known)):
        return known
    async with ctx.db.transaction():
        row = known or await Download.create(run_id=run.id, format=form)
        state = await ctx.jobs.enqueue(jobs.render(row.id))
        row.job_id, row.state, row.error = state.id, "queued", ""
        await row.save()
    return row


async def _under_way(ctx: Context[Any], row: Download) -> bool:
    return row.state != "failed" and why_over(await job_of(ctx, row.job_id)) is None


async def remove(ctx: Context[Any], run_id: UUID) -> None:
    """Delete a run with its report and its files; a job that works on it is cancelled."""
    run = await found(run_id)
    rows = await Download.filter(run_id=run.id)
    for job_id in {job_id for job_id in (run.job_id, *(row.job_id for row in rows)) if job_id}:
        await _cancel(ctx, job_id)
    async with ctx.db.transaction():
        await Download.filter(run_id=run.id).delete()
        await run.delete()
    await store.remove(ctx, run_id)


async def _cancel(ctx: Context[Any], job_id: UUID) -> None:
    job = await job_of(ctx, job_id)
    if job is not None and job.state in {"queued", "running", "failed", "held"}:
        await ctx.jobs.cancel(job_id)
