"""`/api/v1/roles` of the tenant at hand, and `/api/v1/permissions`: what members may."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from omni_kernel.auth import where
from omni_kernel.auth.fresh import FRESH
from omni_kernel.context import KernelContext, own
from omni_kernel.plugins.registry import RANKS
from omni_kernel.plugins.staging import full_name
from omni_sdk import Items, Permission, Route

from .models import Role
from .roles import NAME

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

READ = Permission("role.read", roles=("member",), title="See roles and permissions")
MANAGE = Permission("role.manage", roles=("admin",), title="Make, change and delete roles")
PERMISSIONS = (READ, MANAGE)
Names = Annotated[
    Sequence[Annotated[str, Field(max_length=200)]], Field(max_length=500, examples=[["omni.member.read", "omni.job.read"]])
]


class NewRole(BaseModel):
    """A role of the tenant's own."""

    name: str = Field(max_length=63, pattern=f"^{NAME.pattern}$", examples=["support"])
    title: str = Field("", max_length=200, examples=["Support team"])
    permissions: Names


class RoleChanges(BaseModel):
    """What is to be otherwise; absent fields stay."""

    title: str | None = Field(None, max_length=200)
    permissions: Names | None = None


class RoleView(BaseModel):
    """A role, and all that it may."""

    name: str
    title: str
    built_in: bool
    permissions: Sequence[str]


class PermissionView(BaseModel):
    """What may be granted, by whom it is declared, and which roles have it."""

    name: str
    title: str
    plugin: str
    roles: Sequence[str]


def view_of(role: Role) -> RoleView:
    """One of the tenant's own."""
    return RoleView(name=role.name, title=role.title, built_in=False, permissions=role.permissions)


def routes(kernel: Kernel) -> list[Route]:
    """Bound to one kernel."""

    async def roles_of(tenant_id: UUID | None) -> list[RoleView]:
        """Built-in ones first, the one that may most at the top."""
        registry = kernel.registry
        built_in = [
            RoleView(name=r, title=r.title(), built_in=True, permissions=sorted(registry.role_permissions(r)))
            for r in reversed(RANKS)
        ]
        return built_in + [view_of(r) for r in await Role.filter(tenant_id=tenant_id).order_by("name")]

    async def roles(ctx: KernelContext) -> Items[RoleView]:
        """The roles that members of the tenant can have."""
        return Items(items=await roles_of(where.here(ctx).tenant.id))

    async def show(ctx: KernelContext, role: str) -> RoleView:
        """One of the tenant's own roles."""
        return view_of(await kernel.roles.get(where.here(ctx).tenant.id, role))

    async def create(ctx: KernelContext, body: NewRole) -> RoleView:
        """Make a role; it may no more than you."""
        return view_of(await kernel.roles.create(ctx.caller, where.here(ctx).tenant.id, **body.model_dump(), by=ctx.who))

    async def change(ctx: KernelContext, role: str, body: RoleChanges) -> RoleView:
        """Change what a role may, for all who have it; it may no more than you, before and after."""
        return view_of(await kernel.roles.update(ctx.caller, where.here(ctx).tenant.id, role, **body.model_dump(), by=ctx.who))

    async def delete(ctx: KernelContext, role: str) -> None:
        """Delete a role that nobody has."""
        await kernel.roles.delete(ctx.caller, where.here(ctx).tenant.id, role, by=ctx.who)

    async def permissions(ctx: KernelContext) -> Items[PermissionView]:
        """All that plugins declare, with the roles that have it in the tenant at hand."""
        having = await roles_of(ctx.tenant_id)
        return Items(
            items=[
                PermissionView(
                    name=n, title=words(p.title), plugin=loaded.id, roles=[r.name for r in having if n in r.permissions]
                )
                for loaded in kernel.registry.plugins.values()
                for words in [kernel.texts.of(loaded.id, ctx.reading)]
                for p in loaded.of(Permission)
                for n in [full_name(loaded, p)]
            ]
        )

    base = "/roles"
    return [
        Route.get("/permissions", own(permissions), auth=READ),
        Route.get(base, own(roles), auth=READ),
        Route.post(base, own(create), auth=MANAGE, status=201, fresh=FRESH),
        Route.get(f"{base}/{{role}}", own(show), auth=READ),
        Route.patch(f"{base}/{{role}}", own(change), auth=MANAGE, fresh=FRESH),
        Route.delete(f"{base}/{{role}}", own(delete), auth=MANAGE, fresh=FRESH),
    ]
