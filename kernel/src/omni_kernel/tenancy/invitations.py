"""Invitations: a person is asked by mail to join, and joins by the link in the last mail, once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal
from uuid import UUID

from omni_kernel.auth.accounts import address
from omni_kernel.auth.actors import Actor
from omni_kernel.auth.models import Account
from omni_kernel.auth.token import digest
from omni_kernel.context import actor_of
from omni_kernel.jobs.caller import Caller
from omni_kernel.plugins.staging import KERNEL
from omni_sdk import Call
from omni_sdk.errors import Conflict, Forbidden, Gone, Invalid, NotFound, TooManyRequests, Unauthenticated
from omni_sdk.events import (
    EMAIL_VERIFIED,
    INVITATION_ACCEPTED,
    INVITATION_REVOKED,
    INVITATION_SENT,
    PASSWORD_CHANGED,
    EmailVerified,
    InvitationAccepted,
    InvitationRevoked,
    InvitationSent,
    PasswordChanged,
)

from .grants import alone
from .members import distinct
from .models import Invitation, Membership

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet

    from omni_kernel.app import Kernel

JOB: Final = "invitation"
BETWEEN_MAILS: Final = timedelta(minutes=1)
"""To one address, so that nobody makes Omni flood a mailbox."""
MOST_A_DAY: Final = 1_000
"""People whom one tenant asks in a day: enough for a company, and not for a list of strangers."""
KEPT: Final = timedelta(days=30)
"""Addresses of people who did not come are not ours to keep (GDPR, article 5)."""
Way = Literal["sign-in", "password"]


class InvitationExpired(Gone):
    """It was not accepted in time."""

    type = "invitation-expired"
    title = "The invitation has expired"


class SignInFirst(Unauthenticated):
    """The address has an account, whose owner must say so."""

    type = "sign-in-first"
    title = "Sign in to accept the invitation"


class InvitationService:
    """All that becomes of invitations. `by` is who acts, with what he may; without it only the system may anything."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    # -- for those who invite

    async def invite(
        self, caller: Caller, tenant_id: UUID, email: str, roles: Sequence[str] = ("member",), *, by: Actor | None = None
    ) -> Invitation:
        """Ask a person to join; a job mails the link. Conflict for members and those who are asked already."""
        email = address(email)
        async with alone(self._kernel, tenant_id):
            await self._kernel.roles.check_grant(by or actor_of(caller), tenant_id, roles)
            if await Membership.exists(tenant_id=tenant_id, account__email=email):
                raise Conflict(f"{email!r} is a member already")
            if await open_ones(tenant_id).filter(email=email).exists():
                raise Conflict(f"{email!r} is invited already: send that invitation again, or revoke it")
            await self._check_calm(tenant_id, email)
            since = self._kernel.clock.now() - timedelta(days=1)
            if await Invitation.filter(tenant_id=tenant_id, created_at__gt=since).count() >= MOST_A_DAY:
                raise TooManyRequests(f"a tenant invites {MOST_A_DAY} people a day at most: go on tomorrow")
            row = await Invitation.create(
                tenant_id=tenant_id, email=email, roles=distinct(roles), invited_by=caller.actor, expires_at=self._end()
            )
            await self._send(caller, row)
        return row

    async def resend(self, caller: Caller, tenant_id: UUID, invitation_id: UUID, *, by: Actor | None = None) -> Invitation:
        """Mail a new link, with a new life; the old link is void at once."""
        async with alone(self._kernel, tenant_id):
            row = await self._mine(caller, tenant_id, invitation_id, by)
            await self._check_calm(tenant_id, row.email)
            row.digest, row.expires_at = None, self._end()
            await row.save(update_fields=["digest", "expires_at"])
            await self._send(caller, row)
        return row

    async def revoke(self, caller: Caller, tenant_id: UUID, invitation_id: UUID, *, by: Actor | None = None) -> None:
        """Take it back: the link is void at once."""
        async with alone(self._kernel, tenant_id):
            row = await self._mine(caller, tenant_id, invitation_id, by)
            row.digest, row.revoked_at = None, self._kernel.clock.now()
            await row.save(update_fields=["digest", "revoked_at"])
            data = InvitationRevoked(invitation_id=row.id, email=row.email)
            await self._kernel.emit(caller, tenant_id, INVITATION_REVOKED, data)

    async def _mine(self, caller: Caller, tenant_id: UUID, invitation_id: UUID, by: Actor | None) -> Invitation:
        row = await open_ones(tenant_id).get_or_none(id=invitation_id)
        if row is None:
            raise NotFound(f"no open invitation {invitation_id}")
        await self._kernel.roles.check_over(by or actor_of(caller), tenant_id, row.roles, "whoever is invited")
        return row

    async def _check_calm(self, tenant_id: UUID, email: str) -> None:
        since = self._kernel.clock.now() - BETWEEN_MAILS
        if await Invitation.exists(tenant_id=tenant_id, email=email, sent_at__gt=since):
            wait = {"Retry-After": str(int(BETWEEN_MAILS.total_seconds()))}
            raise TooManyRequests(f"a mail went to {email!r} less than a minute ago: wait a little", headers=wait)

    def _end(self) -> datetime:
        return self._kernel.clock.now() + timedelta(days=self._kernel.settings.auth.invitation_days)

    async def _send(self, caller: Caller, row: Invitation) -> None:
        mine = replace(caller, plugin_id=KERNEL, tenant_id=row.tenant_id)
        await self._kernel.jobs.enqueue(mine, Call(JOB, {"invitation_id": row.id}))
        data = InvitationSent(invitation_id=row.id, email=row.email, roles=row.roles)
        await self._kernel.emit(caller, row.tenant_id, INVITATION_SENT, data)

    async def token(self, invitation_id: UUID) -> tuple[Invitation, str] | None:
        """For the mail: a fresh token, which voids the one before; None when there is nothing to send any more."""
        token = secrets.token_urlsafe(32)
        row = await Invitation.get_or_none(id=invitation_id, accepted_at=None, revoked_at=None)
        if row is None:
            return None
        now = self._kernel.clock.now()
        changed = await Invitation.filter(id=row.id, accepted_at=None, revoked_at=None).update(
            digest=digest(token), sent_at=now, sent=row.sent + 1
        )
        return (row, token) if changed else None

    # -- for those who are invited

    async def look(self, token: str) -> tuple[Invitation, Way]:
        """What the token of a mail invites to, and what accepting takes. NotFound or InvitationExpired."""
        row = await Invitation.get_or_none(digest=digest(token)).prefetch_related("tenant")
        if row is None:
            raise NotFound("no such invitation: it was used, taken back or sent again; take the link in the newest mail")
        if row.expires_at <= self._kernel.clock.now():
            raise InvitationExpired("the invitation has expired: ask for a new one")
        account = await Account.get_or_none(email=row.email)
        return row, "sign-in" if account is not None and account.password else "password"

    async def accept(
        self, caller: Caller, token: str, *, account_id: UUID | None = None, name: str = "", password: str | None = None
    ) -> Membership:
        """Join: as the account that is signed in, or by setting the password of one that has none, which is made if
        need be; its address is verified by the mail. Of two at once one succeeds.
        """
        row, way = await self.look(token)
        if way == "password" and account_id is None:
            return await self._with_password(caller, row, name, password)
        account = await Account.get_or_none(id=account_id, state="active") if account_id else None
        if account is None:
            raise SignInFirst(f"{row.email!r} has an account: sign in with it, then open the link again")
        if account.email != row.email:
            raise Forbidden(f"the invitation is for {row.email!r}: sign out, then sign in or set a password as that")
        async with alone(self._kernel, row.tenant_id):
            return await self._join(caller, row, account)

    async def _with_password(self, caller: Caller, row: Invitation, name: str, password: str | None) -> Membership:
        if password is None:
            raise Invalid(f"choose a password for {row.email!r}", at="password")
        self._kernel.passwords.check(password, email=row.email, name=name)
        taken = f"{row.email!r} has an account now: sign in with it, then open the link again"
        hashed, now, accounts = await self._kernel.passwords.hash(password), self._kernel.clock.now(), self._kernel.accounts
        async with alone(self._kernel, row.tenant_id):
            try:
                account = await accounts.by_email(row.email) or await accounts.create(caller, row.email, name)
            except Conflict as error:  # another tenant's invitation was faster
                raise SignInFirst(taken) from error
            if account.state != "active":
                raise Forbidden("this account is disabled: ask an administrator of Omni")
            mine = Account.filter(id=account.id, email=row.email, password=None)
            if not await mine.update(password=hashed, password_changed_at=now, email_verified_at=now):
                raise SignInFirst(taken)
            # Whoever had the account before the mailbox was proven has it no longer.
            await self._kernel.sessions.revoke_all(caller, account.id, "password")
            await self._kernel.devices.forget(account.id)
            await self._kernel.emit(caller, None, PASSWORD_CHANGED, PasswordChanged(account_id=account.id, how="setup"))
            await self._kernel.emit(caller, None, EMAIL_VERIFIED, EmailVerified(account_id=account.id, email=row.email))
            return await self._join(caller, row, account)

    async def _join(self, caller: Caller, row: Invitation, account: Account) -> Membership:
        """Claim the invitation, in the same transaction as the membership."""
        claimed = (
            await open_ones(row.tenant_id)
            .filter(id=row.id, digest=row.digest)
            .update(accepted_at=self._kernel.clock.now(), digest=None)
        )
        if not claimed:
            raise Gone("the invitation was just used, taken back or sent again")
        member = await self._kernel.members.enter(caller, row.tenant_id, account, row.roles)
        data = InvitationAccepted(invitation_id=row.id, account_id=account.id)
        await self._kernel.emit(caller, row.tenant_id, INVITATION_ACCEPTED, data)
        return member

    async def purge(self) -> int:
        """Delete what has been over for a month; how many."""
        return await Invitation.filter(expires_at__lt=self._kernel.clock.now() - KEPT).delete()


def open_ones(tenant_id: UUID) -> QuerySet[Invitation]:
    """Of a tenant, neither accepted nor taken back; some may have expired and wait to be sent again."""
    return Invitation.filter(tenant_id=tenant_id, accepted_at=None, revoked_at=None)
