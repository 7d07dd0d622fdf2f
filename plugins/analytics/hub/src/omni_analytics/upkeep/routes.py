"""`/api/v1/analytics/erasures`: one person's events."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from omni_analytics.models import Erasure
from omni_analytics.permissions import MANAGE
from omni_sdk import Cursor, Items, Reply, RequestContext, Route, paginate
from omni_sdk.errors import NotFound

from . import erasure


class ErasureBody(BaseModel):
    """Who is to be erased."""

    model_config = ConfigDict(extra="forbid")

    user_id: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)] = Field(
        description="As events name the person: a user id, an anonymous id, or the id of an account."
    )


class ErasureView(BaseModel):
    """How an erasure stands. The person is not named: what is kept of the id is a digest."""

    id: UUID
    state: str = Field(description="`queued`, `running`, `done`, or `failed` after the last attempt.")
    erased: int = Field(description="Events that were taken out so far.")
    created_at: datetime
    finished_at: datetime | None


async def begin(ctx: RequestContext, body: ErasureBody) -> Reply[ErasureView]:
    """Erase a person's events, those that come late included: a job. Asked for again, it looks again."""
    row = await erasure.begin(ctx, body.user_id)
    view = ErasureView.model_validate(row, from_attributes=True)
    return Reply(view, status=202, location=ctx.urls.of(STATE, erasure_id=row.id))


async def listed(ctx: RequestContext, page: Cursor) -> Items[ErasureView]:
    """Erasures, the latest first."""
    del ctx
    return await paginate(Erasure.all(), page, ErasureView)


async def state(ctx: RequestContext, erasure_id: UUID) -> ErasureView:
    """How an erasure stands."""
    del ctx
    row = await Erasure.get_or_none(id=erasure_id)
    if row is None:
        raise NotFound(f"there is no erasure {str(erasure_id)!r}")
    return ErasureView.model_validate(row, from_attributes=True)


ERASE = Route.post("/erasures", begin, auth=MANAGE)
LIST = Route.get("/erasures", listed, auth=MANAGE)
STATE = Route.get("/erasures/{erasure_id}", state, auth=MANAGE)
ROUTES = (ERASE, LIST, STATE)
