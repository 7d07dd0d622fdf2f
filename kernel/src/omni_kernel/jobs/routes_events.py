"""`/api/v1/event-types` and `/api/v1/events/subscribers`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omni_kernel.context import KernelContext, own
from omni_sdk import EventType, Items, Permission, Route
from omni_sdk.errors import Invalid

from . import replay as replays
from .subscribers import Subscribers, described
from .views import EventTypeView, JobDetail, Resuming, Since, SubscriberView

if TYPE_CHECKING:
    from omni_kernel.app import Kernel


def routes(kernel: Kernel, read: Permission, manage: Permission) -> list[Route]:
    """Bound to one kernel."""

    def here(ctx: KernelContext) -> Subscribers:
        return Subscribers(kernel, ctx.state)

    async def types(ctx: KernelContext, plugin: str | None = None) -> Items[EventTypeView]:
        """Types of events that plugins which are active may raise, with the schemas of their data."""
        names = {event: name for name, event in kernel.registry.event_types.items()}
        active = ctx.state.active if ctx.state else kernel.registry.plugins.keys()
        found = [(i, event) for i, event in kernel.registry.all(EventType) if i in active and plugin in {None, i}]
        return Items(items=[described(names[event], i, event) for i, event in found if event in names])

    async def subscribers(ctx: KernelContext) -> Items[SubscriberView]:
        """Handlers of durable events, of plugins that are active, and how far each is."""
        return Items(items=await here(ctx).all())

    async def show(ctx: KernelContext, subscriber: str) -> SubscriberView:
        """One of them, as `plugin:handler`."""
        return await here(ctx).view(here(ctx).get(subscriber))

    async def replay(ctx: KernelContext, subscriber: str, body: Since) -> JobDetail:
        """Deliver to it once more what it was past, from a time or an event on: gives the job that does."""
        here(ctx).get(subscriber)
        if (body.time is None) == (body.event is None):
            raise Invalid("say from when on: either a time or an event", at="time")
        made = await replays.start(kernel, ctx.caller, subscriber, body.time, body.event)
        return JobDetail.model_validate(made)

    async def resume(ctx: KernelContext, subscriber: str, body: Resuming) -> SubscriberView:
        """Let one that is parked go on: with its dead letters first, or without them."""
        found = here(ctx).get(subscriber)
        tenant_id = ctx.tenant_id
        await kernel.jobs.queue.parking.resume(tenant_id, found.plugin_id, found.name, replay=body.replay)
        return await here(ctx).view(found)

    return [
        Route.get("/event-types", own(types), auth=read),
        Route.get("/events/subscribers", own(subscribers), auth=read),
        Route.get("/events/subscribers/{subscriber}", own(show), auth=read),
        Route.post("/events/subscribers/{subscriber}/replay", own(replay), auth=manage, status=201),
        Route.post("/events/subscribers/{subscriber}/resume", own(resume), auth=manage),
    ]
