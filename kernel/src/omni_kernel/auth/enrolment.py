"""Enrolling and removing factors by whoever is signed in: a flow of that session, in the database like a login's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, JsonValue

from omni_kernel.jobs.caller import Caller
from omni_sdk import Flow, FormStep
from omni_sdk.errors import Conflict, Invalid, NotFound
from omni_sdk.models import new_id

from . import forms
from .factors import FactorNotAllowed
from .login.flows import MOST_TRIES, Flows, LoginExpired
from .models import Account, LoginFlow
from .policy import WEAK

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

DONE: Final[dict[str, Any]] = {"type": "done"}


class Asked(BaseModel):
    """What the flow keeps from one step to the next, encrypted."""

    fields: str
    memory: dict[str, JsonValue]

    @classmethod
    def of(cls, step: FormStep) -> str:
        """As it is stored."""
        return cls(fields=forms.named(step.fields), memory=dict(step.remember)).model_dump_json()


class Enrolments:
    """Flows with the purpose `enrol`."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    async def begin(
        self, caller: Caller, account: Account, session_id: UUID, method: str, *, again: bool
    ) -> tuple[UUID, dict[str, Any]]:
        """The flow and its first step. `again` replaces a factor that there is, which works until the new one does."""
        has = any(row.method == method for row in await self._kernel.factors.enrolled(account.id))
        if has and not again:
            raise Conflict(f"{method!r} is enrolled already: to replace it, POST /security/2fa/{method}/regenerate")
        if again and not has:
            raise NotFound(f"you have no factor {method!r}: to enrol it, POST /security/2fa/setup")
        flow_id = new_id()
        step = await self._kernel.factors.begin_enrolment(account, method, self._flow(flow_id, method), caller=caller)
        await LoginFlow.filter(purpose="enrol", session_id=session_id, method=method).delete()
        await LoginFlow.create(
            id=flow_id,
            purpose="enrol",
            stage="enrol",
            account_id=account.id,
            session_id=session_id,
            method=method,
            content=Asked.of(step),
            expires_at=self._kernel.clock.now() + timedelta(minutes=self._kernel.settings.auth.login_minutes),
        )
        return flow_id, forms.rendered(step, method)

    async def answer(
        self, caller: Caller, account: Account, session_id: UUID, flow_id: UUID, answers: Mapping[str, Any]
    ) -> tuple[str, dict[str, Any]]:
        """The method and the next step, which may be `done`. Invalid for a wrong answer; NotFound for another session's
        flow, LoginExpired when it is over, StepTaken while another request answers it.
        """
        row = await self._load(session_id, flow_id)
        async with Flows(self._kernel).taken(row):
            # Counted before it is looked at: what fails on the way is a try, too.
            row.tries += 1
            await row.save(update_fields=["tries"])
            method, asked = str(row.method), Asked.model_validate_json(row.content)
            said = await self._kernel.factors.confirm_enrolment(
                account, method, self._flow(flow_id, method, asked.memory), answers, fields=asked.fields, caller=caller
            )
            if said is False:
                raise Invalid("this is not right: look again, or begin anew", at=forms.ANSWERS)
            return method, await self._settled(row, said)

    async def _load(self, session_id: UUID, flow_id: UUID) -> LoginFlow:
        row = await LoginFlow.get_or_none(id=flow_id, purpose="enrol", session_id=session_id)
        if row is None:
            raise NotFound(f"no enrolment {flow_id}")
        if row.expires_at <= self._kernel.clock.now() or row.tries >= MOST_TRIES:
            raise LoginExpired("this took too long, or failed too often: POST /security/2fa/setup begins anew")
        return row

    async def _settled(self, row: LoginFlow, said: FormStep | Literal[True]) -> dict[str, Any]:
        if said is True:
            await row.delete()
            await self._kernel.sessions.outdate(row.account_id, but=row.session_id)
            return DONE
        row.content, row.tries = Asked.of(said), 0
        await row.save(update_fields=["content", "tries"])
        return forms.rendered(said, row.method)

    def _flow(self, flow_id: UUID, method: str, memory: Mapping[str, JsonValue] | None = None) -> Flow:
        url = f"{self._kernel.settings.public_url}/api/v1/auth/callback/{method}"
        return Flow(handle=str(flow_id), callback_url=url, memory=memory or {})

    async def remove(self, caller: Caller, account: Account, method: str) -> None:
        """Take a factor away; FactorNotAllowed when it would leave an administrator with weak ones, NotFound."""
        left = {row.kind for row in await self._kernel.factors.enrolled(account.id) if row.method != method}
        if left & WEAK and "possession" not in left and (await self._kernel.policies.of(account, None)).administrator:
            raise FactorNotAllowed("your other factors are not enough for an administrator: remove them first")
        if not await self._kernel.factors.remove(caller, account, method):
            raise NotFound(f"you have no factor {method!r}")
