"""Metrics as a plugin has them: under its name, with its mistakes told."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from omni_sdk import Counter, Gauge, Histogram, Metric
from omni_sdk.errors import ScopeNotGranted

if TYPE_CHECKING:
    from .metrics import Family, MetricStore
    from .totals import Labels


class BoundMetrics:
    """The SDK's Metrics of one plugin."""

    __slots__ = ("_may_collect", "_plugin_id", "_store")

    def __init__(self, store: MetricStore, plugin_id: str, may_collect: bool) -> None:
        self._store, self._plugin_id, self._may_collect = store, plugin_id, may_collect

    def add(self, metric: Counter, value: float = 1, /, **labels: str) -> None:
        """Count up."""
        if value < 0:
            raise ValueError(f"counter {metric.name!r} only grows: {value!r} cannot be added; declare a Gauge to go down")
        self._store.count(self._store.name(self._plugin_id, metric), checked(metric, labels)).value += finite(metric, value)

    def set(self, metric: Gauge, value: float, /, **labels: str) -> None:
        """Take a reading."""
        if metric.read is not None:
            raise ValueError(f"gauge {metric.name!r} is read when metrics are collected: nobody sets it")
        self._store.set(self._store.name(self._plugin_id, metric), checked(metric, labels), float(value))

    def observe(self, metric: Histogram, value: float, /, **labels: str) -> None:
        """Count a value into its bucket."""
        name = self._store.name(self._plugin_id, metric)
        self._store.series(name, checked(metric, labels), metric.buckets).observe(finite(metric, value))

    async def collect(self) -> Sequence[Family]:
        """All metrics over all processes; needs the scope `metrics`."""
        if not self._may_collect:
            raise ScopeNotGranted(f"{self._plugin_id!r} may not read everybody's metrics: set `metrics = true` under [scopes]")
        return await self._store.collect()


def checked(metric: Metric, labels: Mapping[str, str]) -> Labels:
    """The labels' values in their declared order; a wrong name is a mistake of the plugin's."""
    if labels.keys() != set(metric.labels):
        raise ValueError(f"metric {metric.name!r} has the labels {list(metric.labels)}, not {sorted(labels)}")
    return tuple([writable(str(labels[name])) for name in metric.labels])


def writable(text: str) -> str:
    """The text; a lone surrogate cannot be written down."""
    return text if text.isascii() else text.encode(errors="replace").decode()


def finite(metric: Metric, value: float) -> float:
    """The number; what is none would spoil the sum for good."""
    if not math.isfinite(value):
        raise ValueError(f"metric {metric.name!r} cannot take {value!r}: it would spoil the sum for good")
    return float(value)
