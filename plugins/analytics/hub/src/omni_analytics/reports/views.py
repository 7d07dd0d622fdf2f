"""From reports to what is sent of them."""

from __future__ import annotations

from itertools import islice
from typing import Any

from omni_analytics.contract.period import Period
from omni_analytics.contract.report import Chart, Definition, Figure, Report, Table

from .schemas import (
    ChartView,
    ColumnView,
    DefinitionView,
    FigureView,
    PeriodView,
    ReportView,
    SpanView,
    TableView,
    plain,
)


def report_view(report: Report, rows: int) -> ReportView:
    """With the first `rows` rows of each table."""
    result = report.result
    return ReportView(
        type=report.type,
        title=report.title,
        generated=report.generated,
        period=period_view(report.period) if report.period else None,
        parameters=list(report.parameters),
        figures=[figure_view(figure) for figure in result.figures],
        tables=[table_view(table, rows) for table in result.tables],
        charts=[chart_view(chart) for chart in result.charts],
        definitions=[definition_view(definition) for definition in result.definitions],
        notes=list(result.notes),
        empty=result.empty,
    )


def period_view(period: Period) -> PeriodView:
    """A span, in its zone."""
    before = period.previous
    return PeriodView(
        start=period.start.astimezone(period.zone),
        end=period.end.astimezone(period.zone),
        zone=period.zone.key,
        group=period.group,
        partial=period.partial,
        previous=SpanView(start=before.start.astimezone(period.zone), end=before.end.astimezone(period.zone)) if before else None,
    )


def figure_view(figure: Figure) -> FigureView:
    """Its values as JSON has them."""
    told: dict[str, Any] = vars(figure) | {"value": plain(figure.value), "previous": plain(figure.previous)}
    return FigureView(**told)


def table_view(table: Table, rows: int) -> TableView:
    """Its first rows."""
    columns = [ColumnView(**vars(column)) for column in table.columns]
    told = [[plain(cell) for cell in row] for row in islice(table.rows, rows)]
    return TableView(name=table.name, title=table.title, columns=columns, rows=told, total=len(table.rows))


def chart_view(chart: Chart) -> ChartView:
    """The same."""
    told: dict[str, Any] = vars(chart) | {"y": list(chart.y)}
    return ChartView(**told)


def definition_view(definition: Definition) -> DefinitionView:
    """The same."""
    return DefinitionView(**vars(definition))
