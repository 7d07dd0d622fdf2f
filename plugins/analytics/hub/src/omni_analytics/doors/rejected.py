"""`/rejected-events`: what was not kept, and why."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from omni_analytics.models import Rejected
from omni_analytics.permissions import MANAGE
from omni_sdk import Cursor, Items, Query, RequestContext, Route, paginate


class RejectedFilters(BaseModel):
    """Which rejected events."""

    name: str | None = Field(None, max_length=200, description="Of the event.")
    source: str | None = Field(None, max_length=20, description="The door that it came by: `segment`, `events` or `import`.")


class RejectedView(BaseModel):
    """An event that was not kept; `message` is what came, cut after 4,000 characters."""

    id: UUID
    received: datetime
    source: str
    message_id: str
    name: str
    reason: str
    message: str


class Cleared(BaseModel):
    """So many are listed no more."""

    cleared: int


def _chosen(filters: RejectedFilters) -> dict[str, str]:
    return {name: value for name, value in filters.model_dump().items() if value is not None}


async def listed(ctx: RequestContext, page: Cursor, filters: Annotated[RejectedFilters, Query()]) -> Items[RejectedView]:
    """Events that break the tracking plan, or are no events at all; the latest first."""
    del ctx
    return await paginate(Rejected.filter(**_chosen(filters)), page, RejectedView)


async def clear(ctx: RequestContext, filters: Annotated[RejectedFilters, Query()]) -> Cleared:
    """Forget rejected events: all of them, or those that the filters name."""
    del ctx
    return Cleared(cleared=await Rejected.filter(**_chosen(filters)).delete())


ROUTES = (
    Route.get("/rejected-events", listed, auth=MANAGE),
    Route.delete("/rejected-events", clear, auth=MANAGE),
)
