"""A plugin's part of Redis: keys prefixed with plugin and tenant, Redis's absence said as CacheDown."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

import redis.asyncio as aioredis
from redis.exceptions import LockError, NoScriptError, RedisError

from omni_sdk import Script
from omni_sdk.errors import CacheDown


class BoundCache:
    """The SDK's Cache over one prefix."""

    __slots__ = ("_client", "_prefix", "_read")

    def __init__(self, client: aioredis.Redis, prefix: str, read: Callable[[str], None]) -> None:
        """`read` is told how each read went: `hit`, `miss`, `away`."""
        self._client = client
        self._prefix = prefix
        self._read = read

    async def get(self, key: str) -> bytes | None:
        """The value, or None."""
        try:
            with Speaking():
                found: bytes | None = await self._client.get(self._prefix + key)
        except CacheDown:
            self._read("away")
            raise
        self._read("miss" if found is None else "hit")
        return found

    async def set(self, key: str, value: bytes, *, ttl: timedelta) -> None:
        """Keep a value for so long at most."""
        with Speaking():
            await self._client.set(self._prefix + key, value, px=max(1, int(ttl.total_seconds() * 1000)))

    async def delete(self, *keys: str) -> None:
        """Forget these."""
        if keys:
            with Speaking():
                await self._client.delete(*(self._prefix + k for k in keys))

    async def run(self, script: Script, keys: Sequence[str], args: Sequence[str | int | float] = ()) -> Any:
        """Run a Lua script, all at once; it may touch only the keys that are named."""
        names = [self._prefix + k for k in keys]
        client: Any = self._client  # its types are those of the blocking client, too
        with Speaking():
            try:
                return await client.evalsha(script.sha, len(names), *names, *args)
            except NoScriptError:
                return await client.eval(script.lua, len(names), *names, *args)

    @asynccontextmanager
    async def lock(self, key: str, *, ttl: timedelta) -> AsyncIterator[None]:
        """One at a time, over all processes, as long as Redis keeps it: no guarantee, see Database.lock for one."""
        held = self._client.lock(f"{self._prefix}lock:{key}", timeout=ttl.total_seconds(), sleep=0.02)
        with Speaking():
            await held.acquire()
        try:
            yield
        finally:
            # It ran out, or Redis lost it: nobody is served by an error now.
            with suppress(LockError, RedisError):
                await held.release()


class Speaking:
    """Turn Redis's errors into CacheDown, at this one boundary."""

    __slots__ = ()

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, (RedisError, OSError)):
            raise CacheDown(f"Redis cannot be asked: {error}") from error
