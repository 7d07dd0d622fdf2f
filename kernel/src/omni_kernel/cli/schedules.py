"""`omni schedule`: what runs by the clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from omni_kernel.cli.console import Console, Json, group
from omni_kernel.cli.jobs import OfTenant, id_of, tenant_id
from omni_kernel.cli.jobs import view as view_job
from omni_kernel.cli.running import operator, run
from omni_kernel.cli.tenants import moment

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.jobs.models import Schedule

app = group("Schedules: what runs by the clock.")
Which = Annotated[str, typer.Argument(metavar="SCHEDULE", help="Its id, as `list` shows it.")]
Count = Annotated[int, typer.Option(min=1, max=1000, help="How many runs to show.")]


@app.command("list")
def list_(tenant: OfTenant = None, json: Json = False) -> None:
    """List schedules and when each is due."""

    async def ask(kernel: Kernel) -> list[dict[str, Any]]:
        from omni_kernel.jobs.models import Schedule

        rows = Schedule.all().order_by("plugin_id", "name")
        return [view(row) for row in await (rows.filter(tenant_id=await tenant_id(kernel, tenant)) if tenant else rows)]

    Console(json=json).table(run(ask), empty="no schedules: they come with plugins that are enabled")


@app.command()
def show(schedule: Which, count: Count = 5, json: Json = False) -> None:
    """Show one schedule, with its next runs."""
    wanted = id_of(schedule, "schedule")

    async def ask(kernel: Kernel) -> dict[str, Any]:
        from omni_kernel.jobs.cron import next_runs

        row = await _find(wanted)
        runs = next_runs(row.cron, row.zone, count, kernel.clock.now())
        return view(row) | {"job": row.job, "arguments": row.arguments, "runs": [run.isoformat() for run in runs]}

    Console(json=json).record(run(ask))


@app.command()
def preview(
    cron: Annotated[str, typer.Argument(help="Five fields as in crontab(5), in quotes, or @daily and the like.")],
    zone: Annotated[str, typer.Option(help="Time zone, such as Europe/Berlin.")] = "UTC",
    count: Count = 10,
    json: Json = False,
) -> None:
    """Show when a schedule would run."""
    from omni_kernel.jobs.cron import next_runs

    runs = next_runs(cron, zone, count, datetime.now(UTC))
    Console(json=json).table([{"run": run.isoformat()} for run in runs])


@app.command()
def pause(schedule: Which, json: Json = False) -> None:
    """Let it fire no more."""
    _act(schedule, "pause", json=json)


@app.command()
def resume(schedule: Which, json: Json = False) -> None:
    """Let it fire again, from now on."""
    _act(schedule, "resume", json=json)


@app.command("run")
def run_now(schedule: Which, json: Json = False) -> None:
    """Run its job now, once, beside what is due."""
    wanted = id_of(schedule, "schedule")

    async def act(kernel: Kernel) -> dict[str, Any]:
        row = await _find(wanted)
        return view_job(await kernel.jobs.scheduler.run_now(operator(row.tenant_id), wanted))

    Console(json=json).record(run(act))


def _act(schedule: str, verb: str, *, json: bool) -> None:
    wanted = id_of(schedule, "schedule")

    async def act(kernel: Kernel) -> dict[str, Any]:
        row = await _find(wanted)
        return view(await getattr(kernel.jobs.scheduler, verb)(operator(row.tenant_id), wanted))

    Console(json=json).record(run(act))


async def _find(schedule_id: UUID) -> Schedule:
    from omni_kernel.jobs.models import Schedule
    from omni_sdk.errors import NotFound

    found = await Schedule.get_or_none(id=schedule_id)
    if found is None:
        raise NotFound(f"no schedule {schedule_id}: see omni schedule list")
    return found


def view(row: Schedule) -> dict[str, Any]:
    """What is shown of a schedule in a list."""
    return {
        "id": str(row.id),
        "tenant_id": str(row.tenant_id) if row.tenant_id else None,
        "plugin": row.plugin_id,
        "name": row.name,
        "cron": row.cron,
        "zone": row.zone,
        "paused": row.paused,
        "due": moment(datetime.fromtimestamp(row.next_due / 1000, UTC)) if row.next_due is not None else None,
    }
