"""How far the handlers of durable events are, in a tenant or the installation.

Positions are shown as the tenant's own events: the numbers behind them tell how much happens at others.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from structlog import get_logger
from tortoise.expressions import Q

from omni_sdk.errors import NotFound

from .delivery import pattern_of, wants
from .models import OPEN, Cursor, Event, Job, Parking
from .parking import key_of
from .replay import subscriber_of
from .views import EventTypeView, Parked, Place, SubscriberView

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.plugins.gate import TenantState
    from omni_kernel.plugins.registry import Subscriber
    from omni_sdk.contributions import EventType

log = get_logger("omni.events")


class Subscribers:
    """Of one tenant, or (without a state) of the installation."""

    def __init__(self, kernel: Kernel, state: TenantState | None) -> None:
        self._kernel = kernel
        self._tenant_id = state.tenant.id if state else None
        self._active = state.active if state else kernel.registry.plugins.keys()

    def get(self, key: str) -> Subscriber:
        """The one with this id, `plugin:handler`; `NotFound` where it is not active, or takes no events from here."""
        found = subscriber_of(self._kernel, key)
        if not self._here(found):
            raise NotFound(f"no durable event handler {key!r}: see the list of subscribers")
        return found

    def _here(self, subscriber: Subscriber) -> bool:
        return subscriber.plugin_id in self._active and wants(subscriber, self._tenant_id)

    async def all(self) -> list[SubscriberView]:
        """How each stands."""
        found = [s for s in self._kernel.registry.durable if self._here(s)]
        return [await self.view(subscriber) for subscriber in found]

    async def view(self, subscriber: Subscriber) -> SubscriberView:
        """How this one stands."""
        key = subscriber.key
        cursor = await Cursor.get_or_none(subscriber=key)
        passed = cursor.position if cursor else 0
        mine = Event.filter(tenant_id=self._tenant_id)
        last = await mine.filter(seq__lte=passed).order_by("-seq").first()
        deliveries = Job.filter(kind="events", tenant_id=self._tenant_id, plugin_id=subscriber.plugin_id, name=subscriber.name)
        parked = await Parking.get_or_none(key=key_of(subscriber.plugin_id, subscriber.name, self._tenant_id))
        return SubscriberView(
            id=key,
            plugin=subscriber.plugin_id,
            handler=subscriber.name,
            events=pattern_of(self._kernel, subscriber),
            ordered=subscriber.on.batched,
            position=Place.model_validate(last) if last else None,
            lag=await mine.filter(Q(seq__gt=passed) | Q(seq__isnull=True)).count(),
            waiting=await deliveries.filter(state__in=OPEN).count(),
            dead=await deliveries.filter(state="dead").count(),
            parked=Parked.model_validate(parked) if parked else None,
        )


def described(name: str, plugin_id: str, event: EventType[Any]) -> EventTypeView:
    """A type as the API shows it; the first line of its schema's docstring is its title."""
    told = inspect.getdoc(event.data) if event.data.__doc__ else None
    title = told.splitlines()[0].rstrip(".") if told else name
    return EventTypeView(name=name, title=title, plugin=plugin_id, durable=event.durable, json_schema=_schema(plugin_id, event))


def _schema(plugin_id: str, event: EventType[Any]) -> dict[str, Any]:
    try:
        schema: dict[str, Any] = event.data.model_json_schema()
    except Exception as error:  # noqa: BLE001  # a plugin's model may hold what JSON Schema has no words for
        log.warning("an event's data have no JSON Schema", plugin=plugin_id, event=event.name, reason=str(error))
        return {}
    return schema
