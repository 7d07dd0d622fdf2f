"""Which tenant a call of the kernel's own routes is about."""

from __future__ import annotations

from omni_kernel.context import KernelContext
from omni_kernel.http.problems import TenantRequired
from omni_kernel.plugins.gate import Gate, TenantState
from omni_kernel.tenancy.missing import NoTenant


async def named(ctx: KernelContext, gate: Gate, tenant: str) -> TenantState:
    """The tenant that a path or body names; it must agree with the credential, or there is none."""
    if ctx.state is None:
        return await gate.by_slug(tenant)
    if tenant not in (ctx.state.tenant.slug, str(ctx.state.tenant.id)):
        raise NoTenant(tenant)
    return ctx.state


def here(ctx: KernelContext) -> TenantState:
    """The caller's tenant."""
    if ctx.state is None:
        raise TenantRequired("say which tenant you mean with the header Omni-Tenant: <slug>")
    return ctx.state
