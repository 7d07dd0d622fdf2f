"""Who gets an event, and in which shape: what the durable and the transient way have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from omni_sdk.contributions.event import EventType, matches
from omni_sdk.errors import Discard, Invalid, NotFound

from .caller import Caller
from .signature import signature_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from omni_kernel.app import Kernel
    from omni_kernel.plugins.gate import TenantState
    from omni_kernel.plugins.registry import Subscriber

    from .models import Event

KERNEL = "omni"


def pattern_of(kernel: Kernel, subscriber: Subscriber) -> str:
    """The name or pattern that a subscriber named; an event type as an object is its own plugin's, or the kernel's."""
    wanted = subscriber.on.event
    if not isinstance(wanted, EventType):
        return wanted
    return full_name(kernel, subscriber.plugin_id, wanted) or full_name(kernel, KERNEL, wanted) or wanted.name


def full_name(kernel: Kernel, plugin_id: str, event: EventType[Any]) -> str | None:
    """`acme-greeter.greeted`; None when the plugin does not declare it."""
    loaded = kernel.registry.plugins.get(plugin_id)
    if loaded is None or event not in loaded.of(EventType):
        return None
    return event.name if plugin_id == KERNEL else f"{loaded.prefix}.{event.name}"


async def may_read(kernel: Kernel, subscriber: Subscriber, tenant_id: UUID | None, emitter: str, name: str) -> bool:
    """Whether the plugin is active where the event happened, and granted events of others."""
    state = await kernel.jobs.queue.active(tenant_id, subscriber.plugin_id) or await _paused(kernel, subscriber, tenant_id)
    if not state:
        return False
    if subscriber.plugin_id in {emitter, KERNEL}:
        return True
    if isinstance(state, bool):  # the installation's: what the manifest asks is the operator's grant
        granted = kernel.registry.plugins[subscriber.plugin_id].manifest.scopes
    else:
        granted = state.granted(subscriber.plugin_id)
    return any(matches(pattern, name) for pattern in granted.events)


async def _paused(kernel: Kernel, subscriber: Subscriber, tenant_id: UUID | None) -> TenantState | bool:
    """The state of a suspended tenant, to a plugin of the platform: what happens there waits until the tenant goes on.

    Else nobody would ever hear that, and by whom, a tenant was suspended.
    """
    if tenant_id is None or not kernel.registry.plugins[subscriber.plugin_id].platform:
        return False
    try:
        state = await kernel.gate.state(tenant_id)
    except NotFound:
        return False
    return state if state.suspended and state.plugins[subscriber.plugin_id].state == "suspended" else False


def envelope(event: Event) -> dict[str, Any]:
    """A row as the mapping that becomes an `Event[…]`."""
    caller = Caller(event.plugin_id, event.tenant_id, **event.caller)
    return wrapped(event.id, event.type, event.time, caller, event.data)


def wrapped(id: UUID, type: str, time: object, caller: Caller, data: object) -> dict[str, Any]:  # noqa: A002
    """The mapping that becomes an `Event[…]`."""
    return {
        "id": id,
        "type": type,
        "time": time,
        "tenant_id": caller.tenant_id,
        "actor": caller.actor,
        "request_id": caller.request_id,
        "ip": caller.ip,
        "user_agent": caller.user_agent,
        "data": data,
    }


def wants(subscriber: Subscriber, tenant_id: UUID | None) -> bool:
    """A handler with a `PlatformContext` gets the events without a tenant, every other those with one."""
    return signature_of(subscriber.on.handler).platform == (tenant_id is None)


async def call(subscriber: Subscriber, ctx: Any, envelopes: Sequence[Mapping[str, Any]]) -> None:
    """Hand events to a handler, in the shape of its annotation; `Discard` when they do not fit that."""
    handler: Any = subscriber.on.handler
    (adapter,) = signature_of(handler).parameters.values()
    items: Iterable[Any] = [list(envelopes)] if subscriber.on.batched else envelopes
    for item in items:
        try:
            event = adapter.validate_python(item)
        except ValidationError as error:
            raise Discard(f"the event is not what {handler.__qualname__} reads: {Invalid.of(error)}") from error
        await handler(ctx, event)
