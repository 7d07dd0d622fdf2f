"""`/api/v1/accounts`: all people of the installation, for its platform administrators."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from tortoise.queryset import QuerySet

from omni_kernel.auth.fresh import FRESH
from omni_kernel.auth.models import Account
from omni_kernel.context import KernelContext, own
from omni_kernel.tenancy.directory import Search, matching
from omni_sdk import Cursor, Items, Permission, Query, Route, SignedIn, paginate
from omni_sdk.errors import Forbidden

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

PERMISSIONS: tuple[Permission, ...] = ()


class NewAccount(BaseModel):
    """A person to come; the password is set by a link."""

    email: str = Field(max_length=254, examples=["ann@example.com"])
    name: str = Field("", max_length=200, examples=["Ann"])
    platform: bool = Field(False, description="A platform administrator, who may everything in every tenant.")
    verified: bool = Field(False, description="You know that the address is this person's.")


class AccountChanges(BaseModel):
    """What is to be otherwise; absent fields stay."""

    name: str | None = Field(None, min_length=1, max_length=200)
    locale: str | None = Field(None, max_length=35, examples=["de"])
    state: Literal["active", "disabled"] | None = None
    platform: bool | None = None


class AccountView(BaseModel):
    """An account; without `password_changed_at` it has no password."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str
    name: str
    locale: str | None
    platform: bool
    state: Literal["active", "disabled"]
    email_verified_at: datetime | None
    password_changed_at: datetime | None
    created_at: datetime


class Wanted(BaseModel):
    """Which accounts are listed: those of which all of this is true."""

    q: Search = None
    email: str | None = None
    state: str | None = None
    platform: bool | None = None

    def of(self, rows: QuerySet[Account]) -> QuerySet[Account]:
        """Those of these accounts."""
        plain = self.model_dump(exclude_none=True, include={"state", "platform"})
        if self.email is not None:
            plain["email"] = self.email.lower()
        return matching(rows.filter(**plain), self.q) if self.q else rows.filter(**plain)


class SetupLink(BaseModel):
    """To be handed to the person; it works once."""

    link: str


def administrator(ctx: KernelContext) -> None:
    """Forbidden for all others: accounts span tenants, so no role of a tenant can be enough."""
    if not ctx.who.platform:
        raise Forbidden("this is for platform administrators")


def routes(kernel: Kernel) -> list[Route]:  # noqa: C901  (a list of small functions)
    """Bound to one kernel."""

    async def accounts(ctx: KernelContext, page: Cursor, only: Annotated[Wanted, Query()]) -> Items[AccountView]:
        """Accounts, newest first."""
        administrator(ctx)
        return await paginate(only.of(Account.all()), page, AccountView)

    async def create(ctx: KernelContext, body: NewAccount) -> AccountView:
        """Make an account; then hand over its set-up link."""
        administrator(ctx)
        return AccountView.model_validate(await kernel.accounts.create(ctx.caller, **body.model_dump()))

    async def show(ctx: KernelContext, account_id: UUID) -> AccountView:
        """One account."""
        administrator(ctx)
        return AccountView.model_validate(await kernel.accounts.get(account_id))

    async def change(ctx: KernelContext, account_id: UUID, body: AccountChanges) -> AccountView:
        """Change an account, switch it off or on, make it a platform administrator."""
        administrator(ctx)
        async with kernel.db.transaction():
            if body.state is not None:
                await kernel.accounts.set_state(ctx.caller, account_id, body.state)
            if body.platform is not None:
                await kernel.accounts.set_platform(ctx.caller, account_id, body.platform)
            if changes := body.model_dump(exclude_none=True, include={"name", "locale"}):
                await kernel.accounts.update(ctx.caller, account_id, changes)
            return AccountView.model_validate(await kernel.accounts.get(account_id))

    async def erase(ctx: KernelContext, account_id: UUID) -> None:
        """Erase an account, for good, in all tenants."""
        administrator(ctx)
        await kernel.erasure.erase(ctx.caller, account_id)

    async def setup_link(ctx: KernelContext, account_id: UUID) -> SetupLink:
        """A link by which the person sets a password; an older one is void."""
        administrator(ctx)
        return SetupLink(link=await kernel.accounts.setup_link(account_id))

    async def forget_factors(ctx: KernelContext, account_id: UUID) -> None:
        """Remove all second factors of somebody who lost them; first see that it is that person who asks."""
        administrator(ctx)
        await kernel.factors.remove_all(ctx.caller, await kernel.accounts.get(account_id))

    async def sign_out(ctx: KernelContext, account_id: UUID) -> None:
        """End all sessions of somebody, everywhere within a second."""
        administrator(ctx)
        await kernel.sessions.revoke_all(ctx.caller, (await kernel.accounts.get(account_id)).id, "revoked")

    return [
        Route.get("/accounts", own(accounts), auth=SignedIn()),
        Route.post("/accounts", own(create), auth=SignedIn(), status=201, fresh=FRESH),
        Route.get("/accounts/{account_id}", own(show), auth=SignedIn()),
        Route.patch("/accounts/{account_id}", own(change), auth=SignedIn(), fresh=FRESH),
        Route.delete("/accounts/{account_id}", own(erase), auth=SignedIn(), fresh=FRESH),
        # The answer opens the account, so it is not kept for Idempotency-Key.
        Route.post("/accounts/{account_id}/setup-link", own(setup_link), auth=SignedIn(), fresh=FRESH, idempotent=False),
        Route.delete("/accounts/{account_id}/sessions", own(sign_out), auth=SignedIn(), fresh=FRESH),
        Route.delete("/accounts/{account_id}/factors", own(forget_factors), auth=SignedIn(), fresh=FRESH),
    ]
