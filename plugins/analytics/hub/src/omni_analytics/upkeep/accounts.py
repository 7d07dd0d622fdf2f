"""People whose accounts are erased: their requests are events, too."""

from __future__ import annotations

from pydantic import BaseModel

from omni_analytics.settings import Settings
from omni_sdk import Event, EventContext, On

from . import erasure


class Removed(BaseModel):
    """What is read of `tenant.member.removed`."""

    account_id: str
    email: str = ""


async def forget(ctx: EventContext[Settings], event: Event[Removed]) -> None:
    """Erase what a person did here whose account is gone: then the event says no address. Who just leaves is not erased."""
    if not event.data.email:
        await erasure.begin(ctx, event.data.account_id)


HANDLERS = (On("tenant.member.removed", forget),)
