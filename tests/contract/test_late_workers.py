"""A worker that has not yet heard of a change does nothing wrong by it: what was true when something happened counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from omni_notes.plugin import plugin as notes

from omni_sdk.testing import OmniApp, RunJobs, SetClock


async def late(app: Any, tenant: Any) -> None:
    """Enable the notes, and leave the kernel's memory as that of another process, which hears of it half a second later."""
    kernel = app.kernel
    await kernel.epoch.stop()  # nobody tells it by itself from here on
    state, seen = await kernel.gate.state(tenant.id), kernel.epoch.seen
    await app.enable(notes, tenant)
    kernel.gate._states[tenant.id] = state
    kernel.epoch.seen = seen


async def test_an_event_reaches_a_plugin_that_was_enabled_just_before(omni_app: OmniApp, tenant: Any, run_jobs: RunJobs) -> None:
    """Enabled, then a member joins: the handler runs, however late the worker is."""
    app: Any = omni_app
    await run_jobs()  # what came before has been delivered
    await late(app, tenant)
    await app.emit("tenant.member.added", tenant, name="Ann")
    await app.kernel.jobs.dispatcher.dispatch(flush=True)
    rows = await app.kernel.db.rows("SELECT plugin_id FROM omni_job WHERE kind = 'events' AND plugin_id = 'notes'", [])
    assert len(rows) == 1, "the event is lost for good: the cursor has passed it"


async def test_a_schedule_fires_though_the_worker_is_late(omni_app: OmniApp, tenant: Any, clock: SetClock) -> None:
    """It came with the enabling and is due: it is not moved on unfired."""
    app: Any = omni_app
    await late(app, tenant)
    made = await app.kernel.db.rows("SELECT id FROM omni_schedule WHERE plugin_id = 'notes'", [])
    assert made, "enabling makes the schedule"
    clock.advance(timedelta(days=1))
    assert await app.kernel.jobs.scheduler.fire() == 1
