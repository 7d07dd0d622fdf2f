"""`/api/v1/tenants`, and what the modules beside this one have below it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from omni_kernel.auth import where
from omni_kernel.context import KernelContext, own
from omni_sdk import Cursor, Items, Permission, Route, paginate

from . import routes_invitations, routes_members, routes_roles
from .models import Tenant

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

READ = Permission("tenant.read", roles=("viewer",), title="See the tenant")
CHANGE = Permission("tenant.change", roles=("admin",), title="Change name, zone, locale and currency")
MANAGE = Permission("tenant.manage", title="Create, suspend and delete tenants")
PERMISSIONS = (READ, CHANGE, MANAGE, *routes_members.PERMISSIONS, *routes_roles.PERMISSIONS)


class Profile(BaseModel):
    """What a tenant may be told of itself."""

    name: str = Field(min_length=1, max_length=200, examples=["Acme Ltd"])
    zone: str = Field("UTC", max_length=64, examples=["Europe/Berlin"], description="IANA time zone.")
    locale: str = Field("en", max_length=35, examples=["de"], description="BCP 47 language tag.")
    currency: str = Field("EUR", max_length=3, examples=["EUR"], description="ISO 4217 code.")


class NewTenant(Profile):
    """A tenant to be."""

    slug: str = Field(min_length=1, max_length=63, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", examples=["acme"])


class TenantChanges(BaseModel):
    """What is to be otherwise; absent fields stay."""

    name: str | None = Field(None, min_length=1, max_length=200, examples=["Acme GmbH"])
    zone: str | None = Field(None, max_length=64)
    locale: str | None = Field(None, max_length=35)
    currency: str | None = Field(None, max_length=3)


class TenantView(Profile):
    """A tenant."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    slug: str
    state: Literal["active", "suspended"]
    created_at: datetime


def routes(kernel: Kernel) -> list[Route]:
    """Bound to one kernel."""

    async def tenants(ctx: KernelContext, page: Cursor, slug: str | None = None, state: str | None = None) -> Items[TenantView]:
        """Tenants, newest first; a tenant's own key sees only its tenant."""
        rows = Tenant.filter(id=ctx.state.tenant.id) if ctx.state else Tenant.all()
        rows = rows.filter(slug=slug) if slug is not None else rows
        return await paginate(rows.filter(state=state) if state is not None else rows, page, TenantView)

    async def create(ctx: KernelContext, body: NewTenant) -> TenantView:
        """Create a tenant."""
        made = await kernel.tenants.create(ctx.caller, **body.model_dump())
        return TenantView.model_validate(made)

    async def show(ctx: KernelContext, tenant_id: str) -> TenantView:
        """One tenant, by id or slug."""
        found = await where.named(ctx, kernel.gate, tenant_id)
        return TenantView.model_validate(await kernel.tenants.get(found.tenant.id))

    async def change(ctx: KernelContext, tenant_id: str, body: TenantChanges) -> TenantView:
        """Change a tenant."""
        found = await where.named(ctx, kernel.gate, tenant_id)
        changes = body.model_dump(exclude_none=True)
        return TenantView.model_validate(await kernel.tenants.update(ctx.caller, found.tenant.id, changes))

    async def suspend(ctx: KernelContext, tenant_id: str) -> TenantView:
        """Switch off everything of a tenant but reading; data stay."""
        found = await where.named(ctx, kernel.gate, tenant_id)
        return TenantView.model_validate(await kernel.tenants.update(ctx.caller, found.tenant.id, {"state": "suspended"}))

    async def resume(ctx: KernelContext, tenant_id: str) -> TenantView:
        """End a suspension."""
        found = await where.named(ctx, kernel.gate, tenant_id)
        return TenantView.model_validate(await kernel.tenants.update(ctx.caller, found.tenant.id, {"state": "active"}))

    async def delete(ctx: KernelContext, tenant_id: str) -> None:
        """Delete a tenant with all its data."""
        found = await where.named(ctx, kernel.gate, tenant_id)
        await kernel.tenants.delete(ctx.caller, found.tenant.id)

    return [
        Route.get("/tenants", own(tenants), auth=READ),
        Route.post("/tenants", own(create), auth=MANAGE, status=201),
        Route.get("/tenants/{tenant_id}", own(show), auth=READ),
        Route.patch("/tenants/{tenant_id}", own(change), auth=CHANGE),
        Route.delete("/tenants/{tenant_id}", own(delete), auth=MANAGE),
        Route.post("/tenants/{tenant_id}/suspend", own(suspend), auth=MANAGE),
        Route.post("/tenants/{tenant_id}/resume", own(resume), auth=MANAGE),
        *routes_members.routes(kernel),
        *routes_roles.routes(kernel),
        *routes_invitations.routes(kernel),
    ]
