"""Each request of the tenant becomes an event, off the request's path."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel
from pydantic_core import to_json

from omni_analytics.settings import Settings
from omni_sdk import Event, EventContext

from .log import keep


class Finished(BaseModel):
    """What is read of `http.request.finished`."""

    route: str
    method: str
    status: int
    seconds: float
    plugin: str
    bytes_in: int = 0
    bytes_out: int = 0
    live: bool = False


async def meter(ctx: EventContext[Settings], events: Sequence[Event[Finished]]) -> None:
    """Take them in as one batch; what was kept open to listen is no call."""
    if not ctx.settings.meter_requests:
        return
    called = [event for event in events if not event.data.live]
    counted = [{"id": str(event.id), "time": event.time, "actor": event.actor, **vars(event.data)} for event in called]
    if counted:
        await keep(ctx, "requests", "request", to_json(counted), len(counted))
