"""Accounts: made, named, switched off; their passwords and addresses. No answer tells whether an account exists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import UUID

from tortoise.exceptions import IntegrityError

from omni_kernel.jobs.caller import Caller
from omni_kernel.plugins.staging import KERNEL
from omni_kernel.tenancy.profile import check_profile
from omni_sdk.errors import Conflict, Forbidden, Invalid, NotFound, TooManyRequests
from omni_sdk.events import (
    ACCOUNT_CHANGED,
    ACCOUNT_CREATED,
    EMAIL_CHANGED,
    EMAIL_VERIFIED,
    PASSWORD_CHANGED,
    AccountChanged,
    AccountCreated,
    EmailChanged,
    EmailVerified,
    PasswordChanged,
)

from . import jobs
from .actors import Actor
from .mail_tokens import LinkUsed, Purpose
from .models import Account, ApiKey, LoginFlow, MailToken

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_sdk.contributions import Call

EMAIL: Final = re.compile(r"""[^@\s\x00-\x1f<>()\[\]\\,;:"]+@[^@\s\x00-\x1f<>()\[\]\\,;:"]+""")
"""One address, and nothing that a mail's header would read as two or as a name."""
ADMINISTRATORS: Final = "platform-administrators"
State = Literal["active", "disabled"]


class WrongPassword(Forbidden):
    """It is not, or there were too many tries."""

    type = "wrong-password"
    title = "The password is wrong"


class AccountService:
    """All changes of accounts go through here."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    # -- accounts

    async def create(
        self, caller: Caller, email: str, name: str = "", *, platform: bool = False, verified: bool = False
    ) -> Account:
        """A new one, without a password; Conflict when there is one with that address."""
        email, since = address(email), self._kernel.clock.now() if verified else None
        try:
            async with self._kernel.db.transaction():
                account = await Account.create(email=email, name=name, platform=platform, email_verified_at=since)
                data = AccountCreated(account_id=account.id, email=email, name=name)
                await self._kernel.emit(caller, None, ACCOUNT_CREATED, data)
        except IntegrityError as error:
            raise Conflict(f"there is an account {email!r} already") from error
        return account

    async def get(self, account_id: UUID) -> Account:
        """By its id; NotFound."""
        account = await Account.get_or_none(id=account_id)
        if account is None:
            raise NotFound(f"no account {account_id}")
        return account

    async def by_email(self, email: str) -> Account | None:
        """By its address, in any case."""
        return await Account.get_or_none(email=email.lower())

    async def update(self, caller: Caller, account_id: UUID, changes: Mapping[str, Any]) -> Account:
        """Change `name` or `locale`; in force everywhere at once."""
        check_profile(changes)
        return await self._change(caller, account_id, dict(changes))

    async def set_state(self, caller: Caller, account_id: UUID, state: State) -> Account:
        """Switch it off, which ends all that it has begun, or on again; Conflict for the last platform administrator."""
        async with self._kernel.db.transaction(), self._kernel.db.lock(ADMINISTRATORS):
            if state == "disabled":
                await not_the_last_administrator(await self.get(account_id))
                await self._end(caller, account_id, "disabled")
                await self.revoke_keys(caller, account_id)
                await MailToken.filter(account_id=account_id).delete()
            return await self._change(caller, account_id, {"state": state})

    async def set_platform(self, caller: Caller, account_id: UUID, platform: bool) -> Account:
        """Make it a platform administrator, or one no longer; Conflict for the last."""
        async with self._kernel.db.transaction(), self._kernel.db.lock(ADMINISTRATORS):
            if not platform:
                await not_the_last_administrator(await self.get(account_id))
                await self.revoke_keys(caller, account_id)
            return await self._change(caller, account_id, {"platform": platform})

    async def revoke_keys(self, caller: Caller, account_id: UUID) -> None:
        """The platform's keys that a person made, who knows them: they may everything, so they end with his rights."""
        for key in await ApiKey.filter(tenant_id=None, maker_id=account_id, revoked_at=None):
            await self._kernel.keys.revoke(caller, None, key.id)

    async def setup_link(self, account_id: UUID) -> str:
        """A link to set a password, to be handed over; an older one is void. It says nothing of the e-mail address."""
        account = await self.get(account_id)
        life = jobs.life_of(self._kernel, "password")
        token = await self._kernel.mail_tokens.issue("password", account.id, life, {"mailed": False})
        return self._kernel.mail_tokens.link("set-password", token)

    async def notify(self, caller: Caller, account_id: UUID, template: str, *, to: str | None = None, **values: str) -> None:
        """Mail the person, once the transaction at hand is committed, by a template of the kernel's."""
        await self._enqueue(caller, jobs.notice(account_id, template, values, to))

    # -- passwords

    async def set_password(self, caller: Caller, account_id: UUID, password: str, how: str, *, but: UUID | None = None) -> None:
        """Sessions (all `but` one) and trusted devices end, and so does every login begun with the old one."""
        account = await self.get(account_id)
        self._kernel.passwords.check(password, email=account.email, name=account.name)
        await self._store(caller, account, await self._kernel.passwords.hash(password), how, but)

    async def change_password(self, caller: Caller, actor: Actor, old: str, new: str) -> None:
        """By the person, who knows the old one (ASVS 5.0, 6.2.3); WrongPassword, also when there were too many tries."""
        account, throttle = await self.get(UUID(actor.id)), self._kernel.throttle
        keys = throttle.keys(account.email, caller.ip or "")
        allowed = await throttle.open(keys)
        right = await self._kernel.passwords.verify(account.password, old)
        if not (right and allowed):
            raise WrongPassword("that is not the present password, or there were too many tries: wait a little, and try again")
        await throttle.passed(keys)
        await self.set_password(caller, account.id, new, "change", but=actor.session_id)

    async def ask_reset(self, caller: Caller, email: str) -> None:
        """A mail with a link, if there is such an account; the same work here, whether there is or not. TooManyRequests."""
        await self._kernel.throttle.admit(caller.ip or "")
        await self._enqueue(caller, jobs.reset(address(email)))

    async def reset(self, caller: Caller, token: str, password: str) -> None:
        """Set a password by a link. It signs nobody in, so that no second factor is left out; a refused password leaves
        the link as it is.
        """
        tokens, passwords = self._kernel.mail_tokens, self._kernel.passwords
        row = await tokens.look("password", token) or await tokens.take("password", token)
        account = await self.get(row.account_id)
        passwords.check(password, email=account.email, name=account.name)
        hashed = await passwords.hash(password)
        async with self._kernel.db.transaction():
            row = await tokens.take("password", token)
            if row.data["mailed"]:
                await self._verified(caller, account)
            await self._store(caller, account, hashed, "reset" if account.password else "setup", None)

    async def _store(self, caller: Caller, account: Account, hashed: str, how: str, but: UUID | None) -> None:
        throttle = self._kernel.throttle
        async with self._kernel.db.transaction():
            now = self._kernel.clock.now()
            await Account.filter(id=account.id).update(password=hashed, password_changed_at=now)
            await self._end(caller, account.id, "password", but)
            await MailToken.filter(account_id=account.id).exclude(purpose="verify-email").delete()
            await throttle.passed(throttle.keys(account.email, caller.ip or ""))
            await self._kernel.emit(caller, None, PASSWORD_CHANGED, PasswordChanged(account_id=account.id, how=how))
            await self.notify(caller, account.id, "account.password-changed")

    # -- addresses

    async def ask_verification(self, caller: Caller, account_id: UUID) -> None:
        """A mail with a link, unless the address is verified."""
        await self._enqueue(caller, jobs.verify(account_id))

    async def verify_email(self, caller: Caller, token: str) -> None:
        """The person reads that mail."""
        async with self._kernel.db.transaction():
            row = await self._kernel.mail_tokens.take("verify-email", token)
            account = await self.get(row.account_id)
            if row.data["email"] != account.email:
                raise LinkUsed("the account has another e-mail address by now: ask for another link")
            await self._verified(caller, account)

    async def ask_email_change(self, caller: Caller, actor: Actor, new_email: str) -> None:
        """A link to the old address and one to the new. One that is taken gets the same answer, and a mail that says so.
        TooManyRequests for who keeps having mails sent to others.
        """
        if not await self._kernel.throttle.calm(f"change-email {actor.id}"):
            raise TooManyRequests("many mails were sent for this account: wait a little", headers={"Retry-After": "60"})
        await self._enqueue(caller, jobs.change_email(UUID(actor.id), address(new_email)))

    async def confirm_email_change(self, caller: Caller, token: str) -> bool:
        """One of both confirms: True when that was the second, and the account has the new address."""
        tokens, db = self._kernel.mail_tokens, self._kernel.db
        found = await tokens.look("change-email", token) or await tokens.look("confirm-email", token)
        sides: tuple[Purpose, Purpose] = ("change-email", "confirm-email")
        mine, other = sides if found and found.purpose == sides[0] else sides[::-1]
        # Both at once would each see that the other has not confirmed yet.
        async with db.transaction(), db.lock(f"email-change:{found and found.account_id}"):
            row = await tokens.take(mine, token)
            if row.data["confirmed"]:
                await self._move(caller, row.account_id, row.data["email"])
            else:
                data = {**row.data, "confirmed": True}
                await MailToken.filter(account_id=row.account_id, purpose=other).update(data=data)
        return bool(row.data["confirmed"])

    async def _move(self, caller: Caller, account_id: UUID, email: str) -> None:
        account, db = await self.get(account_id), self._kernel.db
        try:
            async with db.transaction():
                await Account.filter(id=account_id).update(email=email, email_verified_at=self._kernel.clock.now())
        except IntegrityError as error:
            raise Conflict("this e-mail address has an account by now") from error
        # Links that went to the old address, and logins under way, are of the account as it was.
        await MailToken.filter(account_id=account_id).delete()
        await LoginFlow.filter(account_id=account_id).delete()
        await self._kernel.sessions.forget(account_id)
        changed = EmailChanged(account_id=account_id, before=account.email, after=email)
        await self._kernel.emit(caller, None, EMAIL_CHANGED, changed)
        await self.notify(caller, account_id, "account.email-changed", to=account.email, new=email)

    # -- what several need

    async def _verified(self, caller: Caller, account: Account) -> None:
        if await Account.filter(id=account.id, email_verified_at=None).update(email_verified_at=self._kernel.clock.now()):
            data = EmailVerified(account_id=account.id, email=account.email)
            await self._kernel.emit(caller, None, EMAIL_VERIFIED, data)

    async def _change(self, caller: Caller, account_id: UUID, changes: dict[str, Any]) -> Account:
        async with self._kernel.db.transaction():
            account = await self.get(account_id)
            await account.update_from_dict(changes).save(update_fields=[*changes])
            await self._kernel.sessions.forget(account_id)
            data = AccountChanged(account_id=account_id, changed=sorted(changes))
            await self._kernel.emit(caller, None, ACCOUNT_CHANGED, data)
        return account

    async def _end(self, caller: Caller, account_id: UUID, reason: str, but: UUID | None = None) -> None:
        await self._kernel.sessions.revoke_all(caller, account_id, reason, but)
        await self._kernel.devices.forget(account_id)
        await LoginFlow.filter(account_id=account_id).delete()

    async def _enqueue(self, caller: Caller, call: Call[Any]) -> None:
        await self._kernel.jobs.enqueue(replace(caller, plugin_id=KERNEL, tenant_id=None), call)


def address(email: str) -> str:
    """An e-mail address as it is kept; Invalid at `email` for what is none."""
    kept = email.lower()
    if not EMAIL.fullmatch(kept) or len(kept) > 254:
        raise Invalid(f"{email!r} is no e-mail address", at="email")
    return kept


async def not_the_last_administrator(account: Account) -> None:
    """Conflict for the only active platform administrator. Inside a transaction, under the lock `ADMINISTRATORS`."""
    others = Account.filter(platform=True, state="active").exclude(id=account.id)
    if account.platform and account.state == "active" and not await others.exists():
        raise Conflict("this is the last platform administrator: make another one first")
