"""Who belongs to a tenant: let in, given other roles, let go. The last owner stays."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final
from uuid import UUID

from omni_kernel.auth.accounts import address
from omni_kernel.auth.actors import Actor
from omni_kernel.auth.models import Account
from omni_kernel.context import actor_of
from omni_kernel.jobs.caller import Caller
from omni_sdk.errors import Conflict, NotFound
from omni_sdk.events import (
    MEMBER_CHANGED,
    MEMBER_SIGNED_OUT,
    TENANT_MEMBER_ADDED,
    TENANT_MEMBER_REMOVED,
    MemberAdded,
    MemberChanged,
    MemberRemoved,
    MemberSignedOut,
)

from .grants import alone
from .models import Membership

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

OWNER: Final = "owner"


class LastOwner(Conflict):
    """Without an owner nobody could give the tenant another one."""

    type = "last-owner"
    title = "The tenant would have no owner"


class MemberService:
    """All changes of who belongs to a tenant go through here. `by` is who acts, with what he may; without it only the
    system may anything.
    """

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    async def add(
        self,
        caller: Caller,
        tenant_id: UUID,
        email: str,
        *,
        name: str = "",
        roles: Sequence[str] = ("member",),
        by: Actor | None = None,
    ) -> Membership:
        """Let a person in, by e-mail; a new account has no password yet. Conflict for a member."""
        email = address(email)
        async with alone(self._kernel, tenant_id):
            await self._kernel.roles.check_grant(by or actor_of(caller), tenant_id, roles)
            accounts = self._kernel.accounts
            account = await accounts.by_email(email) or await accounts.create(caller, email, name)
            return await self.enter(caller, tenant_id, account, roles)

    async def enter(self, caller: Caller, tenant_id: UUID, account: Account, roles: Sequence[str]) -> Membership:
        """The membership of somebody who was asked or sent by those who may; inside a transaction. Conflict for a
        member.
        """
        if await Membership.exists(tenant_id=tenant_id, account_id=account.id):
            raise Conflict(f"{account.email!r} is a member already")
        member = await Membership.create(tenant_id=tenant_id, account_id=account.id, roles=distinct(roles))
        member.account = account
        await self._kernel.sessions.forget(account.id)
        name = account.name or account.email
        data = MemberAdded(account_id=account.id, name=name, email=account.email, roles=member.roles)
        await self._kernel.emit(caller, tenant_id, TENANT_MEMBER_ADDED, data)
        return member

    async def change(
        self, caller: Caller, tenant_id: UUID, account_id: UUID, roles: Sequence[str], *, by: Actor | None = None
    ) -> Membership:
        """Give other roles, in force within a second: neither those before nor those after may more than who acts."""
        actor = by or actor_of(caller)
        async with alone(self._kernel, tenant_id):
            member = await self._get(tenant_id, account_id)
            before, member.roles = list(member.roles), distinct(roles)
            await self._kernel.roles.check_over(actor, tenant_id, before, "this member")
            await self._kernel.roles.check_grant(actor, tenant_id, member.roles)
            await self._keep_an_owner(member, before)
            await member.save(update_fields=["roles"])
            await self._kernel.sessions.forget(account_id)
            data = MemberChanged(account_id=account_id, before=before, after=member.roles)
            await self._kernel.emit(caller, tenant_id, MEMBER_CHANGED, data)
        return member

    async def remove(self, caller: Caller, tenant_id: UUID, account_id: UUID, *, by: Actor | None = None) -> None:
        """Let a person go who may no more than who acts; the account stays."""
        async with alone(self._kernel, tenant_id):
            member = await self._get(tenant_id, account_id)
            await self._kernel.roles.check_over(by or actor_of(caller), tenant_id, member.roles, "this member")
            await self._part(caller, member)

    async def sign_out(self, caller: Caller, tenant_id: UUID, account_id: UUID, *, by: Actor | None = None) -> None:
        """Of a person who may no more than who acts: sessions lead here only after a new proof, and those of the tenant's
        identity provider end. Other tenants of his notice nothing.
        """
        async with alone(self._kernel, tenant_id):
            member = await self._get(tenant_id, account_id)
            await self._kernel.roles.check_over(by or actor_of(caller), tenant_id, member.roles, "this member")
            member.signed_out_at = self._kernel.clock.now()
            await member.save(update_fields=["signed_out_at"])
            await self._kernel.sessions.revoke_all(caller, account_id, "signed-out-by-tenant", tenant_id=tenant_id)
            await self._kernel.sessions.forget(account_id)
            await self._kernel.emit(caller, tenant_id, MEMBER_SIGNED_OUT, MemberSignedOut(account_id=account_id))

    async def leave(self, caller: Caller, tenant_id: UUID, account_id: UUID) -> None:
        """Go oneself; nobody needs a permission for that."""
        async with alone(self._kernel, tenant_id):
            await self._part(caller, await self._get(tenant_id, account_id))

    async def _part(self, caller: Caller, member: Membership) -> None:
        before, member.roles = member.roles, []
        await self._keep_an_owner(member, before)
        await member.delete()
        await self._kernel.sessions.forget(member.account_id)
        data = MemberRemoved(account_id=member.account_id, name=member.account.name, email=member.account.email)
        await self._kernel.emit(caller, member.tenant_id, TENANT_MEMBER_REMOVED, data)

    async def _get(self, tenant_id: UUID, account_id: UUID) -> Membership:
        member = await Membership.get_or_none(tenant_id=tenant_id, account_id=account_id).prefetch_related("account")
        if member is None:
            raise NotFound(f"no member {account_id}")
        return member

    async def _keep_an_owner(self, member: Membership, before: Collection[str]) -> None:
        """Refuse to take ownership from the last one who can use it."""
        if OWNER in before and OWNER not in member.roles and not await self.others_own(member):
            raise LastOwner(f"{member.account.email!r} is the last owner: make somebody else an owner first")

    async def others_own(self, member: Membership) -> bool:
        """Has the tenant another owner, who can sign in?"""
        others = Membership.filter(tenant_id=member.tenant_id, account__state="active").exclude(id=member.id)
        return any(OWNER in roles for roles in await others.values_list("roles", flat=True))


def distinct(roles: Sequence[str]) -> list[str]:
    """Each once, in the order given."""
    return list(dict.fromkeys(roles))
