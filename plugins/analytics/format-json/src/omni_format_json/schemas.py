"""The shape of a report in JSON: `schema.json` is made of these models, and every file is valid by it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from omni_analytics import Group, Kind

Value: TypeAlias = Annotated[
    str | int | float | bool | None,
    Field(
        description="Decimals, and integers from 2^53 on, as text with all their digits; dates as 2026-03-01; times by RFC 3339 "
        "in the report's zone. Null where there is no value, or none that is finite: how many of these, the notes say."
    ),
]


class Part(BaseModel):
    """Nothing but what is named."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Span(Part):
    """From `start` to before `end`."""

    start: datetime
    end: datetime


class Period(Span):
    """What the report is about."""

    zone: str = Field(description="The IANA time zone in which days begin, and times of the report are shown.")
    group: Group = Field(description="How long the steps of series are.")
    partial: bool = Field(description="Whether the period is not over yet, so that its numbers may still grow.")
    previous: Span | None = Field(description="What it is compared with.")


class Parameter(Part):
    """What was asked for, as people read it."""

    title: str
    value: str


class Figure(Part):
    """A headline number."""

    name: str
    title: str
    kind: Kind
    unit: str = Field(description="Of money the ISO 4217 code; of others what stands behind the number.")
    value: Value
    previous: Value
    better: Literal["up", "down"] | None = Field(description="Whether growth is good; null where it is neither.")


class Definition(Part):
    """What a metric means."""

    name: str
    title: str
    text: str
    formula: str
    source: str


class Chart(Part):
    """A table, drawn: column `x` against each of the columns `y`."""

    name: str
    title: str
    kind: Literal["line", "area", "bar", "pie"]
    table: str
    x: str
    y: list[str]
    stacked: bool
    complete: str | None = Field(description="A boolean column: whether a row is of a span that is over.")


class Column(Part):
    """How to read the cells that stand there in each row."""

    name: str
    title: str
    kind: Kind = Field(description="`percent` is a share of 1.")
    unit: str = Field(description="Of money the ISO 4217 code; of others what stands behind the number.")


class Table(Part):
    """Rows of as many cells as there are columns."""

    name: str
    title: str
    columns: list[Column]
    rows: list[list[Value]]


class Document(Part):
    """A report."""

    type: str
    title: str
    tenant: str
    language: str = Field(description="A BCP 47 tag.")
    generated: datetime
    period: Period | None = Field(description="Null of a report that is about no period.")
    parameters: list[Parameter]
    figures: list[Figure]
    definitions: list[Definition]
    charts: list[Chart]
    tables: list[Table]
    notes: list[str] = Field(description="What a reader must know; last, since some of it is found while rows are written.")
