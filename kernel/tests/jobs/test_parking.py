"""A handler that keeps failing is parked, where it fails, and stops nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx
import omni_probe.plugin as probe
import omni_watcher.plugin as watcher
import pytest

from omni_kernel.app import Kernel
from omni_kernel.jobs.models import Job, Parking
from omni_kernel.jobs.parking import AFTER
from omni_sdk.context import Tenant
from omni_sdk.testing.app import RunningOmni

PATH = "/api/v1/events/subscribers"


@pytest.fixture
def client(omni: RunningOmni, here: Tenant) -> httpx.AsyncClient:
    return omni.client(here)


async def run(omni: RunningOmni, tenant: Tenant) -> None:
    """Deliver what there is; the plugin as a whole has rested from earlier failures."""
    omni.kernel.breaker.succeeded("probe", tenant.id)
    await omni.kernel.jobs.run_due({("probe", "on_ping"), ("probe", "on_members"), ("watcher", "everywhere")})


async def ping(omni: RunningOmni, tenant: Tenant, *texts: str) -> None:
    for text in texts:
        omni.kernel.breaker.succeeded("probe", tenant.id)
        async with omni.inside(probe.plugin, tenant) as ctx:
            await ctx.events.emit(probe.PINGED, probe.Ping(text=text))
        await run(omni, tenant)


async def add(omni: RunningOmni, tenant: Tenant, *names: str) -> None:
    for name in names:
        await omni.emit("tenant.member.added", tenant, name=name)
    await run(omni, tenant)


def got() -> list[str]:
    return [what for _, what in probe.SEEN if what.startswith(("ping fine", "members")) and "bad" not in what]


async def test_single_events_go_on_until_too_many_in_a_row(
    kernel: Kernel, omni: RunningOmni, client: httpx.AsyncClient, here: Tenant, there: Tenant
) -> None:
    """One that succeeds begins the count anew; others, and other tenants, notice nothing."""
    await omni.enable(probe.plugin, there)
    await ping(omni, here, *["fail"] * (AFTER - 1), "fine")
    await ping(omni, here, *["fail"] * (AFTER - 1), "fine")
    assert got() == ["ping fine by system:omni"] * 2
    assert (await client.get(f"{PATH}/probe:on_ping")).json()["parked"] is None
    await ping(omni, here, *["fail"] * AFTER)
    watcher.SEEN.clear()
    await ping(omni, here, "fine")
    assert len(got()) == 2
    shown = (await client.get(f"{PATH}/probe:on_ping")).json()
    assert shown["parked"]["reason"] == "ValueError: cannot take it"
    assert (shown["dead"], shown["waiting"]) == (3 * AFTER - 2, 1)
    assert watcher.SEEN == ["here: probe.pinged"]
    await ping(omni, there, "fine")
    assert ("there", "ping fine by system:omni") in probe.SEEN


async def test_batches_wait_behind_a_dead_letter(
    kernel: Kernel, omni: RunningOmni, client: httpx.AsyncClient, here: Tenant
) -> None:
    """A ledger has no gaps: its first dead letter stops it; replayed, it comes before what waited."""
    probe.BAD.add("bad")
    await add(omni, here, "Ann", "bad")
    await add(omni, here, "Bob", "Cid")
    assert got() == []
    assert (await client.get(f"{PATH}/probe:on_members")).json()["parked"]["reason"] == "ValueError: cannot take it"
    probe.BAD.clear()
    (letter,) = (await client.get("/api/v1/dead-letters", params={"kind": "events"})).json()["items"]
    probe.SEEN.clear()
    assert (await client.post(f"/api/v1/dead-letters/{letter['id']}/replay")).status_code == 200
    await run(omni, here)
    assert [what for _, what in probe.SEEN] == ["members Ann,bad", "members Bob,Cid"]
    assert not await Parking.exists()


async def test_order_is_kept_without_the_parking_row(kernel: Kernel, omni: RunningOmni, here: Tenant) -> None:
    """A delivery that another dispatcher made at that moment stands behind the dead letter, too."""
    probe.BAD.add("bad")
    await add(omni, here, "Ann", "bad")
    await add(omni, here, "Bob", "Cid")
    await Job.filter(state="held", name="on_members").update(state="queued")
    omni.kernel.breaker.succeeded("probe", here.id)
    assert await kernel.jobs.run_due({("probe", "on_members")}) == 0
    assert await kernel.jobs.queue.pick(10) == []


async def test_resumed_by_an_administrator(kernel: Kernel, omni: RunningOmni, client: httpx.AsyncClient, here: Tenant) -> None:
    """The dead letters first; or without them, and the ledger has its gap."""
    probe.BAD.add("bad")
    await add(omni, here, "Ann", "bad")
    await add(omni, here, "Bob", "Cid")
    probe.SEEN.clear()
    shown = (await client.post(f"{PATH}/probe:on_members/resume", json={"replay": False})).json()
    assert (shown["parked"], shown["dead"]) == (None, 0)
    await run(omni, here)
    assert [what for _, what in probe.SEEN] == ["members Bob,Cid"]
    await add(omni, here, "bad", "Dan")
    await add(omni, here, "Eve", "Fay")
    probe.BAD.clear()
    probe.SEEN.clear()
    await client.post(f"{PATH}/probe:on_members/resume", json={})
    await run(omni, here)
    assert [what for _, what in probe.SEEN] == ["members bad,Dan", "members Eve,Fay"]


async def test_parked_again_when_it_fails_again(
    kernel: Kernel, omni: RunningOmni, client: httpx.AsyncClient, here: Tenant
) -> None:
    probe.BAD.add("bad")
    await add(omni, here, "Ann", "bad")
    await client.post(f"{PATH}/probe:on_members/resume", json={})
    await run(omni, here)
    assert (await client.get(f"{PATH}/probe:on_members")).json()["parked"] is not None
    assert await Job.filter(state="dead", name="on_members").count() == 1


async def test_resumed_by_another_version(kernel: Kernel, omni: RunningOmni, here: Tenant) -> None:
    """Whoever mended it need not tell anybody; the same version changes nothing."""
    probe.BAD.add("bad")
    await add(omni, here, "Ann", "bad")
    probe.BAD.clear()
    probe.SEEN.clear()
    await kernel.jobs.queue.release_active()
    assert await Parking.exists(name="on_members")
    loaded = kernel.registry.plugins["probe"]
    kernel.registry.plugins["probe"] = replace(loaded, candidate=replace(loaded.candidate, version="2.0"))
    await kernel.jobs.queue.release_active()
    assert not await Parking.exists()
    await run(omni, here)
    assert [what for _, what in probe.SEEN] == ["members Ann,bad"]


async def test_parked_through_switching_off_and_on(kernel: Kernel, omni: RunningOmni, here: Tenant) -> None:
    """Its other jobs are released; what is parked stays held, whoever releases."""
    probe.BAD.add("bad")
    await add(omni, here, "Ann", "bad")
    await add(omni, here, "Bob", "Cid")
    await omni.disable(probe.plugin, here)
    await omni.enable(probe.plugin, here)
    await kernel.jobs.queue.release_active()
    assert await Job.filter(state="held", name="on_members").count() == 1


async def test_given_up_lets_the_next_run(kernel: Kernel, omni: RunningOmni, client: httpx.AsyncClient, here: Tenant) -> None:
    """Deleting the dead letter unblocks; the parking ends when it is resumed."""
    probe.BAD.add("bad")
    await add(omni, here, "Ann", "bad")
    await add(omni, here, "Bob", "Cid")
    dead = await Job.get(state="dead", name="on_members")
    assert (await client.delete(f"/api/v1/dead-letters/{dead.id}")).status_code == 204
    probe.SEEN.clear()
    await client.post(f"{PATH}/probe:on_members/resume", json={})
    await run(omni, here)
    assert [what for _, what in probe.SEEN] == ["members Bob,Cid"]


async def test_kept_for_as_long_as_it_stops_others(kernel: Kernel, omni: RunningOmni, here: Tenant) -> None:
    """Retention deletes no dead letter of an ordered handler, nor the events that it holds."""
    probe.BAD.add("bad")
    await add(omni, here, "Ann", "bad")
    kernel.clock.advance(timedelta(days=400))
    await kernel.jobs.forget()
    dead = await Job.get(state="dead", name="on_members")
    probe.BAD.clear()
    probe.SEEN.clear()
    await kernel.jobs.retry(here.id, dead.id)
    await run(omni, here)
    assert [what for _, what in probe.SEEN] == ["members Ann,bad"]
