"""`/api/v1/analytics`: report types, formats, runs, downloads, the dashboard."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from omni_analytics.contract.hooks import Format, ReportType
from omni_analytics.models import Download, Run
from omni_analytics.permissions import READ, RUN
from omni_analytics.settings import Config
from omni_sdk import Cursor, Items, Limits, Query, Reply, RequestContext, Route, paginate
from omni_sdk.errors import NotFound
from omni_sdk.services import JobState

from . import runs, store
from .overview import overview
from .schemas import DownloadBody, DownloadView, FormatView, GenerateBody, OverviewView, ReportTypeView, ReportView, RunView
from .standing import job_of, why_over
from .views import report_view

FIRST_ROWS = 500
ON_THE_WAY = frozenset({"queued", "running"})


class RunFilters(BaseModel):
    """Which runs to list."""

    type: str | None = Field(None, max_length=64)
    schedule_id: UUID | None = None


async def types(ctx: RequestContext) -> list[ReportTypeView]:
    """Reports of this tenant, with the schemas of their parameters."""
    text = ctx.locale.text
    return [
        ReportTypeView(
            name=kind.name,
            title=text(kind.title),
            summary=text(kind.summary),
            plugin=plugin,
            parameters=kind.parameters.model_json_schema(),
        )
        for plugin, kind in ctx.contributions(ReportType)
    ]


async def formats(ctx: RequestContext) -> list[FormatView]:
    """Kinds of files that reports may be rendered to."""
    return [FormatView(name=f.name, title=ctx.locale.text(f.title), plugin=plugin) for plugin, f in ctx.contributions(Format)]


async def generate(ctx: RequestContext, body: GenerateBody) -> Reply[RunView]:
    """Make a report: at once when it is over few events, else by a job (202)."""
    run = await runs.begin(ctx, body)
    view = await _view(ctx, run, FIRST_ROWS)
    return Reply(view, status=200 if run.state == "done" else 202, location=ctx.urls.of(RUN_STATE, run_id=run.id))


async def listed(ctx: RequestContext, page: Cursor, filters: Annotated[RunFilters, Query()]) -> Items[RunView]:
    """Reports that were made, the latest first."""
    del ctx
    wanted = {name: value for name, value in filters.model_dump().items() if value is not None}
    return await paginate(Run.filter(**wanted), page, RunView)


async def run_state(ctx: RequestContext, run_id: UUID) -> RunView:
    """How a report stands, with its files."""
    return await _view(ctx, await runs.found(run_id), 0)


async def report(ctx: RequestContext, run_id: UUID, rows: Annotated[int, Field(ge=0, le=10_000)] = FIRST_ROWS) -> ReportView:
    """A finished report, with the first rows of each table; files have all of them."""
    run = await runs.finished(run_id)
    return report_view(await store.load(ctx, run.id), rows)


async def remove(ctx: RequestContext, run_id: UUID) -> None:
    """Delete a report with its files."""
    await runs.remove(ctx, run_id)


async def begin_download(ctx: RequestContext, run_id: UUID, body: DownloadBody) -> Reply[DownloadView]:
    """Have a finished report rendered to a file: a job."""
    row = await runs.download(ctx, run_id, body.format)
    view = await _file(ctx, row)
    return Reply(view, status=200 if row.state == "done" else 202, location=ctx.urls.of(DOWNLOAD_STATE, download_id=row.id))


async def download_state(ctx: RequestContext, download_id: UUID) -> DownloadView:
    """How a file stands; with a link once it is done."""
    row = await Download.get_or_none(id=download_id)
    if row is None:
        raise NotFound(f"there is no file {str(download_id)!r}")
    return await _file(ctx, row)


async def dashboard(ctx: RequestContext, tenant_id: str) -> OverviewView:
    """The tenant at a glance: figures and charts of the last 30 days, of all report types that are active."""
    if tenant_id not in {str(ctx.tenant.id), ctx.tenant.slug}:
        raise NotFound(f"there is no tenant {tenant_id!r} here")
    return await overview(ctx)


async def _view(ctx: RequestContext, run: Run, rows: int) -> RunView:
    view = RunView.model_validate(run, from_attributes=True)
    told: dict[str, Any] = {"progress": 1.0 if run.state == "done" else 0.0}
    if run.job_id and run.state in ON_THE_WAY:
        told |= _stands(await job_of(ctx, run.job_id))
    if rows and run.state == "done":
        told["report"] = report_view(await store.load(ctx, run.id), rows)
    told["downloads"] = [await _file(ctx, row) for row in await Download.filter(run_id=run.id).order_by("id")]
    return view.model_copy(update=told)


async def _file(ctx: RequestContext, row: Download) -> DownloadView:
    view = DownloadView.model_validate(row, from_attributes=True)
    if row.state == "done":
        expires = timedelta(minutes=ctx.config(Config).link_minutes)
        url = await ctx.blobs.url(row.blob, expires=expires, filename=row.filename)
        return view.model_copy(update={"progress": 1.0, "url": url, "expires_at": ctx.clock.now() + expires})
    if row.job_id and row.state in ON_THE_WAY:
        job = await job_of(ctx, row.job_id)
        return view.model_copy(update=_stands(job) | ({"note": job.note} if job else {}))
    return view


def _stands(job: JobState | None) -> dict[str, Any]:
    """How a job stands; one that died before it could say so has failed."""
    why = why_over(job)
    return ({"progress": job.progress} if job else {}) | ({"state": "failed", "error": why} if why else {})


TYPES = Route.get("/report-types", types, auth=READ)
FORMATS = Route.get("/formats", formats, auth=READ)
GENERATE = Route.post("/generate-report", generate, auth=RUN, limits=Limits(seconds=120, cost=10))
RUNS = Route.get("/runs", listed, auth=READ)
RUN_STATE = Route.get("/runs/{run_id}", run_state, auth=READ)
REPORT = Route.get("/runs/{run_id}/report", report, auth=READ)
REMOVE = Route.delete("/runs/{run_id}", remove, auth=RUN)
BEGIN_DOWNLOAD = Route.post("/runs/{run_id}/downloads", begin_download, auth=RUN)
DOWNLOAD_STATE = Route.get("/downloads/{download_id}", download_state, auth=READ)
DASHBOARD = Route.get("/dashboard/{tenant_id}", dashboard, auth=READ, limits=Limits(cost=5))
ROUTES = (
    TYPES, FORMATS, GENERATE, RUNS, RUN_STATE, REPORT, REMOVE, BEGIN_DOWNLOAD, DOWNLOAD_STATE, DASHBOARD,
)  # fmt: skip
