"""Events once more for one subscriber, from a point on: a job of the kernel's own, in the tenant whose events they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from omni_sdk import Job as Declared
from omni_sdk import JobContext, PlatformContext, job
from omni_sdk.errors import Conflict, Discard, NotFound

from .models import Cursor, Event, Job

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.plugins.registry import Subscriber

    from .caller import Caller

LOT = 500


def subscriber_of(kernel: Kernel, key: str) -> Subscriber:
    """The durable subscriber `plugin:handler`; `NotFound` when there is none."""
    for subscriber in kernel.registry.durable:
        if subscriber.key == key:
            return subscriber
    raise NotFound(f"no durable event handler {key!r}: see the list of subscribers")


async def start(kernel: Kernel, caller: Caller, key: str, since: datetime | None, event: UUID | None) -> Job:
    """Enqueue the replay of what the subscriber's cursor has passed since then, or from that event on."""
    tenant_id = caller.tenant_id
    cursor = await Cursor.get_or_none(subscriber=key)
    passed = Event.filter(tenant_id=tenant_id, seq__lte=cursor.position if cursor else 0)
    begin = passed.filter(time__gte=since) if event is None else passed.filter(id=event)
    first, last = await begin.order_by("seq").first(), await passed.order_by("-seq").first()
    if first is None or last is None:
        if event is not None:
            raise NotFound(f"no event {event} that {key!r} was past")
        raise Conflict(f"there is nothing to replay: {key!r} has passed no event since then that is still kept")
    declared = in_tenant if tenant_id else in_installation
    arguments: dict[str, Any] = {"subscriber": key, "first": first.id, "last": last.id}
    stored = {name: str(value) for name, value in arguments.items()}
    return await kernel.jobs.add(caller, declared, arguments, stored)


@job("events-replay", timeout=timedelta(hours=6))
async def in_tenant(ctx: JobContext, subscriber: str, first: UUID, last: UUID) -> int:
    """How many deliveries were made of a tenant's events."""
    return await _replay(ctx, ctx.tenant.id, subscriber, first, last)


@job("events-replay-platform", timeout=timedelta(hours=6))
async def in_installation(ctx: PlatformContext, subscriber: str, first: UUID, last: UUID) -> int:
    """The same for events without a tenant."""
    return await _replay(ctx, None, subscriber, first, last)


JOBS: tuple[Declared[..., Any], ...] = (in_tenant, in_installation)


async def _replay(ctx: Any, tenant_id: UUID | None, key: str, first: UUID, last: UUID) -> int:
    """Told apart by this job's id, so that a second attempt delivers nothing twice, and another replay does."""
    kernel: Kernel = ctx.kernel
    subscriber = subscriber_of(kernel, key)
    begin, end = await Event.get_or_none(id=first), await Event.get_or_none(id=last)
    if begin is None or end is None:
        raise Discard("the events are kept no more")
    position, made = (begin.seq or 0) - 1, 0
    passed = Event.filter(tenant_id=tenant_id, seq__lte=end.seq).order_by("seq")
    while events := await passed.filter(seq__gt=position).limit(LOT):
        made += await kernel.jobs.dispatcher.again(subscriber, events, ctx.run.id)
        position = events[-1].seq or 0
    return made
