"""Live messages: to the tenant's listeners in every process, none to others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest_asyncio

from omni_kernel.redis.link import RedisLink
from omni_kernel.redis.server import PrivateServer
from omni_kernel.redis.stream import QUEUE, LiveStream

HERE, THERE = uuid4(), uuid4()


@pytest_asyncio.fixture
async def streams(server: PrivateServer) -> AsyncIterator[tuple[LiveStream, LiveStream]]:
    """Two processes' worth."""
    links = [RedisLink(server.url), RedisLink(server.url)]
    made = [LiveStream(link) for link in links]
    for link in links:
        link.start()
    async with asyncio.timeout(10):
        while not all(link.connected for link in links):  # noqa: ASYNC110  # of another process
            await asyncio.sleep(0.005)
    yield made[0], made[1]
    for link in links:
        await link.close()


async def test_across_processes_and_once(streams: tuple[LiveStream, LiveStream]) -> None:
    """The publisher's own process hears it once, too."""
    one, two = streams
    mine, theirs, other = one.subscribe(HERE), two.subscribe(HERE), two.subscribe(THERE)
    one.publish(HERE, "job", {"n": 1})
    two.publish(THERE, "job", None)
    one.publish(HERE, "job", {"n": 2})
    assert await anext(theirs) == ("job", {"n": 1})
    assert await anext(theirs) == ("job", {"n": 2})
    assert [await anext(mine), await anext(mine)] == [("job", {"n": 1}), ("job", {"n": 2})]
    assert await anext(other) == ("job", None)


async def test_without_redis() -> None:
    """The same process still hears."""
    link = RedisLink("unix:///nowhere.sock")
    stream = LiveStream(link)
    listening = stream.subscribe(HERE)
    stream.publish(HERE, "topic", "data")
    assert await anext(listening) == ("topic", "data")
    await link.close()


async def test_a_slow_listener_loses_the_oldest(streams: tuple[LiveStream, LiveStream]) -> None:
    """And holds up nobody."""
    stream, _ = streams
    slow = stream.subscribe(HERE)
    for number in range(QUEUE + 10):
        stream.publish(HERE, "n", number)
    assert await anext(slow) == ("n", 10)


async def test_stop_ends_every_subscription(streams: tuple[LiveStream, LiveStream]) -> None:
    """Those at hand, and those that come."""
    stream, _ = streams
    listening = stream.subscribe(HERE)
    stream.stop()
    assert [item async for item in listening] == []
    assert [item async for item in stream.subscribe(HERE)] == []


async def test_forgotten_listeners_cost_nothing(streams: tuple[LiveStream, LiveStream]) -> None:
    """A closed connection needs no farewell."""
    stream, _ = streams
    stream.subscribe(HERE)
    stream.publish(HERE, "n", 1)
    assert stream._listeners == {}
