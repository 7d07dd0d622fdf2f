"""`/api/v1/invitations` of the tenant at hand; `/look` and `/accept` are for those who were invited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, cast
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from omni_kernel.auth import where
from omni_kernel.auth.fresh import FRESH
from omni_kernel.auth.sessions import SessionOver
from omni_kernel.context import KernelContext, own
from omni_kernel.http.identity import token_of
from omni_sdk import Cursor, Items, Public, Route, paginate

from .invitations import Way, open_ones
from .routes_members import MANAGE, RoleName

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.http.request import HttpRequest


class NewInvitation(BaseModel):
    """A person to ask."""

    email: str = Field(max_length=254, examples=["ann@example.com"])
    roles: Sequence[RoleName] = Field(("member",), min_length=1, max_length=20)


class InvitationView(BaseModel):
    """An invitation that was neither accepted nor taken back."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str
    roles: Sequence[str]
    invited_by: str
    created_at: datetime
    sent_at: datetime | None
    sent: int = Field(description="How many mails went out.")
    expires_at: datetime


class Token(BaseModel):
    """What the link in the mail holds, behind the `#`."""

    token: SecretStr = Field(min_length=1, max_length=200)


class Acceptance(Token):
    """How to join: signed in, with the token alone; else with a name and a password to set."""

    name: str = Field("", max_length=200, examples=["Ann"])
    password: SecretStr | None = Field(None, max_length=1024)


class Asked(BaseModel):
    """What somebody is invited to, and what accepting takes."""

    tenant: str
    email: str
    expires_at: datetime
    way: Way = Field(description="`sign-in`: the address has an account; `password`: set one to accept.")


class Joined(BaseModel):
    """A membership."""

    tenant_id: UUID
    account_id: UUID
    email: str
    roles: Sequence[str]


def routes(kernel: Kernel) -> list[Route]:
    """Bound to one kernel."""

    async def invitations(ctx: KernelContext, page: Cursor) -> Items[InvitationView]:
        """Who was asked and has not come yet."""
        return await paginate(open_ones(where.here(ctx).tenant.id), page, InvitationView)

    async def invite(ctx: KernelContext, body: NewInvitation) -> InvitationView:
        """Ask a person to join, by mail; with roles that may no more than you."""
        row = await kernel.invitations.invite(ctx.caller, where.here(ctx).tenant.id, **body.model_dump(), by=ctx.who)
        return InvitationView.model_validate(row)

    async def resend(ctx: KernelContext, invitation_id: UUID) -> InvitationView:
        """Send a new link; the old one is void."""
        row = await kernel.invitations.resend(ctx.caller, where.here(ctx).tenant.id, invitation_id, by=ctx.who)
        return InvitationView.model_validate(row)

    async def revoke(ctx: KernelContext, invitation_id: UUID) -> None:
        """Take an invitation back."""
        await kernel.invitations.revoke(ctx.caller, where.here(ctx).tenant.id, invitation_id, by=ctx.who)

    async def look(ctx: KernelContext, body: Token) -> Asked:
        """What one is invited to."""
        del ctx
        row, way = await kernel.invitations.look(body.token.get_secret_value())
        return Asked(tenant=row.tenant.name, email=row.email, expires_at=row.expires_at, way=way)

    async def accept(ctx: KernelContext, body: Acceptance) -> Joined:
        """Join. Nobody is signed in by this, so that a login asks for all that it must."""
        account_id = await signed_in(kernel, cast("HttpRequest", ctx.request))
        caller = replace(ctx.caller, actor_kind="account", actor_id=str(account_id)) if account_id else ctx.caller
        password = body.password.get_secret_value() if body.password else None
        member = await kernel.invitations.accept(
            caller, body.token.get_secret_value(), account_id=account_id, name=body.name, password=password
        )
        account = member.account
        return Joined(tenant_id=member.tenant_id, account_id=account.id, email=account.email, roles=member.roles)

    base = "/invitations"
    mailed = Public("the token in the mail is what the caller has to show")
    return [
        Route.get(base, own(invitations), auth=MANAGE),
        Route.post(base, own(invite), auth=MANAGE, status=201, fresh=FRESH),
        Route.delete(f"{base}/{{invitation_id}}", own(revoke), auth=MANAGE),
        Route.post(f"{base}/{{invitation_id}}/resend", own(resend), auth=MANAGE),
        Route.post("/invitations/look", own(look), auth=mailed, idempotent=False),
        Route.post("/invitations/accept", own(accept), auth=mailed, idempotent=False),
    ]


async def signed_in(kernel: Kernel, request: HttpRequest) -> UUID | None:
    """Whose session comes with a request to a public route, if any does. One that a tenant's identity provider opened
    speaks in that tenant only, so it joins no other.
    """
    token = token_of(request.fields)
    try:
        if token is not None:
            live = await kernel.sessions.verify(token, "bearer")
        elif cookie := kernel.cookies.session_of(request.fields):
            kernel.cookies.refuse_cross_site(request.method, request.fields)
            live = await kernel.sessions.verify(cookie, "browser")
        else:
            return None
    except SessionOver:
        return None
    return None if live.tenant_id else live.person.id
