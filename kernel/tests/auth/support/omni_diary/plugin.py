"""One table of people's rows, one of everybody's, and two factors."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel
from tortoise import fields

from omni_sdk import AccountContext, AccountModel, Factor, Flow, FormStep, PlatformModel, Plugin, SecretField, hookimpl
from omni_sdk.models import Model

REMOVED: list[str] = []


class Entry(AccountModel):
    """What somebody wrote, and what must not be shown of it."""

    text = fields.CharField(max_length=200)
    page = fields.BinaryField(null=True)
    secret = SecretField(null=True)
    pin = SecretField(null=True)
    digest = fields.CharField(max_length=64, default="")

    class Meta:
        table = "p_diary__entry"


class Shelf(PlatformModel):
    """Nobody's."""

    name = fields.CharField(max_length=200)

    class Meta:
        table = "p_diary__shelf"


class Word(BaseModel):
    """The answer."""

    word: str


async def ask(ctx: AccountContext, flow: Flow) -> FormStep:
    """What is the word?"""
    del ctx, flow
    return FormStep(Word)


async def check(ctx: AccountContext, flow: Flow, answer: Word) -> bool:
    """It is this one."""
    del ctx, flow
    return answer.word == "sesame"


async def remove(ctx: AccountContext) -> None:
    """Note for whom."""
    REMOVED.append(f"{ctx.account.email}: {await Entry.all().count()}")


async def fail(ctx: AccountContext) -> None:
    """Be broken."""
    raise RuntimeError(f"no way to remove the factor of {ctx.account.email}")


class Diary(Plugin):
    """Wiring."""

    @hookimpl
    def omni_models(self) -> Sequence[type[Model]]:
        return [Entry, Shelf]

    @hookimpl
    def omni_factors(self) -> Sequence[Factor]:
        return [
            Factor("broken", "Broken", "possession", ask, check, ask, check, fail),
            Factor("word", "Word", "possession", ask, check, ask, check, remove),
            Factor("spare", "Spare", "possession", ask, check, ask, check, fail),
        ]


plugin = Diary()
