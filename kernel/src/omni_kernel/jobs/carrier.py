"""arq, as the carrier between processes: it says which job is to run, the database decides who runs it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from arq.connections import ArqRedis
from arq.constants import in_progress_key_prefix, job_key_prefix
from arq.worker import Worker, func
from redis.asyncio import ConnectionPool

from omni_kernel.cancelling import ended
from omni_kernel.redis.pipeline import Returning

from .relay import FUNCTION, QUEUE, READY, dumps
from .service import NEWS, WAKE
from .together import Together

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .runner import Runner

# A line per job is for our own log; what arq warns of (an expired message, a Redis that went away) is expected here.
logging.getLogger("arq.worker").setLevel(logging.ERROR)
WAIT_SECONDS = 1
IN_PROGRESS_MILLISECONDS = 2000
"""Others leave a message alone for so long; then they ask the database, which says no while the lease holds."""


class CarrierRedis(ArqRedis):
    """arq's client; its tasks are cancelled often."""

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> Any:
        """Several commands at once."""
        return Returning(self.connection_pool, self.response_callbacks, transaction, shard_hint)


class Carrier(Worker):
    """An arq worker that waits for marks instead of polling, and takes and finishes messages in lots.

    A message is its id, `<job>:<round>`: that the job runs once is what the database says, so of arq's way through a job
    only the key that keeps other workers off is left, and the removal when it is done.
    """

    def __init__(self, url: str, runner: Runner, told: Callable[[str], None], concurrency: int) -> None:
        pool = CarrierRedis(
            ConnectionPool.from_url(url, socket_connect_timeout=1),
            job_serializer=dumps,
            job_deserializer=orjson.loads,
            default_queue_name=QUEUE,
        )

        async def run_job(ctx: dict[Any, Any], job_id: str) -> None:  # noqa: ARG001  # arq's signature
            await asyncio.shield(runner.start(UUID(job_id)))

        super().__init__(
            [func(run_job, name=FUNCTION)],
            queue_name=QUEUE,
            redis_pool=pool,
            handle_signals=False,
            max_jobs=concurrency,
            job_serializer=dumps,
            job_deserializer=orjson.loads,
        )
        self._runner = runner
        self._told = told
        self._freed = asyncio.Event()
        self._marks: asyncio.Task[Any] | None = None
        self._finished = Together(self._remove)

    async def main(self) -> None:
        """Take what is ready, then wait for a mark or for room; Redis' errors come out."""
        while True:
            self._freed.clear()
            await self._poll_iteration()
            await self._wait()

    async def _wait(self) -> None:
        if self._marks is None:
            self._marks = asyncio.ensure_future(self._mark())
        freed = asyncio.ensure_future(self._freed.wait())
        try:
            await asyncio.wait({self._marks, freed}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            freed.cancel()
        if self._marks.done():
            mark, self._marks = self._marks.result(), None
            if mark and (key := mark[0].decode()) != READY:
                self._told(key)

    async def _mark(self) -> Any:
        popping: Any = self.pool.blpop([READY, WAKE, NEWS], timeout=WAIT_SECONDS)  # redis types both clients
        return await popping

    async def start_jobs(self, job_ids: list[bytes]) -> None:
        """As many as there is room for, of those that are not at hand here nor at another worker's."""
        names = [name for each in job_ids if (name := each.decode()) not in self.tasks]
        names = names[: self.max_jobs - self.job_counter]
        for name, free in zip(names, await self._keep_off(names), strict=True):
            if free:
                self.job_counter += 1
                self.tasks[name] = task = self.loop.create_task(self.run_job(name, 0))
                task.add_done_callback(self._room)

    async def _keep_off(self, names: Sequence[str]) -> list[bool]:
        if not names:
            return []
        async with self.pool.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.set(in_progress_key_prefix + name, b"1", nx=True, px=IN_PROGRESS_MILLISECONDS)
            return [bool(kept) for kept in await pipe.execute()]

    def _room(self, _: asyncio.Task[None]) -> None:
        self.job_counter -= 1
        self._freed.set()

    async def run_job(self, job_id: str, score: int) -> None:  # noqa: ARG002  # arq's signature
        """Run what the message names, and take it out of Redis, however that went."""
        # Shielded: when Redis goes away the task is cancelled, and the job goes on.
        await asyncio.shield(self._runner.start(UUID(job_id.partition(":")[0])))
        await self._finished(job_id)

    async def _remove(self, names: Sequence[str]) -> list[None]:
        async with self.pool.pipeline(transaction=False) as pipe:
            pipe.zrem(QUEUE, *names)
            pipe.delete(*(prefix + name for name in names for prefix in (in_progress_key_prefix, job_key_prefix)))
            await pipe.execute()
        return [None] * len(names)

    async def hang_up(self) -> None:
        """Let go of Redis; jobs at hand go on."""
        waiting = [*self.tasks.values(), *([self._marks] if self._marks else [])]
        try:
            await ended(*waiting)
        finally:
            with suppress(Exception):
                await self.pool.aclose(close_connection_pool=True)
