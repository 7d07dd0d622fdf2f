"""`/write-keys`: made, listed, revoked."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from omni_analytics.models import WriteKey
from omni_analytics.permissions import MANAGE
from omni_sdk import Cursor, Items, Reply, RequestContext, Route, paginate
from omni_sdk.errors import NotFound

from .keys import SHOWN, digest_of, made


class WriteKeyBody(BaseModel):
    """A key to be made."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]


class WriteKeyView(BaseModel):
    """A key, without the key itself."""

    id: UUID
    name: str
    start: str
    created_at: datetime
    revoked_at: datetime | None


class NewWriteKey(WriteKeyView):
    """A key that was just made; `key` is never shown again."""

    key: str


async def listed(ctx: RequestContext, page: Cursor) -> Items[WriteKeyView]:
    """Write keys of this tenant, the newest first; revoked ones stay listed."""
    del ctx
    return await paginate(WriteKey.all(), page, WriteKeyView)


async def make(ctx: RequestContext, body: WriteKeyBody) -> Reply[NewWriteKey]:
    """Make a write key; the answer is the only place that shows it."""
    key = made()
    row = await WriteKey.create(name=body.name, digest=digest_of(key), start=key[:SHOWN])
    ctx.log.info("write key made", write_key=str(row.id), name=body.name)
    view = WriteKeyView.model_validate(row, from_attributes=True)
    return Reply(NewWriteKey(**view.model_dump(), key=key), status=201)


async def revoke(ctx: RequestContext, key_id: UUID) -> None:
    """Let a write key send nothing any more, at once."""
    row = await WriteKey.get_or_none(id=key_id)
    if row is None:
        raise NotFound(f"there is no write key {str(key_id)!r}")
    if row.revoked_at is None:
        row.revoked_at = ctx.clock.now()
        await row.save(update_fields=["revoked_at"])
        ctx.log.info("write key revoked", write_key=str(row.id), name=row.name)


# The answer would be kept for its Idempotency-Key, and the key with it.
ROUTES = (
    Route.get("/write-keys", listed, auth=MANAGE),
    Route.post("/write-keys", make, auth=MANAGE, idempotent=False),
    Route.delete("/write-keys/{key_id}", revoke, auth=MANAGE),
)
