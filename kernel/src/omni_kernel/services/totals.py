"""What all processes counted together: totals in Redis, to which each process adds what it counted since it did last.

So nothing is lost with a process but what it counted within its last two seconds, a counter falls only when Redis is
wiped (which Prometheus takes for the restart that it is), and nobody has to find out who died.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from pydantic_core import from_json, to_json
from redis.exceptions import NoScriptError

from omni_sdk import Script

if TYPE_CHECKING:
    from omni_kernel.redis.link import RedisLink

TOTALS: Final = "omni:metrics:totals"
"""A hash: JSON of [metric, [label values], part] → the sum; `part` is a bin's upper bound or `sum`, of counters empty."""
GAUGES: Final = "omni:metrics:gauges"
"""A hash: process → when it said so (in seconds, by Redis's clock), a space, and its gauges."""
STALE_SECONDS: Final = 15
Labels = tuple[str, ...]
"""Values, in the order in which the metric declares them."""
Numbers = dict[str, dict[Labels, dict[str, float]]]
"""Metric → labels → part → number."""
Growth = tuple[str, Labels, str, float]

# A push whose answer was lost is sent again, under the same number: it must not count twice.
PUSH: Final = Script("""
if tonumber(redis.call('GET', KEYS[3]) or '-1') < tonumber(ARGV[2]) then
  for i = 4, #ARGV, 2 do redis.pcall('HINCRBYFLOAT', KEYS[1], ARGV[i], ARGV[i + 1]) end
  redis.call('SET', KEYS[3], ARGV[2], 'EX', 3600)
end
redis.call('HSET', KEYS[2], ARGV[1], redis.call('TIME')[1] .. ' ' .. ARGV[3])
""")


class Totals:
    """One process's part in them. Raises what the client does while Redis is away; nothing is lost then."""

    def __init__(self, redis: RedisLink, process: str) -> None:
        self._redis = redis
        self._me = f"{process}:{uuid4().hex[:12]}"  # a container's process may have the id of the one before
        self._number = 0
        self._one = asyncio.Lock()
        self._lot: list[str | float] = []
        """On its way, and not known to have arrived."""

    async def push(self, untold: Callable[[], Iterable[Growth]], gauges: Mapping[str, Mapping[Labels, float]]) -> None:
        """Add what was counted since, and say how the gauges stand."""
        listed = [[name, labels, v] for name, values in gauges.items() for labels, v in values.items()]
        stand = to_json(listed, inf_nan_mode="constants")
        async with self._one:
            if self._lot:
                await self._send(stand)
            self._lot = lot_of(untold())
            await self._send(stand)

    async def leave(self, untold: Callable[[], Iterable[Growth]]) -> None:
        """Add the last of it; this process has no gauges any more."""
        if self._lot:
            await self._send(b"[]")
        if lot := lot_of(untold()):
            self._lot = lot
            await self._send(b"[]")
        if self._number:
            client: Any = self._redis.client
            await client.hdel(GAUGES, self._me)
            await client.delete(f"{TOTALS}:{self._me}")

    async def _send(self, stand: bytes) -> None:
        client: Any = self._redis.client
        keys = (TOTALS, GAUGES, f"{TOTALS}:{self._me}")
        arguments = (*keys, self._me, self._number, stand, *self._lot)
        try:
            await client.evalsha(PUSH.sha, len(keys), *arguments)
        except NoScriptError:
            await client.eval(PUSH.lua, len(keys), *arguments)
        self._lot, self._number = [], self._number + 1

    async def read(self) -> Numbers:
        """Totals of all that ever were, and gauges of those that live."""
        client: Any = self._redis.client
        async with client.pipeline(transaction=False) as pipe:
            pipe.hgetall(TOTALS)
            pipe.hgetall(GAUGES)
            pipe.time()
            totals, gauges, (now, _) = await pipe.execute()
        found: Numbers = {}
        for place, value in totals.items():
            name, labels, part = from_json(place)
            found.setdefault(name, {}).setdefault(tuple(labels), {})[part] = float(value)
        dead = [who for who, said in gauges.items() if int(said.partition(b" ")[0]) < now - STALE_SECONDS]
        for who, said in gauges.items():
            for name, labels, value in from_json(said.partition(b" ")[2]) if who not in dead else ():
                parts = found.setdefault(name, {}).setdefault(tuple(labels), {"": 0.0})
                parts[""] += value
        if dead:
            await client.hdel(GAUGES, *dead)
        return found


def lot_of(growths: Iterable[Growth]) -> list[str | float]:
    """As the script takes it: place, growth, place, growth…"""
    found: list[str | float] = []
    for name, labels, part, value in growths:
        found += [to_json([name, labels, part]).decode(), value]
    return found
