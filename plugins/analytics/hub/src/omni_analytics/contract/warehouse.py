"""The table `events`, the driver kind that keeps it, and what a report is handed to ask it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, ClassVar, Protocol, Self

from pydantic import BaseModel

from omni_sdk import DriverKind, Tenant
from omni_sdk.services import Blobs

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.expr.types import Expr
    from ibis.expr.types import Table as Relation

SCHEMA: Mapping[str, str] = {
    "message_id": "!string",
    "time": "!timestamp(6)",
    "received": "!timestamp(6)",
    "source": "!string",
    "type": "!string",
    "name": "!string",
    "person": "string",
    "user_id": "string",
    "anonymous_id": "string",
    "group_id": "string",
    "plugin": "string",
    "route": "string",
    "method": "string",
    "status": "int32",
    "seconds": "float64",
    "bytes_in": "int64",
    "bytes_out": "int64",
    "key": "string",
    "amount": "decimal(20, 6)",
    "currency": "string",
    "properties": "string",
    "context": "string",
}
"""Columns of the table `events`, by Ibis type; `!` stands before those that are never null. Times are UTC.

- `type`: `request` (one call of the API), or a call of the Segment spec: `track`, `identify`, `page`, `screen`, `group`,
  `alias`; `name` is the route of a request, and the event of a `track`.
- `source`: which door it came by: `request`, `segment`, `events`, `import` or `demo`.
- `person`: who did it: `user_id`, else `anonymous_id`; of a request the account.
- `plugin` to `key`: of requests only; `seconds` from the first byte in to the last one out, `key` the id of the API key.
- `amount` and `currency`: of events about money.
- `properties` and `context`: JSON objects, as text.
"""


def arrow_schema() -> pa.Schema:
    """`SCHEMA`, for Arrow: what a segment holds."""
    import pyarrow as pa

    kinds: dict[str, pa.DataType] = {
        "string": pa.string(),
        "timestamp(6)": pa.timestamp("us"),
        "int32": pa.int32(),
        "int64": pa.int64(),
        "float64": pa.float64(),
        "decimal(20, 6)": pa.decimal128(20, 6),
    }
    return pa.schema(
        [pa.field(name, kinds[kind.removeprefix("!")], nullable=not kind.startswith("!")) for name, kind in SCHEMA.items()]
    )


def events_table() -> Relation:
    """The table `events` as an Ibis expression, bound to no engine."""
    import ibis

    return ibis.table(dict(SCHEMA), name="events")


def events_within(span: tuple[datetime, datetime] | None) -> Relation:
    """The same, filtered to a span (from its start to before its end, aware) if there is one."""
    import ibis

    table = events_table()
    if span is None:
        return table
    start, end = (ibis.timestamp(moment.astimezone(UTC).replace(tzinfo=None)) for moment in span)
    return table.filter((table.time >= start) & (table.time < end))


@dataclass(frozen=True)
class Segment:
    """Rows that were written at once and never change: what a warehouse keeps, and the hub lists."""

    name: str
    """As a blob would be called: `events/day=2026-03-01/….parquet`."""
    day: date
    """In UTC; all its events are of that day."""
    rows: int
    size: int
    """In bytes."""


class Warehouse(ABC):
    """Keeps segments of events, and answers Ibis expressions over those that the hub names.

    `ctx.driver(WAREHOUSE)` gives the view of one tenant: whatever is asked, nothing of another tenant is reached. What
    the hub does not name is not read, though it is there: a write that was never committed leaves such a segment.
    """

    Config: ClassVar[type[BaseModel]]

    @abstractmethod
    def for_tenant(self, tenant: Tenant) -> Self:
        """The view of one tenant."""

    @abstractmethod
    async def write(self, blobs: Blobs, name: str, day: date, events: pa.Table) -> Segment:
        """Keep the events (of `arrow_schema()`) as a segment; one of the same name is replaced."""

    @abstractmethod
    async def query(self, blobs: Blobs, segments: Sequence[Segment], expression: Expr) -> pa.Table:
        """What the expression over `events_table()` says of these segments.

        `Invalid` for an expression over anything else.
        """

    @abstractmethod
    async def drop(self, blobs: Blobs, name: str) -> None:
        """Forget a segment, if there is one."""

    async def close(self) -> None:  # noqa: B027  (many hold nothing)
        """Let go of what is held; nothing is asked afterwards."""


WAREHOUSE = DriverKind[Warehouse]("warehouse", Warehouse, default="duckdb")


class Events(Protocol):
    """The tenant's events: what a report asks. There is no way from here to anybody else's."""

    @property
    def table(self) -> Relation:
        """The table `events`: what expressions begin with."""

    def during(self, start: datetime, end: datetime) -> Events:
        """Only those from `start` to before `end` (aware): `table` is filtered, and nothing else is read."""

    async def query(self, expression: Expr) -> pa.Table:
        """The answer to an Ibis expression that begins with `table`, as an Arrow table."""
