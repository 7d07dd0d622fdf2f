"""Omni's own door."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, TypeAdapter

from omni_analytics.ingest.log import keep_quickly
from omni_analytics.ingest.messages import EventBody
from omni_analytics.permissions import WRITE
from omni_sdk import Limits, Reply, RequestContext, Route

MOST = 1000
_LIST = TypeAdapter(list[EventBody])


class EventsBody(BaseModel):
    """Some events at once."""

    events: Annotated[list[EventBody], Field(min_length=1, max_length=MOST)]


class EventsAccepted(BaseModel):
    """So many events were taken in; those that break the tracking plan will stand among the rejected ones."""

    accepted: int


async def send(ctx: RequestContext, body: EventBody | EventsBody) -> Reply[EventsAccepted]:
    """Take in an event, or up to 1,000 at once; with a `message_id` sending it again does no harm."""
    events = body.events if isinstance(body, EventsBody) else [body]
    content = _LIST.dump_json(events, exclude_defaults=True)
    await keep_quickly(ctx, "events", "events", content, len(events))
    return Reply(EventsAccepted(accepted=len(events)), status=202)


SEND = Route.post("/events", send, auth=WRITE, limits=Limits(body_bytes=10_000_000))
ROUTES = (SEND,)
