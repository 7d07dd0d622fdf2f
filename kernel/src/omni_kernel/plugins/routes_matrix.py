"""`/api/v1/plugin-matrix`: which tenant has which plugin, page by page of tenants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from tortoise.expressions import Q

from omni_kernel.context import KernelContext, own
from omni_sdk import Cursor, Items, Permission, Route, paginate

from .staging import KERNEL

if TYPE_CHECKING:
    from omni_kernel.app import Kernel


class Cell(BaseModel):
    """One plugin in one tenant."""

    state: str
    reason: str = ""
    needs_consent: bool = Field(False, description="It asks for scopes that nobody granted.")


class MatrixRow(BaseModel):
    """A tenant, and its plugins by id; one that is not named is `disabled`."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    slug: str
    name: str
    state: str
    plugins: Mapping[str, Cell] = {}


def routes(kernel: Kernel, read: Permission) -> list[Route]:
    """Bound to one kernel."""

    async def matrix(ctx: KernelContext, page: Cursor, q: str | None = None) -> Items[MatrixRow]:
        """Tenants, newest first, with what each has switched on; a tenant's own key sees only its tenant. `q` searches
        names and slugs.
        """
        from omni_kernel.tenancy.models import Tenant

        rows = Tenant.filter(id=ctx.state.tenant.id) if ctx.state else Tenant.all()
        rows = rows.filter(Q(name__icontains=q) | Q(slug__icontains=q)) if q else rows
        found = await paginate(rows, page, MatrixRow)
        by_id = {tenant.id: tenant for tenant in await Tenant.filter(id__in=[row.id for row in found.items])}
        # One may have been deleted between the two.
        here = [row for row in found.items if row.id in by_id]
        enabled = await kernel.gate.enablements([by_id[row.id] for row in here])
        for row, plugins in zip(here, enabled, strict=True):
            row.plugins = {
                plugin_id: Cell(state=one.state, reason=one.reason, needs_consent=bool(one.missing) and one.state == "active")
                for plugin_id, one in plugins.items()
                if plugin_id != KERNEL and one.state != "disabled"
            }
        return Items(items=here, next=found.next)

    return [Route.get("/plugin-matrix", own(matrix), auth=read)]
