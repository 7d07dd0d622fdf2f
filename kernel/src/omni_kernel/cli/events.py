"""`omni event`: what may happen, who listens, and once more from a point on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from omni_kernel.cli.console import Console, Json, group
from omni_kernel.cli.errors import USAGE, Refused
from omni_kernel.cli.jobs import OfTenant, id_of, instant, tenant_id
from omni_kernel.cli.jobs import view as view_job
from omni_kernel.cli.running import operator, run

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.jobs.subscribers import Subscribers
    from omni_kernel.jobs.views import SubscriberView

app = group("Events: types, subscribers, replay.")
Which = Annotated[str, typer.Argument(metavar="SUBSCRIBER", help="As `subscribers` shows it: plugin:handler.")]


@app.command()
def types(json: Json = False) -> None:
    """List the types of events that plugins may raise."""

    async def ask(kernel: Kernel) -> list[dict[str, Any]]:
        found = sorted(kernel.registry.event_types.items())
        return [{"name": name, "data": event.data.__name__, "durable": event.durable} for name, event in found]

    Console(json=json).table(run(ask))


@app.command()
def subscribers(tenant: OfTenant = None, json: Json = False) -> None:
    """List handlers of durable events, and how far each is: in a tenant, or in the installation."""

    async def ask(kernel: Kernel) -> list[dict[str, Any]]:
        return [view(found) for found in await (await _subscribers(kernel, tenant)).all()]

    Console(json=json).table(run(ask), empty="no subscribers: they come with plugins that are enabled")


@app.command()
def replay(
    subscriber: Which,
    tenant: OfTenant = None,
    since: Annotated[str | None, typer.Option(help="From this time on, such as 2026-07-01T06:00:00Z.")] = None,
    event: Annotated[str | None, typer.Option(help="From this event on, by its id.")] = None,
    json: Json = False,
) -> None:
    """Deliver events to one subscriber once more: starts the job that does."""
    if (since is None) == (event is None):
        raise Refused("say from when on: either --since or --event", USAGE)
    time, point = instant(since) if since else None, id_of(event, "event") if event else None

    async def act(kernel: Kernel) -> dict[str, Any]:
        from omni_kernel.jobs import replay as replays

        where = await tenant_id(kernel, tenant)
        (await _subscribers(kernel, tenant)).get(subscriber)
        return view_job(await replays.start(kernel, operator(where), subscriber, time, point))

    Console(json=json).record(run(act))


@app.command()
def resume(
    subscriber: Which,
    tenant: OfTenant = None,
    skip: Annotated[bool, typer.Option("--skip", help="Give up its dead letters; else they are delivered first.")] = False,
    json: Json = False,
) -> None:
    """Let a subscriber that is parked go on."""

    async def act(kernel: Kernel) -> dict[str, Any]:
        here, where = await _subscribers(kernel, tenant), await tenant_id(kernel, tenant)
        found = here.get(subscriber)
        await kernel.jobs.queue.parking.resume(where, found.plugin_id, found.name, replay=not skip)
        return view(await here.view(found))

    Console(json=json).record(run(act))


async def _subscribers(kernel: Kernel, tenant: str | None) -> Subscribers:
    from omni_kernel.jobs.subscribers import Subscribers

    where: UUID | None = await tenant_id(kernel, tenant)
    return Subscribers(kernel, await kernel.gate.state(where) if where else None)


def view(found: SubscriberView) -> dict[str, Any]:
    """What is shown of a subscriber in a list."""
    return {
        "id": found.id,
        "events": found.events,
        "position": str(found.position.event) if found.position else None,
        "lag": found.lag,
        "waiting": found.waiting,
        "dead": found.dead,
        "parked": found.parked.reason if found.parked else None,
    }
