"""Report types and formats, some of which fail."""

from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from omni_analytics import (
    AnalyticsHooks,
    Chart,
    Column,
    Definition,
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
    table_of,
)
from omni_sdk import Context, Plugin, hookimpl

NAMES = Definition("events", "Events", "What happened, by name.", "count(*)", "here")
EVERY_KIND = (
    Column("text", "Text"),
    Column("sure", "Sure", "boolean"),
    Column("whole", "Whole", "integer"),
    Column("number", "Number", "number"),
    Column("share", "Share", "percent"),
    Column("money", "Money", "money", "EUR"),
    Column("took", "Took", "seconds"),
    Column("size", "Size", "bytes"),
    Column("day", "Day", "date"),
    Column("moment", "Moment", "time"),
)
ROW = (
    "=1+1", True, 2**53 + 1, 0.5, 0.25, Decimal("12345678901234.567891"), 0.001, 10**12, date(2026, 3, 29),
    datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
)  # fmt: skip


class EchoParameters(Parameters):
    """What the echo may be told."""

    names: list[str] = Field([], title="Names")
    mood: Literal["good", "bad"] = "good"


async def echo(ctx: Context[Any], events: Events, period: Period, parameters: EchoParameters) -> Result:
    """Events by name."""
    if parameters.mood == "bad":
        raise RuntimeError("in a bad mood")
    chosen = events.table.filter(period.holds(events.table.time), events.table.type == "track")
    if parameters.names:
        chosen = chosen.filter(chosen.name.isin(parameters.names))
    found = await events.query(chosen.group_by("name").agg(count=chosen.count()).order_by("name"))
    table = table_of("events", "Events", [Column("name", "Name"), Column("count", "Count", "integer")], found)
    total = sum(int(str(row[1])) for row in table.rows)
    chart = Chart("events", "Events", "bar", "events", "name", ["count"])
    return Result([Figure("total", ctx.locale.text("Total"), total)], [table], [chart], [NAMES], ["A note."], empty=not total)


async def glance(ctx: Context[Any], events: Events, period: Period) -> Result:
    """The same, on the dashboard."""
    return await echo(ctx, events, period, EchoParameters())


async def broken(ctx: Context[Any], events: Events, period: Period, parameters: Parameters) -> Result:
    """Fail."""
    raise RuntimeError(f"broken for {parameters.period}")


async def broken_glance(ctx: Context[Any], events: Events, period: Period) -> Result:
    """Fail."""
    raise RuntimeError("broken at a glance")


async def kinds(ctx: Context[Any], events: Events, period: Period, parameters: Parameters) -> Result:
    """A row of every kind of cell, and one of none."""
    third = Table("thirds", "Thirds", [Column("money", "Money", "money", "EUR")], [[Decimal(10) / 3]])
    table = Table("kinds", "Kinds", EVERY_KIND, [ROW, [None] * len(ROW)])
    return Result(tables=[table, third, Table("nothing", "Nothing", [Column("name", "Name")], [])])


async def lines(ctx: Context[Any], report: Report) -> Rendering:
    """A line per row."""

    async def made() -> AsyncGenerator[bytes, None]:
        for table in report.result.tables:
            for row in table.rows:
                yield repr(tuple(row)).encode() + b"\n"

    return Rendering(made(), "text/plain", "txt")


async def torn(ctx: Context[Any], report: Report) -> Rendering:
    """Fail in the middle."""

    async def made() -> AsyncGenerator[bytes, None]:
        yield b"half"
        raise RuntimeError("torn")

    return Rendering(made(), "text/plain", "txt")


class ReportProbe(Plugin, AnalyticsHooks):
    """Report types and formats, some of which fail."""

    @hookimpl
    def analytics_report_types(self) -> Sequence[ReportType[Any]]:
        return [
            ReportType("echo", "Echo", "Events by name.", EchoParameters, echo, glance),
            ReportType("broken", "Broken", "Fails.", Parameters, broken, broken_glance),
            ReportType("kinds", "Kinds", "Every kind of cell.", Parameters, kinds),
        ]

    @hookimpl
    def analytics_formats(self) -> Sequence[Format]:
        return [Format("lines", "Lines", lines), Format("torn", "Torn", torn)]


plugin = ReportProbe()
