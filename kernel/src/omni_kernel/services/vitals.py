"""How each process fares, and what several parts of the kernel keep count of themselves: looked up when metrics are told."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from omni_sdk import Counter, Gauge, Metric, PlatformContext

from .metrics import CACHE_READS, KERNEL

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

PROCESS: Final = ("process", "role")
BUILD = Gauge("build_info", "1 for each process; the versions of Omni and Python.", (*PROCESS, "version", "python"))
START = Gauge("process_start_time_seconds", "When the process opened its kernel, in seconds since 1970.", PROCESS)
MEMORY = Gauge("process_resident_memory_bytes", "Resident memory of the process.", PROCESS)
FILES = Gauge("process_open_fds", "Open file descriptors of the process.", PROCESS)
MOST_FILES = Gauge("process_max_fds", "File descriptors that the process may open.", PROCESS)
CPU = Counter("process_cpu_seconds_total", "User and system CPU time of all processes of a role.", ("role",))
REDIS = Gauge("redis_connected", "1 while the process is connected to Redis.", PROCESS)
EPOCH = Gauge("epoch", "The last change of configuration that the process has in force, by number.", PROCESS)
EPOCH_AGE = Gauge("epoch_age_seconds", "Time since the process last compared its configuration with the database.", PROCESS)
RESTING = Gauge("plugin_resting", "(Process, tenant) pairs for which the breaker lets the plugin rest.", ("plugin",))
FAILURES = Counter("plugin_failures_total", "Failures that were the plugin's fault: requests, jobs, events.", ("plugin",))
TRIPS = Counter("plugin_trips_total", "Times that the breaker tripped, per process and tenant.", ("plugin",))
OWN = (BUILD, START, MEMORY, FILES, MOST_FILES, CPU, REDIS, EPOCH, EPOCH_AGE, RESTING, FAILURES, TRIPS, CACHE_READS)
STATM: Final = Path("/proc/self/statm")
DESCRIPTORS: Final = "/proc/self/fd"


def metrics(kernel: Kernel) -> Sequence[Metric]:
    """All of this module, for the kernel to declare."""

    async def whole(_: PlatformContext) -> dict[tuple[str, ...], float]:
        return {(): float(kernel.metrics.whole)}

    async def plugins(_: PlatformContext) -> dict[tuple[str, ...], float]:
        return {(s.id, s.version, s.standing.value): 1.0 for s in kernel.registry.report}

    return [
        *OWN,
        Gauge("metrics_complete", "1: numbers of all processes; 0: Redis is away, and they are of one alone.", read=whole),
        Gauge(
            "plugin_info", "1 for each installed plugin; its version and standing.", ("plugin", "version", "standing"), plugins
        ),
    ]


class Vitals:
    """Sets the gauges of one process, when asked."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel, self._store = kernel, kernel.metrics
        self._place = (self._store.process, kernel.role)
        self._gauge(START, time.time())
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        self._gauge(MOST_FILES, float("inf") if most == resource.RLIM_INFINITY else most)
        python = ".".join(map(str, sys.version_info[:3]))
        self._store.set(self._store.name(KERNEL, BUILD), (*self._place, version("omni-kernel"), python), 1.0)
        self._store.samplers.append(self.take)

    def _gauge(self, gauge: Gauge, value: float) -> None:
        self._store.set(self._store.name(KERNEL, gauge), self._place, float(value))

    def _total(self, counter: Counter, labels: tuple[str, ...], value: float) -> None:
        self._store.count(self._store.name(KERNEL, counter), labels).value = float(value)

    def take(self) -> None:
        """Look everything up."""
        self._process()
        kernel = self._kernel
        self._gauge(REDIS, kernel.redis.connected)
        self._gauge(EPOCH, kernel.epoch.seen)
        self._gauge(EPOCH_AGE, time.monotonic() - kernel.epoch.compared)
        resting = [plugin_id for plugin_id, _ in kernel.breaker.tripped()]
        for plugin_id in kernel.registry.plugins.keys() - {KERNEL}:
            self._store.set(self._store.name(KERNEL, RESTING), (plugin_id,), resting.count(plugin_id))
            self._total(FAILURES, (plugin_id,), kernel.breaker.failures[plugin_id])
            self._total(TRIPS, (plugin_id,), kernel.breaker.trips[plugin_id])
        for (plugin_id, outcome), count in kernel.memory.reads.items():
            self._total(CACHE_READS, (plugin_id, "memory", outcome), count)

    def _process(self) -> None:
        used = os.times()
        self._total(CPU, (self._kernel.role,), used.user + used.system)
        if STATM.exists():  # elsewhere than on Linux these two are left out
            self._gauge(MEMORY, int(STATM.read_bytes().split()[1]) * resource.getpagesize())
            self._gauge(FILES, len(os.listdir(DESCRIPTORS)) - 1)  # noqa: PTH208  (a list of names is all it takes)
