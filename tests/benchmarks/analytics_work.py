"""What analytics does within one process. Runs as a process of its own; prints what it measured as JSON.

analytics_work usage FOLDER EVENTS ROUNDS       the usage report, SQL by hand, pandas
analytics_work overview FOLDER EVENTS ROUNDS    the dashboard
analytics_work xlsx FOLDER ROWS ROUNDS          a workbook
analytics_work prepare FOLDER                   a data folder whose tenant takes events; prints a write key
analytics_work meter FOLDER                     switches the hub on in a data folder that is there
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from omni_analytics.contract.warehouse import SCHEMA, WAREHOUSE
from omni_analytics.doors.keys import digest_of, made
from omni_analytics.models import SegmentRow, WriteKey
from omni_analytics.plugin import plugin as hub
from omni_analytics.reports.computing import compute, events_for, parameters_of, period_of
from omni_analytics.segments.ledger import changing, version_of
from omni_kernel.app import Kernel
from omni_kernel.jobs.caller import Caller
from omni_kernel.settings import load
from omni_kernel.tenancy.models import Tenant as TenantRow
from omni_report_performance.plugin import plugin as performance
from omni_report_usage.plugin import plugin as usage
from omni_report_usage.usage.report import USAGE
from omni_sdk import Tenant
from omni_sdk.testing.app import Bench, RunningOmni
from omni_sdk.testing.doubles import Outbox
from tests.benchmarks import analytics_peers as peers
from tests.benchmarks.prepare import migrate

SYSTEM = Caller.system("omni", None)
TENANTS = 20
FEW = 2
"""Tenants, where few events are enough to see that it works."""
DAYS = 60
OTHERS = 1_000
"""Events of each other tenant, of each day."""


@asynccontextmanager
async def running() -> AsyncIterator[RunningOmni]:
    """An Omni with the hub and its reports."""
    bench = Bench()
    try:
        async with bench.kernel([hub, usage, performance]) as kernel:
            omni = RunningOmni(kernel, Outbox())
            yield omni
            await omni.close()
    finally:
        bench.close()


async def filled(omni: RunningOmni, tenant: Tenant, events: int) -> list[str]:
    """Requests of the last `DAYS` days, spread evenly, as segments; gives the paths of their local copies."""
    today = omni.kernel.clock.now().date()
    async with omni.inside(hub, tenant) as ctx:
        driver: Any = ctx.driver(WAREHOUSE)
        version, copies = await version_of(ctx), driver._copies
        rows, paths = [], []
        for back in range(DAYS):
            day = today - timedelta(days=back)
            name = f"events/day={day}/bench.parquet"
            path = copies.path(tenant.id, name)
            await asyncio.to_thread(written, path, day, max(1, events // DAYS), back)
            await ctx.blobs.write(name, path.read_bytes(), media_type="application/vnd.apache.parquet")
            rows.append(SegmentRow(name=name, day=day, rows=max(1, events // DAYS), size=path.stat().st_size))
            paths.append(str(path))
        async with changing(ctx, version):
            await SegmentRow.bulk_create(rows)
    return paths


KINDS = {"string": "VARCHAR", "timestamp(6)": "TIMESTAMP", "int32": "INTEGER", "int64": "BIGINT", "float64": "DOUBLE"}
VALUES = {
    "message_id": "'m-{day}-' || i",
    "time": "TIMESTAMP '{day} 00:00:00' + to_microseconds((i * 86399999999 / {count})::BIGINT)",
    "source": "'request'",
    "type": "'request'",
    "person": "CASE WHEN i % 10 < 7 THEN 'account-' || (hash(i * 31 + {back}) % 5000) END",
    "user_id": "CASE WHEN i % 10 < 7 THEN 'account-' || (hash(i * 31 + {back}) % 5000) END",
    "plugin": "'plugin-' || (hash(i) % 12)",
    "route": "'GET /api/v1/things/' || (hash(i * 7) % 80)",
    "name": "'GET /api/v1/things/' || (hash(i * 7) % 80)",
    "method": "'GET'",
    "status": "CASE WHEN hash(i * 13) % 1000 < 6 THEN 500 WHEN hash(i * 13) % 1000 < 40 THEN 404 ELSE 200 END",
    "seconds": "0.002 + (hash(i * 17) % 100000) / 400000.0",
    "bytes_in": "hash(i * 3) % 2000",
    "bytes_out": "hash(i * 5) % 20000",
    "key": "CASE WHEN i % 10 >= 7 THEN 'key-' || (hash(i * 11) % 40) END",
}
VALUES["received"] = VALUES["time"]


def written(path: Path, day: date, count: int, back: int) -> None:
    """A file of requests, as a segment is."""
    import duckdb

    def column(name: str, kind: str) -> str:
        value = VALUES.get(name, "NULL").format(day=day, count=count, back=back)
        return f"CAST({value} AS {KINDS.get(kind.removeprefix('!'), kind.removeprefix('!'))}) AS {name}"

    path.parent.mkdir(parents=True)
    columns = ", ".join(column(name, kind) for name, kind in SCHEMA.items())
    options = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT {columns} FROM range({count}) t(i)) TO '{path}' ({options})")


async def measure_usage(events: int, rounds: int) -> dict[str, Any]:
    """Seconds of each way, round by round; pandas once in three."""
    async with running() as omni:
        tenants = TENANTS if events > OTHERS * DAYS else FEW
        (first, *others) = [await omni.tenant(f"tenant-{n}") for n in range(tenants)]
        for other in others:
            await omni.enable(hub, other)
            await filled(omni, other, min(events, OTHERS * DAYS))
        await omni.enable(usage, first)
        paths = await filled(omni, first, events)
        found: dict[str, Any] = {"omni": [], "sql": [], "pandas": []}
        async with omni.inside(hub, first) as ctx:
            driver: Any = ctx.driver(WAREHOUSE)
            threads = driver.config.threads
            parameters = parameters_of(USAGE, {"period": "last_30_days", "zone": peers.ZONE})
            period = period_of(ctx, parameters)
            assert period.previous
            spans = (period.start, period.end), (period.previous.start, period.previous.end)

            async def ours() -> Any:
                return await compute(ctx, "report-usage", USAGE, parameters, await events_for(ctx, period), period)

            async def theirs() -> Any:
                return await asyncio.to_thread(peers.by_sql, paths, *spans, threads=threads)

            async def frames() -> Any:
                return await asyncio.to_thread(peers.by_pandas, paths, *spans)

            agree(await ours(), await theirs(), await frames())
            for number in range(rounds):
                for name, way in (("omni", ours), ("sql", theirs))[:: 1 if number % 2 else -1]:
                    found[name].append(await timed(way))
                if number % 3 == 0:
                    found["pandas"].append(await timed(frames))
        return found | {"events": events, "tenants": tenants, "files": len(paths)}


def agree(report: Any, sql: dict[str, Any], frames: dict[str, Any]) -> None:
    """All three have counted the same."""
    calls = next(figure.value for figure in report.result.figures if figure.name == "calls")
    (by_sql,) = sql["totals"]["calls"].to_pylist()
    by_pandas = int(frames["totals"]["calls"].iloc[0])
    assert calls == by_sql == by_pandas, f"the ways do not agree: {calls}, {by_sql}, {by_pandas}"
    days = {row["day"]: row["people"] for row in sql["active"].to_pylist() if row["gap"]}
    assert days, "nobody was active"


async def measure_overview(events: int, rounds: int) -> dict[str, Any]:
    """Seconds of a request for the dashboard: after new events, and kept."""
    async with running() as omni:
        tenant = await omni.tenant("first")
        await omni.enable(usage, tenant)
        await omni.enable(performance, tenant)
        await filled(omni, tenant, events)
        client = omni.client(tenant)

        async def ask() -> None:
            answer = await client.get(f"/api/v1/analytics/dashboard/{tenant.id}")
            assert answer.status_code == 200, answer.text
            assert len(answer.json()["cards"]) == 2, answer.text

        await ask()
        found: dict[str, Any] = {"cold": [], "kept": [], "events": events}
        for _ in range(rounds):
            async with omni.inside(hub, tenant) as ctx, changing(ctx, await version_of(ctx)):
                pass
            found["cold"].append(await timed(ask))
            found["kept"].append(await timed(ask))
        return found


async def timed(do: Callable[[], Awaitable[object]]) -> float:
    """Seconds by the clock."""
    began = time.perf_counter()
    await do()
    return time.perf_counter() - began


async def prepare(folder: Path) -> dict[str, str]:
    """A tenant that takes events, and a key for them."""
    settings = load(folder / "omni.toml")
    await migrate(settings)
    async with Kernel.open(settings, "cli") as kernel:
        tenant = await kernel.tenants.create(SYSTEM, "first", "First")
        await switched_on(kernel, tenant)
        key = made()
        state = await kernel.gate.state(tenant.id)
        async with kernel.contexts.event("analytics", state, Caller.system("analytics", tenant.id)):
            await WriteKey.create(digest=digest_of(key), name="bench", start=key[:8])
        return {"write_key": key}


async def meter(folder: Path) -> dict[str, str]:
    """Switch the hub on in the tenant that is measured."""
    settings = load(folder / "omni.toml")
    await migrate(settings)
    async with Kernel.open(settings, "cli") as kernel:
        await switched_on(kernel, await TenantRow.get(slug="tenant-0"))
    return {}


async def switched_on(kernel: Kernel, tenant: Any) -> None:
    scopes = kernel.registry.plugins["analytics"].manifest.scopes
    await kernel.lifecycle.enable(SYSTEM, tenant.id, "analytics", settings={}, grant=scopes)


def main(arguments: Sequence[str]) -> None:
    """Do what is asked."""
    what, folder, *numbers = arguments
    first, second = (int(numbers[0]), int(numbers[1])) if numbers else (0, 0)
    ways: dict[str, Callable[[], Any]] = {
        "usage": lambda: measure_usage(first, second),
        "overview": lambda: measure_overview(first, second),
        "prepare": lambda: prepare(Path(folder)),
        "meter": lambda: meter(Path(folder)),
    }
    print(json.dumps(asyncio.run(ways[what]())))


if __name__ == "__main__":
    main(sys.argv[1:])
