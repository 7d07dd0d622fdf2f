"""Sales of a shop that is none: made of the calendar alone, so that they are the same whenever they are asked for."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from omni_analytics import (
    AnalyticsHooks,
    Cell,
    Chart,
    Column,
    Definition,
    Events,
    Figure,
    Parameters,
    Period,
    ReportType,
    Result,
    Table,
)
from omni_sdk import Context, Plugin, hookimpl
from omni_sdk.errors import Invalid

REGIONS = {"north": "North", "south": "South", "west": "West"}


class SalesParameters(Parameters):
    """Whose sales."""

    regions: list[Literal["north", "south", "west"]] = Field([], title="Regions", description="All, if none is chosen.")
    least: int = Field(0, ge=0, le=10_000, title="Smallest order", description="In whole euros.")
    returns: bool = Field(True, title="Count returned orders")


def _orders(at: datetime, region: int) -> int:
    """A number that goes up and down with the week."""
    return 20 + region * 7 + (at.toordinal() * 7 + at.hour * 3) % 11 + at.weekday() * 2


def _steps(period: Period, regions: Sequence[str]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for at in period.steps():
        orders = [_orders(at, list(REGIONS).index(name)) if name in regions else None for name in REGIONS]
        sold = sum(one for one in orders if one is not None)
        share = round(0.02 + (at.toordinal() % 5) / 100, 3)
        began = at.replace(tzinfo=period.zone)
        rows.append((began, *orders, Decimal(sold) * Decimal("12.35"), share, period.complete(at)))
    columns = [
        Column("step", "Day" if period.group == "day" else "From", "time" if period.group == "hour" else "date"),
        *(Column(name, title, "integer") for name, title in REGIONS.items()),
        Column("revenue", "Revenue", "money", "EUR"),
        Column("returned", "Returned", "percent"),
        Column("complete", "Complete", "boolean"),
    ]
    dated = [(began if period.group == "hour" else began.date(), *rest) for began, *rest in rows]  # type: ignore[union-attr]
    return Table("steps", "Orders over time", columns, dated)


def _products() -> Table:
    names = ["Ladder", "Lamp", "Rope", "=SUM(A1)", "Kettle"]
    rows = [
        (
            name,
            120 - at * 17,
            (Decimal(4000 - at * 700) / 3).quantize(Decimal("0.01")),
            0.01 * at,
            30.5 * 60**at / 7,
            1500 * 1000**at,
            datetime(2026, 3, 29, 1, 30).astimezone(),
        )
        for at, name in enumerate(names)
    ]
    columns = [
        Column("product", "Product"),
        Column("orders", "Orders", "integer"),
        Column("revenue", "Revenue", "money", "EUR"),
        Column("returned", "Returned", "percent"),
        Column("packing", "Packing time", "seconds"),
        Column("pictures", "Pictures", "bytes"),
        Column("last", "Last sold", "time"),
    ]
    return Table("products", "Products", columns, rows)


def _result(period: Period, regions: Sequence[str]) -> Result:
    steps, products = _steps(period, regions), _products()
    orders = sum(cell for row in steps.rows for cell in row[1:4] if isinstance(cell, int))
    compared = period.previous is not None
    return Result(
        figures=[
            Figure("orders", "Orders", orders, previous=orders - 41 if compared else None, better="up"),
            Figure(
                "revenue",
                "Revenue",
                Decimal(orders) * Decimal("12.35"),
                "money",
                "EUR",
                Decimal("9000.50") if compared else None,
                "up",
            ),
            Figure("returned", "Returned orders", 0.034, "percent", previous=0.028 if compared else None, better="down"),
            Figure("packing", "Time to pack", 95.4, "seconds", previous=95.4 if compared else None, better="down"),
            Figure("pictures", "Pictures sent", 48_200_000, "bytes"),
            Figure("stars", "Rating", None, "number"),
        ],
        tables=[steps, products],
        charts=[
            Chart("orders", "Orders by region", "bar", "steps", "step", list(REGIONS), stacked=True, complete="complete"),
            Chart("revenue", "Revenue", "line", "steps", "step", ["revenue"], complete="complete"),
            Chart("returned", "Returned orders", "area", "steps", "step", ["returned"], complete="complete"),
            Chart("products", "Orders by product", "pie", "products", "product", ["orders"]),
        ],
        definitions=[
            Definition("orders", "Orders", "Orders that were placed in the period.", "count(order.placed)"),
            Definition(
                "returned",
                "Returned orders",
                "Of all orders those that came back.",
                "count(order.returned) / count(order.placed)",
                "The shop's handbook",
            ),
        ],
        notes=["Orders of the last hour may come late."],
    )


async def compute(ctx: Context[Any], events: Events, period: Period, parameters: SalesParameters) -> Result:
    """The whole report."""
    del ctx, events
    if parameters.least > 5000:
        raise Invalid("there was never such an order", at="parameters.least")
    return _result(period, parameters.regions or list(REGIONS))


async def overview(ctx: Context[Any], events: Events, period: Period) -> Result:
    """Two figures and a chart."""
    del ctx, events
    whole = _result(period, list(REGIONS))
    return Result(figures=whole.figures[:3], tables=whole.tables[:1], charts=whole.charts[:2])


class Sales(Plugin, AnalyticsHooks):
    """A report with every kind of figure, chart and column."""

    @hookimpl
    def analytics_report_types(self) -> Sequence[ReportType[Any]]:
        return [
            ReportType("sales", "Sales", "Orders, what they brought, and what came back.", SalesParameters, compute, overview),
        ]


plugin = Sales()
