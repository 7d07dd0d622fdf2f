"""From asking to enable or disable a plugin until every process acts upon it: two servers on one database."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack

from tests.benchmarks.children import Failed, Server, post, request
from tests.benchmarks.packages import SUBJECT
from tests.benchmarks.rows import Row, Target, at_most, percentile
from tests.benchmarks.stage import Stage
from tests.benchmarks.wire import Wire

GIVE_UP_SECONDS = 10.0


def rows(stage: Stage) -> Iterator[Row]:
    """With Redis, and without."""
    name, servers = "enable or disable → in force in both processes, p99", stage.servers("omni", "omni too")
    yield row(name, at_most(100), stage.plan.toggles, stage, list(servers.values()))
    name, servers = "the same while Redis is unreachable, p99", stage.servers("omni no-redis", "omni no-redis-too")
    yield row(name, at_most(1_000), stage.plan.slow_toggles, stage, list(servers.values()))


def row(name: str, target: Target, count: int, stage: Stage, servers: list[Server]) -> Row:
    """Milliseconds."""
    took, after = asyncio.run(toggled(stage.few.keys[0], servers, count, stage.plan.pause))
    note = (
        f"{count} changes, from sending the request; median {percentile(took, 0.5):.1f} ms; "
        f"after its answer p99 {percentile(after, 0.99):.1f} ms"
    )
    return Row(name, "ms", percentile(took, 0.99), min(took), max(took), target, note)


async def toggled(key: str, servers: list[Server], count: int, pause: float) -> tuple[list[float], list[float]]:
    """For each change: milliseconds from sending it, and from its answer, until both servers obey."""
    took, after = [], []
    async with AsyncExitStack() as stack:
        admin, *watchers = [await stack.enter_async_context(Wire(s.port)) for s in (servers[0], *servers)]
        for watcher in watchers:
            await obeyed(watcher, key, 200)
        for number in range(count):
            await asyncio.sleep(random.uniform(0, pause))
            verb, wanted = ("enable", 200) if number % 2 else ("disable", 404)
            began = time.perf_counter()
            waiting = [asyncio.create_task(obeyed(watcher, key, wanted)) for watcher in watchers]
            status, body = await admin.ask(request("POST", f"/api/v1/plugins/{SUBJECT}/{verb}", key, b"{}"))
            answered = time.perf_counter()
            if status != 200:
                raise Failed(f"{verb}: {status} {body!r}")
            done = max(await asyncio.gather(*waiting))
            took.append((done - began) * 1e3)
            after.append(max(0.0, done - answered) * 1e3)
    return took, after


async def obeyed(wire: Wire, key: str, wanted: int) -> float:
    """When a server first answers with the wanted status."""
    until = time.perf_counter() + GIVE_UP_SECONDS
    while (now := time.perf_counter()) < until:
        status, _ = await wire.ask(post(key))
        if status == wanted:
            return time.perf_counter()
        await asyncio.sleep(0.001)
    raise Failed(f"no {wanted} within {GIVE_UP_SECONDS:g} s ({now:.0f})")
