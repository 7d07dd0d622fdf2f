"""Wire shapes of reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, JsonValue

from omni_analytics.contract.report import Kind

State = Literal["queued", "running", "done", "failed"]


class ReportTypeView(BaseModel):
    """A report that this tenant may run, whose plugin it is, and the JSON Schema of its parameters."""

    name: str
    title: str
    summary: str
    plugin: str
    parameters: dict[str, JsonValue]


class FormatView(BaseModel):
    """A kind of file that reports may be rendered to."""

    name: str
    title: str
    plugin: str


class GenerateBody(BaseModel):
    """Which report to make, of what, and as which file if it is to be one."""

    type: str = Field(max_length=64, description="`name` of a report type.", examples=["usage"])
    parameters: dict[str, JsonValue] = Field({}, description="As the type's schema has them.")
    format: str | None = Field(None, max_length=64, description="`name` of a format; without one the answer is the report.")


class DownloadView(BaseModel):
    """A file of a report: how far it is, and once it is done a link that expires."""

    id: UUID
    run_id: UUID
    format: str
    state: State
    progress: float = 0
    note: str = ""
    error: str = ""
    filename: str = ""
    media_type: str = ""
    size: int = 0
    url: str | None = None
    expires_at: datetime | None = None


class ColumnView(BaseModel):
    """A column of a table."""

    name: str
    title: str
    kind: Kind
    unit: str = ""


class TableView(BaseModel):
    """Rows of a table, the first of them; `total` says how many there are."""

    name: str
    title: str
    columns: list[ColumnView]
    rows: list[list[JsonValue]]
    total: int


class FigureView(BaseModel):
    """A headline number; decimals are text."""

    name: str
    title: str
    value: JsonValue
    kind: Kind
    unit: str = ""
    previous: JsonValue = None
    better: Literal["up", "down"] | None = None


class ChartView(BaseModel):
    """A table of the report, drawn."""

    name: str
    title: str
    kind: Literal["line", "area", "bar", "pie"]
    table: str
    x: str
    y: list[str]
    stacked: bool = False
    complete: str | None = None


class DefinitionView(BaseModel):
    """What a metric means."""

    name: str
    title: str
    text: str
    formula: str
    source: str = ""


class SpanView(BaseModel):
    """From `start` to before `end`."""

    start: datetime
    end: datetime


class PeriodView(SpanView):
    """The span of time that a report is about, and what it is compared with."""

    zone: str
    group: str
    partial: bool
    previous: SpanView | None = None


class ReportView(BaseModel):
    """A report."""

    type: str
    title: str
    generated: datetime
    period: PeriodView | None
    parameters: list[tuple[str, str]]
    figures: list[FigureView]
    tables: list[TableView]
    charts: list[ChartView]
    definitions: list[DefinitionView]
    notes: list[str]
    empty: bool


class RunView(BaseModel):
    """A report that was asked for: how far it is, and with it the report where it was made at once."""

    id: UUID
    type: str
    title: str
    parameters: dict[str, JsonValue]
    actor: str
    schedule_id: UUID | None
    state: State
    error: str
    empty: bool
    created_at: datetime
    finished_at: datetime | None
    progress: float = 0
    report: ReportView | None = None
    downloads: Sequence[DownloadView] = ()


class DownloadBody(BaseModel):
    """As which file."""

    format: str = Field(max_length=64)


class CardView(BaseModel):
    """What one report type has to say at a glance."""

    type: str
    title: str
    plugin: str
    figures: list[FigureView]
    charts: list[ChartView]
    tables: list[TableView]
    notes: list[str]


class FailedView(BaseModel):
    """A report type whose figures could not be had now."""

    plugin: str
    reason: str


class OverviewView(BaseModel):
    """The tenant at a glance."""

    tenant_id: UUID
    generated: datetime
    cards: list[CardView]
    failed: list[FailedView]


def plain(value: Any) -> JsonValue:
    """A cell as JSON has it."""
    if isinstance(value, float) and (value != value or value in {float("inf"), float("-inf")}):  # noqa: PLR0124  (NaN)
        return None
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    found: JsonValue = value
    return found
