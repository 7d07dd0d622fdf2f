"""What a report does that has a mistake."""

from collections.abc import Sequence
from typing import Any

from omni_analytics import AnalyticsHooks, Events, Parameters, Period, ReportType, Result
from omni_sdk import Context, Plugin, hookimpl

REASON = "the sums do not add up"


async def compute(ctx: Context[Any], events: Events, period: Period, parameters: Parameters) -> Result:
    """It fails."""
    del ctx, events, period, parameters
    raise RuntimeError(REASON)


async def overview(ctx: Context[Any], events: Events, period: Period) -> Result:
    """The same at a glance."""
    del ctx, events, period
    raise RuntimeError(REASON)


class Sums(Plugin, AnalyticsHooks):
    """A report that fails."""

    @hookimpl
    def analytics_report_types(self) -> Sequence[ReportType[Any]]:
        return [ReportType("sums", "Broken sums", "A report that fails.", Parameters, compute, overview)]


plugin = Sums()
