"""Counters, gauges and histograms of this process, and the sum over all processes by way of Redis."""

from __future__ import annotations

import asyncio
import os
import socket
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic_core import from_json, to_json
from redis.exceptions import RedisError

from omni_kernel.cancelling import ended
from omni_kernel.redis.link import RedisLink
from omni_sdk import Counter, Gauge, Histogram, Metric

KEY = "omni:metrics"
PUSH_SECONDS = 2.0
STALE_MS = 15_000
Labels = tuple[tuple[str, str], ...]
Kind = Literal["counter", "gauge", "histogram"]


@dataclass(frozen=True, slots=True)
class Sample:
    """One number of a family."""

    name: str
    labels: Mapping[str, str]
    value: float


@dataclass(slots=True)
class Family:
    """All samples of one metric."""

    name: str
    kind: Kind
    help: str
    samples: list[Sample] = field(default_factory=list)


class Series:
    """A histogram's bins for one set of labels."""

    __slots__ = ("bins", "bounds", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = tuple(bounds)
        self.bins = [0] * (len(self.bounds) + 1)
        self.total = 0.0

    def observe(self, value: float) -> None:
        """Count a value."""
        self.bins[bisect_left(self.bounds, value)] += 1
        self.total += value

    def samples(self, name: str, labels: Mapping[str, str]) -> list[Sample]:
        """Cumulative buckets, sum and count, as Prometheus has them."""
        found, running = [], 0
        for bound, count in zip((*map(str, self.bounds), "+Inf"), self.bins, strict=True):
            running += count
            found.append(Sample(f"{name}_bucket", {**labels, "le": bound}, running))
        return [*found, Sample(f"{name}_sum", labels, self.total), Sample(f"{name}_count", labels, running)]


class MetricStore:
    """What this process counted. Names are `omni_<plugin>_<metric>`; the kernel's `omni_<metric>`."""

    def __init__(self, redis: RedisLink) -> None:
        self._redis = redis
        self._values: dict[str, dict[Labels, float]] = {}
        self._series: dict[str, dict[Labels, Series]] = {}
        self._about: dict[str, tuple[Kind, str]] = {}
        self._task: asyncio.Task[None] | None = None
        self.process = f"{socket.gethostname()}:{os.getpid()}"

    def name(self, plugin_id: str, metric: Metric) -> str:
        """The metric's full name; known from then on."""
        full = f"omni_{metric.name}" if plugin_id == "omni" else f"omni_{plugin_id.replace('-', '_')}_{metric.name}"
        if full not in self._about:
            kind: Any = type(metric).__name__.lower()
            self._about[full] = (kind, metric.help)
        return full

    def add(self, name: str, labels: Labels, value: float) -> None:
        """Count up."""
        values = self._values.setdefault(name, {})
        values[labels] = values.get(labels, 0.0) + value

    def set(self, name: str, labels: Labels, value: float) -> None:
        """Take a gauge's reading."""
        self._values.setdefault(name, {})[labels] = value

    def series(self, name: str, labels: Labels, bounds: Sequence[float]) -> Series:
        """The bins to observe into; may be kept by whoever observes often."""
        found = self._series.setdefault(name, {})
        if labels not in found:
            found[labels] = Series(bounds)
        return found[labels]

    def local(self) -> list[Family]:
        """Families of this process."""
        found = []
        for name, (kind, text) in sorted(self._about.items()):
            family = Family(name, kind, text)
            family.samples += [Sample(name, dict(labels), v) for labels, v in self._values.get(name, {}).items()]
            for labels, series in self._series.get(name, {}).items():
                family.samples += series.samples(name, dict(labels))
            found.append(family)
        return found

    async def collect(self) -> Sequence[Family]:
        """Families added up over all processes that live; this one's alone while Redis is away."""
        await self.push()
        total: dict[str, Family] = {}
        sums: dict[tuple[str, str, Labels], float] = {}
        for families in await self._everybody():
            for f in families:
                total.setdefault(f["name"], Family(f["name"], f["kind"], f["help"]))
                for s in f["samples"]:
                    place = (f["name"], s["name"], tuple(sorted(s["labels"].items())))
                    sums[place] = sums.get(place, 0.0) + s["value"]
        for (family, name, labels), value in sums.items():
            total[family].samples.append(Sample(name, dict(labels), value))
        return list(total.values())

    async def _everybody(self) -> list[list[dict[str, Any]]]:
        mine = from_json(to_json(self.local()))
        with suppress(RedisError, OSError):
            names = [k async for k in self._redis.client.scan_iter(match=f"{KEY}:*")]
            texts = await self._redis.client.mget(names) if names else []
            return [from_json(t) for t in texts if t] or [mine]
        return [mine]

    async def push(self) -> None:
        """Let the other processes see what this one counted."""
        with suppress(RedisError, OSError):
            await self._redis.client.set(f"{KEY}:{self.process}", to_json(self.local()), px=STALE_MS)

    async def start(self) -> None:
        """Push from time to time."""

        async def pushing() -> None:
            while True:
                await asyncio.sleep(PUSH_SECONDS)
                await self.push()

        self._task = asyncio.create_task(pushing(), name="omni-metrics")

    async def stop(self) -> None:
        """Push no more."""
        if self._task:
            await ended(self._task)


class BoundMetrics:
    """The SDK's Metrics of one plugin."""

    __slots__ = ("_may_collect", "_plugin_id", "_store")

    def __init__(self, store: MetricStore, plugin_id: str, may_collect: bool) -> None:
        self._store, self._plugin_id, self._may_collect = store, plugin_id, may_collect

    def add(self, metric: Counter, value: float = 1, /, **labels: str) -> None:
        """Count up."""
        self._store.add(self._store.name(self._plugin_id, metric), checked(metric, labels), value)

    def set(self, metric: Gauge, value: float, /, **labels: str) -> None:
        """Take a reading."""
        self._store.set(self._store.name(self._plugin_id, metric), checked(metric, labels), value)

    def observe(self, metric: Histogram, value: float, /, **labels: str) -> None:
        """Count a value into its bucket."""
        self._store.series(self._store.name(self._plugin_id, metric), checked(metric, labels), metric.buckets).observe(value)

    async def collect(self) -> Sequence[Family]:
        """All metrics over all processes; needs the scope `metrics`."""
        if not self._may_collect:
            from omni_sdk.errors import ScopeNotGranted

            raise ScopeNotGranted(f"{self._plugin_id!r} may not read everybody's metrics: set `metrics = true` under [scopes]")
        return await self._store.collect()


def checked(metric: Metric, labels: Mapping[str, str]) -> Labels:
    """The labels in their declared order; a wrong name is a mistake of the plugin's."""
    if labels.keys() != set(metric.labels):
        raise ValueError(f"metric {metric.name!r} has the labels {list(metric.labels)}, not {sorted(labels)}")
    return tuple((name, str(labels[name])) for name in metric.labels)
