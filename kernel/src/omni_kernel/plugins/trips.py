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
TRACEBACKS: Final = "omni:tracebacks"
"""Apart, since they are long, and every list of plugins reads the trips."""
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

    @property
    def name(self) -> str:
        """What it is kept under: the next one takes its place."""
        return f"{self.plugin}/{self.tenant}"


class Trips:
    """The last trip of each plugin in each tenant, for a day."""

    def __init__(self, link: RedisLink, stream: LiveStream, clock: Clock) -> None:
        self._link, self._stream, self._clock = link, stream, clock
        self._own: dict[str, tuple[Trip, str]] = {}
        """With their tracebacks."""

    def note(self, plugin_id: str, tenant_id: UUID | None, error: BaseException) -> None:
        """For `Breaker`, which cannot wait."""
        now = self._clock.now()
        trip = Trip(
            plugin=plugin_id,
            tenant=tenant_id,
            at=now,
            until=now + timedelta(seconds=REST_SECONDS),
            error=f"{type(error).__name__}: {error}",
        )
        text = "".join(traceback.format_exception(error))[-LONGEST:]
        self._own = {name: own for name, own in self._own.items() if own[0].at > now - KEPT}
        self._own[trip.name] = trip, text
        self._link.keep_soon(TRACEBACKS, trip.name, text, KEPT)
        self._link.keep_soon(KEY, trip.name, trip.model_dump_json(), KEPT)
        for listening in {tenant_id or INSTALLATION, INSTALLATION}:
            self._stream.publish(listening, TOPIC, {"tenant": str(tenant_id) if tenant_id else None})

    async def all(self) -> list[Trip]:
        """Of every process, the latest first."""
        found = {name: trip for name, (trip, _) in self._own.items()}
        raw: dict[bytes, bytes] = await self._asked("hgetall", KEY) or {}
        for told in filter(None, map(_read, raw.values())):
            if told.name not in found or found[told.name].at < told.at:
                found[told.name] = told
        oldest = self._clock.now() - KEPT
        return sorted((one for one in found.values() if one.at > oldest), key=lambda one: one.at, reverse=True)

    async def traceback(self, trip: Trip) -> str:
        """Where it failed; empty where that is not known any more."""
        own, text = self._own.get(trip.name, (None, ""))
        return text if own == trip else (await self._asked("hget", TRACEBACKS, trip.name) or b"").decode()

    async def _asked(self, command: str, *arguments: str) -> Any:
        """Redis' answer; None without it."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await getattr(self._link.client, command)(*arguments) if self._link.connected else None
        except AWAY:
            return None


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
