"""The life of jobs as a state machine: whatever happens in whatever order, none is lost, done twice, or run while held."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

import omni_probe.plugin as probe
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule, run_state_machine_as_test

from omni_kernel.app import Kernel
from omni_kernel.jobs.caller import Caller
from omni_kernel.jobs.models import ENDED, OPEN, WAITING, Job
from omni_sdk.contributions.job import DEFAULT_BACKOFF
from omni_sdk.errors import Conflict
from omni_sdk.testing.app import Bench, RunningOmni
from omni_sdk.testing.doubles import Outbox

ATTEMPTS = 2


class Life(RuleBasedStateMachine):
    """`states` is what we expect of the table; claims are held by workers that may be dead without knowing."""

    runner: ClassVar[asyncio.Runner]
    kernel: ClassVar[Kernel]
    tenant_id: ClassVar[UUID]

    jobs: Bundle[UUID] = Bundle("jobs")
    claims: Bundle[Job] = Bundle("claims")

    def __init__(self) -> None:
        super().__init__()
        self.states: dict[UUID, str] = {}
        self.attempts: dict[UUID, int] = {}
        self.lanes: dict[UUID, str | None] = {}
        self.keys: dict[UUID, int | None] = {}
        self.tokens: dict[UUID, Any] = {}
        self.effects: dict[UUID, int] = {}
        self.do(Job.all().delete())

    def do(self, doing: Any) -> Any:
        """Run to its end."""

        async def go() -> Any:
            return await doing

        return self.runner.run(go())

    def ahead(self, job: UUID) -> bool:
        """Whether another of its lane must run first."""
        same = [i for i, lane in self.lanes.items() if lane is not None and lane == self.lanes[job] and i != job]
        return any(self.states[i] == "running" or (self.states[i] in OPEN and i < job) for i in same)

    @initialize(target=jobs)
    def begin(self) -> Any:
        """Something to begin with, so that few examples are idle."""
        return multiple(self.enqueue("a", 0), self.enqueue("a", 0), self.enqueue("b", 0))

    @rule(target=jobs, lane=st.sampled_from(["a", "b"]), after=st.sampled_from([0, 60]))
    def enqueues(self, lane: str, after: int) -> UUID:
        return self.enqueue(lane, after)

    def enqueue(self, lane: str, after: int) -> UUID:
        """In one of two lanes, each of which runs in order."""
        caller = Caller("probe", self.tenant_id, "system", "test")
        call = probe.line(lane, len(self.states))
        made = self.do(self.kernel.jobs.enqueue(caller, call, timedelta(seconds=after)))
        return self.note(made.id, lane, None)

    def note(self, job: UUID, lane: str | None, key: int | None) -> UUID:
        """A job that is new."""
        assert job not in self.states
        self.states[job], self.attempts[job], self.effects[job] = "queued", 0, 0
        self.lanes[job], self.keys[job] = lane, key
        return job

    def holder(self, key: int | None) -> UUID | None:
        """The open job with this unique key."""
        return next((i for i, k in self.keys.items() if key is not None and k == key and self.states[i] in OPEN), None)

    @rule(target=jobs, key=st.sampled_from([1, 2]))
    def enqueues_unique(self, key: int) -> Any:
        """While such a call is open, one gets that."""
        caller = Caller("probe", self.tenant_id, "system", "test")
        made = self.do(self.kernel.jobs.enqueue(caller, probe.only(UUID(int=key))))
        if (holder := self.holder(key)) is not None:
            assert made.id == holder
            return multiple()
        return self.note(made.id, None, key)

    @rule(target=claims, job=jobs)
    def claims_it(self, job: UUID) -> Any:
        return self.claim(job)

    def claim(self, job: UUID) -> Any:
        """Succeeds when, and only when, it may."""
        due = self.do(Job.get(id=job)).due <= self.kernel.jobs.queue.now()
        claimed = self.do(self.kernel.jobs.queue.claim(job, "worker"))
        assert (claimed is not None) == (self.states[job] in WAITING and due and not self.ahead(job))
        if claimed is None:
            return multiple()
        assert claimed.token not in self.tokens.values()
        self.states[job], self.tokens[job] = "running", claimed.token
        self.attempts[job] += 1
        return claimed

    @rule(target=claims, some=st.lists(jobs, min_size=1, max_size=4, unique=True))
    def claims_several(self, some: list[UUID]) -> Any:
        """In one lot, as workers do; of an order only the first."""
        rows = {job.id: job.due for job in self.do(Job.filter(id__in=some))}
        now = self.kernel.jobs.queue.now()
        may = {i for i in some if self.states[i] in WAITING and rows[i] <= now and not self.ahead(i)}
        claimed = [job for job in self.do(self.kernel.jobs.queue.claim_many(some, "worker")) if job]
        assert {job.id for job in claimed} == may
        for job in claimed:
            self.states[job.id], self.tokens[job.id] = "running", job.token
            self.attempts[job.id] += 1
        return multiple(*claimed)

    def owns(self, claim: Job) -> bool:
        """Whether the claim still counts."""
        return self.states[claim.id] == "running" and self.tokens[claim.id] == claim.token

    @rule(claim=claims)
    def done(self, claim: Job) -> None:
        owned = self.owns(claim)
        assert self.do(self.kernel.jobs.queue.done(claim, 1)) == owned
        if owned:
            self.states[claim.id] = "done"
            self.effects[claim.id] += 1

    @rule(some=st.lists(claims, min_size=1, max_size=4))
    def done_together(self, some: list[Job]) -> None:
        """In one lot; a claim that ends twice, or ended long ago, counts once."""
        owned = {claim.id for claim in some if self.owns(claim)}

        async def end() -> list[bool]:
            return await asyncio.gather(*(self.kernel.jobs.queue.done(claim, 1) for claim in some))

        ended = [claim.id for claim, good in zip(some, self.do(end()), strict=True) if good]
        assert set(ended) == owned
        for job in owned:
            self.states[job] = "done"
            self.effects[job] += 1

    @rule(claim=claims)
    def plugin_found_off(self, claim: Job) -> None:
        owned = self.owns(claim)
        assert self.do(self.kernel.jobs.queue.held(claim)) == owned
        if owned:
            self.states[claim.id] = "held"
            self.attempts[claim.id] -= 1

    @rule(claim=claims)
    def failed(self, claim: Job) -> None:
        owned = self.owns(claim)
        assert self.do(self.kernel.jobs.queue.failed(claim, "boom")) == owned
        if owned:
            self.states[claim.id] = "dead" if self.attempts[claim.id] >= self.most(claim.id) else "failed"

    def most(self, job: UUID) -> int:
        """Attempts that it has."""
        return ATTEMPTS if self.lanes[job] is not None else DEFAULT_BACKOFF.attempts

    @rule(claim=claims)
    def put_back(self, claim: Job) -> None:
        owned = self.owns(claim)
        assert self.do(self.kernel.jobs.queue.again(claim)) == owned
        if owned:
            self.states[claim.id] = "queued"
            self.attempts[claim.id] -= 1

    @rule(target=claims, claim=claims)
    def worker_dies(self, claim: Job) -> Any:
        """The job's lease ends (all others are renewed), and another worker tries to claim it; the dead one may yet speak."""
        others = [i for i, state in self.states.items() if state == "running" and i != claim.id]
        self.do(self.kernel.jobs.queue.sweep())
        self.kernel.clock.advance(timedelta(seconds=31))
        if others:
            self.do(self.kernel.jobs.queue.renew(self.do(Job.filter(id__in=others))))
        self.do(self.kernel.jobs.queue.sweep())
        if self.states[claim.id] == "running":
            self.states[claim.id] = "dead" if self.attempts[claim.id] >= self.most(claim.id) else "failed"
        return self.claim(claim.id)

    @rule(job=jobs)
    def cancel(self, job: UUID) -> None:
        self.do(self.kernel.jobs.cancel(self.tenant_id, job))
        if self.states[job] in {*WAITING, "held"}:
            self.states[job] = "cancelled"
        elif self.states[job] == "running":
            # Its worker is told, and lets go.
            row = self.do(Job.get(id=job))
            assert row.stopping
            assert self.do(self.kernel.jobs.queue.cancelled(row))
            self.states[job] = "cancelled"

    @rule(job=jobs)
    def retry(self, job: UUID) -> None:
        try:
            self.do(self.kernel.jobs.retry(self.tenant_id, job))
        except Conflict:
            assert self.states[job] in {"running", "done", "held"} or self.holder(self.keys[job]) not in {None, job}
            return
        assert self.states[job] not in {"running", "done", "held"}
        assert self.holder(self.keys[job]) in {None, job}
        if self.states[job] in ENDED:
            self.attempts[job] = 0
        self.states[job] = "queued"

    @rule(on=st.booleans())
    def switch(self, on: bool) -> None:
        if on:
            self.do(self.kernel.jobs.release(self.tenant_id, "probe"))
            self.states |= {i: "queued" for i, state in self.states.items() if state == "held"}
        else:
            self.do(self.kernel.jobs.hold(self.tenant_id, "probe"))
            self.states |= {i: "held" for i, state in self.states.items() if state in WAITING}

    @rule()
    def time_passes(self) -> None:
        self.kernel.clock.advance(timedelta(seconds=20))
        if running := self.do(Job.filter(state="running")):
            self.do(self.kernel.jobs.queue.renew(running))

    @rule()
    def relay_picks(self) -> None:
        """Only what may run is handed over, and nothing is by that alone."""
        for job in self.do(self.kernel.jobs.queue.pick(10)):
            assert self.states[job.id] in WAITING
            assert not self.ahead(job.id)

    @invariant()
    def as_expected(self) -> None:
        rows = {job.id: job for job in self.do(Job.filter(plugin_id="probe"))}
        assert {i: row.state for i, row in rows.items()} == self.states
        assert {i: row.attempt for i, row in rows.items()} == self.attempts
        assert all(count <= 1 for count in self.effects.values())
        assert all((row.token is not None) == (row.state == "running") for row in rows.values())
        assert all((row.unique_key is not None) == (self.keys[i] is not None and row.state in OPEN) for i, row in rows.items())
        running = [self.lanes[i] for i, state in self.states.items() if state == "running" and self.lanes[i] is not None]
        assert len(running) == len(set(running))


@pytest.fixture
def life(bench: Bench) -> Iterator[type[Life]]:
    """The machine on a real kernel, one for all examples."""
    with asyncio.Runner() as runner:
        context = bench.kernel([probe.plugin])
        Life.runner, Life.kernel = runner, runner.run(_entered(context))
        Life.tenant_id = runner.run(_tenant(Life.kernel))
        yield Life
        runner.run(_left(context))


async def _entered(context: Any) -> Kernel:
    return await context.__aenter__()  # type: ignore[no-any-return]  # a context manager of the kernel


async def _left(context: Any) -> None:
    await context.__aexit__(None, None, None)


async def _tenant(kernel: Kernel) -> UUID:
    omni = RunningOmni(kernel, Outbox())
    tenant = await omni.tenant("here")
    await omni.enable(probe.plugin, tenant)
    return tenant.id


def test_whatever_happens(life: type[Life]) -> None:
    """In any order, each job is where it should be."""
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    limits = settings(max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=checks)
    run_state_machine_as_test(life, settings=limits)
