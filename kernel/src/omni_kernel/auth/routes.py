"""`/api/v1/api-keys`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from omni_kernel.context import KernelContext, own
from omni_sdk import Cursor, Items, Permission, Route, paginate
from omni_sdk.errors import Forbidden

from . import where
from .models import ApiKey

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

READ = Permission("key.read", roles=("admin",), title="See the API keys")
MANAGE = Permission("key.manage", roles=("admin",), title="Create and revoke API keys")
PERMISSIONS = (READ, MANAGE)


class NewKey(BaseModel):
    """A key to be: for the tenant at hand, or the one named, or the platform."""

    name: str = Field(min_length=1, max_length=200, examples=["nightly import"])
    tenant: str | None = Field(None, description="Slug or id; a platform administrator's choice.", examples=["acme"])
    platform: bool = Field(False, description="A key of the platform's: everything in every tenant.")
    roles: Sequence[Literal["owner", "admin", "member", "viewer"]] = Field((), max_length=4, examples=[["member"]])
    permissions: Sequence[str] = Field((), max_length=500, examples=[["acme-greeter.greeting.read"]])
    expires_at: AwareDatetime | None = None


class KeyView(BaseModel):
    """A key; its text is shown once, when it is made."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    tenant_id: UUID | None
    start: str
    last_four: str
    roles: Sequence[str]
    permissions: Sequence[str]
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    revoked_at: datetime | None


class KeyMade(KeyView):
    """The one answer that has the key itself."""

    key: str


def routes(kernel: Kernel) -> list[Route]:
    """Bound to one kernel."""

    async def keys(ctx: KernelContext, page: Cursor) -> Items[KeyView]:
        """Keys of the tenant; of the platform, for its administrators without a tenant."""
        return await paginate(ApiKey.filter(tenant_id=ctx.state.tenant.id if ctx.state else None), page, KeyView)

    async def create(ctx: KernelContext, body: NewKey) -> KeyMade:
        """Make a key. Its text is in this answer and nowhere else, ever."""
        if body.platform and not ctx.who.platform:
            raise Forbidden("only a platform administrator makes keys of the platform")
        if body.platform:
            tenant_id = None
        else:
            tenant_id = (await where.named(ctx, kernel.gate, body.tenant) if body.tenant else where.here(ctx)).tenant.id
        row, text = await kernel.keys.create(
            ctx.caller,
            tenant_id,
            body.name,
            roles=body.roles,
            permissions=body.permissions,
            expires_at=body.expires_at,
            maker=ctx.who,
        )
        return KeyMade(key=text, **KeyView.model_validate(row).model_dump())

    async def revoke(ctx: KernelContext, key_id: UUID) -> KeyView:
        """End a key, everywhere within a second."""
        tenant_id = ctx.state.tenant.id if ctx.state else None
        row = await kernel.keys.revoke(ctx.caller, tenant_id, key_id, any_tenant=ctx.state is None and ctx.who.platform)
        return KeyView.model_validate(row)

    return [
        Route.get("/api-keys", own(keys), auth=READ),
        # The answer holds a secret, so it is not kept for Idempotency-Key.
        Route.post("/api-keys", own(create), auth=MANAGE, status=201, idempotent=False),
        Route.delete("/api-keys/{key_id}", own(revoke), auth=MANAGE),
    ]
