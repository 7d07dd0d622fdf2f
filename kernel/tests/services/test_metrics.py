"""Metrics of one process, and of several over a real Redis: nothing lost, nothing twice, no counter that falls."""

from __future__ import annotations

import asyncio
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import omni_meter.plugin as meter
import pytest
import pytest_asyncio
from omni_meter.plugin import LEVEL, SEEN, SPREAD
from omni_meter.plugin import plugin as meter_plugin

from omni_kernel.app import Kernel
from omni_kernel.redis.link import AWAY
from omni_kernel.redis.server import PrivateServer
from omni_kernel.services import metrics, readings
from omni_kernel.services.bound_metrics import BoundMetrics
from omni_kernel.services.metrics import MetricStore
from omni_kernel.services.totals import GAUGES, TOTALS
from omni_sdk.testing.app import Bench

PLUGIN = "meter"


class Process:
    """A process's share, without the process: a store of its own over the kernel's Redis."""

    def __init__(self, kernel: Kernel, name: str = "") -> None:
        self.store = MetricStore(kernel)
        self.metrics = BoundMetrics(self.store, PLUGIN, may_collect=True)
        if name:
            self.store.process = name  # type: ignore[misc]  # no other process is here

    async def push(self) -> None:
        """What it does every two seconds."""
        await self.store._push()


async def found(process: Process) -> dict[str, float]:
    """The plugin's numbers as `seen_total{kind=a}`."""
    return {
        name(s.name.removeprefix("omni_meter_"), dict(s.labels)): s.value
        for family in await process.metrics.collect()
        for s in family.samples
        if s.name.startswith("omni_meter_")
    }


def name(metric: str, labels: dict[str, str]) -> str:
    """As people write it."""
    return metric + "".join(f"{{{k}={v}}}" for k, v in labels.items())


@pytest.fixture(autouse=True)
def nothing_said() -> None:
    """Each test begins with nothing to read."""
    meter.NEXT.say, meter.NEXT.slow = {}, False


@pytest_asyncio.fixture
async def kernel(omni_bench: Bench) -> AsyncIterator[Kernel]:
    """A running kernel with the meter."""
    async with omni_bench.kernel([meter_plugin]) as made:
        yield made


@pytest_asyncio.fixture
async def server() -> AsyncIterator[PrivateServer]:
    """A Redis that the test may stop."""
    folder = Path(tempfile.mkdtemp(prefix="omni-"))
    made = PrivateServer(folder)
    await made.start()
    yield made
    await made.stop()
    shutil.rmtree(folder)


# -- several processes


async def test_processes_add_up(kernel: Kernel) -> None:
    one, two = Process(kernel), Process(kernel)
    one.metrics.add(SEEN, kind="a")
    two.metrics.add(SEEN, 2, kind="a")
    two.metrics.add(SEEN, 5, kind="b")
    for process, value in ((one, 0.5), (two, 5), (two, 50)):
        process.metrics.observe(SPREAD, value)
        process.metrics.set(LEVEL, value, kind="a")
    await two.push()
    assert await found(one) == {
        "seen_total{kind=a}": 3,
        "seen_total{kind=b}": 5,
        "level{kind=a}": 50.5,
        "spread_bucket{le=1}": 1,
        "spread_bucket{le=10}": 2,
        "spread_bucket{le=+Inf}": 3,
        "spread_sum": 55.5,
        "spread_count": 3,
    }


async def test_counts_outlive_their_process_and_gauges_do_not(kernel: Kernel) -> None:
    one, killed, stopped = Process(kernel), Process(kernel), Process(kernel)
    for process in (killed, stopped):
        process.metrics.add(SEEN, 3, kind="a")
        process.metrics.set(LEVEL, 7, kind="a")
        process.metrics.observe(SPREAD, 5)
    await killed.push()
    await stopped.store.stop()
    assert (await found(one))["seen_total{kind=a}"] == 6
    assert (await found(one))["level{kind=a}"] == 7
    client: Any = kernel.redis.client
    for who, said in (await client.hgetall(GAUGES)).items():  # as if it had been silent for long
        await client.hset(GAUGES, who, b"1 " + said.partition(b" ")[2])
    after = await found(one)
    assert (after["seen_total{kind=a}"], after["spread_count"]) == (6, 2)
    assert "level{kind=a}" not in after
    await killed.push()  # it was not dead, only slow
    assert (await found(one))["seen_total{kind=a}"] == 6
    assert (await found(one))["level{kind=a}"] == 7


async def test_a_push_whose_answer_was_lost_counts_once(kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Process(kernel)
    await one.push()  # Redis knows the script from now on
    client: Any = kernel.redis.client
    evalsha = client.evalsha

    async def deaf(*arguments: object) -> None:
        await evalsha(*arguments)
        raise TimeoutError("no answer")

    one.metrics.add(SEEN, 4, kind="a")
    monkeypatch.setattr(client, "evalsha", deaf)
    for _ in range(2):
        with pytest.raises(TimeoutError):
            await one.push()
    monkeypatch.undo()
    one.metrics.add(SEEN, 1, kind="a")
    assert (await found(one))["seen_total{kind=a}"] == 5


async def test_many_processes_at_random(kernel: Kernel) -> None:
    """They count, push at once, stop, die and are born: the totals are what was pushed, and never fall."""
    seeded = random.Random(4)
    alive, told = [Process(kernel) for _ in range(3)], Counter[str]()
    untold: dict[Process, Counter[str]] = {p: Counter() for p in alive}
    last: dict[str, float] = {}
    for _ in range(400):
        process, kind = seeded.choice(alive), seeded.choice("abc")
        act = seeded.choice(("add", "add", "add", "push", "push at once", "stop", "die", "collect"))
        if act == "add":
            process.metrics.add(SEEN, 2, kind=kind)
            untold[process][kind] += 2
        elif act == "push at once":
            await asyncio.gather(*(p.push() for p in alive), process.push())
        elif act == "push":
            await process.push()
        elif act == "stop":
            await process.store.stop()
        now = await found(process) if act == "collect" else last
        pushed = {"push": [process], "stop": [process], "collect": [process], "push at once": alive}.get(act, [])
        for one in pushed:
            told.update(untold[one])
            untold[one].clear()
        if act in {"stop", "die"}:
            alive.remove(process)
            alive.append(Process(kernel))
            untold[alive[-1]] = Counter()
        if act == "collect":
            assert {k: v for k, v in now.items() if v} == {f"seen_total{{kind={k}}}": n for k, n in told.items() if n}
            assert all(now[k] >= v for k, v in last.items())
            last = now


async def test_what_another_version_declared_otherwise_is_no_obstacle(kernel: Kernel) -> None:
    """During a rolling upgrade: unknown metrics and other labels are left out, other buckets are told beside ours."""
    one = Process(kernel)
    client: Any = kernel.redis.client
    await client.hset(TOTALS, b'["omni_gone_total",[],""]', b"1")
    await client.hset(TOTALS, b'["omni_meter_seen_total",["a","b"],""]', b"1")
    await client.hset(TOTALS, b'["omni_meter_spread",[],"5"]', b"2")
    one.metrics.observe(SPREAD, 20)
    assert await found(one) == {
        "spread_bucket{le=1}": 0, "spread_bucket{le=5}": 2, "spread_bucket{le=10}": 2, "spread_bucket{le=+Inf}": 3,
        "spread_sum": 20, "spread_count": 3,
    }  # fmt: skip


# -- without Redis


async def test_while_redis_is_away_one_process_tells_of_itself(omni_bench: Bench, server: PrivateServer) -> None:
    """Under a label of its own, so that no counter falls; and nothing that was counted meanwhile is lost."""
    async with omni_bench.kernel([meter_plugin], overrides={"redis": {"url": server.url}}) as kernel:
        one, two = Process(kernel), Process(kernel)
        one.metrics.add(SEEN, 1, kind="a")
        two.metrics.add(SEEN, 10, kind="a")
        await two.push()
        assert (await found(one))["seen_total{kind=a}"] == 11
        assert await complete(kernel) == 1
        await server.stop()
        one.metrics.add(SEEN, 1, kind="a")
        two.metrics.add(SEEN, 10, kind="a")
        one.metrics.set(LEVEL, 3, kind="a")
        me = one.store.process
        assert await found(one) == {f"seen_total{{process={me}}}{{kind=a}}": 2, f"level{{process={me}}}{{kind=a}}": 3}
        assert await complete(kernel) == 0
        with pytest.raises(AWAY):
            await two.push()
        await server.start()
        async with asyncio.timeout(20):
            while not await complete(kernel):  # noqa: ASYNC110  (Redis sends no event when it is back)
                await asyncio.sleep(0.02)
        await two.push()
        assert (await found(one))["seen_total{kind=a}"] == 22
        await server.stop()
        await two.store.stop()  # in a second at most, and no error


async def complete(kernel: Kernel) -> float:
    """`metrics_complete`."""
    (family,) = [f for f in await kernel.metrics.collect() if f.name == "omni_metrics_complete"]
    return family.samples[0].value


# -- what plugins may not


def test_mistakes_are_told(kernel: Kernel) -> None:
    bound = Process(kernel).metrics
    with pytest.raises(ValueError, match="let omni_metrics of 'meter' return it"):
        bound.add(meter.NOT_DECLARED)
    with pytest.raises(ValueError, match="only grows"):
        bound.add(SEEN, -1, kind="a")
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="spoil"):
            bound.add(SEEN, value, kind="a")
        with pytest.raises(ValueError, match="spoil"):
            bound.observe(SPREAD, value)
    with pytest.raises(ValueError, match="has the labels"):
        bound.set(LEVEL, 1)


async def test_too_many_sets_of_labels_are_counted_together(kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "MOST_SERIES", 3)
    one = Process(kernel)
    for number in range(10):
        one.metrics.add(SEEN, kind=str(number))
        one.metrics.set(LEVEL, number, kind=str(number))
    numbers = await found(one)
    assert numbers["seen_total{kind=other}"] == 7
    assert numbers["level{kind=other}"] == 9
    assert len(numbers) == 8


async def test_a_gauge_may_be_any_number(kernel: Kernel) -> None:
    one, two = Process(kernel), Process(kernel)
    two.metrics.set(LEVEL, float("inf"), kind="a")
    two.metrics.set(LEVEL, float("nan"), kind="b")
    await two.push()
    numbers = await found(one)
    assert numbers["level{kind=a}"] == float("inf")
    assert numbers["level{kind=b}"] != numbers["level{kind=b}"]


async def test_any_text_may_be_a_label(kernel: Kernel) -> None:
    one, texts = Process(kernel), ('"\\\n', "\ud800", "ü|{}", "")
    for text in texts:
        one.metrics.add(SEEN, kind=text)
    assert [f"seen_total{{kind={t}}}" in await found(one) for t in ('"\\\n', "?", "ü|{}", "")] == [True] * 4


# -- gauges that are read


async def test_readings(kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Process(kernel)
    meter.NEXT.say = {("a",): 1, ("b",): 2.5}
    assert await found(one) == {"asked{kind=a}": 1, "asked{kind=b}": 2.5}
    meter.NEXT.say = {("b",): 3}
    assert await found(one) == {"asked{kind=b}": 3}
    meter.NEXT.say = {("a", "b"): 1}
    assert await found(one) == {}
    monkeypatch.setattr(readings, "READ_SECONDS", 0.05)
    meter.NEXT.slow = True
    assert await found(one) == {}
    async with kernel.db.transaction():  # whoever asks may be anywhere
        meter.NEXT.slow, meter.NEXT.say = False, {("a",): 1}
        monkeypatch.undo()


# -- the kernel's own


async def test_the_kernel_tells_of_its_process(kernel: Kernel) -> None:
    kernel.breaker.failed(PLUGIN, None, RuntimeError("no"))
    await kernel.contexts.platform(PLUGIN).memory.get("x", one_more)
    await kernel.contexts.platform(PLUGIN).memory.get("x", one_more)
    await kernel.contexts.platform(PLUGIN).cache.get("x")
    numbers = {
        (f.name, tuple(v for k, v in s.labels.items() if k not in {"process", "role"})): s.value
        for f in await kernel.metrics.collect()
        for s in f.samples
    }
    assert numbers["omni_plugin_failures_total", (PLUGIN,)] == 1
    assert numbers["omni_plugin_trips_total", (PLUGIN,)] == 0
    assert numbers["omni_cache_reads_total", (PLUGIN, "memory", "hit")] == 1
    assert numbers["omni_cache_reads_total", (PLUGIN, "memory", "miss")] == 1
    assert numbers["omni_cache_reads_total", (PLUGIN, "redis", "miss")] == 1
    assert numbers["omni_process_resident_memory_bytes", ()] > 2**20
    assert 2 < numbers["omni_process_open_fds", ()] < numbers["omni_process_max_fds", ()]
    assert numbers["omni_process_cpu_seconds_total", ()] > 0
    assert 0 <= numbers["omni_epoch_age_seconds", ()] < 60
    assert numbers["omni_plugin_info", (PLUGIN, "0", "loaded")] == 1
    for _ in range(5):
        kernel.breaker.failed(PLUGIN, None, RuntimeError("no"))
    (resting,) = [f.samples for f in kernel.metrics.local() if f.name == "omni_plugin_resting"]
    assert [s.value for s in resting] == [1]


async def one_more() -> int:
    """Something to keep."""
    return 1
