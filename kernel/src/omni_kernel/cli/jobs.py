"""`omni job`: background work: what waits, runs, failed, and what is to be done about it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from omni_kernel.cli.console import Console, Json, group
from omni_kernel.cli.errors import USAGE, Refused
from omni_kernel.cli.running import run
from omni_kernel.cli.tenants import moment

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.jobs.dead_letters import DeadLetters
    from omni_kernel.jobs.models import Job

app = group("Jobs: list, show, cancel, retry; dead letters: list, replay, give up.")
Which = Annotated[str, typer.Argument(metavar="JOB", help="Its id, as `list` shows it.")]
OfTenant = Annotated[str | None, typer.Option("--tenant", help="Of this tenant, by slug or id.")]
Plugin = Annotated[str | None, typer.Option(help="Only of this plugin, by id.")]
Name = Annotated[str | None, typer.Option(help="Only with this name: the job's, or the event handler's.")]
Limit = Annotated[int, typer.Option(min=1, max=10_000, help="At most so many, the newest.")]


@app.command("list")
def list_(
    tenant: OfTenant = None,
    state: Annotated[str | None, typer.Option(help="Only in this state, such as queued, held or dead.")] = None,
    plugin: Plugin = None,
    name: Name = None,
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """List jobs, the newest first."""

    async def ask(kernel: Kernel) -> list[dict[str, Any]]:
        from omni_kernel.jobs.models import Job

        wanted = {"state": state, "plugin_id": plugin, "name": name, "tenant_id": await tenant_id(kernel, tenant)}
        rows = Job.filter(**{column: value for column, value in wanted.items() if value is not None})
        return [view(job) for job in await rows.order_by("-created_at").limit(limit)]

    Console(json=json).table(run(ask), empty="no such jobs")


@app.command()
def show(job: Which, json: Json = False) -> None:
    """Show one job."""
    wanted = id_of(job, "job")

    async def ask(kernel: Kernel) -> dict[str, Any]:
        del kernel
        found = await _find(wanted)
        return view(found) | {"note": found.note, "arguments": found.arguments, "result": found.result, "error": found.error}

    Console(json=json).record(run(ask))


@app.command()
def cancel(job: Which, json: Json = False) -> None:
    """Cancel a job that waits or runs."""
    _act(job, "cancel", json=json)


@app.command()
def retry(job: Which, json: Json = False) -> None:
    """Run a dead or cancelled job once more, or one that waits now."""
    _act(job, "retry", json=json)


@app.command("dead-letters")
def dead_letters(
    tenant: OfTenant = None, plugin: Plugin = None, name: Name = None, limit: Limit = 50, json: Json = False
) -> None:
    """List what failed for good, with the reasons: of a tenant, or of the installation."""

    async def ask(kernel: Kernel) -> list[dict[str, Any]]:
        letters = await _letters(kernel, tenant)
        return [letter(job) for job in await letters.rows(_meant(plugin, name)).order_by("-id").limit(limit)]

    Console(json=json).table(run(ask), empty="no dead letters")


@app.command()
def replay(
    job: Annotated[str | None, typer.Argument(metavar="[JOB]", help="One dead letter; else --all.")] = None,
    tenant: OfTenant = None,
    plugin: Plugin = None,
    name: Name = None,
    every: Annotated[bool, typer.Option("--all", help="All that the options name, of a tenant or of the installation.")] = False,
    json: Json = False,
) -> None:
    """Run dead letters once more, from their first attempt."""
    if (job is None) != every:
        raise Refused("name one dead letter, or say --all with --tenant, --plugin or --name", USAGE)
    if job is not None:
        _act(job, "retry", json=json)
        return

    async def act(kernel: Kernel) -> dict[str, int]:
        replayed, left = await (await _letters(kernel, tenant)).replay(_meant(plugin, name))
        return {"replayed": replayed, "left": left}

    Console(json=json).record(run(act))


@app.command()
def forget(job: Which, json: Json = False) -> None:
    """Give up a dead letter: it is gone."""
    wanted = id_of(job, "job")

    async def act(kernel: Kernel) -> dict[str, Any]:
        from omni_kernel.jobs.dead_letters import DeadLetters

        found = await DeadLetters(kernel.jobs, (await _find(wanted)).tenant_id).get(wanted)
        await found.delete()
        return letter(found)

    Console(json=json).record(run(act))


def _act(job: str, verb: str, *, json: bool) -> None:
    wanted = id_of(job, "job")

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


async def _letters(kernel: Kernel, tenant: str | None) -> DeadLetters:
    from omni_kernel.jobs.dead_letters import DeadLetters

    return DeadLetters(kernel.jobs, await tenant_id(kernel, tenant))


def _meant(plugin: str | None, name: str | None) -> Any:
    from omni_kernel.jobs.views import Which as Letters

    return Letters.model_construct(plugin=plugin, kind=None, name=name, died_before=None)


async def tenant_id(kernel: Kernel, tenant: str | None) -> UUID | None:
    """Of the tenant that an option names."""
    return (await kernel.tenants.get(tenant)).id if tenant else None


def id_of(text: str, what: str) -> UUID:
    """An id that was typed; refused with the way to find one."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Refused(f"{text!r} is no id of a {what}: see omni {what} list", USAGE) from error


def instant(text: str) -> datetime:
    """A time that was typed, in UTC unless it says otherwise."""
    from datetime import UTC

    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"{text!r} is no time: write it as 2026-07-01T06:00:00Z", USAGE) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


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


def letter(job: Job) -> dict[str, Any]:
    """What is shown of a dead letter."""
    return {
        "id": str(job.id),
        "plugin": job.plugin_id,
        "kind": job.kind,
        "name": job.name,
        "attempts": job.attempt,
        "reason": job.error,
        "died_at": moment(job.finished_at) if job.finished_at else None,
    }
