"""Second factors of each kind, which do what the account's name and the answer say: `right` is right."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from omni_sdk import AccountContext, Factor, Flow, FormStep, Plugin, hookimpl
from omni_sdk.errors import Conflict, Problem

REMOVED: list[str] = []
"""Methods whose plugin was told to forget them."""


class Code(BaseModel):
    """What the person types."""

    code: str


class More(BaseModel):
    """What a second step asks."""

    again: str


def steps() -> dict[str, Any]:
    """What an account of that name gets when a step is asked for."""

    class Hidden(BaseModel):
        """Nobody finds it again."""

    return {
        "Odd": "no step",
        "Hidden": FormStep(Hidden),
        "Big": FormStep(Code, qr="x" * 5000),
        "Unkept": FormStep(Code, remember={"thing": object()}),  # type: ignore[dict-item]  # what is tested
    }


async def step(ctx: AccountContext, flow: Flow) -> FormStep:
    """Begin an enrolment, or a challenge."""
    name = ctx.account.name
    if name == "Boom":
        raise RuntimeError("the secret is 1234")
    if name == "Busy":
        raise Conflict("set a phone number first")
    if name == "Down":
        raise Problem("of the inside")
    found: FormStep | None = steps().get(name)
    return found or FormStep(
        Code, text=f"Hello {name}", qr="otpauth://totp/x", show={"secret": "S"}, remember={"handle": flow.handle}
    )


async def answer(ctx: AccountContext, flow: Flow, given: Any) -> Any:
    """Look at an answer."""
    said = getattr(given, "code", None) or given.again
    if said == "boom":
        raise RuntimeError(said)
    if said == "busy":
        raise Conflict("not now")
    if said == "handle":
        return flow.memory == {"handle": flow.handle}
    return {"right": True, "truthy": 1, "more": FormStep(More, remember={"n": 2}), "nonsense": None}.get(said, False)


async def remove(ctx: AccountContext) -> None:
    """Forget it, or fail."""
    REMOVED.append(ctx.account.email)
    if ctx.account.name == "Boom":
        raise RuntimeError("cannot forget")


async def notice(ctx: AccountContext) -> str | None:
    """Three are left."""
    if ctx.account.name == "Boom":
        raise RuntimeError("cannot count")
    return "three are left" if ctx.account.name == "Ann" else None


def factor(name: str, kind: Any, **more: Any) -> Factor:
    """One of them."""
    return Factor(name, name.title(), kind, enrol=step, confirm=answer, challenge=step, verify=answer, remove=remove, **more)


FACTORS = [
    factor("codes", "recovery", notice=notice),
    factor("letter", "mail"),
    factor("text", "sms"),
    factor("app", "possession"),
    factor("key", "possession"),
]


class FactorProbe(Plugin):
    """All of them."""

    @hookimpl
    def omni_factors(self) -> Sequence[Factor]:
        return FACTORS


plugin = FactorProbe()
