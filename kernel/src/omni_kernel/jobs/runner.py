"""Runs jobs in this process: claim, gate, context, handler with a time limit, and the end that follows from it."""

from __future__ import annotations

import asyncio
import contextvars
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import UUID

from pydantic_core import PydanticSerializationError, to_jsonable_python
from structlog import get_logger

from omni_kernel.plugins.breaker import PluginTripped
from omni_sdk.errors import Cancelled, Discard, Retry

from . import delivery, metrics, process
from . import retry as backoff
from .caller import Caller
from .models import Event, Job
from .run import JobRun, Reporter
from .signature import signature_of
from .together import Together

if TYPE_CHECKING:
    from collections.abc import Callable

    from omni_kernel.app import Kernel

log = get_logger("omni.jobs")
EVENTS_SECONDS: Final = 300.0
GRACE_SECONDS: Final = 5.0
"""How long a handler that was cancelled may take to let go before it is left to itself."""
TRIPPED: Final = timedelta(seconds=30)
OUTAGE: Final = timedelta(seconds=5)
"""How long a job waits when the database is away, or has no room."""
Verdict = Literal["cancelled", "held", "lost", "shutdown", "timeout"]


class Run:
    """A job at hand in this process."""

    def __init__(self, job: Job, held: float = 0.0) -> None:
        self.job = job
        self.held = held
        """When the lease was last known to be ours, by the own watch."""
        self.verdict: Verdict | None = None
        """Why it is stopped from outside, whatever the handler makes of it."""
        self.context: JobRun | None = None
        self.body: asyncio.Task[Any] | None = None

    def stop(self, verdict: Verdict) -> None:
        """Cancel the handler."""
        if self.verdict is None:
            self.verdict = verdict
            if self.context:
                self.context.stopped = True
            if self.body:
                self.body.cancel()


class Runner:
    """`inline` runs jobs of `where="process"` here, too: in the child that was started for one, and in tests."""

    def __init__(self, kernel: Kernel, name: str, *, inline: bool = False) -> None:
        self._kernel, self._queue = kernel, kernel.jobs.queue
        self.name = name
        self.inline = inline
        self.running: dict[UUID, Run] = {}
        self._tasks: dict[UUID, asyncio.Task[bool]] = {}
        self._claims = Together(partial(self._queue.claim_many, worker=name))

    # -- many at once

    @property
    def busy(self) -> int:
        """How many are at hand."""
        return len(self._tasks)

    def start(self, job_id: UUID) -> asyncio.Task[bool]:
        """Run it in a task of its own, in a fresh context; the task at hand if it runs here already."""
        task = self._tasks.get(job_id)
        if task is None:
            loop = asyncio.get_running_loop()
            task = self._tasks[job_id] = loop.create_task(self._guarded(job_id), context=contextvars.Context())
            task.add_done_callback(lambda _: self._tasks.pop(job_id, None))
        return task

    async def _guarded(self, job_id: UUID) -> bool:
        try:
            return await self.run(job_id)
        except Exception as error:
            # The database is away, or the kernel is wrong: the lease ends, and the sweeper finds the job.
            if not self._kernel.troubles.met(error):
                log.exception("job could not be handled", job=str(job_id))
            return False

    async def drain(self, seconds: float) -> None:
        """Let what runs end within so long; what does not goes back to the queue, at no cost of an attempt."""
        if self._tasks:
            await asyncio.wait(set(self._tasks.values()), timeout=seconds)
        for run in list(self.running.values()):
            run.stop("shutdown")
        if self._tasks:
            await asyncio.wait(set(self._tasks.values()), timeout=GRACE_SECONDS + 1)

    async def watch(self) -> None:
        """Learn who was cancelled, whose claim was lost and whose plugin was switched off meanwhile."""
        runs = {run.job.id: run for run in self.running.values()}
        if not runs:
            return
        rows = {row["id"]: row for row in await Job.filter(id__in=list(runs)).values("id", "token", "stopping")}
        for job_id, run in runs.items():
            row = rows.get(job_id)
            if row is None or row["token"] != run.job.token:
                run.stop("lost")
            elif row["stopping"]:
                run.stop("cancelled")

    async def renew(self) -> None:
        """Hold the leases of all that runs here."""
        runs, now = list(self.running.values()), self._kernel.clock.monotonic()
        if runs:
            await self._queue.renew([run.job for run in runs])
            await self.watch()
            for run in runs:
                run.held = now

    async def recheck(self, tenant_id: UUID | None) -> None:
        """The gate changed, for one tenant or for all: stop what may not run any more."""
        for run in list(self.running.values()):
            job = run.job
            if tenant_id in {None, job.tenant_id} and not await self._queue.active(job.tenant_id, job.plugin_id):
                run.stop("held")

    # -- one

    async def run(self, job_id: UUID, *, early: bool = False) -> bool:
        """Run it if it may run now; whether it did."""
        began = self._kernel.clock.monotonic()
        claimed = await (self._queue.claim(job_id, self.name, early=True) if early else self._claims(job_id))
        if claimed is None:
            return False
        run = self.running[job_id] = Run(claimed, began)
        try:
            # Registered first, so that a change of the gate after this question finds it.
            if not await self._queue.active(claimed.tenant_id, claimed.plugin_id):
                await self._queue.held(claimed)
                return False
            await self.attempt(run)
            return True
        finally:
            self.running.pop(job_id, None)

    async def attempt(self, run: Run, report: Callable[[float, str], None] | None = None) -> None:
        """Run the handler of a claimed job, and end the claim accordingly."""
        reporter = Reporter(self._kernel, run.job) if report is None else None
        last = run.job.attempt >= backoff.attempts(self._queue.retry_of(run.job))
        run.context = JobRun(run.job, last, report or reporter or _nobody, partial(self._fence, run))
        start = perf_counter()
        try:
            result, error = await self._bounded(run)
        finally:
            if reporter:
                await reporter.finish()
        if not isinstance(result, process.Settled):  # else the child has told
            metrics.took(self._kernel, run.job, perf_counter() - start)
        await self._end(run, result, error)

    async def _fence(self, run: Run) -> None:
        """A look at the database only after a pause in which the lease may have ended."""
        now = self._kernel.clock.monotonic()
        if now - run.held < self._queue.lease.total_seconds():
            return
        if not await self._queue.owned(run.job):
            run.stop("lost")
            raise Cancelled

    async def _bounded(self, run: Run) -> tuple[Any, BaseException | None]:
        """Result or error, on time even when the handler swallows its cancellation."""
        loop = asyncio.get_running_loop()
        body = run.body = loop.create_task(self._body(run), context=contextvars.Context())
        if run.verdict:
            body.cancel()
        done, _ = await asyncio.wait({body}, timeout=self._seconds(run.job))
        if not done:
            run.stop("timeout")
        if run.verdict and not body.done():
            await asyncio.wait({body}, timeout=GRACE_SECONDS)
        if not body.done():
            log.error("job does not let itself be cancelled; it goes on unseen", job=str(run.job.id), name=run.job.name)
            return None, TimeoutError("it did not stop when it was cancelled")
        if body.cancelled():
            return None, asyncio.CancelledError()
        return (None, error) if (error := body.exception()) else (body.result(), None)

    def _seconds(self, job: Job) -> float:
        declared = self._kernel.registry.jobs.get((job.plugin_id, job.name)) if job.kind == "job" else None
        return declared.timeout.total_seconds() if declared else EVENTS_SECONDS

    async def _body(self, run: Run) -> Any:
        job = run.job
        try:
            if job.kind == "events":
                return await self._deliver(run)
            declared = self._kernel.jobs.declared(job.plugin_id, job.name)
            if declared.where == "process" and not self.inline:
                assert run.context
                return await process.run(self._kernel, job, run.context.progress)
            arguments = signature_of(declared.run).load(job.arguments)
            async with await self._context(run) as ctx:
                return await declared.run(ctx, **arguments)
        except SystemExit as error:
            # It would end the worker; a handler may not.
            raise RuntimeError(f"the handler called sys.exit({error.code!r})") from error

    async def _deliver(self, run: Run) -> None:
        job = run.job
        subscriber = next(
            (s for s in self._kernel.registry.subscribers if (s.plugin_id, s.name) == (job.plugin_id, job.name)), None
        )
        if subscriber is None:
            raise LookupError(f"{job.plugin_id!r} has no event handler {job.name!r} any more")
        events = await Event.filter(id__in=_ids(job)).order_by("seq")
        async with await self._context(run) as ctx:
            await delivery.call(subscriber, ctx, [delivery.envelope(event) for event in events])

    async def _context(self, run: Run) -> AbstractAsyncContextManager[Any]:
        job = run.job
        state = await self._kernel.gate.state(job.tenant_id) if job.tenant_id else None
        caller = Caller(job.plugin_id, job.tenant_id, **job.caller)
        if job.kind == "events":
            return self._kernel.contexts.event(job.plugin_id, state, caller)
        assert run.context
        return self._kernel.contexts.job(job.plugin_id, state, caller, run.context)

    # -- how it ends

    async def _end(self, run: Run, result: Any, error: BaseException | None) -> None:
        job, queue = run.job, self._queue
        if error is None:
            await self._done(job, result)
        elif run.verdict in {"cancelled", "lost"} or isinstance(error, Cancelled):
            await queue.cancelled(job)  # a lost claim has another token: nothing happens
        elif run.verdict == "held":
            await queue.held(job)
        elif run.verdict == "shutdown":
            await queue.again(job)
        elif run.verdict == "timeout":
            await queue.failed(job, f"it took longer than {self._seconds(job):g} s")
        elif isinstance(error, process.Settled):
            pass  # by the child, which held the same token
        else:
            await self._failed(job, error)

    async def _done(self, job: Job, result: Any) -> None:
        if isinstance(result, process.Settled):
            return
        try:
            await self._queue.done(job, to_jsonable_python(result))
        except PydanticSerializationError as error:
            await self._queue.done(job, None, note=f"its result cannot be kept as JSON: {error}")

    async def _failed(self, job: Job, error: BaseException) -> None:
        text = f"{type(error).__name__}: {error}"
        if isinstance(error, PluginTripped):
            await self._queue.again(job, TRIPPED, text)
        elif isinstance(error, Retry) and error.free:
            await self._queue.again(job, error.after, str(error))
        elif isinstance(error, Retry):
            await self._queue.failed(job, str(error), error.after)
        elif self._kernel.troubles.met(error):  # of the installation: the job is none the worse for it
            await self._queue.again(job, OUTAGE, text)
        elif isinstance(error, Discard):
            await self._queue.dead(job, str(error) or "discarded")
        else:
            log.warning("job failed", job=str(job.id), plugin=job.plugin_id, name=job.name, attempt=job.attempt, exc_info=error)
            await self._queue.failed(job, text)


def _ids(job: Job) -> list[UUID]:
    stored: Any = job.arguments["events"]
    return [UUID(event) for event in stored]


def _nobody(done: float, note: str) -> None:
    """Report to nobody."""
