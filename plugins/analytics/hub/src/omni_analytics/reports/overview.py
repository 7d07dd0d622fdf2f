"""The dashboard: what each report type has to say of the last 30 days, kept until there are new events."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from omni_analytics.contract.hooks import ReportType
from omni_analytics.contract.parameters import Parameters
from omni_analytics.contract.period import Period
from omni_analytics.segments.ledger import version_of
from omni_analytics.segments.reading import BoundEvents
from omni_sdk import Context
from omni_sdk.errors import CacheDown, ContributionFailed, Problem

from .computing import events_for
from .schemas import CardView, FailedView, OverviewView
from .views import chart_view, figure_view, table_view

KEPT = timedelta(minutes=5)
ROWS = 400
"""Of a table that a card draws."""


async def overview(ctx: Context[Any]) -> OverviewView:
    """The tenant at a glance; one report type that fails loses its card, and no other."""
    language, on = ctx.locale.language, sorted(name for name, _ in ctx.contributions(ReportType))
    key = f"overview:{await version_of(ctx)}:{ctx.clock.today().date()}:{language}:{','.join(on)}"
    try:
        if (kept := await ctx.cache.get(key)) is not None:
            return OverviewView.model_validate_json(kept)
    except CacheDown:
        return await _made(ctx)
    made = await _made(ctx)
    try:
        await ctx.cache.set(key, made.model_dump_json().encode(), ttl=KEPT)
    except CacheDown:  # the next one makes it anew
        ctx.log.info("the dashboard's figures could not be kept")
    return made


async def _made(ctx: Context[Any]) -> OverviewView:
    period = Parameters(period="last_30_days").resolve(ctx.tenant.zone, ctx.clock.now())
    events = await events_for(ctx, period)
    shown = [(plugin_id, kind) for plugin_id, kind in ctx.contributions(ReportType) if kind.overview is not None]
    # At the same time: most of it is waiting for the warehouse.
    found = await asyncio.gather(*(_tried(ctx, plugin_id, kind, events, period) for plugin_id, kind in shown))
    cards, failed = ([one for one in found if isinstance(one, shape)] for shape in (CardView, FailedView))
    return OverviewView(tenant_id=ctx.tenant.id, generated=ctx.clock.now(), cards=cards, failed=failed)


async def _tried(
    ctx: Context[Any], plugin_id: str, kind: ReportType[Any], events: BoundEvents, period: Period
) -> CardView | FailedView:
    try:
        return await _card(ctx, plugin_id, kind, events, period)
    except (ContributionFailed, Problem) as error:
        ctx.log.warning("no overview", plugin=plugin_id, reason=str(error))
        return FailedView(plugin=plugin_id, reason=str(error))


async def _card(ctx: Context[Any], plugin_id: str, kind: ReportType[Any], events: BoundEvents, period: Period) -> CardView:
    async with ctx.child(plugin_id) as its:
        assert kind.overview is not None  # whoever calls has looked
        result = await kind.overview(its, events, period)
    return CardView(
        type=kind.name,
        title=ctx.locale.text(kind.title),
        plugin=plugin_id,
        figures=[figure_view(figure) for figure in result.figures],
        charts=[chart_view(chart) for chart in result.charts],
        tables=[table_view(table, ROWS) for table in result.tables],
        notes=list(result.notes),
    )
