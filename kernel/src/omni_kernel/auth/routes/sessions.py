"""`/api/v1/auth/me`, `/api/v1/auth/logout`, `/api/v1/sessions`: who one is, and where one is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from omni_kernel.auth.actors import Actor
from omni_kernel.auth.models import Account, Session
from omni_kernel.auth.sessions import row_of
from omni_kernel.context import KernelContext, own
from omni_kernel.tenancy.models import Membership
from omni_sdk import Cursor, Items, Permission, Reply, Route, SignedIn, paginate
from omni_sdk.errors import Forbidden

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

PERMISSIONS: tuple[Permission, ...] = ()


class SessionView(BaseModel):
    """One place where somebody is signed in."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: Literal["browser", "bearer"]
    device: str
    ip: str
    methods: Sequence[str]
    tenant_id: UUID | None
    created_at: datetime
    authenticated_at: datetime
    seen_at: datetime
    expires_at: datetime


class ListedSession(SessionView):
    """In the list, which says which one asks."""

    current: bool


class TenantOf(BaseModel):
    """A tenant to choose."""

    id: UUID
    slug: str
    name: str
    roles: Sequence[str]


class Me(BaseModel):
    """Whoever asks; `permissions` are those in the tenant that `Omni-Tenant` names."""

    id: UUID
    email: str
    email_verified: bool
    name: str
    locale: str | None
    platform: bool
    tenants: Sequence[TenantOf]
    permissions: Sequence[str]
    session: SessionView


def person(who: Actor) -> tuple[UUID, UUID]:
    """Account and session of a person; Forbidden for a key."""
    if who.session_id is None:
        raise Forbidden("this is for people who are signed in, not for keys")
    return UUID(who.id), who.session_id


async def reach(who: Actor) -> dict[str, UUID]:
    """Whose sessions are his to see and to end: his account's. Where a tenant's identity provider opened the one at hand,
    those that it opened: the others are no business of that tenant.
    """
    account_id, session_id = person(who)
    tenant_id = (await row_of(session_id)).tenant_id
    return {"account_id": account_id} | ({"tenant_id": tenant_id} if tenant_id else {})


def routes(kernel: Kernel) -> list[Route]:
    """Bound to one kernel."""

    async def me(ctx: KernelContext) -> Me:
        """Who is signed in, where he belongs, and what he may in the tenant at hand."""
        account_id, session_id = person(ctx.who)
        session = await row_of(session_id)
        account: Account = session.account
        rows = Membership.filter(account_id=account_id).order_by("id").prefetch_related("tenant")
        tenants = [
            TenantOf(id=m.tenant.id, slug=m.tenant.slug, name=m.tenant.name, roles=m.roles)
            for m in await rows
            if session.tenant_id in (None, m.tenant_id)
        ]
        return Me(
            id=account.id, email=account.email, email_verified=account.email_verified_at is not None, name=account.name,
            locale=account.locale, platform=ctx.who.platform, tenants=tenants, permissions=sorted(ctx.who.permissions),
            session=SessionView.model_validate(session),
        )  # fmt: skip

    async def logout(ctx: KernelContext) -> Reply[None]:
        """End this session, and forget its cookie."""
        account_id, session_id = person(ctx.who)
        await kernel.sessions.revoke(ctx.caller, session_id, "logout", account_id=account_id)
        return Reply(None, status=204, headers={"set-cookie": kernel.cookies.session_clear(), "clear-site-data": '"cache"'})

    async def sessions(ctx: KernelContext, page: Cursor) -> Items[ListedSession]:
        """Where one is signed in, newest first."""
        _, session_id = person(ctx.who)
        rows = Session.filter(**await reach(ctx.who), expires_at__gt=kernel.clock.now())
        found = await paginate(rows, page, SessionView)
        return Items(items=[ListedSession(**s.model_dump(), current=s.id == session_id) for s in found.items], next=found.next)

    async def revoke(ctx: KernelContext, session_id: UUID) -> None:
        """End one of one's own sessions."""
        await kernel.sessions.revoke(ctx.caller, session_id, "revoked", **await reach(ctx.who))

    async def revoke_others(ctx: KernelContext) -> None:
        """End all of one's own sessions but this one."""
        _, session_id = person(ctx.who)
        await kernel.sessions.revoke_all(ctx.caller, reason="revoked", but=session_id, **await reach(ctx.who))

    return [
        Route.get("/auth/me", own(me), auth=SignedIn()),
        Route.post("/auth/logout", own(logout), auth=SignedIn(), idempotent=False),
        Route.get("/sessions", own(sessions), auth=SignedIn()),
        Route.delete("/sessions", own(revoke_others), auth=SignedIn()),
        Route.delete("/sessions/{session_id}", own(revoke), auth=SignedIn()),
    ]
