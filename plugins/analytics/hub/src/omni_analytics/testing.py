"""For tests of report types: run one over rows, on DuckDB and on ClickHouse, with no Omni around it.

`await computed(USAGE, rows, {"period": "last_month"}, now=…, zone="Europe/Vienna", engine="clickhouse")` gives the result. Rows
are dictionaries with as many of the columns of `SCHEMA` as matter. ClickHouse runs inside of the wheel `chdb`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from omni_sdk import Context, NoSettings

from .contract.hooks import ReportType
from .contract.report import Result
from .contract.warehouse import arrow_schema, events_within

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.expr.types import Expr
    from ibis.expr.types import Table as Relation

Engine: TypeAlias = Literal["duckdb", "clickhouse"]
ENGINES: tuple[Engine, ...] = ("duckdb", "clickhouse")
EXACT = {
    "uniq": "uniqExact",
    "uniqIf": "uniqExactIf",
    "quantile": "quantileExactInclusive",
    "quantileIf": "quantileExactInclusiveIf",
    "quantiles": "quantilesExactInclusive",
    "quantilesIf": "quantilesExactInclusiveIf",
}
"""What Ibis calls in ClickHouse is approximate; DuckDB's answers are exact, and so a driver for ClickHouse has to ask for these."""


async def computed(
    kind: ReportType[Any],
    rows: Iterable[Mapping[str, Any]],
    parameters: Mapping[str, Any] | None = None,
    *,
    now: datetime,
    zone: str = "UTC",
    engine: Engine = "duckdb",
    settings: BaseModel | None = None,
    locale: Callable[[str], str] = str,
) -> Result:
    """What the report type says of these events, as Omni would have it computed at that time; `locale` translates its texts."""
    asked = kind.parameters.model_validate(parameters or {})
    period = asked.resolve(ZoneInfo(zone), now)
    ctx = context(now, zone, settings, locale)
    result: Result = await kind.compute(ctx, OnEngine(table_of_events(rows), engine).during(*period.reach), period, asked)
    return result


async def glanced(
    kind: ReportType[Any],
    rows: Iterable[Mapping[str, Any]],
    *,
    now: datetime,
    zone: str = "UTC",
    engine: Engine = "duckdb",
    settings: BaseModel | None = None,
    locale: Callable[[str], str] = str,
) -> Result:
    """The same of its card on the dashboard: over the last 30 days, compared with those before."""
    from .contract.parameters import Parameters

    period = Parameters(period="last_30_days").resolve(ZoneInfo(zone), now)
    ctx = context(now, zone, settings, locale)
    if kind.overview is None:
        msg = f"the report type {kind.name!r} has no overview"
        raise LookupError(msg)
    return await kind.overview(ctx, OnEngine(table_of_events(rows), engine).during(*period.reach), period)


def context(
    now: datetime, zone: str = "UTC", settings: BaseModel | None = None, locale: Callable[[str], str] = str
) -> Context[Any]:
    """As much of a context as a report type may need: a clock, settings, the tenant's zone, and texts."""
    return cast("Context[Any]", _Context(now, zone, settings or NoSettings(), locale))


def table_of_events(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """The events as the warehouse has them: ids are made up, times are made UTC, and what is not said is null."""
    import pyarrow as pa

    schema = arrow_schema()
    whole = [_event(at, row) for at, row in enumerate(rows)]
    return pa.table({name: [row.get(name) for row in whole] for name in schema.names}, schema=schema)


def _event(at: int, row: Mapping[str, Any]) -> dict[str, Any]:
    time = row["time"]
    time = time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time
    common = {"message_id": f"m{at}", "received": time, "source": "events", "type": "track", "name": "something"}
    return common | dict(row) | {"time": time}


@dataclass(frozen=True)
class OnEngine:
    """`Events` over rows of a test."""

    rows: pa.Table
    engine: Engine = "duckdb"
    span: tuple[datetime, datetime] | None = None
    asked: list[Expr] = field(default_factory=list)
    """All queries so far."""

    @property
    def table(self) -> Relation:
        """The table `events`, filtered to the span if there is one."""
        return events_within(self.span)

    def during(self, start: datetime, end: datetime) -> OnEngine:
        """Only those from `start` to before `end`."""
        return OnEngine(self.rows, self.engine, (start, end), self.asked)

    async def query(self, expression: Expr) -> pa.Table:
        """The engine's answer; its integers may be wider than the expression says."""
        self.asked.append(expression)
        return on_duckdb(self.rows, expression) if self.engine == "duckdb" else on_clickhouse(self.rows, expression)


def on_duckdb(rows: pa.Table, expression: Expr) -> pa.Table:
    """By the SQL that Ibis makes for DuckDB."""
    import duckdb
    from ibis.backends.sql.compilers.duckdb import DuckDBCompiler

    node = expression.as_table()
    sql = DuckDBCompiler().to_sqlglot(node.unbind()).sql(dialect="duckdb")
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("events", rows)
        for name, table in _brought(node):
            connection.register(name, table)
        return connection.sql(sql).to_arrow_table()


def on_clickhouse(rows: pa.Table, expression: Expr) -> pa.Table:
    """By the SQL that Ibis makes for ClickHouse, with exact aggregates, and in the types that the expression has."""
    import pyarrow as pa

    node = expression.as_table()
    with tempfile.TemporaryDirectory(prefix="omni-") as folder:
        views = [_view(Path(folder), name, table) for name, table in [("events", rows), *_brought(node)]]
        connection = _clickhouse()
        for view in views:
            connection.query(view)
        answer = connection.query(clickhouse_sql(node), "ArrowStream").bytes()
    found = pa.ipc.open_stream(answer).read_all() if answer else node.schema().to_pyarrow().empty_table()
    return pa.table(
        [_timed(column, kind) for column, kind in zip(found.columns, node.schema().types, strict=True)], found.column_names
    )


def clickhouse_sql(expression: Expr) -> str:
    """The expression in ClickHouse's SQL, with exact aggregates."""
    from ibis.backends.sql.compilers.clickhouse import ClickHouseCompiler

    tree = ClickHouseCompiler().to_sqlglot(expression.as_table().unbind())
    return str(tree.transform(_exact).sql(dialect="clickhouse"))


def _exact(node: Any) -> Any:
    import sqlglot.expressions as sge

    if isinstance(node, sge.ApproxDistinct):
        return sge.Anonymous(this="uniqExact", expressions=[node.this])
    if isinstance(node, sge.ParameterizedAgg | sge.Anonymous) and node.this in EXACT:
        node.set("this", EXACT[node.this])
    return node


def _brought(expression: Expr) -> Sequence[tuple[str, pa.Table]]:
    """Tables that an expression brings along."""
    import ibis.expr.operations as ops

    return [(node.name, node.data.to_pyarrow(node.schema)) for node in expression.op().find(ops.InMemoryTable)]


@cache
def _clickhouse() -> Any:
    """One engine for all: a process may have no more."""
    import chdb

    connection = chdb.connect(":memory:")
    connection.query("SET session_timezone = 'UTC'")
    return connection


def _view(folder: Path, name: str, table: pa.Table) -> str:
    import pyarrow as pa

    file = folder / f"{name}.arrow"
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    columns = ", ".join(f"{_quoted(one.name)} {_KINDS[str(one.type)]}" for one in table.schema)
    source = f"file('{file}', 'Arrow', '{columns}')"
    return f"CREATE OR REPLACE VIEW {_quoted(name)} AS SELECT * FROM {source}"  # noqa: S608  (of a test)


def _quoted(name: str) -> str:
    return f"`{name}`"


_KINDS = {
    "string": "Nullable(String)",
    "timestamp[us]": "DateTime64(6)",
    "int32": "Nullable(Int32)",
    "int64": "Nullable(Int64)",
    "double": "Nullable(Float64)",
    "decimal128(20, 6)": "Nullable(Decimal(20, 6))",
    "bool": "Nullable(Bool)",
    "date32[day]": "Nullable(Date32)",
}
"""Of columns, by their Arrow types."""


def _timed(column: pa.ChunkedArray, kind: Any) -> pa.ChunkedArray:
    """A column with times as Arrow has them; ClickHouse sends those of whole seconds as numbers."""
    import pyarrow as pa

    if kind.is_timestamp() and pa.types.is_integer(column.type):
        return column.cast(pa.int64()).cast(pa.timestamp("s"))
    if kind.is_timestamp() and pa.types.is_timestamp(column.type):
        return column.cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us"))
    return column


@dataclass(frozen=True)
class _Clock:
    at: datetime

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class _Locale:
    translate: Callable[[str], str]
    language: str = "en"

    def text(self, message: str, **values: object) -> str:
        found = self.translate(message)
        return found.format(**values) if values else found


class _Tenant:
    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)


class _Context:
    def __init__(self, now: datetime, zone: str, settings: BaseModel, locale: Callable[[str], str]) -> None:
        self.clock, self.settings, self.locale, self.tenant = _Clock(now), settings, _Locale(locale), _Tenant(zone)
