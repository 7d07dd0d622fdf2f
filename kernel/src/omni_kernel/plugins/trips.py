"""Which plugins rest after failures, and what failed: each process tells the others by Redis; without it each knows its own."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ValidationError

from omni_kernel.redis.link import AWAY
from omni_kernel.redis.stream import INSTALLATION

from .announce import TOPIC
from .breaker import REST_SECONDS, TENANTS_FOR_ALL

if TYPE_CHECKING:
    from omni_kernel.clock import Clock
    from omni_kernel.redis.link import RedisLink
    from omni_kernel.redis.stream import LiveStream

KEY: Final = "omni:trips"
KEPT: Final = timedelta(days=1)
PATIENCE: Final = 0.5
"""Seconds: who asks for plugins does not wait for a Redis that hangs."""
LONGEST: Final = 20_000
"""Characters of a traceback that are kept: its end says what failed."""


class Trip(BaseModel):
    """A plugin failed several times in a row in a tenant, or in none."""

    plugin: str
    tenant: UUID | None
    at: AwareDatetime
    until: AwareDatetime
    error: str
    traceback: str


class Trips:
    """The last trip of each plugin in each tenant, for a day."""

    def __init__(self, link: RedisLink, stream: LiveStream, clock: Clock) -> None:
        self._link, self._stream, self._clock = link, stream, clock
        self._own: dict[str, Trip] = {}

    def note(self, plugin_id: str, tenant_id: UUID | None, error: BaseException) -> None:
        """For `Breaker`, which cannot wait."""
        now = self._clock.now()
        trip = Trip(
            plugin=plugin_id,
            tenant=tenant_id,
            at=now,
            until=now + timedelta(seconds=REST_SECONDS),
            error=f"{type(error).__name__}: {error}",
            traceback="".join(traceback.format_exception(error))[-LONGEST:],
        )
        self._own = {name: one for name, one in self._own.items() if one.at > now - KEPT}
        self._own[f"{plugin_id}/{tenant_id}"] = trip
        self._link.keep_soon(KEY, f"{plugin_id}/{tenant_id}", trip.model_dump_json(), KEPT)
        for listening in {tenant_id or INSTALLATION, INSTALLATION}:
            self._stream.publish(listening, TOPIC, {"tenant": str(tenant_id) if tenant_id else None})

    async def all(self) -> list[Trip]:
        """Of every process, the latest first."""
        found = dict(self._own)
        for name, told in (await self._told()).items():
            if name not in found or found[name].at < told.at:
                found[name] = told
        oldest = self._clock.now() - KEPT
        return sorted((one for one in found.values() if one.at > oldest), key=lambda one: one.at, reverse=True)

    async def _told(self) -> dict[str, Trip]:
        client: Any = self._link.client  # its types are those of the blocking client, too
        try:
            async with asyncio.timeout(PATIENCE):
                raw: dict[bytes, bytes] = await client.hgetall(KEY) if self._link.connected else {}
        except AWAY:
            return {}
        return {name.decode(): trip for name, data in raw.items() if (trip := _read(data))}


def _read(data: bytes) -> Trip | None:
    try:
        return Trip.model_validate_json(data)
    except ValidationError:
        return None  # of another version


def last_of(trips: Iterable[Trip], plugin_id: str, tenant_id: UUID | None) -> Trip | None:
    """The latest of a plugin for a tenant; where none is given, of any."""
    return next((one for one in trips if one.plugin == plugin_id and tenant_id in {one.tenant, None}), None)


def resting_until(trips: Iterable[Trip], plugin_id: str, tenant_id: UUID | None, now: datetime) -> datetime | None:
    """Until when it rests for a tenant, or for any where none is given, in one process at least."""
    untils = {one.tenant: one.until for one in trips if one.plugin == plugin_id and one.until > now}
    if tenant_id is None:
        return max(untils.values(), default=None)
    for_all = sorted(untils.values())[-TENANTS_FOR_ALL] if len(untils) >= TENANTS_FOR_ALL else None
    return max(filter(None, (untils.get(tenant_id), for_all)), default=None)
