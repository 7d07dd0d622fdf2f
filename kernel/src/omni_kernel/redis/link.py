"""This process's connection to Redis: commands, best-effort publishing, and one subscription that comes back."""

from __future__ import annotations

import asyncio
import contextvars
import random
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError
from structlog import get_logger

from omni_kernel.cancelling import ended

from .pipeline import Pipelining

log = get_logger("omni.redis")
AWAY: Final = (RedisError, OSError, asyncio.TimeoutError)
"""What a command raises when Redis is away (`redis.ConnectionError` is not the builtin one)."""
MARK: Final = "omni:link"
"""Subscribed always: its confirmation tells that every subscription is in force again."""
SILENCE_SECONDS: Final = 5.0
MOST_MARKS: Final = 64
SHORTEST_WAIT, LONGEST_WAIT = 0.05, 1.0
Callback = Callable[[bytes], None]


class RedisLink:
    """All that Omni does with Redis goes on, slower or without it, while Redis is away."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client: Redis = Pipelining.from_url(url, socket_connect_timeout=1, socket_timeout=3)
        self.connected = False
        self._away = False
        self._callbacks: dict[str, list[Callback]] = defaultdict(list)
        self._on_connect: list[Callable[[], None]] = []
        self._pubsub: PubSub | None = None
        self._marked: set[str] = set()
        self._unsent: list[tuple[str, bytes]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._follower: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Connect, and connect again whenever the connection is lost, until `close`."""
        self._follower = asyncio.create_task(self._follow(), name="omni-redis-link")

    async def close(self) -> None:
        """Send what is under way (a second at most) and hang up."""
        if self._follower:
            await ended(self._follower)
        self.connected, self._away = False, True  # whoever publishes from now on would connect again
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=1)
            await ended(*late)
        await self.client.aclose()

    def on_connect(self, callback: Callable[[], None]) -> None:
        """Call after every (re)connection, once all subscriptions are in force: the moment to read what was missed."""
        self._on_connect.append(callback)
        if self.connected:
            callback()

    def subscribe(self, channel: str, callback: Callback) -> None:
        """Call `callback` for every message of `channel`, over all reconnections."""
        self._callbacks[channel].append(callback)
        if self._pubsub is not None and len(self._callbacks[channel]) == 1:
            self._soon(self._pubsub.subscribe(channel))

    async def publish(self, channel: str, data: bytes) -> None:
        """Tell whoever listens now; never raises."""
        if self._away:
            return
        with suppress(*AWAY):
            await self.client.publish(channel, data)

    def publish_soon(self, channel: str, data: bytes) -> None:
        """The same, from code that cannot wait; messages of one turn of the loop go together."""
        if self._away:
            return
        self._unsent.append((channel, data))
        if len(self._unsent) == 1:
            self._soon(self._publish_unsent())

    async def _publish_unsent(self) -> None:
        unsent, self._unsent = self._unsent, []
        async with self.client.pipeline(transaction=False) as pipe:
            for channel, data in unsent:
                pipe.publish(channel, data)
            await pipe.execute()

    def keep_soon(self, key: str, field: str, value: str, ttl: timedelta) -> None:
        """Set a field of a hash, all of which is forgotten when nothing was set for so long; from code that cannot wait."""
        if not self._away:
            self._soon(self._keep(key, field, value, ttl))

    async def _keep(self, key: str, field: str, value: str, ttl: timedelta) -> None:
        async with self.client.pipeline() as pipe:
            pipe.hset(key, field, value)
            pipe.expire(key, ttl)
            await pipe.execute()

    def push_soon(self, key: str) -> None:
        """Leave a mark in a list for whoever waits on it (BLPOP); marks of one turn of the loop become one."""
        if key in self._marked or self._away:
            return
        self._marked.add(key)
        self._soon(self._push(key))

    async def _push(self, key: str) -> None:
        self._marked.discard(key)
        async with self.client.pipeline(transaction=False) as pipe:
            pipe.rpush(key, b"1")
            pipe.ltrim(key, -MOST_MARKS, -1)
            await pipe.execute()

    def _soon(self, doing: Any) -> None:
        async def quietly() -> None:
            with suppress(*AWAY):
                await doing

        # In a context of its own: a task inherits the transaction of the code that starts it.
        task = asyncio.create_task(quietly(), context=contextvars.Context())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _follow(self) -> None:
        wait = SHORTEST_WAIT
        while True:
            try:
                await self._listen()
            except AWAY as error:
                if not self._away:
                    log.warning("redis is away; going on without it", reason=str(error))
            # Connected since the last failure: begin anew with short waits.
            wait = SHORTEST_WAIT if self.connected else min(wait * 2, LONGEST_WAIT)
            self.connected, self._away = False, True
            await asyncio.sleep(wait * random.uniform(0.5, 1))  # noqa: S311  # no secret

    async def _listen(self) -> None:
        """Receive until the connection is lost, which raises."""
        # A server that refuses to write (its disk is full, it became a replica) serves nobody, though it answers.
        await self.client.set(MARK, b"", px=1)
        async with self.client.pubsub() as pubsub:
            known = set(self._callbacks)
            await pubsub.subscribe(MARK, *known)
            self._pubsub = pubsub
            try:
                if added := self._callbacks.keys() - known:  # while it connected
                    await pubsub.subscribe(*added)
                while True:
                    self._received(await self._next(pubsub))
            finally:
                self._pubsub = None

    async def _next(self, pubsub: PubSub) -> dict[str, Any]:
        """The next message; after a silence ask for one, so that a hanging server is found out."""
        for _ in range(2):
            if message := await pubsub.get_message(timeout=SILENCE_SECONDS):
                return dict(message)
            await pubsub.ping()
        raise TimeoutError(f"no answer within {SILENCE_SECONDS:g} s")

    def _received(self, message: dict[str, Any]) -> None:
        kind, channel = message["type"], (message["channel"] or b"").decode()
        if kind == "subscribe" and channel == MARK:
            if self._away:
                log.info("redis is back")
            self.connected, self._away = True, False
            for told in self._on_connect:
                told()
        elif kind == "message":
            for callback in self._callbacks.get(channel, ()):
                callback(message["data"])
