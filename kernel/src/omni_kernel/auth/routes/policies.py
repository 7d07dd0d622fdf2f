"""`/api/v1/…/login-policy`: what a login must satisfy, for the platform, a tenant, a role of it, or an account."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import BaseModel

from omni_kernel.auth import where
from omni_kernel.auth.fresh import FRESH
from omni_kernel.auth.models import Account
from omni_kernel.auth.policy import PLATFORM, Rules, Subject
from omni_kernel.context import KernelContext, own
from omni_kernel.plugins.registry import RANKS
from omni_sdk import Permission, Route, SignedIn
from omni_sdk.errors import NotFound

from .accounts import administrator

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

MANAGE = Permission("login-policy.manage", roles=("admin",), title="Say what a login to the tenant must satisfy")
PERMISSIONS = (MANAGE,)


class PolicyView(BaseModel):
    """What is said for one; `null` leaves it to the others."""

    subject: str
    rules: Rules
    warnings: list[str]


def routes(kernel: Kernel) -> list[Route]:  # noqa: C901  (a list of small functions)
    """Bound to one kernel."""

    async def seen(subject: Subject) -> PolicyView:
        rules = await kernel.policies.get(subject)
        return PolicyView(subject=subject.name, rules=rules, warnings=kernel.policies.warnings(rules))

    async def written(ctx: KernelContext, subject: Subject, rules: Rules) -> PolicyView:
        warnings = await kernel.policies.set(ctx.caller, subject, rules, ctx.who)
        return PolicyView(subject=subject.name, rules=rules, warnings=warnings)

    async def tenant_of(ctx: KernelContext, tenant_id: str) -> Subject:
        return Subject.tenant((await where.named(ctx, kernel.gate, tenant_id)).tenant.id)

    async def role_of(ctx: KernelContext, tenant_id: str, role: str) -> Subject:
        tenant = (await where.named(ctx, kernel.gate, tenant_id)).tenant
        if role not in RANKS:
            await kernel.roles.get(tenant.id, role)
        return Subject.role(tenant.id, role)

    def platform_of(ctx: KernelContext) -> Subject:
        administrator(ctx)
        return PLATFORM

    async def account_of(ctx: KernelContext, account_id: UUID) -> Subject:
        administrator(ctx)
        if not await Account.exists(id=account_id):
            raise NotFound(f"no account {account_id}")
        return Subject.account(account_id)

    async def platform(ctx: KernelContext) -> PolicyView:
        """What holds for everybody."""
        return await seen(platform_of(ctx))

    async def put_platform(ctx: KernelContext, body: Rules) -> PolicyView:
        """Say what holds for everybody, in place of what was said before."""
        return await written(ctx, platform_of(ctx), body)

    async def clear_platform(ctx: KernelContext) -> None:
        """Say nothing for everybody."""
        await kernel.policies.clear(ctx.caller, platform_of(ctx))

    async def tenant(ctx: KernelContext, tenant_id: str) -> PolicyView:
        """What holds for a tenant's people."""
        return await seen(await tenant_of(ctx, tenant_id))

    async def put_tenant(ctx: KernelContext, tenant_id: str, body: Rules) -> PolicyView:
        """Say what holds for a tenant's people, in place of what was said before."""
        return await written(ctx, await tenant_of(ctx, tenant_id), body)

    async def clear_tenant(ctx: KernelContext, tenant_id: str) -> None:
        """Say nothing for a tenant's people."""
        await kernel.policies.clear(ctx.caller, await tenant_of(ctx, tenant_id))

    async def role(ctx: KernelContext, tenant_id: str, role: str) -> PolicyView:
        """What holds for those with a role."""
        return await seen(await role_of(ctx, tenant_id, role))

    async def put_role(ctx: KernelContext, tenant_id: str, role: str, body: Rules) -> PolicyView:
        """Say what holds for those with a role, in place of what was said before."""
        return await written(ctx, await role_of(ctx, tenant_id, role), body)

    async def clear_role(ctx: KernelContext, tenant_id: str, role: str) -> None:
        """Say nothing for those with a role."""
        await kernel.policies.clear(ctx.caller, await role_of(ctx, tenant_id, role))

    async def account(ctx: KernelContext, account_id: UUID) -> PolicyView:
        """What holds for one person."""
        return await seen(await account_of(ctx, account_id))

    async def put_account(ctx: KernelContext, account_id: UUID, body: Rules) -> PolicyView:
        """Say what holds for one person, in place of what was said before."""
        return await written(ctx, await account_of(ctx, account_id), body)

    async def clear_account(ctx: KernelContext, account_id: UUID) -> None:
        """Say nothing for one person."""
        await kernel.policies.clear(ctx.caller, await account_of(ctx, account_id))

    of_platform, of_tenant = "/login-policies/platform", "/tenants/{tenant_id}/login-policy"
    of_role, of_account = "/tenants/{tenant_id}/roles/{role}/login-policy", "/accounts/{account_id}/login-policy"
    return [
        Route.get(of_platform, own(platform), auth=SignedIn()),
        Route.put(of_platform, own(put_platform), auth=SignedIn(), fresh=FRESH),
        Route.delete(of_platform, own(clear_platform), auth=SignedIn(), fresh=FRESH),
        Route.get(of_tenant, own(tenant), auth=MANAGE),
        Route.put(of_tenant, own(put_tenant), auth=MANAGE, fresh=FRESH),
        Route.delete(of_tenant, own(clear_tenant), auth=MANAGE, fresh=FRESH),
        Route.get(of_role, own(role), auth=MANAGE),
        Route.put(of_role, own(put_role), auth=MANAGE, fresh=FRESH),
        Route.delete(of_role, own(clear_role), auth=MANAGE, fresh=FRESH),
        Route.get(of_account, own(account), auth=SignedIn()),
        Route.put(of_account, own(put_account), auth=SignedIn(), fresh=FRESH),
        Route.delete(of_account, own(clear_account), auth=SignedIn(), fresh=FRESH),
    ]
