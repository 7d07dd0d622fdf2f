"""arq, as the carrier between processes: it says which job is to run, the database decides who runs it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from arq.connections import ArqRedis
from arq.worker import Worker, func
from redis.asyncio import ConnectionPool

from omni_kernel.cancelling import ended
from omni_kernel.redis.pipeline import Returning

from .relay import FUNCTION, QUEUE, READY, dumps
from .service import NEWS, WAKE

if TYPE_CHECKING:
    from collections.abc import Callable

    from .runner import Runner

# A line per job is for our own log; what arq warns of (an expired message, a Redis that went away) is expected here.
logging.getLogger("arq.worker").setLevel(logging.ERROR)
WAIT_SECONDS = 1
IN_PROGRESS_SECONDS = 2.0
"""Others leave a message alone for so long; then they ask the database, which says no while the lease holds."""


class CarrierRedis(ArqRedis):
    """arq's client; its tasks are cancelled often."""

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> Any:
        """Several commands at once."""
        return Returning(self.connection_pool, self.response_callbacks, transaction, shard_hint)


class Carrier(Worker):
    """An arq worker that waits for marks instead of polling."""

    def __init__(self, url: str, runner: Runner, told: Callable[[str], None], concurrency: int) -> None:
        pool = CarrierRedis(
            ConnectionPool.from_url(url, socket_connect_timeout=1),
            job_serializer=dumps,
            job_deserializer=orjson.loads,
            default_queue_name=QUEUE,
        )

        async def run_job(ctx: dict[Any, Any], job_id: str) -> None:  # noqa: ARG001  # arq's signature
            # Shielded: when Redis goes away arq cancels its task, and the job goes on.
            await asyncio.shield(runner.start(UUID(job_id)))

        super().__init__(
            [func(run_job, name=FUNCTION)],
            queue_name=QUEUE,
            redis_pool=pool,
            handle_signals=False,
            max_jobs=concurrency,
            job_timeout=10 * 86_400,  # the runner has the job's own limit
            keep_result=0,
            max_tries=10**6,
            job_serializer=dumps,
            job_deserializer=orjson.loads,
        )
        self.in_progress_timeout_s = IN_PROGRESS_SECONDS
        self._told = told
        self._freed = asyncio.Event()
        self._marks: asyncio.Task[Any] | None = None

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

    def _release_sem_dec_counter_on_complete(self) -> None:
        super()._release_sem_dec_counter_on_complete()
        self._freed.set()

    async def hang_up(self) -> None:
        """Let go of Redis; jobs at hand go on."""
        waiting = [*self.tasks.values(), *([self._marks] if self._marks else [])]
        try:
            await ended(*waiting)
        finally:
            with suppress(Exception):
                await self.pool.aclose(close_connection_pool=True)
