"""Rows of an Arrow table, as a report has them: read batch by batch, never all of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, overload

from .report import Cell, Column, Row, Table
from .warehouse import Events

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.expr.types import Expr

BATCH = 1024


class ArrowRows(Sequence[Row]):
    """The rows of an Arrow table as tuples; naive times in it are UTC, and come out aware."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | Sequence[Row]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            msg = f"there is no row {at} of {len(self)}"
            raise IndexError(msg)
        return next(iter(ArrowRows(self.table.slice(at % len(self), 1))))

    def __iter__(self) -> Iterator[Row]:
        for batch in self.table.to_batches(max_chunksize=BATCH):
            columns = [_cells(column) for column in batch.columns]
            yield from zip(*columns, strict=True) if columns else ()


def _cells(column: Any) -> list[Cell]:
    import pyarrow as pa

    cells: list[Any] = column.to_pylist()
    if pa.types.is_timestamp(column.type) and column.type.tz is None:
        return [cell.replace(tzinfo=UTC) if isinstance(cell, datetime) else None for cell in cells]
    return cells


def table_of(name: str, title: str, columns: Sequence[Column], found: pa.Table) -> Table:
    """A table of a report, made of what a query answered; its columns are those of `columns`, by name and in that order."""
    return Table(name, title, columns, ArrowRows(found.select([column.name for column in columns])))


async def answer(events: Events, expression: Expr) -> pa.Table:
    """What the events say, in the types that the expression has: sums of some engines are decimals where integers were added."""
    return conformed(await events.query(expression), expression)


def conformed(found: pa.Table, expression: Expr) -> pa.Table:
    """The columns in the types of the expression."""
    import pyarrow as pa

    kinds = expression.as_table().schema().to_pyarrow().types
    columns = [column.cast(_plain(kind)) for column, kind in zip(found.columns, kinds, strict=True)]
    return pa.table(columns, names=found.column_names)


def _plain(kind: pa.DataType) -> pa.DataType:
    import pyarrow as pa

    return pa.timestamp("us", kind.tz) if pa.types.is_timestamp(kind) else kind
