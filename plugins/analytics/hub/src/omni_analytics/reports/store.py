"""Where a computed report lies: a head as JSON, and a file of Arrow's for each table, so that no table is held whole."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, TypeAdapter

from omni_analytics.contract.period import Group, Period
from omni_analytics.contract.report import Cell, Chart, Column, Definition, Figure, Kind, Report, Result, Table
from omni_analytics.contract.rows import ArrowRows
from omni_sdk import Context

if TYPE_CHECKING:
    import pyarrow as pa

ARROW = "application/vnd.apache.arrow.file"
PLACES = Decimal("0.000001")
"""To which amounts are kept, as in the warehouse."""


_LOST: Mapping[Kind, TypeAdapter[Any]] = {
    "money": TypeAdapter(Decimal | None),
    "date": TypeAdapter(date | None),
    "time": TypeAdapter(datetime | None),
}
"""Of figures, what JSON has no word for."""


class Span(BaseModel):
    """A period as it is kept."""

    start: datetime
    end: datetime
    zone: str
    group: Group
    now: datetime
    previous: Span | None = None

    @classmethod
    def of(cls, period: Period) -> Span:
        """The same."""
        before = cls.of(period.previous) if period.previous else None
        return cls(start=period.start, end=period.end, zone=period.zone.key, group=period.group, now=period.now, previous=before)

    def period(self) -> Period:
        """The same."""
        before = self.previous.period() if self.previous else None
        return Period(self.start, self.end, ZoneInfo(self.zone), self.group, self.now, before)


class TableHead(BaseModel):
    """A table without its rows."""

    name: str
    title: str
    columns: list[Column]


class Head(BaseModel):
    """A report without its rows."""

    type: str
    title: str
    tenant: str
    language: str
    generated: datetime
    period: Span | None
    parameters: list[tuple[str, str]]
    figures: list[Figure]
    tables: list[TableHead]
    charts: list[Chart]
    definitions: list[Definition]
    notes: list[str]
    empty: bool


def folder(run_id: UUID) -> str:
    """Where all that belongs to a run lies."""
    return f"runs/{run_id}"


async def save(ctx: Context[Any], run_id: UUID, report: Report) -> None:
    """Keep a report; the head last, so that one with a head is whole."""
    place = folder(run_id)
    for table in report.result.tables:
        content = await asyncio.to_thread(_packed, table)
        await ctx.blobs.write(f"{place}/{table.name}.arrow", content, media_type=ARROW)
    head = _head(report).model_dump_json().encode()
    await ctx.blobs.write(f"{place}/report.json", head, media_type="application/json")


async def load(ctx: Context[Any], run_id: UUID) -> Report:
    """The report of a run; `NotFound` if there is none any more."""
    place = folder(run_id)
    head = Head.model_validate_json(await _whole(ctx, f"{place}/report.json"))
    tables = []
    for table in head.tables:
        content = await _whole(ctx, f"{place}/{table.name}.arrow")
        tables.append(Table(table.name, table.title, table.columns, ArrowRows(_unpacked(content))))
    result = Result(
        [_told(figure) for figure in head.figures], tables, head.charts, head.definitions, head.notes, empty=head.empty
    )
    period = head.period.period() if head.period else None
    about = (head.type, head.title, head.tenant, head.language, head.generated, period, head.parameters)
    return Report(*about, result)


def _told(figure: Figure) -> Figure:
    kind = _LOST.get(figure.kind)
    if kind is None:
        return figure
    return replace(figure, value=kind.validate_python(figure.value), previous=kind.validate_python(figure.previous))


async def remove(ctx: Context[Any], run_id: UUID) -> None:
    """All that belongs to a run."""
    for name in [name async for name in ctx.blobs.list(folder(run_id))]:
        await ctx.blobs.delete(name)


async def _whole(ctx: Context[Any], name: str) -> bytes:
    return b"".join([chunk async for chunk in ctx.blobs.read(name)])


def _head(report: Report) -> Head:
    result = report.result
    return Head(
        **{name: getattr(report, name) for name in ("type", "title", "tenant", "language", "generated")},
        period=Span.of(report.period) if report.period else None,
        parameters=list(report.parameters),
        figures=list(result.figures),
        tables=[TableHead(name=t.name, title=t.title, columns=list(t.columns)) for t in result.tables],
        charts=list(result.charts),
        definitions=list(result.definitions),
        notes=list(result.notes),
        empty=result.empty,
    )


def _packed(table: Table) -> bytes:
    import pyarrow as pa

    kinds = _kinds()
    schema = pa.schema([(column.name, kinds[column.kind]) for column in table.columns])
    sink = io.BytesIO()
    with pa.ipc.new_file(sink, schema) as writer:
        for some in _lots(table):
            columns = zip(table.columns, zip(*some, strict=True), strict=True)
            cells = [[_rounded(cell) for cell in cells] if c.kind == "money" else list(cells) for c, cells in columns]
            arrays = [pa.array(each, kind) for each, kind in zip(cells, schema.types, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
    return sink.getvalue()


def _rounded(cell: Cell) -> Cell:
    return cell.quantize(PLACES) if isinstance(cell, Decimal) else cell


def _lots(table: Table, size: int = 10_000) -> Any:
    some: list[Sequence[Cell]] = []
    for row in table.rows:
        some.append(row)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some


def _unpacked(content: bytes) -> pa.Table:
    import pyarrow as pa

    return pa.ipc.open_file(pa.py_buffer(content)).read_all()


def _kinds() -> dict[str, pa.DataType]:
    import pyarrow as pa

    number = pa.float64()
    return {
        "text": pa.string(),
        "boolean": pa.bool_(),
        "integer": pa.int64(),
        "number": number,
        "percent": number,
        "money": pa.decimal128(38, 6),
        "seconds": number,
        "bytes": pa.int64(),
        "date": pa.date32(),
        "time": pa.timestamp("us", "UTC"),
    }
