"""A report that tries to reach what is not its tenant's: it fails, and nothing leaks."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from ibis.common.exceptions import IbisError

from omni_analytics import WAREHOUSE, events_table
from omni_analytics.plugin import plugin as hub
from omni_analytics.segments.reading import events_of
from omni_driver_duckdb.expressions import asked
from omni_sdk import Tenant
from omni_sdk.errors import Problem
from omni_sdk.testing import Client, RunJobs, SetClock
from omni_sdk.testing.app import RunningOmni

SECRET = "only-of-the-second-tenant"


async def said(client: Client, clock: SetClock, run_jobs: RunJobs, tenant: Tenant, name: str) -> None:
    """An event that is written to the warehouse."""
    from datetime import timedelta

    answer = await client(tenant).post("/api/v1/analytics/events", json={"name": name, "user_id": "ann"})
    assert answer.status_code == 202, answer.text
    clock.advance(timedelta(seconds=2))
    await run_jobs()


def files_of(folder: Path) -> Sequence[Path]:
    """All segments that lie anywhere."""
    return sorted(folder.rglob("*.parquet"))


def tricks(theirs: Path) -> dict[str, Callable[[], Any]]:
    """Expressions that ask for more than the table `events`."""
    import ibis
    import ibis.expr.datatypes as dt

    @ibis.udf.scalar.builtin(name="read_text", signature=((dt.string,), dt.string))  # type: ignore[untyped-decorator]  # as Ibis has it
    def read_text(path: str) -> str: ...  # type: ignore[empty-body]

    @ibis.udf.scalar.builtin(name="getenv", signature=((dt.string,), dt.string))  # type: ignore[untyped-decorator]  # as Ibis has it
    def getenv(name: str) -> str: ...  # type: ignore[empty-body]

    @ibis.udf.scalar.python(signature=((dt.string,), dt.string))  # type: ignore[untyped-decorator]
    def run(text: str) -> str:
        return theirs.read_bytes().hex()

    @ibis.udf.agg.builtin(name="string_agg", signature=((dt.string,), dt.string))  # type: ignore[untyped-decorator]  # as Ibis has it
    def string_agg(text: str) -> str: ...  # type: ignore[empty-body]

    events, path = events_table(), str(theirs)
    return {
        "another table": lambda: ibis.table({"name": "string"}, name="other_events").select("name"),
        "a file as a table": lambda: ibis.table({"name": "string"}, name=path).select("name"),
        "a function as a table": lambda: ibis.table({"name": "string"}, name=f"read_parquet('{path}')").select("name"),
        "a catalogue": lambda: ibis.table({"name": "string"}, name="events", database="information_schema").select("name"),
        "columns that are none": lambda: ibis.table({"file_row_number": "int64"}, name="events").select("file_row_number"),
        "Ibis reads a file": lambda: ibis.read_parquet(path),
        "SQL": lambda: events.alias("e").sql(f"SELECT name FROM read_parquet('{path}')", dialect="duckdb"),
        "a builtin function": lambda: events.select(found=read_text(ibis.literal(path))),
        "the environment": lambda: events.select(found=getenv(ibis.literal("HOME"))),
        "a Python function": lambda: events.select(found=run(events.name)),
        "an aggregate": lambda: events.aggregate(found=string_agg(events.name)),
        "joined": lambda: events.join(ibis.table({"name": "string"}, name=path), "name").select("name"),
        "in a subquery": lambda: events.filter(events.name.isin(ibis.table({"name": "string"}, name=path).name)).select("name"),
    }


@pytest.fixture
async def both(
    omni_app: RunningOmni, client: Client, clock: SetClock, run_jobs: RunJobs, tenant: Tenant, other_tenant: Tenant
) -> tuple[Tenant, Path]:
    """The first tenant, with an event, and the copy of a segment of the second."""
    for one, name in ((tenant, "tea"), (other_tenant, SECRET)):
        await omni_app.enable(hub, one)
        await said(client, clock, run_jobs, one, name)
    async with omni_app.inside(hub, other_tenant) as ctx:
        events = await events_of(ctx)
        assert SECRET in (await events.query(events.table))["name"].to_pylist()
        driver: Any = ctx.driver(WAREHOUSE)
        return tenant, driver._copies.path(other_tenant.id, events.segments[0].name)


@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")  # Ibis calls it
@pytest.mark.parametrize("trick", sorted(tricks(Path("/nowhere"))))
async def test_tricks_are_refused(omni_app: RunningOmni, both: tuple[Tenant, Path], trick: str) -> None:
    """With an error that is told, and holds nothing of what was asked for."""
    tenant, theirs = both
    assert theirs.exists(), "there is something to leak"
    async with omni_app.inside(hub, tenant) as ctx:
        events = await events_of(ctx)
        with pytest.raises((Problem, IbisError)) as caught:
            await events.query(tricks(theirs)[trick]())
    assert SECRET not in str(caught.value)
    assert trick == "SQL" or isinstance(caught.value, Problem), "Ibis itself has no SQL over tables of no engine"


async def test_a_tenant_sees_its_own_events(omni_app: RunningOmni, both: tuple[Tenant, Path]) -> None:
    """And no others, by the same question."""
    tenant, _ = both
    async with omni_app.inside(hub, tenant) as ctx:
        events = await events_of(ctx)
        names = (await events.query(events.table.select("name")))["name"].to_pylist()
    assert "tea" in names
    assert SECRET not in names


async def test_the_database_opens_no_other_file(omni_app: RunningOmni, both: tuple[Tenant, Path]) -> None:
    """Below what Ibis can say: SQL that got past it reads the segments of its query, and cannot change that."""
    import duckdb

    tenant, theirs = both
    async with omni_app.inside(hub, tenant) as ctx:
        driver: Any = ctx.driver(WAREHOUSE)
        events = await events_of(ctx)
        mine = [driver._copies.path(tenant.id, segment.name) for segment in events.segments]
        count = (await events.query(events.table)).num_rows
        assert _answered(driver, mine, "SELECT count(*) AS n FROM events") == [{"n": count}]
        for sql in (
            f"SELECT * FROM read_parquet('{theirs}')",
            f"SELECT * FROM '{theirs}'",
            f"SELECT * FROM read_parquet('{theirs.parent.parent.parent}/**/*.parquet')",
            f"SELECT * FROM read_blob('{theirs}')",
            "SELECT * FROM read_text('/etc/passwd')",
            "SELECT * FROM glob('/**')",
            f"COPY events TO '{theirs.parent}/stolen.parquet'",
            f"ATTACH '{theirs.parent}/x.db'",
            "SET enable_external_access = true",
            "SET allowed_paths = ['/']",
            "INSTALL httpfs",
            "LOAD httpfs",
        ):
            with pytest.raises(duckdb.Error):
                _answered(driver, mine, sql)


def _answered(driver: Any, paths: Sequence[Path], sql: str) -> list[Any]:
    """SQL in a database as the driver opens it."""
    from omni_driver_duckdb.database import Database

    found: list[Any] = Database(driver.config, driver._copies.folder / "spilled").answer(sql, {}, paths).to_pylist()
    return found


async def test_nobodys_view_answers_nothing(omni_app: RunningOmni, both: tuple[Tenant, Path]) -> None:
    """The driver without a tenant says so."""
    from omni_driver_duckdb.config import DuckDBConfig
    from omni_driver_duckdb.driver import DuckDB

    tenant, _ = both
    async with omni_app.inside(hub, tenant) as ctx:
        events = await events_of(ctx)
        with pytest.raises(LookupError, match="nobody's view"):
            await DuckDB(DuckDBConfig()).query(ctx.blobs, events.segments, events_table())


def test_what_an_expression_brings_along() -> None:
    """A table in memory may be asked."""
    import ibis

    mine = ibis.memtable(pa.table({"name": ["tea"]}))
    sql, brought = asked(events_table().semi_join(mine, "name").select("name"))
    assert len(brought) == 1
    assert "events" not in brought
    assert "FROM" in sql
