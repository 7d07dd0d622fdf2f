"""Second factors: which an account has, which of them it may use, and calling their plugins.

That an account has a factor is known here, in rows of the kernel's. So a plugin that is off, resting or broken never
makes an account look as if it had none: it denies.

FactorUnavailable 403       the plugin is off, failed, or its factor is no longer allowed
FactorNotAllowed 403        the policy does not allow to enrol it
EmailNotVerified 403        before any factor the e-mail address (else somebody could take an address in advance)
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar
from uuid import UUID

from pydantic import BaseModel
from pydantic_core import to_json
from structlog import get_logger

from omni_kernel.jobs.caller import Caller
from omni_kernel.plugins.breaker import PluginTripped
from omni_kernel.plugins.staging import KERNEL
from omni_sdk import AccountContext, Factor, Flow, FormStep
from omni_sdk.errors import Conflict, ContractBroken, Forbidden, NotFound, Problem
from omni_sdk.events import FACTOR_ENROLLED, FACTOR_REMOVED, FactorEnrolled, FactorRemoved

from . import forms, jobs
from .actors import person_of
from .models import Account, AccountFactor
from .policy import DEVICE, UPSTREAM, WEAK, Effective

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

T = TypeVar("T")
log = get_logger("omni.factors")
ORDER: Final = ("possession", "mail", "sms", "recovery")
"""How they are offered: the strong ones first, and what is used up last."""
RECOVERY: Final = "recovery"


class FactorUnavailable(Forbidden):
    """An account has a factor, and it cannot be asked for it: so nobody signs in to it."""

    type = "factor-unavailable"
    title = "The second factor cannot be used now"


class FactorNotAllowed(Forbidden):
    """The login policy does not allow it."""

    type = "factor-not-allowed"
    title = "The login policy does not allow this factor"


class EmailNotVerified(Forbidden):
    """Nobody showed yet that the account's address is his."""

    type = "email-not-verified"
    title = "Confirm the e-mail address first"


@dataclass(frozen=True, slots=True)
class Usable:
    """A factor that an account can be asked for."""

    row: AccountFactor
    plugin_id: str
    factor: Factor


class FactorService:
    """All that the kernel does with factors; counting failures is the caller's business."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    # -- which there are

    def all(self) -> list[tuple[str, Factor]]:
        """(plugin id, factor) of every loaded plugin, as they are offered."""
        return sorted(self._kernel.registry.all(Factor), key=lambda found: ORDER.index(found[1].kind))

    def of(self, method: str) -> tuple[str, Factor] | None:
        """The factor of that name and its plugin, if one is loaded."""
        return next((found for found in self.all() if found[1].name == method), None)

    def choices(self, effective: Effective) -> list[Factor]:
        """What somebody who needs a factor may enrol as the first one."""
        return [f for _, f in self.all() if f.kind != RECOVERY and effective.suffices(f)]

    def shown(self, methods: Sequence[str], effective: Effective) -> bool:
        """Is a factor that suffices among what a session has proven, or what stands for one?"""
        if (effective.trusted_days and DEVICE in methods) or (effective.accept_upstream and UPSTREAM in methods):
            return True
        return any(f.name in methods and effective.suffices(f) for _, f in self.all())

    async def enrolled(self, account_id: UUID) -> list[AccountFactor]:
        """What an account has, whatever became of the plugins; the oldest first."""
        return await AccountFactor.filter(account_id=account_id).order_by("id")

    async def usable(self, account_id: UUID, effective: Effective) -> Sequence[Usable]:
        """What an account can be asked for, as it is offered; none where it has no factor but recovery codes.

        FactorUnavailable when it has others, and none of them can be used.
        """
        rows = await self.enrolled(account_id)
        if not any(row.kind != RECOVERY for row in rows):
            return ()
        found = [u for row in rows if (u := self.usable_now(row, effective))]
        if not any(u.factor.kind != RECOVERY for u in found):
            raise FactorUnavailable("none of your second factors can be used now: ask an administrator")
        return sorted(found, key=lambda u: ORDER.index(u.factor.kind))

    def usable_now(self, row: AccountFactor, effective: Effective) -> Usable | None:
        """One factor, if a login can ask for it."""
        found = self._loaded(row)
        if found is None or not effective.allows(found.factor):
            return None
        try:
            self._kernel.breaker.check(row.plugin_id, None)
        except PluginTripped:
            return None
        return found

    def _loaded(self, row: AccountFactor) -> Usable | None:
        """Of the plugin that enrolled it: another one that took its name has nothing to verify."""
        found = self.of(row.method)
        return Usable(row, *found) if found is not None and found[0] == row.plugin_id else None

    # -- at a login

    async def challenge(self, usable: Usable, account: Account, flow: Flow, *, caller: Caller | None = None) -> FormStep:
        """Ask for it."""

        async def ask(ctx: AccountContext) -> FormStep:
            return _sound(await usable.factor.challenge(ctx, flow))

        return await self._run(usable.plugin_id, account, caller, ask)

    async def verify(
        self,
        usable: Usable,
        account: Account,
        flow: Flow,
        answers: Mapping[str, Any],
        *,
        fields: str,
        caller: Caller | None = None,
    ) -> bool:
        """Is the answer right? `fields` is what `forms.named` said of the step that asked. Invalid for answers that are
        none; FactorUnavailable whatever the plugin raises, since an answer that was not found right is wrong.
        """
        answer = self._read(usable.factor, fields, answers)

        async def check(ctx: AccountContext) -> bool:
            return await usable.factor.verify(ctx, flow, answer) is True

        right = await self._run(usable.plugin_id, account, caller, check, pass_on=False)
        # No row, no factor: it may have been removed while the plugin was looking.
        mine = AccountFactor.filter(id=usable.row.id)
        return right and await mine.update(used_at=self._kernel.clock.now()) == 1

    async def notice(self, account: Account) -> list[str]:
        """What the person should know of his factors."""
        said = []
        for usable in filter(None, map(self._loaded, await self.enrolled(account.id))):
            if tell := usable.factor.notice:
                with suppress(FactorUnavailable):
                    said.append(await self._run(usable.plugin_id, account, None, tell, pass_on=False))
        return [text for text in said if text]

    # -- enrolling

    async def begin_enrolment(self, account: Account, method: str, flow: Flow, *, caller: Caller | None = None) -> FormStep:
        """What to show, and to ask as proof. NotFound, EmailNotVerified, FactorNotAllowed; Conflict for recovery codes
        of an account that has nothing to recover.
        """
        plugin_id, factor = await self._permitted(account, method)

        async def begin(ctx: AccountContext) -> FormStep:
            return _sound(await factor.enrol(ctx, flow))

        return await self._run(plugin_id, account, caller, begin)

    async def confirm_enrolment(
        self, account: Account, method: str, flow: Flow, answers: Mapping[str, Any], *, fields: str, caller: Caller | None = None
    ) -> bool | FormStep:
        """Is the proof right? If so the factor is in force, and the person gets a mail; a step asks for more first."""
        plugin_id, factor = await self._permitted(account, method)
        answer = self._read(factor, fields, answers)

        async def confirm(ctx: AccountContext) -> bool | FormStep:
            said = await factor.confirm(ctx, flow, answer)
            return said is True if isinstance(said, bool) else _sound(said)

        said = await self._run(plugin_id, account, caller, confirm)
        if said is True:
            await self._enrolled(caller or _by(account), account, plugin_id, factor)
        return said

    async def _permitted(self, account: Account, method: str) -> tuple[str, Factor]:
        found = self.of(method)
        if found is None:
            raise NotFound(f"no factor {method!r}; there are {', '.join(f.name for _, f in self.all()) or 'none'}")
        factor = found[1]
        if account.email_verified_at is None:
            raise EmailNotVerified("confirm your e-mail address before you enrol a factor: have a new link sent to it")
        effective = await self._kernel.policies.of(account, None)
        others = {row.kind for row in await self.enrolled(account.id) if row.method != method}
        if not effective.allows(factor):
            raise FactorNotAllowed(f"the factor {method!r} is not allowed for you")
        if factor.kind == RECOVERY and others <= {RECOVERY}:
            raise Conflict(f"enrol another factor first: {method!r} is for those who lost theirs")
        if effective.administrator and factor.kind in WEAK and "possession" not in others:
            raise FactorNotAllowed(f"{method!r} cannot be an administrator's only factor: enrol an authenticator app first")
        return found

    async def _enrolled(self, caller: Caller, account: Account, plugin_id: str, factor: Factor) -> None:
        async with self._kernel.db.transaction(), self._kernel.db.lock(f"factor:{account.id}"):
            what = {"plugin_id": plugin_id, "kind": factor.kind}
            await AccountFactor.update_or_create(defaults=what, account_id=account.id, method=factor.name)
            data = FactorEnrolled(account_id=account.id, method=factor.name)
            await self._kernel.emit(caller, None, FACTOR_ENROLLED, data)
            await self._tell(caller, account, "factor-enrolled", factor.title)

    # -- removing

    async def remove(self, caller: Caller, account: Account, method: str) -> bool:
        """Take a factor from an account; recovery codes go with the last of the others, and no browser is trusted any
        more. False where it has none of that name. What the plugin keeps is removed, too, if it can: it opens nothing.
        """
        rows = await self.enrolled(account.id)
        gone = [row for row in rows if row.method == method]
        if all(row.kind == RECOVERY or row.method == method for row in rows):
            gone = gone and rows
        if not gone:
            return False
        async with self._kernel.db.transaction():
            await AccountFactor.filter(id__in=[row.id for row in gone]).delete()
            await self._kernel.devices.forget(account.id)
            for row in gone:
                await self._kernel.emit(caller, None, FACTOR_REMOVED, FactorRemoved(account_id=account.id, method=row.method))
            await self._tell(caller, account, "factor-removed", ", ".join(self.title(row) for row in gone))
        await self.undo(caller, account, gone)
        return True

    async def remove_all(self, caller: Caller, account: Account) -> list[str]:
        """Take all factors from an account; gives their names."""
        methods = [row.method for row in await self.enrolled(account.id)]
        for method in methods:
            await self.remove(caller, account, method)
        return methods

    async def undo(self, caller: Caller, account: Account, rows: Sequence[AccountFactor]) -> None:
        """Let plugins remove what they keep of these factors. What fails is logged, and stops nothing."""
        for usable in filter(None, map(self._loaded, rows)):
            with suppress(FactorUnavailable):
                await self._run(usable.plugin_id, account, caller, usable.factor.remove, pass_on=False)

    def title(self, row: AccountFactor) -> str:
        """What people call it; its name while the plugin is away."""
        found = self.of(row.method)
        return found[1].title if found else row.method

    # -- calling plugins

    async def _run(
        self,
        plugin_id: str,
        account: Account,
        caller: Caller | None,
        function: Callable[[AccountContext], Awaitable[T]],
        *,
        pass_on: bool = True,
    ) -> T:
        """In the plugin's own context. What it says to the person passes on if it may; all else is a failure of its."""
        by = (caller or _by(account)).as_plugin(plugin_id)
        try:
            async with self._kernel.contexts.account(plugin_id, person_of(account), by) as ctx:
                return await function(ctx)
        except Exception as error:
            if pass_on and isinstance(error, Problem) and error.status < 500:
                raise
            log.exception("factor failed", plugin=plugin_id, account=str(account.id))
            raise FactorUnavailable("this second factor cannot be used now: try again later, or use another one") from error

    def _read(self, factor: Factor, fields: str, answers: Mapping[str, Any]) -> BaseModel:
        try:
            return forms.answered(fields, answers)
        except ContractBroken as error:  # the plugin was changed meanwhile
            raise FactorUnavailable(f"begin anew: {factor.title!r} asks for something else now") from error

    async def _tell(self, caller: Caller, account: Account, template: str, what: str) -> None:
        values = {"factor": what, "when": f"{self._kernel.clock.now():%Y-%m-%d %H:%M} UTC"}
        await self._kernel.jobs.enqueue(caller.as_plugin(KERNEL), jobs.notice(account.id, template, values))


def _by(account: Account) -> Caller:
    return Caller(KERNEL, None, "account", str(account.id))


def _sound(step: object) -> FormStep:
    """A step that can be shown, kept and answered; ContractBroken, inside of the plugin's context, for any other."""
    if not isinstance(step, FormStep):
        raise ContractBroken(f"a factor must answer with a FormStep, not {type(step).__name__}")
    forms.named(step.fields)
    forms.rendered(step)
    to_json(dict(step.remember))
    return step
