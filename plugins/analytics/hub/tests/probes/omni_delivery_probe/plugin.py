"""A report with figures of every kind, and a file of it."""

from collections.abc import AsyncGenerator, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from pydantic import Field

from omni_analytics import (
    AnalyticsHooks,
    Column,
    Events,
    Figure,
    Format,
    Parameters,
    Period,
    Rendering,
    Report,
    ReportType,
    Result,
    Table,
)
from omni_sdk import Context, Plugin, hookimpl


class SalesParameters(Parameters):
    """What the sales may be narrowed to."""

    country: str = Field("", title="Country", max_length=2)


async def sales(ctx: Context[Any], events: Events, period: Period, parameters: SalesParameters) -> Result:
    """Made-up numbers, and the days that they are about."""
    del ctx, events
    days = [period.start.astimezone(period.zone).date(), (period.end - timedelta(seconds=1)).astimezone(period.zone).date()]
    figures = [
        Figure("revenue", "Revenue", Decimal("12345.50"), "money", "EUR", Decimal(10000), "up"),
        Figure("orders", "Orders", 1234, "integer", "", 1300, "up"),
        Figure("churn", "Churn", 0.034, "percent", "", 0.041, "down"),
        Figure("latency", "Answer time, <b>median</b>", 0.1234, "seconds", "", 0.1, "down"),
        Figure("stored", "Stored", 5_400_000_000, "bytes"),
        Figure("best", "Best\nseller", "=tea & <cake>", "text"),
    ]
    table = Table("days", "Days", [Column("day", "Day", "date")], [[day] for day in days])
    notes = ["Refunds are left out."]
    return Result(figures, [table], notes=notes, empty=parameters.country == "XX")


async def days(ctx: Context[Any], report: Report) -> Rendering:
    """The days of the report, a line each."""
    del ctx

    async def made() -> AsyncGenerator[bytes, None]:
        for row in report.result.tables[0].rows:
            yield f"{row[0]}\n".encode()

    return Rendering(made(), "text/csv", "csv")


class DeliveryProbe(Plugin, AnalyticsHooks):
    """A report with figures of every kind."""

    @hookimpl
    def analytics_report_types(self) -> Sequence[ReportType[Any]]:
        return [ReportType("sales", "Sales", "What was sold.", SalesParameters, sales)]

    @hookimpl
    def analytics_formats(self) -> Sequence[Format]:
        return [Format("days", "Days", days)]


plugin = DeliveryProbe()
