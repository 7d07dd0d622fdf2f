"""Nobody grants what he does not have (OWASP ASVS 5.0, 8.2 and 8.3): what somebody holds, and what that suffices for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import UUID

from omni_kernel.auth.actors import Actor, person_of
from omni_kernel.auth.models import Account, ApiKey
from omni_kernel.tenancy.missing import NoTenant
from omni_sdk.errors import Forbidden

from .models import Membership, Tenant

if TYPE_CHECKING:
    from omni_kernel.app import Kernel


@asynccontextmanager
async def alone(kernel: Kernel, tenant_id: UUID) -> AsyncIterator[None]:
    """One change of a tenant's roles, members or invitations at a time, over all processes, in a transaction. What
    is read inside is as it will be when the change is committed. NotFound when the tenant is gone.
    """
    async with kernel.db.transaction(), kernel.db.lock(f"people:{tenant_id}"):
        if not await Tenant.exists(id=tenant_id):
            raise NoTenant(tenant_id)
        yield


async def held(kernel: Kernel, tenant_id: UUID, actor: Actor) -> frozenset[str]:
    """What somebody may in a tenant, read now: what this process remembers may be a second old, and a grant stays.
    Never more than the actor himself says, for a session or key may be narrower than its account.
    """
    if actor.kind == "key":
        now = await _of_key(kernel, tenant_id, UUID(actor.id))
    elif actor.kind == "account":
        now = await _of_account(kernel, tenant_id, UUID(actor.id))
    else:
        now = everything(kernel) if actor.kind == "system" else frozenset()
    return now if actor.platform else now & actor.permissions


async def standing(kernel: Kernel, tenant_id: UUID, actor: str) -> Actor | None:
    """Who `account:<id>` or `key:<id>` is in a tenant, read now; None for one that could not call there any more."""
    kind, _, text = actor.partition(":")
    try:
        found = UUID(text)
    except ValueError:  # whom an authenticator of a plugin named
        return None
    if kind == "account":
        return await _standing_account(kernel, tenant_id, found)
    return await _standing_key(kernel, tenant_id, found) if kind == "key" else None


async def _standing_key(kernel: Kernel, tenant_id: UUID, key_id: UUID) -> Actor | None:
    key = await ApiKey.get_or_none(id=key_id, revoked_at=None)
    if key is None or key.tenant_id not in (None, tenant_id):
        return None
    if key.expires_at is not None and key.expires_at <= kernel.clock.now():
        return None
    if key.tenant_id is None:
        return Actor("key", str(key_id), platform=True)
    granted = await kernel.roles.permissions(tenant_id, key.roles, fresh=True)
    return Actor("key", str(key_id), granted | frozenset(key.permissions))


async def _standing_account(kernel: Kernel, tenant_id: UUID, account_id: UUID) -> Actor | None:
    account = await Account.get_or_none(id=account_id, state="active")
    member = await Membership.get_or_none(tenant_id=tenant_id, account_id=account_id) if account else None
    if account is None or (member is None and not account.platform):
        return None
    granted = await kernel.roles.permissions(tenant_id, member.roles, fresh=True) if member else frozenset()
    return Actor("account", str(account_id), granted, account.platform, person_of(account))


def everything(kernel: Kernel) -> frozenset[str]:
    """What a platform administrator may."""
    return frozenset(kernel.registry.permissions)


async def _of_key(kernel: Kernel, tenant_id: UUID, key_id: UUID) -> frozenset[str]:
    key = await ApiKey.get_or_none(id=key_id, revoked_at=None)
    if key is None or key.tenant_id not in (None, tenant_id):
        return frozenset()
    if key.tenant_id is None:
        return everything(kernel)
    return await kernel.roles.permissions(tenant_id, key.roles, fresh=True) | frozenset(key.permissions)


async def _of_account(kernel: Kernel, tenant_id: UUID, account_id: UUID) -> frozenset[str]:
    account = await Account.get_or_none(id=account_id, state="active")
    if account is None or account.platform:
        return everything(kernel) if account else frozenset()
    member = await Membership.get_or_none(tenant_id=tenant_id, account_id=account_id)
    return await kernel.roles.permissions(tenant_id, member.roles if member else (), fresh=True)


def suffices(has: frozenset[str], needed: Collection[str], what: str) -> None:
    """Raises Forbidden, naming a permission that is lacking; `what` is the subject of that sentence."""
    if lacking := sorted(frozenset(needed) - has):
        raise Forbidden(f"{what} may more than you: you lack {lacking[0]!r}", permission=lacking[0])
