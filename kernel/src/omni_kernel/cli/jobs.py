"""`omni job`: background work: what waits, runs, failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from omni_kernel.cli.console import Console, Json, group
from omni_kernel.cli.errors import USAGE, Refused
from omni_kernel.cli.running import run
from omni_kernel.cli.tenants import moment

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.jobs.models import Job

app = group("Jobs: list, show, cancel, retry.")
Which = Annotated[str, typer.Argument(metavar="JOB", help="Its id, as `list` shows it.")]


@app.command("list")
def list_(
    tenant: Annotated[str | None, typer.Option(help="Only of this tenant, by slug or id.")] = None,
    state: Annotated[str | None, typer.Option(help="Only in this state, such as queued, held or dead.")] = None,
    plugin: Annotated[str | None, typer.Option(help="Only of this plugin, by id.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many, the newest.")] = 50,
    json: Json = False,
) -> None:
    """List jobs, the newest first."""

    async def ask(kernel: Kernel) -> list[dict[str, Any]]:
        from omni_kernel.jobs.models import Job

        wanted = {
            "state": state,
            "plugin_id": plugin,
            "tenant_id": (await kernel.tenants.get(tenant)).id if tenant else None,
        }
        rows = Job.filter(**{name: value for name, value in wanted.items() if value is not None})
        return [view(job) for job in await rows.order_by("-created_at").limit(limit)]

    Console(json=json).table(run(ask), empty="no such jobs")


@app.command()
def show(job: Which, json: Json = False) -> None:
    """Show one job."""
    wanted = _id(job)

    async def ask(kernel: Kernel) -> dict[str, Any]:
        del kernel
        found = await _find(wanted)
        return view(found) | {"result": found.result, "error": found.error}

    Console(json=json).record(run(ask))


@app.command()
def cancel(job: Which, json: Json = False) -> None:
    """Cancel a job that waits or runs."""
    _act(job, "cancel", json=json)


@app.command()
def retry(job: Which, json: Json = False) -> None:
    """Run a dead job once more."""
    _act(job, "retry", json=json)


def _act(job: str, verb: str, *, json: bool) -> None:
    wanted = _id(job)

    async def act(kernel: Kernel) -> dict[str, Any]:
        found = await _find(wanted)
        await getattr(kernel.jobs, verb)(found.tenant_id, wanted)
        return view(await _find(wanted))

    Console(json=json).record(run(act))


async def _find(job_id: UUID) -> Job:
    from omni_kernel.jobs.models import Job
    from omni_sdk.errors import NotFound

    found = await Job.get_or_none(id=job_id)
    if found is None:
        raise NotFound(f"no job {job_id}: see omni job list")
    return found


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Refused(f"{text!r} is no id of a job: see omni job list", USAGE) from error


def view(job: Job) -> dict[str, Any]:
    """What is shown of a job in a list."""
    return {
        "id": str(job.id),
        "tenant_id": str(job.tenant_id) if job.tenant_id else None,
        "plugin": job.plugin_id,
        "name": job.name,
        "state": job.state,
        "attempt": job.attempt,
        "progress": job.progress,
        "created_at": moment(job.created_at),
    }
