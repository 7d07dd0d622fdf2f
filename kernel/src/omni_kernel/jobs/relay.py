"""From the table to arq: what was chosen fairly is put into Redis; while Redis is away, it runs straight from the table."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

import orjson
from arq.constants import job_key_prefix
from arq.jobs import serialize_job

from omni_kernel.redis.link import AWAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from omni_kernel.app import Kernel

    from .choice import Chosen
    from .runner import Runner

QUEUE: Final = "omni:jobs:queue"
READY: Final = "omni:jobs:ready"
"""A list: a mark in it wakes one worker's arq."""
FUNCTION: Final = "run_job"
WINDOW: Final = 200
"""How many may wait in Redis: a short line there, so that the fair choice is made late."""
KEEP_MILLISECONDS: Final = 86_400_000
PRIORITY_MILLISECONDS: Final = 1_000_000


class Relay:
    """Of one worker; several may run at a time."""

    def __init__(self, kernel: Kernel, runner: Runner) -> None:
        self._kernel, self._runner = kernel, runner
        self._queue = kernel.jobs.queue

    async def hand_over(self) -> int:
        """Bring to work what is due; how many."""
        if self._kernel.redis.connected:
            jobs = await self._queue.pick(WINDOW, shared=True)
            try:
                await self._push(jobs)
            except AWAY:
                await self._queue.unhand(jobs)
            else:
                return len(jobs)
        jobs = await self._queue.pick(self._kernel.settings.jobs.concurrency - self._runner.busy)
        for job in jobs:
            self._runner.start(job.id)
        return len(jobs)

    async def _push(self, jobs: Sequence[Chosen]) -> None:
        """What is in Redis already stays as it is: NX, by the job's id and round."""
        if not jobs:
            return
        async with self._kernel.redis.client.pipeline(transaction=False) as pipe:
            for job in jobs:
                name = f"{job.id}:{job.round}"
                pipe.set(job_key_prefix + name, _message(job), nx=True, px=KEEP_MILLISECONDS)
                pipe.zadd(QUEUE, {name: _score(job)}, nx=True)
            pipe.rpush(READY, *[b"1"] * min(len(jobs), 8))
            pipe.ltrim(READY, -64, -1)
            await pipe.execute()


def _message(job: Chosen) -> bytes:
    now = int(time.time() * 1000)
    return serialize_job(FUNCTION, (str(job.id),), {}, None, now, serializer=dumps)


def _score(job: Chosen) -> int:
    """Arq takes the lowest first, and none beyond the present: so all stand in the past, the urgent ones further."""
    now = int(time.time() * 1000)
    return min(now, max(1, now - 1000 * PRIORITY_MILLISECONDS - job.priority * PRIORITY_MILLISECONDS))


def dumps(value: Any) -> bytes:
    """Make JSON of what arq keeps."""
    return orjson.dumps(value, default=repr)
