"""Mails to people about their accounts. Each is a job, so that a request takes as long for an account that is not there;
and a link's token is made in the job, so that no row of a job holds one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, cast
from uuid import UUID

from omni_kernel.services import mail
from omni_sdk import Job, PlatformContext, Template, job

from .mail_tokens import Action, Purpose
from .models import Account, MailToken

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

AGAIN: Final = timedelta(minutes=1)
"""Who asks again within this gets no second mail, and who asks again and again fewer: others fill nobody's letter box."""


@job("account-reset", unique=str)
async def reset(ctx: PlatformContext, email: str) -> None:
    """A link to set a password, if there is such an account."""
    kernel, account = kernel_of(ctx), await Account.get_or_none(email=email, state="active")
    if account is not None and not await _enough_sent(kernel, "password", account.id):
        await send_link(kernel, account, "password", "set-password", {"mailed": True})


@job("account-verify", unique=str)
async def verify(ctx: PlatformContext, account_id: UUID) -> None:
    """A link to show that the address is the person's."""
    kernel, account = kernel_of(ctx), await Account.get_or_none(id=account_id, state="active", email_verified_at=None)
    if account is not None and not await _enough_sent(kernel, "verify-email", account.id):
        await send_link(kernel, account, "verify-email", "verify-email", {"email": account.email})


@job("account-email-change", unique=lambda account_id, email: f"{account_id} {email}")
async def change_email(ctx: PlatformContext, account_id: UUID, email: str) -> None:
    """A link to the old address and one to the new; an address that has an account gets a word about that instead."""
    kernel, account = kernel_of(ctx), await Account.get_or_none(id=account_id, state="active")
    if account is None:
        return
    data = {"email": email, "confirmed": False}
    await send_link(kernel, account, "confirm-email", "change-email", data)
    if await Account.exists(email=email):
        await MailToken.filter(account_id=account.id, purpose="change-email").delete()
        await send(kernel, account, "account.email-taken", to=email)
    else:
        await send_link(kernel, account, "change-email", "change-email", data, to=email)


@job("account-notice")
async def notice(ctx: PlatformContext, account_id: UUID, template: str, values: dict[str, str], to: str | None = None) -> None:
    """Tell the person what happened to the account; `to` another address than its present one."""
    if account := await Account.get_or_none(id=account_id):
        await send(kernel_of(ctx), account, template, to=to, **values)


def jobs(_: Kernel) -> list[Job[..., Any]]:
    """What the kernel declares of them."""
    return [reset, verify, change_email, notice]


async def send_link(
    kernel: Kernel, account: Account, purpose: Purpose, action: Action, data: dict[str, Any], *, to: str | None = None
) -> None:
    """A mail with a new link in it."""
    life = life_of(kernel, purpose)
    link = kernel.mail_tokens.link(action, await kernel.mail_tokens.issue(purpose, account.id, life, data))
    await send(
        kernel, account, TEMPLATES[purpose], to=to, link=link, new=data.get("email", ""), minutes=int(life.total_seconds()) // 60
    )


TEMPLATES: Final[dict[Purpose, str]] = {
    "password": "account.reset",
    "verify-email": "account.verify-email",
    "change-email": "account.change-email",
    "confirm-email": "account.confirm-email",
}


def life_of(kernel: Kernel, purpose: Purpose) -> timedelta:
    """How long a link is good for."""
    auth = kernel.settings.auth
    return timedelta(minutes=auth.reset_minutes) if purpose == "password" else timedelta(hours=auth.verify_hours)


async def send(kernel: Kernel, account: Account, template: str, *, to: str | None = None, **values: Any) -> None:
    """A mail of the kernel's, in the person's language. It names the person only where the address is known to be his:
    a name that somebody chose must not reach strangers.
    """
    name = account.name if to is None else ""
    await mail.of_kernel(kernel, account.locale or "en").send(to or account.email, Template(template), name=name, **values)


def kernel_of(ctx: PlatformContext) -> Kernel:
    """The kernel's own jobs reach all of it."""
    return cast("Kernel", cast("Any", ctx).kernel)


async def _enough_sent(kernel: Kernel, purpose: Purpose, account_id: UUID) -> bool:
    since = kernel.clock.now() - AGAIN
    sent = await MailToken.filter(purpose=purpose, account_id=account_id, created_at__gt=since).exists()
    return sent or not await kernel.throttle.calm(f"{purpose} {account_id}")
