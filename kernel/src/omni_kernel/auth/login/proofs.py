"""What a person proves at a login: the password, then a second factor, or the enrolment of one.

`advance` is the only way to `done`. It asks the policy and the account's factors anew each time, so that what was
decided while the login went on is in force in it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from omni_kernel.auth import forms
from omni_kernel.auth.factors import RECOVERY, FactorUnavailable, Usable
from omni_kernel.auth.models import Account
from omni_kernel.auth.policy import DEVICE, UPSTREAM, Effective
from omni_kernel.tenancy.models import Membership
from omni_sdk import Flow, FormStep
from omni_sdk.errors import ContractBroken, Forbidden, NotFound, TooManyRequests

from .flows import Refusal
from .steps import Offer, Turn

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

T = TypeVar("T", bound="bool | FormStep")
PASSWORD: Final = "pwd"  # noqa: S105  (the name of a method, RFC 8176)
MOST_CHALLENGES: Final = 3
"""How often one login asks for one factor: each time may send a message."""
REMEMBER: Final = "remember_device"


class NothingToProve(Forbidden):
    """Who signed in elsewhere and has no factor here can only do that again."""

    type = "nothing-to-prove"
    title = "Sign in anew"


class Proofs:
    """Looks at proofs, and says what is to be proven next."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    # -- the password

    async def password(self, turn: Turn, email: str, password: str) -> Account:
        """Whose it is; Refusal, after the same work, for an unknown, disabled, passwordless or locked account."""
        throttle, passwords = self._kernel.throttle, self._kernel.passwords
        keys = throttle.keys(email, turn.visitor.ip)
        opened = await throttle.open(keys)
        turn.account = account = await self._kernel.accounts.by_email(email)
        stored = account.password if account is not None and account.state == "active" else None
        right = await passwords.verify(stored, password)
        if account is None or stored is None or not (right and opened):
            raise Refusal("wrong" if opened else "throttled", PASSWORD)
        await throttle.passed(keys)
        if passwords.stale(stored):
            account.password = await passwords.hash(password)
            await Account.filter(id=account.id, password=stored).update(password=account.password)
        turn.row.account_id, turn.row.methods = account.id, [PASSWORD]
        return account

    async def account(self, turn: Turn) -> Account:
        """Of a login that goes on; Refusal when it may not any more."""
        row = turn.row
        turn.account = account = await Account.get_or_none(id=row.account_id, state="active")
        if account is None:
            raise Refusal("the account is disabled", row.method or PASSWORD, final=True)
        if row.tenant_id is not None and not await Membership.exists(tenant_id=row.tenant_id, account_id=account.id):
            raise Refusal("no member of the tenant", row.method or PASSWORD, final=True)
        return account

    # -- what is next

    async def advance(self, turn: Turn, account: Account) -> None:
        """Ask for what is still to be proven; `done` when that is nothing. FactorUnavailable when it cannot be."""
        row, kernel = turn.row, self._kernel
        effective = await kernel.policies.of(account, row.tenant_id)
        usable = await kernel.factors.usable(account.id, effective)
        if turn.upstream and effective.accept_upstream:
            row.methods = [*row.methods, UPSTREAM]
        weak = too_weak(effective, usable)
        if usable and not proven(row.methods, usable) and (weak or not await self._trusted(turn, account, effective)):
            await self._ask_first(turn, account, usable)
        elif row.purpose == "login" and (weak or self._lacks_factor(turn, effective)):
            await self.enrolment(turn, account, None)
        elif not row.methods:
            raise NothingToProve("this account has neither a password nor a second factor: sign out, and sign in again")
        else:
            row.stage = "done"

    async def _trusted(self, turn: Turn, account: Account, effective: Effective) -> bool:
        """Does a trusted browser stand for the factor? Never where a session is to be made fresh."""
        row, days = turn.row, effective.trusted_days
        token = self._kernel.cookies.device_of(turn.visitor.request)
        if row.purpose != "login" or days == 0 or not await self._kernel.devices.trusted(account.id, token, days):
            return False
        row.methods = [*row.methods, DEVICE]
        return True

    def _lacks_factor(self, turn: Turn, effective: Effective) -> bool:
        """Is a factor required by now, and was none shown that suffices? Warns of one that will be."""
        if not effective.required or self._kernel.factors.shown(turn.row.methods, effective):
            return False
        if effective.due_at is not None and effective.due_at > self._kernel.clock.now():
            turn.warnings.append("factor-due")
            return False
        return True

    # -- factors

    async def _ask_first(self, turn: Turn, account: Account, usable: Sequence[Usable]) -> None:
        """By the first factor that can ask; recovery codes are for those who say that they need them."""
        *others, last = [u.row.method for u in usable if u.factor.kind != RECOVERY]
        for method in others:
            with suppress(FactorUnavailable):
                return await self._ask(turn, account, usable, method)
        return await self._ask(turn, account, usable, last)

    async def _ask(self, turn: Turn, account: Account, usable: Sequence[Usable], method: str) -> None:
        chosen = next((u for u in usable if u.row.method == method), None)
        if chosen is None:
            raise NotFound(f"no factor {method!r} of this account can be used here")
        self._count(turn, method)
        step = await self._kernel.factors.challenge(chosen, account, self.flow(turn, fresh=True), caller=turn.visitor.caller)
        turn.show(step, method)
        turn.row.stage, turn.row.method = "factor", method
        turn.content.offers = [Offer(method=u.row.method, title=u.factor.title, kind=u.factor.kind) for u in usable]
        turn.content.step["remember_days"] = days_to_trust(turn, await self._kernel.policies.of(account, turn.row.tenant_id))

    def _count(self, turn: Turn, method: str) -> None:
        asked = turn.content.asked.get(method, 0) + 1
        if asked > MOST_CHALLENGES:
            raise TooManyRequests(f"{method!r} was asked for {MOST_CHALLENGES} times: begin another login", method=method)
        turn.content.asked[method] = asked

    async def factor(self, turn: Turn, answers: Mapping[str, Any] | None, method: str | None) -> None:
        """The answer to a challenge; with `method` another challenge, or the same again."""
        account, row, factors = await self.account(turn), turn.row, self._kernel.factors
        effective = await self._kernel.policies.of(account, row.tenant_id)
        usable = await factors.usable(account.id, effective)
        if answers is None or method not in {None, row.method}:
            await self._ask(turn, account, usable, method or str(row.method))
        chosen = next((u for u in usable if u.row.method == row.method), None)
        if chosen is None:
            raise Refusal("the factor is gone", str(row.method), final=True)
        if answers is None:
            return
        given, fields = {k: v for k, v in answers.items() if k != REMEMBER}, str(turn.content.fields)
        flow, by = self.flow(turn), turn.visitor.caller
        check = partial(factors.verify, chosen, account, flow, given, fields=fields, caller=by)
        await self._counted(turn, account, fields, given, check)
        if answers.get(REMEMBER) is True:
            turn.trust_days = days_to_trust(turn, effective)
        await self._shown(turn, account)

    async def enrolment(self, turn: Turn, account: Account, method: str | None) -> None:
        """Have a factor enrolled that is enough: the one named, or the first that there is."""
        await self._refuse_foreign(turn, account)
        effective = await self._kernel.policies.of(account, None)
        choices = {f.name: f for f in self._kernel.factors.choices(effective)}
        chosen = method or next(iter(choices), None)
        if chosen is None:
            raise FactorUnavailable("a second factor is required, and there is none that you may enrol: ask an administrator")
        if chosen not in choices:
            raise NotFound(f"no factor {chosen!r} can be enrolled here; there are {', '.join(choices)}")
        self._count(turn, chosen)
        flow, by = self.flow(turn, fresh=True), turn.visitor.caller
        turn.show(await self._kernel.factors.begin_enrolment(account, chosen, flow, caller=by), chosen)
        turn.row.stage, turn.row.method = "enrol", chosen
        turn.content.offers = [Offer(method=f.name, title=f.title, kind=f.kind) for f in choices.values()]

    async def enrol(self, turn: Turn, answers: Mapping[str, Any] | None, method: str | None) -> None:
        """The proof of an enrolment; with `method` another factor, or the same from the beginning."""
        account, row = await self.account(turn), turn.row
        await self._refuse_foreign(turn, account)
        await self._refuse_second_owner(turn, account)
        if answers is None or method not in {None, row.method}:
            return await self.enrolment(turn, account, method or row.method)
        fields, flow, by = str(turn.content.fields), self.flow(turn), turn.visitor.caller
        confirm = self._kernel.factors.confirm_enrolment
        check = partial(confirm, account, str(row.method), flow, answers, fields=fields, caller=by)
        said = await self._counted(turn, account, fields, answers, check)
        if isinstance(said, FormStep):
            return turn.show(said, row.method)
        return await self._shown(turn, account)

    async def _refuse_foreign(self, turn: Turn, account: Account) -> None:
        """A factor counts everywhere. Whoever controls one tenant's identity provider must not put his own on people who
        have more than that tenant: he would lock them out of all else.
        """
        tenant_id = turn.row.tenant_id
        if tenant_id is None:
            return
        elsewhere = Membership.filter(account_id=account.id).exclude(tenant_id=tenant_id)
        if account.platform or account.password is not None or await elsewhere.exists():
            raise FactorUnavailable("a second factor is required: sign in with your password first, and enrol one")

    async def _refuse_second_owner(self, turn: Turn, account: Account) -> None:
        """Somebody may have enrolled a factor since the password was shown here: then that one is to be shown first."""
        effective = await self._kernel.policies.of(account, turn.row.tenant_id)
        usable = await self._kernel.factors.usable(account.id, effective)
        if usable and not proven(turn.row.methods, usable):
            raise Refusal("a factor was enrolled elsewhere", str(turn.row.method), final=True)

    async def _shown(self, turn: Turn, account: Account) -> None:
        turn.row.methods = [*turn.row.methods, str(turn.row.method)]
        await self.advance(turn, account)

    async def _counted(
        self, turn: Turn, account: Account, fields: str, answers: Mapping[str, Any], check: Callable[[], Awaitable[T]]
    ) -> T:
        """What a factor says of an answer, if the account has a try left: one counter over all its factors."""
        throttle = self._kernel.throttle
        keys = throttle.keys(str(account.id), turn.visitor.ip, "factor")
        with suppress(ContractBroken):
            forms.answered(fields, answers)  # what is no answer is no try, either
        opened = await throttle.open(keys)
        said = await check() if opened else None
        if not said:
            raise Refusal("wrong" if opened else "throttled", str(turn.row.method))
        await throttle.passed(keys)
        return said

    def flow(self, turn: Turn, *, fresh: bool = False) -> Flow:
        """The login as the factor sees it: the same handle from the challenge to the answer, and no other login's."""
        url = f"{self._kernel.settings.public_url}/api/v1/auth/login/{turn.row.id}/step"
        return Flow(str(turn.row.id), url, memory={} if fresh else turn.content.memory)


def days_to_trust(turn: Turn, effective: Effective) -> int:
    """How long this browser may be told to remember a factor that is shown now."""
    return effective.trusted_days if turn.row.client == "browser" and turn.row.purpose == "login" else 0


def too_weak(effective: Effective, usable: Sequence[Usable]) -> bool:
    """Has an administrator nothing but codes by mail or text message? They may have been enough when he enrolled them."""
    return effective.administrator and bool(usable) and not effective.enough(u.factor for u in usable)


def proven(methods: Sequence[str], usable: Sequence[Usable]) -> bool:
    """Was one of these factors shown, or what stands for it?"""
    return UPSTREAM in methods or any(u.row.method in methods for u in usable)
