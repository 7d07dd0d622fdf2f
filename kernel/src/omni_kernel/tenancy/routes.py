"""`/api/v1/tenants`, and what the modules beside this one have below it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from omni_kernel.auth import where
from omni_kernel.auth.fresh import FRESH
from omni_kernel.auth.routes.accounts import administrator
from omni_kernel.context import KernelContext, own
from omni_sdk import Cursor, Items, Permission, Query, Route, Stream, paginate

from . import routes_invitations, routes_members, routes_roles
from .export import TenantExport
from .models import Tenant
from .profile import LONGEST_LOGO

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

READ = Permission("tenant.read", roles=("viewer",), title="See the tenant")
CHANGE = Permission("tenant.change", roles=("admin",), title="Change name, logo, colour, zone, locale and currency")
MANAGE = Permission("tenant.manage", title="Create, suspend and delete tenants")
EXPORT = Permission("tenant.export", roles=("owner",), title="Export all data of the tenant")
LOGO = "A PNG, JPEG or WebP picture of at most 64 KiB, as a `data:` address."
PERMISSIONS = (READ, CHANGE, MANAGE, EXPORT, *routes_members.PERMISSIONS, *routes_roles.PERMISSIONS)


class Profile(BaseModel):
    """What a tenant may be told of itself."""

    name: str = Field(min_length=1, max_length=200, examples=["Acme Ltd"])
    zone: str = Field("UTC", max_length=64, examples=["Europe/Berlin"], description="IANA time zone.")
    locale: str = Field("en", max_length=35, examples=["de"], description="BCP 47 language tag.")
    currency: str = Field("EUR", max_length=3, examples=["EUR"], description="ISO 4217 code.")
    colour: str | None = Field(None, max_length=7, examples=["#2750c4"], description="The tenant's own, as #rrggbb.")


class NewTenant(Profile):
    """A tenant to be."""

    slug: str = Field(min_length=1, max_length=63, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", examples=["acme"])
    logo: str | None = Field(None, max_length=LONGEST_LOGO, description=LOGO)


class TenantChanges(BaseModel):
    """What is to be otherwise; absent fields stay, and null takes away a logo or a colour."""

    name: str | None = Field(None, min_length=1, max_length=200, examples=["Acme GmbH"])
    zone: str | None = Field(None, max_length=64)
    locale: str | None = Field(None, max_length=35)
    currency: str | None = Field(None, max_length=3)
    logo: str | None = Field(None, max_length=LONGEST_LOGO, description=LOGO)
    colour: str | None = Field(None, max_length=7, examples=["#2750c4"])

    def given(self) -> dict[str, Any]:
        """What was said, by field."""
        said = self.model_dump(exclude_unset=True)
        return {name: value for name, value in said.items() if value is not None or name in ("logo", "colour")}


class TenantItem(Profile):
    """A tenant in a list."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    slug: str
    state: Literal["active", "suspended", "deleting"] = Field(
        description="Only reading goes on in one that is not `active`; one that is `deleting` is gone for good after `delete_after`."
    )
    delete_after: datetime | None
    created_at: datetime


class TenantView(TenantItem):
    """A tenant."""

    logo: str | None = Field(description=LOGO)


class Find(BaseModel):
    """Which tenants of a list."""

    q: str | None = Field(None, min_length=1, max_length=200, pattern="^[^\\x00]*$", description="Part of the name or the slug.")
    slug: str | None = Field(None, max_length=63)
    state: Literal["active", "suspended", "deleting"] | None = None

    def among(self, rows: QuerySet[Tenant]) -> QuerySet[Tenant]:
        """The rows that fit."""
        if self.q:
            rows = rows.filter(Q(name__icontains=self.q) | Q(slug__icontains=self.q))
        return rows.filter(**self.model_dump(include={"slug", "state"}, exclude_none=True))


COLUMNS = tuple(TenantItem.model_fields)
"""A list does without pictures."""


def routes(kernel: Kernel) -> list[Route]:
    """Bound to one kernel."""

    async def tenants(ctx: KernelContext, page: Cursor, find: Annotated[Find, Query()]) -> Items[TenantItem]:
        """Tenants, newest first; a tenant's own key sees only its tenant."""
        rows = Tenant.filter(id=ctx.state.tenant.id) if ctx.state else Tenant.all()
        return await paginate(find.among(rows).only(*COLUMNS), page, TenantItem)

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
        return TenantView.model_validate(await kernel.tenants.update(ctx.caller, found.tenant.id, body.given()))

    async def suspend(ctx: KernelContext, tenant_id: str) -> TenantView:
        """Switch off everything of a tenant but reading; data stay."""
        found = await where.named(ctx, kernel.gate, tenant_id)
        return TenantView.model_validate(await kernel.tenants.update(ctx.caller, found.tenant.id, {"state": "suspended"}))

    async def resume(ctx: KernelContext, tenant_id: str) -> TenantView:
        """End a suspension, or bring back a tenant that is to be deleted."""
        found = await where.named(ctx, kernel.gate, tenant_id)
        return TenantView.model_validate(await kernel.tenants.update(ctx.caller, found.tenant.id, {"state": "active"}))

    async def delete(
        ctx: KernelContext, tenant_id: str, now: Annotated[bool, Field(description="Without days of grace.")] = False
    ) -> None:
        """Switch a tenant off at once, and delete it with all its data after some days, in which `resume` brings it back.
        Platform administrators may delete it now.
        """
        found = await where.named(ctx, kernel.gate, tenant_id)
        if now:
            administrator(ctx)
            await kernel.tenants.delete(ctx.caller, found.tenant.id)
        else:
            await kernel.tenants.retire(ctx.caller, found.tenant.id)

    async def export(ctx: KernelContext, tenant_id: str) -> Stream:
        """All that is kept of a tenant, as a zip: its rows as lines of JSON, without secrets, and its files."""
        found = await where.named(ctx, kernel.gate, tenant_id)
        return await TenantExport(kernel).stream(ctx.caller, found.tenant.id)

    return [
        Route.get("/tenants", own(tenants), auth=READ),
        Route.post("/tenants", own(create), auth=MANAGE, status=201),
        Route.get("/tenants/{tenant_id}", own(show), auth=READ),
        Route.patch("/tenants/{tenant_id}", own(change), auth=CHANGE),
        Route.delete("/tenants/{tenant_id}", own(delete), auth=MANAGE),
        Route.get("/tenants/{tenant_id}/export", own(export), auth=EXPORT, fresh=FRESH),
        Route.post("/tenants/{tenant_id}/suspend", own(suspend), auth=MANAGE),
        Route.post("/tenants/{tenant_id}/resume", own(resume), auth=MANAGE),
        *routes_members.routes(kernel),
        *routes_roles.routes(kernel),
        *routes_invitations.routes(kernel),
    ]
