"""`/api/v1/api-keys`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from tortoise.expressions import Q

from omni_kernel.auth import where
from omni_kernel.auth.fresh import FRESH
from omni_kernel.auth.models import ApiKey
from omni_kernel.context import KernelContext, own
from omni_sdk import Cursor, Items, Permission, Route, paginate

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

READ = Permission("key.read", roles=("admin",), title="See the API keys")
MANAGE = Permission("key.manage", roles=("admin",), title="Create, rotate and revoke API keys")
PERMISSIONS = (READ, MANAGE)
RoleName = Annotated[str, Field(min_length=1, max_length=63)]
State = Literal["active", "expired", "revoked"]
PermissionName = Annotated[str, Field(min_length=1, max_length=200)]


class NewKey(BaseModel):
    """A key to be: for the tenant at hand, or the one named, or the platform."""

    name: str = Field(min_length=1, max_length=200, examples=["nightly import"])
    tenant: str | None = Field(None, description="Slug or id; a platform administrator's choice.", examples=["acme"])
    platform: bool = Field(False, description="A key of the platform's: everything in every tenant.")
    roles: Sequence[RoleName] = Field((), max_length=20, description="Built-in ones, or the tenant's own.", examples=[["member"]])
    permissions: Sequence[PermissionName] = Field((), max_length=500, examples=[["acme-greeter.greeting.read"]])
    expires_at: AwareDatetime | None = None


class Rotation(BaseModel):
    """How a key is to be exchanged for a new one."""

    overlap_hours: float = Field(
        24, ge=0, le=720, description="How long the old key works on; never longer than it would anyway."
    )
    expires_at: AwareDatetime | None = Field(
        None, description="Of the new key; by default it lives as long as the old one was to."
    )


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
    maker_id: UUID | None
    rotated_from: UUID | None
    api_version: int
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None
    uses: int


class KeyMade(KeyView):
    """The one answer that has the key itself."""

    key: str


def routes(kernel: Kernel) -> list[Route]:
    """Bound to one kernel."""

    async def keys(ctx: KernelContext, page: Cursor, state: State | None = None) -> Items[KeyView]:
        """Keys of the tenant; of the platform, for its administrators without a tenant."""
        rows = ApiKey.filter(tenant_id=ctx.tenant_id)
        return await paginate(rows.filter(in_state(state, kernel.clock.now())) if state else rows, page, KeyView)

    def reach(ctx: KernelContext) -> dict[str, Any]:
        """The keys that are his to see: those of the tenant; without one, an administrator's are all."""
        state = ctx.state
        return {"tenant_id": state.tenant.id if state else None, "any_tenant": state is None and ctx.who.platform}

    async def show(ctx: KernelContext, key_id: UUID) -> KeyView:
        """One key, with its last use, at most half a minute late."""
        return KeyView.model_validate(await kernel.keys.get(key_id=key_id, **reach(ctx)))

    async def create(ctx: KernelContext, body: NewKey) -> KeyMade:
        """Make a key. Its text is in this answer and nowhere else, ever."""
        if body.platform:
            tenant_id = None
        else:
            tenant_id = (await where.named(ctx, kernel.gate, body.tenant) if body.tenant else where.here(ctx)).tenant.id
        given = body.model_dump(include={"roles", "permissions", "expires_at"})
        return made(*await kernel.keys.create(ctx.caller, tenant_id, body.name, **given, maker=ctx.who))

    async def rotate(ctx: KernelContext, key_id: UUID, body: Rotation) -> KeyMade:
        """Make a successor that may the same; the old key works on for the overlap."""
        terms: dict[str, Any] = {"overlap": timedelta(hours=body.overlap_hours), "expires_at": body.expires_at}
        return made(*await kernel.keys.rotate(ctx.caller, key_id=key_id, **reach(ctx), **terms, maker=ctx.who))

    async def revoke(ctx: KernelContext, key_id: UUID) -> KeyView:
        """End a key, everywhere within a second."""
        return KeyView.model_validate(await kernel.keys.revoke(ctx.caller, key_id=key_id, **reach(ctx)))

    # Answers that hold a secret are not kept for Idempotency-Key.
    return [
        Route.get("/api-keys", own(keys), auth=READ),
        Route.post("/api-keys", own(create), auth=MANAGE, status=201, idempotent=False, fresh=FRESH),
        Route.get("/api-keys/{key_id}", own(show), auth=READ),
        Route.post("/api-keys/{key_id}/rotate", own(rotate), auth=MANAGE, status=201, idempotent=False, fresh=FRESH),
        Route.delete("/api-keys/{key_id}", own(revoke), auth=MANAGE),
    ]


def in_state(state: State, now: datetime) -> Q:
    """Which keys can be used, are too old, or were revoked."""
    current = Q(expires_at=None) | Q(expires_at__gt=now)
    return (
        Q(revoked_at__isnull=False) if state == "revoked" else Q(revoked_at=None) & (current if state == "active" else ~current)
    )


def made(row: ApiKey, text: str) -> KeyMade:
    """The answer to who made it."""
    return KeyMade(key=text, **KeyView.model_validate(row).model_dump())
