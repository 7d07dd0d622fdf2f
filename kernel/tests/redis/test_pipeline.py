"""A pipeline cancelled while it returns its connection returns it all the same."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from redis.asyncio import ConnectionPool
from redis.asyncio.connection import Connection

from omni_kernel.redis.pipeline import Pipelining
from omni_kernel.redis.server import PrivateServer


async def test_cancelled_while_it_unwatches(server: PrivateServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second cancellation hits `reset` itself; the pool has its connection back, and it works."""
    client = Pipelining(connection_pool=ConnectionPool.from_url(server.url))
    reached = asyncio.Event()
    plain = Connection.send_command

    async def stuck(self: Any, *args: Any, **options: Any) -> None:
        if args[0] == "UNWATCH":
            reached.set()
            await asyncio.Event().wait()
        await plain(self, *args, **options)

    monkeypatch.setattr("redis.asyncio.connection.AbstractConnection.send_command", stuck)

    async def watching() -> None:
        async with client.pipeline(transaction=True) as pipe:
            await pipe.watch("key")

    task = asyncio.create_task(watching())
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not client.connection_pool._in_use_connections
    assert await client.ping()
    await client.aclose(close_connection_pool=True)
