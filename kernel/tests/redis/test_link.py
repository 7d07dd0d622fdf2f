"""The link: everything goes on while Redis is away, and is as before once it is back."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

from omni_kernel.redis import link as module
from omni_kernel.redis.link import RedisLink
from omni_kernel.redis.server import PrivateServer


async def until(true: Callable[[], object]) -> None:
    """Wait (ten seconds at most) for a condition."""
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110  # of another process
            await asyncio.sleep(0.005)


async def test_delivers_to_whoever_subscribed(link: RedisLink) -> None:
    """Subscribed before and after the connection stands."""
    early: list[bytes] = []
    late: list[bytes] = []
    link.subscribe("early", early.append)
    await until(lambda: link.connected)
    link.subscribe("late", late.append)
    await link.client.set("turn", 1)
    async with asyncio.timeout(10):
        while not (early and late):
            await link.publish("early", b"1")
            await link.publish("late", b"2")
            await asyncio.sleep(0.005)
    assert (early[0], late[0]) == (b"1", b"2")


async def test_comes_back_by_itself(server: PrivateServer, link: RedisLink) -> None:
    """After a crash: told of it, subscribed again, commands work, nothing raised in between."""
    got: list[bytes] = []
    times: list[int] = []
    link.subscribe("news", got.append)
    link.on_connect(lambda: times.append(1))
    await until(lambda: times)
    assert server.pid
    os.kill(server.pid, signal.SIGKILL)
    await until(lambda: not link.connected)
    await link.publish("news", b"lost")
    link.publish_soon("news", b"lost, too")
    link.push_soon("list")
    await until(lambda: len(times) == 2)
    await link.publish("news", b"after")
    await until(lambda: got)
    assert got == [b"after"]
    assert await link.client.ping()


async def test_without_any_server(link: RedisLink, server: PrivateServer) -> None:
    """A process that starts while Redis is away."""
    lone = RedisLink(server.url + ".nowhere")
    lone.start()
    await lone.publish("a", b"b")
    lone.push_soon("list")
    await asyncio.sleep(0)
    assert not lone.connected
    await lone.close()


async def test_marks_of_one_turn_become_one(link: RedisLink) -> None:
    """A thousand commits in a row leave one mark for the worker."""
    for _ in range(1000):
        link.push_soon("list")
    while not await link.client.exists("list"):  # noqa: ASYNC110  # of another process
        await asyncio.sleep(0)
    assert await link.client.llen("list") == 1  # type: ignore[misc]  # redis types both clients


async def test_close_sends_what_is_under_way(server: PrivateServer, link: RedisLink) -> None:
    """A command line that ends at once still tells the others."""
    got: list[bytes] = []
    link.subscribe("news", got.append)
    await until(lambda: link.connected)
    short = RedisLink(server.url)
    short.start()
    short.publish_soon("news", b"bye")
    await short.close()
    await until(lambda: got)


async def test_a_hanging_server_is_found_out(server: PrivateServer, link: RedisLink, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes connections and says nothing; once it goes on, so do we."""
    monkeypatch.setattr(module, "SILENCE_SECONDS", 0.05)
    monkeypatch.setitem(link.client.connection_pool.connection_kwargs, "socket_connect_timeout", 0.05)
    await until(lambda: link.connected)
    await link.publish("wakes the reader", b"")
    assert server.pid
    os.kill(server.pid, signal.SIGSTOP)
    try:
        await until(lambda: not link.connected)
    finally:
        os.kill(server.pid, signal.SIGCONT)
    await until(lambda: link.connected)


async def test_a_server_that_refuses_to_write_is_away(server: PrivateServer, link: RedisLink) -> None:
    """It answers, and serves nobody: it became a replica, or its disk is full."""
    client: Any = link.client  # redis has no type for this
    await until(lambda: link.connected)
    await client.execute_command("REPLICAOF", "127.0.0.1", "1")
    await client.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
    await until(lambda: not link.connected)
    times: list[int] = []
    link.on_connect(lambda: times.append(1))
    await client.execute_command("REPLICAOF", "NO", "ONE")
    await until(lambda: link.connected)
    assert times == [1]
