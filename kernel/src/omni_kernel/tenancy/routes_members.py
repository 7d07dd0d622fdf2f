"""`/api/v1/tenants/{tenant_id}/members`: who belongs to a tenant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from omni_kernel.auth import where
from omni_kernel.auth.fresh import FRESH
from omni_kernel.context import KernelContext, own
from omni_kernel.plugins.staging import KERNEL
from omni_kernel.tenancy.missing import NoTenant
from omni_sdk import Cursor, Items, Permission, Route, SignedIn
from omni_sdk.errors import Forbidden, NotFound

from .directory import ListedMember, MemberView, Search, listed
from .models import Membership

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

READ = Permission("member.read", roles=("member",), title="See who belongs to the tenant")
MANAGE = Permission("member.manage", roles=("admin",), title="Invite people, change their roles, and remove them")
# It tells whether an address has an account, and whose name it is: invitations do neither.
ADD = Permission("member.add", title="Let people in without asking them")
OWN = Permission("owner.manage", roles=("owner",), title="Make, change and remove owners")
PERMISSIONS = (READ, MANAGE, ADD, OWN)
RoleName = Annotated[str, Field(min_length=1, max_length=63, examples=["member"])]


class NewMember(BaseModel):
    """A person to let in."""

    email: str = Field(max_length=254, examples=["ann@example.com"])
    name: str = Field("", max_length=200, examples=["Ann"])
    roles: Sequence[RoleName] = Field(("member",), min_length=1, max_length=20)


class NewRoles(BaseModel):
    """All roles that a member has from now on."""

    roles: Sequence[RoleName] = Field(min_length=1, max_length=20)


def view_of(member: Membership) -> MemberView:
    """What may be shown."""
    account = member.account
    return MemberView(account_id=account.id, email=account.email, name=account.name, roles=member.roles)


def routes(kernel: Kernel) -> list[Route]:
    """Bound to one kernel."""

    async def members(
        ctx: KernelContext, tenant_id: str, page: Cursor, q: Search = None, role: RoleName | None = None
    ) -> Items[ListedMember]:
        """Who belongs to the tenant, by address; with `role`, who has it."""
        found = await where.named(ctx, kernel.gate, tenant_id)
        return await listed(found.tenant.id, page, q, role, factors=ctx.who.may(f"{KERNEL}.{MANAGE.name}"))

    async def add(ctx: KernelContext, tenant_id: str, body: NewMember) -> MemberView:
        """Let a person in without asking; most people are invited instead."""
        found = await where.named(ctx, kernel.gate, tenant_id)
        return view_of(await kernel.members.add(ctx.caller, found.tenant.id, **body.model_dump(), by=ctx.who))

    async def change(ctx: KernelContext, tenant_id: str, account_id: UUID, body: NewRoles) -> MemberView:
        """Give a member other roles; none may more than you, before or after."""
        found = await where.named(ctx, kernel.gate, tenant_id)
        return view_of(await kernel.members.change(ctx.caller, found.tenant.id, account_id, body.roles, by=ctx.who))

    async def remove(ctx: KernelContext, tenant_id: str, account_id: UUID) -> None:
        """Let a person go who may no more than you."""
        found = await where.named(ctx, kernel.gate, tenant_id)
        await kernel.members.remove(ctx.caller, found.tenant.id, account_id, by=ctx.who)

    async def sign_out(ctx: KernelContext, tenant_id: str, account_id: UUID) -> None:
        """End the ways of a member's sessions into the tenant: whoever goes on must show again who it is."""
        found = await where.named(ctx, kernel.gate, tenant_id)
        await kernel.members.sign_out(ctx.caller, found.tenant.id, account_id, by=ctx.who)

    async def leave(ctx: KernelContext, tenant_id: str) -> None:
        """Go yourself; the last owner cannot."""
        found = await where.named(ctx, kernel.gate, tenant_id)
        if ctx.who.kind != "account":
            raise Forbidden("this is for people who are signed in: a key belongs to nobody")
        try:
            await kernel.members.leave(ctx.caller, found.tenant.id, UUID(ctx.who.id))
        except NotFound:  # whose tenant it is not is not told that there is one
            raise NoTenant(tenant_id) from None

    base = "/tenants/{tenant_id}/members"
    return [
        Route.get(base, own(members), auth=READ),
        Route.post(base, own(add), auth=ADD, status=201, fresh=FRESH),
        Route.post(f"{base}/leave", own(leave), auth=SignedIn()),
        Route.patch(f"{base}/{{account_id}}", own(change), auth=MANAGE, fresh=FRESH),
        Route.delete(f"{base}/{{account_id}}", own(remove), auth=MANAGE, fresh=FRESH),
        Route.delete(f"{base}/{{account_id}}/sessions", own(sign_out), auth=MANAGE, fresh=FRESH),
    ]
