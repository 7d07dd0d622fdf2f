"""A factor that works, a weak one, one for those who lost theirs, and one that fails when it is told to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, Field

from omni_sdk import AccountContext, Factor, Flow, FormStep, Plugin, hookimpl

FAILS: set[str] = set()
"""What of the factor `frail` fails: `challenge`, `verify`."""
ASKED: list[str] = []
"""Challenges, by method."""


class Pin(BaseModel):
    """The answer: four digits."""

    pin: str = Field(pattern=r"^\d{4}$")


class Twice(BaseModel):
    """What the enrolment of `pin` asks after its first step."""

    again: str


def factor(name: str, kind: Literal["possession", "recovery", "mail", "sms"], **more: Any) -> Factor:
    """One whose right answer is 1234, for the login that asked."""

    async def ask(ctx: AccountContext, flow: Flow) -> FormStep:
        ASKED.append(name)
        fail("challenge")
        return FormStep(Pin, text=f"Hello {ctx.account.name}", remember={"asked": flow.handle})

    async def check(ctx: AccountContext, flow: Flow, answer: Pin) -> bool:
        fail("verify")
        return answer.pin == "1234" and flow.memory == {"asked": flow.handle} and bool(ctx.account.email)

    async def confirm(ctx: AccountContext, flow: Flow, answer: Pin | Twice) -> bool | FormStep:
        if isinstance(answer, Twice):
            return answer.again == flow.memory["pin"]
        return FormStep(Twice, remember={"pin": answer.pin}) if answer.pin == "5555" else await check(ctx, flow, answer)

    async def remove(ctx: AccountContext) -> None:
        assert ctx.account

    def fail(what: str) -> None:
        if name == "frail" and what in FAILS:
            raise RuntimeError(f"the {what} fails")

    return Factor(name, name.title(), kind, ask, confirm, ask, check, remove, **more)


async def notice(ctx: AccountContext) -> str | None:
    """One thing to know."""
    return f"{ctx.account.name} has a pin"


class LoginFactors(Plugin):
    """All of them."""

    @hookimpl
    def omni_factors(self) -> Sequence[Factor]:
        return [
            factor("frail", "possession"),
            factor("pin", "possession", notice=notice),
            factor("letter", "mail"),
            factor("spare", "recovery"),
        ]


plugin = LoginFactors()
