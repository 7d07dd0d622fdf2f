"""A circuit breaker per (plugin, tenant): what keeps failing is given a rest, and for all when three tenants trip."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from uuid import UUID

from omni_sdk.errors import Unavailable

from .staging import KERNEL

THRESHOLD = 5
REST_SECONDS = 30.0
TENANTS_FOR_ALL = 3
Key = tuple[str, UUID | None]


class PluginTripped(Unavailable):
    """It failed several times in a row, and rests."""

    type = "plugin-tripped"
    title = "The plugin is resting after repeated failures"


class Breaker:
    """Counts failures in a row, in this process. Half-open after the rest: one failure more trips it again."""

    def __init__(self, tripped: Callable[[str, UUID | None, BaseException], None] = lambda *_: None) -> None:
        """`tripped` is told the plugin, the tenant, and what failed last."""
        self._tell = tripped
        self._failures: dict[Key, int] = {}
        self._until: dict[Key, float] = {}
        self.failures, self.trips = Counter[str](), Counter[str]()
        """By plugin, of this process since it began: for metrics."""

    def check(self, plugin_id: str, tenant_id: UUID | None) -> None:
        """Raise PluginTripped while the plugin rests for this tenant, or for all."""
        if not self._until:
            return
        if until := max(self._resting(plugin_id, tenant_id), self._resting_for_all(plugin_id)):
            left = max(1, int(until - time.monotonic() + 0.999))
            raise PluginTripped(
                f"{plugin_id!r} failed {THRESHOLD} times in a row and rests; try again in {left} s",
                headers={"Retry-After": str(left)},
            )

    def succeeded(self, plugin_id: str, tenant_id: UUID | None) -> None:
        """A call went well."""
        if self._failures and self._failures.pop((plugin_id, tenant_id), 0):
            self._until.pop((plugin_id, tenant_id), None)

    def failed(self, plugin_id: str, tenant_id: UUID | None, error: BaseException) -> None:
        """A call failed by the plugin's fault (a client's 4xx is not)."""
        if plugin_id == KERNEL:
            return  # whatever is wrong with it, resting would help nobody
        key = (plugin_id, tenant_id)
        self._failures[key] = self._failures.get(key, 0) + 1
        self.failures[plugin_id] += 1
        if self._failures[key] >= THRESHOLD:
            self.trips[plugin_id] += 1
            self._until[key] = time.monotonic() + REST_SECONDS
            self._tell(plugin_id, tenant_id, error)

    def tripped(self) -> list[Key]:
        """What rests now."""
        now = time.monotonic()
        return [key for key, until in self._until.items() if until > now]

    def _resting(self, plugin_id: str, tenant_id: UUID | None) -> float:
        until = self._until.get((plugin_id, tenant_id), 0.0)
        return until if until > time.monotonic() else 0.0

    def _resting_for_all(self, plugin_id: str) -> float:
        now = time.monotonic()
        times = sorted((u for (p, _), u in self._until.items() if p == plugin_id and u > now), reverse=True)
        return times[TENANTS_FOR_ALL - 1] if len(times) >= TENANTS_FOR_ALL else 0.0
