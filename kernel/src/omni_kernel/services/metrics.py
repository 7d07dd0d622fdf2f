"""Counters, gauges and histograms: what this process counts, and what all of them did together."""

from __future__ import annotations

import asyncio
import os
import socket
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from structlog import get_logger

from omni_kernel.cancelling import ended
from omni_kernel.redis.link import AWAY
from omni_sdk import Counter, Gauge, Histogram, Metric

from .readings import readings
from .totals import Labels, Numbers, Totals

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

log = get_logger("omni.metrics")
KERNEL: Final = "omni"
CACHE_READS = Counter(
    "cache_reads_total", "Reads of ctx.cache (redis) and ctx.memory (memory): hit, miss, away.", ("plugin", "store", "outcome")
)
MOST_SERIES: Final = 20_000
"""Sets of labels per metric and process; what comes beyond them is counted together, as `other`."""
PUSH_SECONDS: Final = 2.0
LAST_PUSH_SECONDS: Final = 1.0
SUM: Final = "sum"
"""Beside its bins, what a histogram keeps."""
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


class Count:
    """A counter for one set of labels; `told` of it has been handed to the others (None: not even that it is 0)."""

    __slots__ = ("told", "value")

    def __init__(self) -> None:
        self.value = 0.0
        self.told: float | None = None


class Series:
    """A histogram's bins for one set of labels; `told` of them have been handed to the others."""

    __slots__ = ("bins", "bounds", "told", "told_total", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = tuple(bounds)
        self.bins = [0] * (len(self.bounds) + 1)
        self.told = list(self.bins)
        self.total = self.told_total = 0.0

    def observe(self, value: float) -> None:
        """Count a value."""
        self.bins[bisect_left(self.bounds, value)] += 1
        self.total += value

    def parts(self) -> dict[str, float]:
        """The bins that are not empty by their upper bounds (not cumulative), and the sum of what was observed."""
        names = (*map(str, self.bounds), "+Inf")
        return {SUM: self.total} | {name: float(n) for name, n in zip(names, self.bins, strict=True) if n}


class MetricStore:
    """What this process counted. Names are `omni_<plugin>_<metric>`; the kernel's `omni_<metric>`.

    `samplers` are called before anybody is told: they set what is cheap to look up and would be dear to keep.
    """

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._known: dict[tuple[str, str], tuple[Metric, str]] = {}
        self._counts: dict[str, dict[Labels, Count]] = {}
        self._gauges: dict[str, dict[Labels, float]] = {}
        self._series: dict[str, dict[Labels, Series]] = {}
        self.samplers: list[Callable[[], None]] = []
        self.process: Final = f"{socket.gethostname()}:{os.getpid()}"
        self.whole = True
        """Were the numbers that were collected last those of all processes?"""
        self._totals = Totals(kernel.redis, self.process)
        self._task: asyncio.Task[None] | None = None
        self._declared = {full_name(plugin_id, metric): metric for plugin_id, metric in kernel.registry.all(Metric)}
        self._read = {full_name(i, m): (i, m) for i, m in kernel.registry.all(Metric) if isinstance(m, Gauge) and m.read}

    # -- counting

    def name(self, plugin_id: str, metric: Metric) -> str:
        """The metric's full name; ValueError for one that `omni_metrics` does not return."""
        known = self._known.get((plugin_id, metric.name))
        if known is not None and known[0] is metric:
            return known[1]
        found = full_name(plugin_id, metric)
        if self._declared.get(found) != metric:
            raise ValueError(f"metric {metric.name!r} is not declared: let omni_metrics of {plugin_id!r} return it")
        self._known[plugin_id, metric.name] = (metric, found)
        return found

    def count(self, name: str, labels: Labels) -> Count:
        """The counter to add to; may be kept by whoever counts often."""
        found = self._counts.setdefault(name, {})
        if labels not in found:
            labels = within(found, labels)
            return found.setdefault(labels, Count())
        return found[labels]

    def set(self, name: str, labels: Labels, value: float) -> None:
        """Take a gauge's reading."""
        found = self._gauges.setdefault(name, {})
        found[within(found, labels)] = value

    def series(self, name: str, labels: Labels, bounds: Sequence[float]) -> Series:
        """The bins to observe into; may be kept by whoever observes often."""
        found = self._series.setdefault(name, {})
        if labels not in found:
            labels = within(found, labels)
            return found.setdefault(labels, Series(bounds))
        return found[labels]

    # -- telling

    def local(self) -> list[Family]:
        """Families of this process."""
        return list(self._families(self._numbers()))

    async def collect(self) -> Sequence[Family]:
        """Families over all processes, and what is read for the installation.

        While Redis is away those of this process alone, labelled with `process`: other series, so that no counter falls.
        """
        try:
            await self._push()
            found, self.whole = list(self._families(await self._totals.read())), True
        except AWAY:
            found, self.whole = [marked(f, self.process) for f in self.local()], False
        return [*found, *self._families(await readings(self._kernel, self._read))]

    async def start(self) -> None:
        """Tell the others from time to time."""

        async def pushing() -> None:
            while True:
                await asyncio.sleep(PUSH_SECONDS)
                try:
                    await self._push()
                except AWAY:
                    continue  # what was counted is kept, and told when Redis is back
                except Exception:
                    log.exception("metrics could not be told to the other processes; going on")

        self._task = asyncio.create_task(pushing(), name="omni-metrics")

    async def stop(self) -> None:
        """Tell the last of it, and that the gauges of this process are over."""
        if self._task:
            await ended(self._task)
        with suppress(*AWAY):
            async with asyncio.timeout(LAST_PUSH_SECONDS):
                self._sample()
                await self._totals.leave(self._untold)

    async def _push(self) -> None:
        self._sample()
        await self._totals.push(self._untold, self._gauges)

    def _sample(self) -> None:
        for sample in self.samplers:
            sample()

    def _untold(self) -> Iterator[tuple[str, Labels, str, float]]:
        """What was counted since this was asked last; whoever asks must not lose it."""
        for name, counts in self._counts.items():
            for labels, count in counts.items():
                if count.value != count.told:
                    yield name, labels, "", count.value - (count.told or 0.0)
                    count.told = count.value
        for name, found in self._series.items():
            for labels, series in found.items():
                if series.bins != series.told:
                    yield from self._untold_of(name, labels, series)

    def _untold_of(self, name: str, labels: Labels, series: Series) -> Iterator[tuple[str, Labels, str, float]]:
        names = (*map(str, series.bounds), "+Inf")
        for part, now, before in zip(names, series.bins, series.told, strict=True):
            if now != before:
                yield name, labels, part, float(now - before)
        yield name, labels, SUM, series.total - series.told_total
        series.told, series.told_total = list(series.bins), series.total

    def _numbers(self) -> Numbers:
        self._sample()
        found: Numbers = {n: {ls: {"": c.value} for ls, c in counts.items()} for n, counts in self._counts.items()}
        found |= {n: {ls: {"": v} for ls, v in values.items()} for n, values in self._gauges.items()}
        return found | {n: {ls: s.parts() for ls, s in series.items()} for n, series in self._series.items()}

    def _families(self, numbers: Numbers) -> Iterator[Family]:
        """Those that are declared here, each once; of labels that another version had nothing is made."""
        for name in sorted(numbers.keys() & self._declared.keys()):
            metric = self._declared[name]
            kind: Any = type(metric).__name__.lower()
            found = Family(name, kind, metric.help)
            for values, parts in sorted(numbers[name].items()):
                if len(values) == len(metric.labels):
                    found.samples += samples(name, metric, dict(zip(metric.labels, values, strict=True)), parts)
            yield found


def within(found: Mapping[Labels, object], labels: Labels) -> Labels:
    """The labels, as long as there are not too many."""
    return labels if len(found) < MOST_SERIES or labels in found else ("other",) * len(labels)


def samples(name: str, metric: Metric, labels: Mapping[str, str], parts: Mapping[str, float]) -> list[Sample]:
    """A number; of a histogram cumulative buckets, sum and count, as Prometheus has them."""
    if not isinstance(metric, Histogram):
        return [Sample(name, labels, parts.get("", 0.0))]
    found, running = [], 0.0
    bounds = {*map(str, metric.buckets), "+Inf"} | parts.keys() - {SUM}  # another version may have had others
    for bound in sorted(bounds, key=float):
        running += parts.get(bound, 0.0)
        found.append(Sample(f"{name}_bucket", {**labels, "le": bound}, running))
    return [*found, Sample(f"{name}_sum", labels, parts.get(SUM, 0.0)), Sample(f"{name}_count", labels, running)]


def marked(family: Family, process: str) -> Family:
    """The family as one process's."""
    found = [Sample(s.name, {"process": process, **s.labels}, s.value) for s in family.samples]
    return Family(family.name, family.kind, family.help, found)


def full_name(plugin_id: str, metric: Metric) -> str:
    """`omni_acme_orders_placed_total`; of the kernel's own `omni_http_requests_total`."""
    return f"omni_{metric.name}" if plugin_id == KERNEL else f"omni_{plugin_id.replace('-', '_')}_{metric.name}"


def cache_read(store: MetricStore, plugin_id: str, outcome: str) -> None:
    """A plugin read its part of Redis."""
    store.count(store.name(KERNEL, CACHE_READS), (plugin_id, "redis", outcome)).value += 1
