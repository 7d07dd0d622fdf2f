"""`/api/v1/auth/password`, `/api/v1/auth/email` and what people do with their own account in `/api/v1/auth/me`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from omni_kernel.auth.actors import Actor
from omni_kernel.auth.fresh import FRESH
from omni_kernel.auth.models import Account
from omni_kernel.auth.passwords import LONGEST
from omni_kernel.auth.sessions import row_of
from omni_kernel.context import KernelContext, own
from omni_sdk import Permission, Public, Reply, Route, SignedIn
from omni_sdk.errors import Forbidden

from .sessions import person

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

PERMISSIONS: tuple[Permission, ...] = ()
FORGOT: Final = Public("whoever forgot the password cannot sign in")
LINKED: Final = Public("the token of a mailed link says who it is")


class PasswordChange(BaseModel):
    """The present password and the one to come."""

    current: SecretStr = Field(max_length=LONGEST)
    password: SecretStr = Field(max_length=LONGEST)


class Address(BaseModel):
    """Where a mail is to go."""

    email: str = Field(max_length=254, examples=["ann@example.com"])


class MailedToken(BaseModel):
    """What stands behind the `#` of a mailed link."""

    token: SecretStr = Field(max_length=200)


class NewPassword(MailedToken):
    """A password, by a mailed link."""

    password: SecretStr = Field(max_length=LONGEST)


class Accepted(BaseModel):
    """The same answer whether there is such an account or not."""

    message: str


class Moved(BaseModel):
    """Has the account its new address? If not, the other one has yet to confirm."""

    done: bool


class OwnChanges(BaseModel):
    """What people change of themselves; absent fields stay."""

    name: str | None = Field(None, min_length=1, max_length=200, examples=["Ann"])
    locale: str | None = Field(None, max_length=35, examples=["de"], description="BCP 47 language tag.")


class Own(BaseModel):
    """One's own account."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str
    name: str
    locale: str | None


MAILED: Final = Accepted(
    message="A mail is on its way, if there is such an account. It may take a minute; look among the spam, too."
)


async def in_person(who: Actor) -> UUID:
    """The account of whoever signed in to it as a whole. A tenant's identity provider speaks for that tenant only: else
    who controls one tenant's could take over people in all others.
    """
    account_id, session_id = person(who)
    if (await row_of(session_id)).tenant_id is not None:
        raise Forbidden("a sign-in by a tenant's identity provider is good for that tenant only: sign in with the password")
    return account_id


def text(secret: SecretStr) -> str:
    """What must not be shown on the way here."""
    return secret.get_secret_value()


def routes(kernel: Kernel) -> list[Route]:  # noqa: C901  (a list of small functions)
    """Bound to one kernel."""

    async def change_password(ctx: KernelContext, body: PasswordChange) -> None:
        """Change one's password; sessions elsewhere and trusted devices end."""
        await in_person(ctx.who)
        await kernel.accounts.change_password(ctx.caller, ctx.who, text(body.current), text(body.password))

    async def ask_reset(ctx: KernelContext, body: Address) -> Accepted:
        """Ask for a link to set a password."""
        await kernel.accounts.ask_reset(ctx.caller, body.email)
        return MAILED

    async def reset(ctx: KernelContext, body: NewPassword) -> None:
        """Set a password by a mailed link, once; sign in with it afterwards."""
        await kernel.accounts.reset(ctx.caller, text(body.token), text(body.password))

    async def ask_verification(ctx: KernelContext) -> Accepted:
        """Ask for a link that confirms one's e-mail address."""
        account_id, _ = person(ctx.who)
        await kernel.accounts.ask_verification(ctx.caller, account_id)
        return MAILED

    async def verify(ctx: KernelContext, body: MailedToken) -> None:
        """Confirm an e-mail address by a mailed link."""
        await kernel.accounts.verify_email(ctx.caller, text(body.token))

    async def ask_move(ctx: KernelContext, body: Address) -> Accepted:
        """Ask for another e-mail address: the old one and the new one get a link, and both confirm."""
        await in_person(ctx.who)
        await kernel.accounts.ask_email_change(ctx.caller, ctx.who, body.email)
        return MAILED

    async def move(ctx: KernelContext, body: MailedToken) -> Moved:
        """Confirm a change of the e-mail address, from one of both sides."""
        return Moved(done=await kernel.accounts.confirm_email_change(ctx.caller, text(body.token)))

    async def change(ctx: KernelContext, body: OwnChanges) -> Own:
        """Change one's name or language."""
        account_id = await in_person(ctx.who)
        changes = body.model_dump(exclude_none=True)
        changed = await kernel.accounts.update(ctx.caller, account_id, changes) if changes else await Account.get(id=account_id)
        return Own.model_validate(changed)

    async def export(ctx: KernelContext) -> dict[str, Any]:
        """All that is kept of oneself."""
        return await kernel.erasure.export(ctx.caller, await in_person(ctx.who))

    async def erase(ctx: KernelContext) -> Reply[None]:
        """Erase one's account, for good, in all tenants."""
        await kernel.erasure.erase(ctx.caller, await in_person(ctx.who))
        return Reply(None, status=204, headers={"set-cookie": kernel.cookies.session_clear()})

    signed, fresh = SignedIn(), SignedIn(fresh=FRESH)
    return [
        Route.post("/auth/password/change", own(change_password), auth=signed, idempotent=False),
        Route.post("/auth/password/reset", own(ask_reset), auth=FORGOT, status=202, idempotent=False),
        Route.post("/auth/password/reset/confirm", own(reset), auth=LINKED, idempotent=False),
        Route.post("/auth/email/verify", own(ask_verification), auth=signed, status=202, idempotent=False),
        Route.post("/auth/email/verify/confirm", own(verify), auth=LINKED, idempotent=False),
        Route.post("/auth/email/change", own(ask_move), auth=fresh, status=202, idempotent=False),
        Route.post("/auth/email/change/confirm", own(move), auth=LINKED, idempotent=False),
        Route.patch("/auth/me", own(change), auth=signed),
        Route.get("/auth/me/export", own(export), auth=fresh),
        Route.delete("/auth/me", own(erase), auth=fresh, idempotent=False),
    ]
