"""The worker process: hands jobs over, runs them, fires schedules, delivers events, and mends what fell through."""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from structlog import get_logger

from omni_kernel.cancelling import ended
from omni_kernel.redis.link import AWAY

from .carrier import Carrier
from .relay import Relay
from .runner import Runner
from .service import NEWS, REST_SECONDS, STOP, WAKE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from omni_kernel.app import Kernel

log = get_logger("omni.jobs")
POLL_SECONDS: Final = 1.0
"""How long a job waits at most that nobody was woken for; while Redis is away, every job that came from elsewhere."""
WATCH_SECONDS: Final = 0.5
RELEASE_SECONDS: Final = 5.0
RECONCILE_SECONDS: Final = 60.0
FORGET_SECONDS: Final = 3600.0
TIDY_SECONDS: Final = 600.0
DRAIN_SECONDS: Final = 10.0
REDIAL_SECONDS: Final = 0.5


async def run_worker(kernel: Kernel, stop: asyncio.Event) -> None:
    """Work until `stop` is set; then let running jobs end, for ten seconds, and put back the rest."""
    await Worker(kernel).run(stop)


class Worker:
    """One process's loops; each goes on after an error of its own."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel, self._jobs = kernel, kernel.jobs
        self.runner = Runner(kernel, f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:6]}")
        self._relay = Relay(kernel, self.runner)
        self._woken = {WAKE: asyncio.Event(), NEWS: asyncio.Event()}
        self._changed: set[UUID | None] = set()
        self._change = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set."""
        self._kernel.gate.on_change(self._gate_changed)
        self._kernel.redis.subscribe(STOP, self._told_to_stop)
        self._jobs.on_wake = self._wake
        tasks = [asyncio.create_task(loop) for loop in self._loops()]
        try:
            await stop.wait()
        finally:
            self._jobs.on_wake = None
            await ended(*tasks)
            # Leases are still to be held while the last jobs end.
            holding = asyncio.create_task(self._hold())
            await self.runner.drain(DRAIN_SECONDS)
            await ended(holding)

    def _loops(self) -> list[Coroutine[None, None, None]]:
        lease = self._jobs.queue.lease.total_seconds()
        return [
            self._repeat(self._relay.hand_over, POLL_SECONDS, self._woken[WAKE], REST_SECONDS),
            self._repeat(self._jobs.dispatcher.dispatch, POLL_SECONDS, self._woken[NEWS]),
            self._repeat(self._jobs.scheduler.fire, POLL_SECONDS),
            self._repeat(self._recheck, RECONCILE_SECONDS, self._change),
            self._repeat(self.runner.watch, WATCH_SECONDS),
            self._repeat(self.runner.renew, lease / 3),
            self._repeat(self._jobs.queue.sweep, min(POLL_SECONDS, lease / 3)),
            self._repeat(self._jobs.queue.release_active, RELEASE_SECONDS),
            self._repeat(self._jobs.scheduler.reconcile, RECONCILE_SECONDS),
            self._repeat(self._jobs.forget, FORGET_SECONDS),
            self._repeat(self._kernel.tidy, TIDY_SECONDS),
            self._carry(),
        ]

    async def _repeat(
        self, what: Callable[[], Awaitable[object]], seconds: float, wake: asyncio.Event | None = None, rest: float = 0.0
    ) -> None:
        """Every so often, and when woken; after something was done rest, so that what comes meanwhile is done together."""
        wake = wake or asyncio.Event()
        while True:
            wake.clear()
            try:
                if await what() and rest:
                    await asyncio.sleep(rest)
            except Exception as error:
                if not self._kernel.troubles.met(error):
                    log.exception("work was interrupted; going on", step=getattr(what, "__name__", "?"))
                await asyncio.sleep(min(seconds, POLL_SECONDS))
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await wake.wait()

    async def _hold(self) -> None:
        await self._repeat(self.runner.renew, self._jobs.queue.lease.total_seconds() / 3)

    # -- what comes from outside

    def _wake(self, what: str) -> None:
        self._woken[what].set()

    def _gate_changed(self, tenant_id: UUID | None) -> None:
        self._changed.add(tenant_id)
        self._change.set()

    async def _recheck(self) -> None:
        """What a tenant has enabled changed: stop, release and schedule accordingly."""
        changed, self._changed = self._changed, set()
        for tenant_id in changed:
            await self.runner.recheck(tenant_id)
            await self._jobs.scheduler.reconcile(tenant_id)
        if changed:
            await self._jobs.queue.release_active()

    def _told_to_stop(self, message: bytes) -> None:
        with suppress(ValueError):
            if run := self.runner.running.get(UUID(message.decode())):
                run.stop("cancelled")

    # -- arq

    async def _carry(self) -> None:
        """Run arq while Redis is there, and again after every time that it was away."""
        lost = False
        while True:
            carrier = Carrier(self._kernel.redis.url, self.runner, self._wake, self._kernel.settings.jobs.concurrency)
            try:
                await carrier.main()
            except AWAY as error:
                if not lost:
                    log.info("arq lost redis; jobs run straight from the database", reason=str(error))
                lost = True
            except Exception:
                log.exception("arq failed; starting it again")
            finally:
                await carrier.hang_up()
            await asyncio.sleep(REDIAL_SECONDS)
            lost = lost and not self._kernel.redis.connected
