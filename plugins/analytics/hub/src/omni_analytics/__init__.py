"""Public module of the hub: what report types, formats and warehouses are made of."""

from .contract.cells import (
    KIND_UNITS,
    change,
    decimal_text,
    facts_of,
    finite,
    heading_of,
    local,
    streamed,
    text_of,
    threaded,
    time_text,
    unique_name,
    zone_of,
)
from .contract.hooks import AnalyticsHooks, Format, Rendering, ReportType
from .contract.parameters import Parameters
from .contract.period import Group, Period, between, compared
from .contract.report import Cell, Chart, Column, Definition, Figure, Kind, Report, Result, Row, Table
from .contract.requests import RequestParameters, requests_of
from .contract.rows import ArrowRows, answer, table_of
from .contract.series import NOT_OVER, STEP_TITLES, series_of
from .contract.warehouse import SCHEMA, WAREHOUSE, Events, Segment, Warehouse, arrow_schema, events_table

__all__ = [
    "KIND_UNITS",
    "NOT_OVER",
    "SCHEMA",
    "STEP_TITLES",
    "WAREHOUSE",
    "AnalyticsHooks",
    "ArrowRows",
    "Cell",
    "Chart",
    "Column",
    "Definition",
    "Events",
    "Figure",
    "Format",
    "Group",
    "Kind",
    "Parameters",
    "Period",
    "Rendering",
    "Report",
    "ReportType",
    "RequestParameters",
    "Result",
    "Row",
    "Segment",
    "Table",
    "Warehouse",
    "answer",
    "arrow_schema",
    "between",
    "change",
    "compared",
    "decimal_text",
    "events_table",
    "facts_of",
    "finite",
    "heading_of",
    "local",
    "requests_of",
    "series_of",
    "streamed",
    "table_of",
    "text_of",
    "threaded",
    "time_text",
    "unique_name",
    "zone_of",
]
