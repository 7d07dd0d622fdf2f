"""`/api/v1/auth/identities`: the identity providers of tenants that know one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from omni_kernel.auth.fresh import FRESH
from omni_kernel.auth.models import Identity
from omni_kernel.context import KernelContext, own
from omni_sdk import Cursor, Items, Permission, Route, SignedIn, paginate
from omni_sdk.errors import NotFound
from omni_sdk.events import IDENTITY_UNLINKED, IdentityUnlinked

from .account import in_person

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

PERMISSIONS: tuple[Permission, ...] = ()


class IdentityView(BaseModel):
    """How a provider knows one: `subject` is its word."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    tenant_id: UUID
    provider: str
    connection: str
    subject: str
    email: str | None
    created_at: datetime
    used_at: datetime | None


def routes(kernel: Kernel) -> list[Route]:
    """Bound to one kernel."""

    async def identities(ctx: KernelContext, page: Cursor) -> Items[IdentityView]:
        """One's own, newest first; `POST auth/link` makes another one."""
        return await paginate(Identity.filter(account_id=await in_person(ctx.who)), page, IdentityView)

    async def unlink(ctx: KernelContext, identity_id: UUID) -> None:
        """Have a provider know one no more; what is signed in by its tenant's providers ends."""
        account_id = await in_person(ctx.who)
        async with kernel.db.transaction():
            row = await Identity.get_or_none(id=identity_id, account_id=account_id)
            if row is None:
                raise NotFound(f"you have no identity {identity_id}")
            await row.delete()
            await kernel.sessions.revoke_all(ctx.caller, account_id, "revoked", tenant_id=row.tenant_id)
            gone = IdentityUnlinked(account_id=account_id, provider=row.provider, connection=row.connection)
            await kernel.emit(ctx.caller, row.tenant_id, IDENTITY_UNLINKED, gone)

    return [
        Route.get("/auth/identities", own(identities), auth=SignedIn()),
        Route.delete("/auth/identities/{identity_id}", own(unlink), auth=SignedIn(), fresh=FRESH),
    ]
