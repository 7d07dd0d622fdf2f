"""The machine: which step comes in which stage, each taken once, and to its end.

identify ──→ factor ──→ enrol ──→ done          each arrow is `Proofs.advance`, which skips what is not needed
redirected ──→ returned ──→ (the same)          by an identity provider
any ──→ refused                                 five failures, or one that no further try can mend
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from omni_kernel.auth import forms
from omni_kernel.auth.models import Account
from omni_kernel.auth.sessions import row_of
from omni_sdk import Answers, FormStep
from omni_sdk.errors import Forbidden, Invalid

from .endings import Endings
from .flows import Flows, Refusal, Visitor
from .proofs import Proofs
from .providers import RESUME, Providers
from .steps import Begin, Button, Content, Credentials, Outcome, Password, Turn, local

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.auth.actors import Actor
    from omni_kernel.jobs.caller import Caller
    from omni_kernel.plugins.gate import TenantState

LONGEST_NAME: Final = 100
"""Of a provider, for the audit log: the path may say anything."""
Act = Callable[[], Awaitable[None]]
"""Does one step, by changing its turn."""


class LoginService:
    """All logins."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel, self.flows, self._proofs = kernel, Flows(kernel), Proofs(kernel)
        self._providers = Providers(kernel, self.flows, self._proofs)
        self._endings = Endings(kernel, self.flows)

    # -- beginnings

    async def begin(self, visitor: Visitor, body: Begin) -> Outcome:
        """A login: what to ask first. With e-mail and password, or a button, its first step is taken at once."""
        self._refuse_cross_site(visitor)
        turn = Turn(visitor, self.flows.new(visitor, "login", body.client, next=local(body.next)))
        if body.provider is not None:
            if body.tenant is None:
                raise Invalid("say whose identity provider it is: the tenant's slug", at="tenant")
            await self._kernel.throttle.admit(visitor.ip)
            state = await self._kernel.gate.by_slug(body.tenant)
            provider, connection = body.provider, body.connection
            return await self._take(turn, lambda: self._providers.begin(turn, state, provider, connection))
        if body.email is not None and body.password is not None:
            email, password = body.email, body.password.get_secret_value()
            return await self._take(turn, lambda: self._identify(turn, email, password))
        await self._kernel.throttle.admit(visitor.ip)
        return await self._asked(turn, FormStep(Credentials))

    async def reauthenticate(self, visitor: Visitor, actor: Actor, password: str | None) -> Outcome:
        """Somebody signed in proves it again: by the password, if he has one, and by a factor, if he has one."""
        session = await row_of(actor.session_id)
        account: Account = session.account
        row = self.flows.new(
            visitor, "reauthenticate", session.kind, account_id=account.id, session_id=session.id, tenant_id=session.tenant_id
        )
        turn = Turn(visitor, row, account=account)
        if account.password is None:
            return await self._take(turn, lambda: self._proofs.advance(turn, account))
        if password is not None:
            return await self._take(turn, lambda: self._identify(turn, account.email, password))
        return await self._asked(turn, FormStep(Password))

    async def link(self, visitor: Visitor, actor: Actor, state: TenantState, provider: str, connection: str, to: str) -> Outcome:
        """Somebody signed in makes an identity his: the way to its provider."""
        session = await row_of(actor.session_id)
        row = self.flows.new(visitor, "link", session.kind, next=local(to), account_id=session.account_id, session_id=session.id)
        turn = Turn(visitor, row)
        return await self._take(turn, lambda: self._providers.begin(turn, state, provider, connection))

    async def _asked(self, turn: Turn, step: FormStep) -> Outcome:
        turn.show(step)
        return await self._take(turn, nothing)

    async def buttons(self, caller: Caller, tenant: str) -> list[Button]:
        """Identity providers of a tenant; NotFound when there is none such."""
        return await self._providers.buttons(caller, await self._kernel.gate.by_slug(tenant))

    # -- steps

    async def show(self, visitor: Visitor, flow_id: UUID) -> Outcome:
        """The step at hand once more; NotFound for another's login, LoginExpired for one that is over."""
        row = await self.flows.load(visitor, flow_id)
        content = Content.model_validate_json(str(row.content))
        return Outcome(row.id, row.expires_at, row.client, content.step, content.offers)

    async def step(
        self, visitor: Visitor, flow_id: UUID, answers: Mapping[str, Any] | None, method: str | None = None
    ) -> Outcome:
        """The answers to the step at hand; with `method` the same step by another factor. LoginFailed, StepTaken, and
        what `show` raises.
        """
        self._refuse_cross_site(visitor)
        row = await self.flows.load(visitor, flow_id)
        turn = Turn(visitor, row, Content.model_validate_json(str(row.content)))
        return await self._take(turn, lambda: self._act(turn, answers, method))

    def _refuse_cross_site(self, visitor: Visitor) -> None:
        """A page of another site must not sign its visitor in to somebody else's account (ASVS 5.0, 3.5.1)."""
        sent = visitor.request.headers
        fields = {name.encode(): sent[name].encode() for name in ("origin", "sec-fetch-site") if name in sent}
        self._kernel.cookies.refuse_cross_site(visitor.request.method, fields, strict=False)

    async def _act(self, turn: Turn, answers: Mapping[str, Any] | None, method: str | None) -> None:
        stage = turn.row.stage
        if stage == "identify":
            await self._answered(turn, answers or {})
        elif stage == "factor":
            await self._proofs.factor(turn, answers, method)
        elif stage == "enrol":
            await self._proofs.enrol(turn, answers, method)
        else:
            await self._providers.answer(turn, answers)

    async def _answered(self, turn: Turn, answers: Mapping[str, Any]) -> None:
        """The first form: of a login, or of somebody who is signed in."""
        again = turn.row.purpose == "reauthenticate"
        given: Any = forms.answered(forms.named(Password if again else Credentials), answers)
        email = (await self._proofs.account(turn)).email if again else given.email
        await self._identify(turn, email, given.password.get_secret_value())

    async def _identify(self, turn: Turn, email: str, password: str) -> None:
        account = await self._proofs.password(turn, email.strip().lower(), password)
        await self._proofs.advance(turn, account)

    # -- the way back from an identity provider

    async def callback(self, visitor: Visitor, provider: str, answers: Answers, *, posted: bool) -> Outcome | str:
        """What came back. A cross-site POST gives the path to go on at, by GET and so with the cookie. LoginFailed for
        an unknown or used handle, and in another browser.
        """
        resumed = answers.get(RESUME)
        row = await self._providers.returning(provider, resumed, answers)
        if row is None or row.stage != ("returned" if resumed and not posted else "redirected"):
            return await self._nobody(visitor, provider)
        turn = Turn(visitor, row, Content.model_validate_json(str(row.content)))
        if posted:
            handle = self._providers.keep(turn, answers)
            await self._take(turn, nothing)
            return f"/api/v1/auth/callback/{provider}?{RESUME}={handle}"
        return await self._take(turn, lambda: self._returned(turn, turn.content.answers if resumed else answers))

    async def _returned(self, turn: Turn, answers: Answers) -> None:
        if not self.flows.bound(turn.visitor, turn.row):
            raise Refusal("it came back in another browser", str(turn.row.provider), final=True)
        await self._providers.back(turn, answers)

    async def _nobody(self, visitor: Visitor, provider: str) -> Outcome:
        await self._kernel.throttle.admit(visitor.ip)  # since it leaves an event

        async def refuse() -> None:
            raise Refusal("unknown or used handle", provider[:LONGEST_NAME])

        return await self._take(Turn(visitor, self.flows.new(visitor, "login", "browser")), refuse)

    # -- one step, whole

    async def _take(self, turn: Turn, act: Act) -> Outcome:
        """To its end, though the client may leave meanwhile: a guess whose count is cut off would be free."""
        return await asyncio.shield(self._whole(turn, act))

    async def _whole(self, turn: Turn, act: Act) -> Outcome:
        async with self.flows.taken(turn.row):
            try:
                await act()
                return await self._endings.settled(turn)
            except Refusal as refusal:
                await self._endings.refused(turn, refusal)
            except Forbidden as error:
                await self._endings.denied(turn, error)
                raise


async def nothing() -> None:
    """The step is known already."""
