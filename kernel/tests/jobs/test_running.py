"""How jobs run and end, through a real kernel."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import omni_probe.plugin as probe
import omni_watcher.plugin as watcher
import pytest

from omni_kernel.app import Kernel
from omni_kernel.jobs import choice
from omni_kernel.jobs import runner as runner_module
from omni_kernel.jobs.caller import Caller
from omni_kernel.jobs.models import Job
from omni_sdk._scope import NoTenant
from omni_sdk.context import Tenant
from omni_sdk.contributions import Call
from omni_sdk.errors import Conflict, Invalid, NotFound
from omni_sdk.testing.app import RunningOmni

Enqueue = Any


def seen() -> list[str]:
    """What ran, in order."""
    return [what for _, what in probe.SEEN]


async def test_runs_and_keeps_its_result(kernel: Kernel, enqueue: Enqueue) -> None:
    """A job runs once; its result, times and progress are kept."""
    made = await enqueue(probe.note("hello"))
    assert (made.state, made.progress) == ("queued", 0.0)
    assert await kernel.jobs.run_due() == 1
    job = await Job.get(id=made.id)
    assert (job.state, job.result, job.progress, job.attempt, job.token) == ("done", "noted hello", 1.0, 1, None)
    assert job.finished_at is not None
    assert probe.SEEN == [("here", "hello")]
    assert await kernel.jobs.run_due() == 0


async def test_rolled_back_with_the_callers_transaction(kernel: Kernel, enqueue: Enqueue) -> None:
    """What was enqueued in a transaction that fails never was."""

    async def fails() -> None:
        async with kernel.db.transaction():
            await enqueue(probe.note("never"))
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        await fails()
    assert await Job.filter(name="note").count() == 0


async def test_waits_for_its_time(kernel: Kernel, enqueue: Enqueue) -> None:
    """A delay counts by the kernel's clock."""
    kernel.clock.set(datetime(2026, 7, 1, 12, tzinfo=UTC))  # far from what the schedules do
    await enqueue(probe.note("later"), after=timedelta(hours=1))
    assert await kernel.jobs.run_due() == 0
    kernel.clock.advance(timedelta(hours=1))
    assert await kernel.jobs.run_due() == 1


async def test_higher_priority_first(kernel: Kernel, enqueue: Enqueue) -> None:
    """Among what is due the higher number runs first."""
    for priority in (0, 5, -1):
        await enqueue(probe.note(str(priority)), priority=priority)
    await kernel.jobs.run_due()
    assert seen() == ["5", "0", "-1"]


async def test_only_what_is_named(kernel: Kernel, enqueue: Enqueue) -> None:
    """`run_due` can be told which jobs to run."""
    await enqueue(probe.note("no"))
    await enqueue(probe.flaky(0))
    assert await kernel.jobs.run_due({("probe", "flaky")}) == 1
    assert seen() == ["attempt 1"]


async def test_retries_until_it_succeeds(kernel: Kernel, enqueue: Enqueue) -> None:
    """A failed attempt is followed by another; the last one knows that it is."""
    made = await enqueue(probe.flaky(2))
    assert await kernel.jobs.run_due() == 3
    assert seen() == ["attempt 1", "attempt 2", "attempt 3 (last)"]
    assert (await Job.get(id=made.id)).result == 3


async def test_backs_off_with_jitter(kernel: Kernel, enqueue: Enqueue) -> None:
    """Between attempts it waits about as long as its declaration says."""
    made = await enqueue(probe.flaky(1))
    claimed = await kernel.jobs.queue.claim(made.id, "me")
    assert claimed
    await kernel.jobs.queue.failed(claimed, "boom")
    job = await Job.get(id=made.id)
    assert (job.state, job.error) == ("failed", "boom")
    assert 29_000 <= job.due - kernel.jobs.queue.now() <= 60_000


async def test_dead_letter_and_its_replay(kernel: Kernel, enqueue: Enqueue, here: Tenant) -> None:
    """After the last attempt it is dead; retried by hand it begins anew."""
    made = await enqueue(probe.flaky(3))
    await kernel.jobs.run_due()
    dead = await Job.get(id=made.id)
    assert (dead.state, dead.attempt, dead.error) == ("dead", 3, "ValueError: not yet")
    again = await kernel.jobs.retry(here.id, made.id)
    assert (again.state, again.attempt) == ("queued", 0)
    assert await kernel.jobs.run_due() == 3


async def test_asks_for_another_time(kernel: Kernel, enqueue: Enqueue) -> None:
    """`Retry` says when; only a free one costs no attempt."""
    paid, free = await enqueue(probe.polite(False)), await enqueue(probe.polite(True))
    assert await kernel.jobs.run_due() == 3  # the paid one twice: then it is dead
    assert (await Job.get(id=paid.id)).state == "dead"
    waiting = await Job.get(id=free.id)
    assert (waiting.state, waiting.attempt, waiting.error) == ("queued", 0, "busy there")
    assert 299_000 <= waiting.due - kernel.jobs.queue.now() <= 300_000


async def test_discard_is_dead_at_once(kernel: Kernel, enqueue: Enqueue) -> None:
    """`Discard` needs no further attempt."""
    made = await enqueue(probe.hopeless())
    assert await kernel.jobs.run_due() == 1
    job = await Job.get(id=made.id)
    assert (job.state, job.error) == ("dead", "no such customer")


async def test_sys_exit_ends_only_the_job(kernel: Kernel, enqueue: Enqueue) -> None:
    """A handler may not end the worker."""
    made = await enqueue(probe.leaver())
    await kernel.jobs.run_due()
    assert (await Job.get(id=made.id)).error == "RuntimeError: the handler called sys.exit(3)"


async def test_time_limit(kernel: Kernel, enqueue: Enqueue) -> None:
    """What takes longer than it may is stopped."""
    made = await enqueue(probe.brief())
    await kernel.jobs.run_due()
    job = await Job.get(id=made.id)
    assert (job.state, job.error) == ("dead", "it took longer than 0.05 s")


async def test_unique_key_gives_the_one_at_hand(kernel: Kernel, enqueue: Enqueue, omni: RunningOmni, there: Tenant) -> None:
    """While a call waits, the same key gives it; afterwards, and in another tenant, it is a new one."""
    await omni.enable(probe.plugin, there)
    key = uuid4()
    first, second = await enqueue(probe.only(key)), await enqueue(probe.only(key))
    assert first.id == second.id
    assert (await enqueue(probe.only(key), tenant=there)).id != first.id
    await kernel.jobs.run_due()
    assert (await enqueue(probe.only(key))).id != first.id


async def test_replay_respects_the_unique_key(kernel: Kernel, enqueue: Enqueue, here: Tenant) -> None:
    """A cancelled call does not come back beside another with its key."""
    key = uuid4()
    first = await enqueue(probe.only(key))
    await kernel.jobs.cancel(here.id, first.id)
    await enqueue(probe.only(key))
    with pytest.raises(Conflict, match="unique key"):
        await kernel.jobs.retry(here.id, first.id)


async def test_ordered_calls_run_in_order(kernel: Kernel, enqueue: Enqueue) -> None:
    """One that fails keeps those of its own lane waiting, and nobody else."""
    for lane, number in (("a", -1), ("a", 2), ("b", 1)):
        await enqueue(probe.line(lane, number))
    heads = await Job.filter(id__in=[job.id for job in await kernel.jobs.queue.pick(10)]).order_by("id")
    assert [job.arguments["number"] for job in heads] == [-1, 1]
    assert await kernel.jobs.queue.claim((await Job.filter(name="line").order_by("id"))[1].id, "me") is None
    await kernel.jobs.run_due()
    assert seen() == ["a-1", "b1", "a-1", "a2"]


async def test_cancelled_before_it_runs(kernel: Kernel, enqueue: Enqueue, here: Tenant) -> None:
    """It never runs; cancelling again changes nothing."""
    made = await enqueue(probe.note("never"))
    assert (await kernel.jobs.cancel(here.id, made.id)).state == "cancelled"
    assert (await kernel.jobs.cancel(here.id, made.id)).state == "cancelled"
    assert await kernel.jobs.run_due() == 0


async def test_another_tenants_job_is_not_there(kernel: Kernel, enqueue: Enqueue, there: Tenant) -> None:
    """Neither is another plugin's, nor the installation's."""
    made = await enqueue(probe.note("mine"))
    for tenant_id, plugin in ((there.id, None), (None, None)):
        with pytest.raises(NotFound):
            await kernel.jobs.get(tenant_id, made.id, plugin)


async def test_refuses_what_it_cannot_store_or_find(kernel: Kernel, enqueue: Enqueue) -> None:
    """Names and values are told, at once."""
    with pytest.raises(LookupError, match="has no job 'nope'"):
        await enqueue(Call("nope", {}))
    with pytest.raises(Invalid) as refused:
        await enqueue(Call("note", {"text": object()}))
    assert refused.value.at == "text"
    with pytest.raises(Invalid, match="negative"):
        await enqueue(probe.note("x"), after=timedelta(seconds=-1))
    with pytest.raises(NoTenant):
        await kernel.jobs.enqueue(Caller("probe", None, "system", "x"), probe.note("x"))


async def test_arguments_that_no_longer_fit_are_dead(kernel: Kernel, enqueue: Enqueue) -> None:
    """An upgrade changed the parameters: trying again would not help."""
    made = await enqueue(probe.flaky(0))
    await Job.filter(id=made.id).update(arguments={"failures": "many"})
    await kernel.jobs.run_due()
    job = await Job.get(id=made.id)
    assert job.state == "dead"
    assert "failures" in (job.error or "")


async def test_held_while_the_plugin_is_off(kernel: Kernel, omni: RunningOmni, enqueue: Enqueue, here: Tenant) -> None:
    """Disabling holds what waits, with its data; enabling brings it back."""
    made = await enqueue(probe.note("patience"))
    await omni.disable(probe.plugin, here)
    assert (await Job.get(id=made.id)).state == "held"
    assert await kernel.jobs.run_due({("probe", "note")}) == 0
    await omni.enable(probe.plugin, here)
    assert await kernel.jobs.run_due({("probe", "note")}) == 1
    assert seen() == ["patience"]


async def test_gate_is_asked_when_it_runs(kernel: Kernel, omni: RunningOmni, enqueue: Enqueue, here: Tenant) -> None:
    """A job that slipped in while the plugin was off is held then, and released by the sweeper once it is on."""
    await omni.disable(probe.plugin, here)
    made = await enqueue(probe.note("slipped in"))
    assert await kernel.jobs.run_due({("probe", "note")}) == 0
    assert (await Job.get(id=made.id)).state == "held"
    await kernel.jobs.queue.release_active()
    assert (await Job.get(id=made.id)).state == "held"
    await omni.enable(probe.plugin, here)
    await Job.filter(id=made.id).update(state="held")
    await kernel.jobs.queue.release_active()
    assert (await Job.get(id=made.id)).state == "queued"


async def test_the_installations_own_job(kernel: Kernel, here: Tenant) -> None:
    """With a `PlatformContext` it runs once, in no tenant, whoever enqueued it."""
    made = await kernel.jobs.enqueue(Caller("watcher", here.id, "system", "x"), watcher.patrol())
    assert await kernel.jobs.run_due() == 1
    assert watcher.SEEN == ["patrol"]
    assert (await Job.get(id=made.id)).tenant_id is None


async def test_forgets_what_ended_long_ago(kernel: Kernel, enqueue: Enqueue) -> None:
    """Retention deletes what ended; what waits stays."""
    await enqueue(probe.note("old"))
    await kernel.jobs.run_due()
    kernel.clock.advance(timedelta(days=31))
    waiting = await enqueue(probe.note("young"))
    await kernel.jobs.forget()
    assert [job.id for job in await Job.filter(name="note")] == [waiting.id]


async def test_purges_one_plugin_of_one_tenant(kernel: Kernel, enqueue: Enqueue, here: Tenant) -> None:
    """Its jobs go, whatever their state."""
    await enqueue(probe.note("gone"))
    await kernel.jobs.purge(here.id, "probe")
    assert await Job.filter(plugin_id="probe").count() == 0


async def test_a_fair_share_for_each_tenant(kernel: Kernel, omni: RunningOmni, enqueue: Enqueue, there: Tenant) -> None:
    """A flood of one tenant's jobs delays another's by one turn, and takes no more than its share."""
    await omni.enable(probe.plugin, there)
    await kernel.jobs.run_due()
    for number in range(30):
        await enqueue(probe.note(str(number)))
    late = await enqueue(probe.note("late"), tenant=there)
    picked = await kernel.jobs.queue.pick(100)
    assert late.id in [job.id for job in picked[:2]]
    assert len(picked) == kernel.settings.jobs.per_tenant + 1
    assert await kernel.jobs.queue.pick(100) == []


async def test_what_redis_lost_is_handed_over_again(kernel: Kernel, enqueue: Enqueue) -> None:
    """What was handed over and not claimed counts as lost after five seconds."""
    made = await enqueue(probe.note("lost"))
    assert [job.id for job in await kernel.jobs.queue.pick(1)] == [made.id]
    assert await kernel.jobs.queue.pick(1) == []
    kernel.clock.advance(timedelta(seconds=6))
    await kernel.jobs.queue.sweep()
    assert [job.id for job in await kernel.jobs.queue.pick(1)] == [made.id]


async def test_a_lost_claim_changes_nothing(kernel: Kernel, enqueue: Enqueue) -> None:
    """Who held the job before its lease ended may end it no more."""
    made = await enqueue(probe.note("twice"))
    queue = kernel.jobs.queue
    first = await queue.claim(made.id, "one")
    assert first
    assert await queue.claim(made.id, "two") is None
    assert await queue.sweep() == 0
    kernel.clock.advance(timedelta(seconds=31))
    assert await queue.sweep() == 1
    second = await queue.claim(made.id, "two")
    assert second
    assert second.attempt == 2
    assert not await queue.done(first, "by one")
    assert await queue.done(second, "by two")
    assert (await Job.get(id=made.id)).result == "by two"


async def test_a_job_that_kills_its_workers_is_buried(kernel: Kernel, enqueue: Enqueue) -> None:
    """Each lost worker costs an attempt."""
    made = await enqueue(probe.leaver())
    assert await kernel.jobs.queue.claim(made.id, "one")
    await kernel.jobs.queue.sweep()
    kernel.clock.advance(timedelta(seconds=31))
    await kernel.jobs.queue.sweep()
    job = await Job.get(id=made.id)
    assert (job.state, job.error) == ("dead", "its worker one died while it ran")


async def test_a_result_that_is_no_json(kernel: Kernel, enqueue: Enqueue) -> None:
    """The job is done; its result is not kept, and the row says so."""
    made = await enqueue(probe.odd())
    await kernel.jobs.run_due()
    job = await Job.get(id=made.id)
    assert (job.state, job.result) == ("done", None)
    assert "cannot be kept as JSON" in (job.error or "")


async def test_a_tripped_plugin_costs_no_attempt(kernel: Kernel, enqueue: Enqueue, here: Tenant) -> None:
    """While it rests, its jobs wait."""
    for _ in range(5):
        kernel.breaker.failed("probe", here.id, RuntimeError("no"))
    made = await enqueue(probe.note("later"))
    await kernel.jobs.run_due()
    job = await Job.get(id=made.id)
    assert (job.state, job.attempt) == ("queued", 0)
    assert "rests" in (job.error or "")
    assert seen() == []


async def test_left_to_itself_when_it_swallows_its_end(kernel: Kernel, enqueue: Enqueue, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time limit holds, whatever the handler does about its cancellation."""
    monkeypatch.setattr(runner_module, "GRACE_SECONDS", 0.01)
    made = await enqueue(probe.deaf())
    await kernel.jobs.run_due()
    assert (await Job.get(id=made.id)).error == "it took longer than 0.05 s"
    probe.GATES["deaf"].set()


async def test_cancelled_by_its_own_word(kernel: Kernel, enqueue: Enqueue, here: Tenant) -> None:
    """Somebody cancelled as it was about to fail: it is not tried again."""
    made = await enqueue(probe.flaky(3))
    claimed = await kernel.jobs.queue.claim(made.id, "me")
    assert claimed
    await kernel.jobs.cancel(here.id, made.id)
    await kernel.jobs.queue.failed(claimed, "boom")
    assert (await Job.get(id=made.id)).state == "cancelled"


async def test_a_short_line_in_redis(kernel: Kernel, enqueue: Enqueue) -> None:
    """What was handed over before counts, so that the fair choice is made late."""
    for number in range(5):
        await enqueue(probe.note(str(number)))
    assert [len(await kernel.jobs.queue.pick(3, shared=True)) for _ in range(2)] == [3, 0]
    assert len(await kernel.jobs.queue.pick(3)) == 2


async def test_round_robin_where_there_are_very_many(kernel: Kernel, enqueue: Enqueue, monkeypatch: pytest.MonkeyPatch) -> None:
    """More tenants than one round looks at: the next round goes on behind them, and then from the beginning."""
    monkeypatch.setattr(choice, "_LINES", choice._LINES.replace("l.n < 400", "l.n < 3"))
    monkeypatch.setattr(choice, "LINES", 3)
    for number in range(7):
        for _ in range(2):
            made = await enqueue(probe.note(str(number)))
            await Job.filter(id=made.id).update(lane=f"lane-{number}")
    seen = []
    for _ in range(5):
        ids = [job.id for job in await kernel.jobs.queue.pick(3)]
        seen.append(sorted([str(lane) for lane in await Job.filter(id__in=ids).values_list("lane", flat=True)]))
    assert seen[:2] == [["lane-0", "lane-1", "lane-2"], ["lane-3", "lane-4", "lane-5"]]
    assert "lane-6" in seen[2]
    assert sum(map(len, seen)) == 14


async def test_the_character_nul(kernel: Kernel, omni: RunningOmni, enqueue: Enqueue, here: Tenant) -> None:
    """No database keeps it: refused at once in what is enqueued and emitted, and replaced in what a job says."""
    with pytest.raises(Invalid) as refused:
        await enqueue(probe.note("a\0b"))
    assert refused.value.at == "arguments"
    async with omni.inside(probe.plugin, here) as ctx:
        with pytest.raises(Invalid):
            await ctx.events.emit(probe.PINGED, probe.Ping(text="\0"))
    assert await enqueue(probe.note("no \\u0000 at all"))
    made = [await enqueue(probe.echo(how)) for how in ("result", "error", "note")]
    await kernel.jobs.run_due({("probe", "echo")})
    result, error, note = [await Job.get(id=job.id) for job in made]
    assert (result.state, result.result) == ("done", None)
    assert "NUL" in (result.error or "")
    assert (error.state, error.error) == ("dead", "ValueError: a\N{REPLACEMENT CHARACTER}b")
    assert (note.state, note.result) == ("done", "told")
