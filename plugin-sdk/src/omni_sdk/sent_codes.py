"""Second factors that send a code: each of one attempt, for ten minutes, with five tries, and right once.

A plugin brings the table (a subclass of `SentCode`) and the way to send; `SentCodes` makes codes and accepts them. The
attempt keeps a salted hash of its code; the table counts what an attempt cannot count of itself.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from math import ceil
from typing import Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from tortoise import fields
from tortoise.expressions import F

from .context import AccountContext
from .contributions import Flow
from .errors import Conflict, TooManyRequests
from .models import AccountModel

DIGITS: Final = 8
"""26 bits; ASVS 5.0 6.5.4 asks for 20."""
LIFE: Final = timedelta(minutes=10)
"""The longest that ASVS 5.0 6.5.5 allows."""
TRIES: Final = 5
OPEN: Final = 5
"""Codes of an account that may be entered at one time: whoever has a password must not flood its owner (ASVS 5.0 6.6.3)."""


class TooManyCodes(TooManyRequests):
    """So many codes wait to be entered that no further one is sent."""

    type = "too-many-codes"
    title = "Too many codes"


class Undeliverable(Conflict):
    """Where the code should go takes none: one person's trouble, and no failure of the plugin."""

    type = "undeliverable"
    title = "The code cannot be delivered"


class SentCode(AccountModel):
    """A code that was sent and may still be entered; what the code is stands nowhere."""

    tries = fields.IntField(default=0)
    expires_at = fields.DatetimeField()

    class Meta:
        """Not a table."""

        abstract = True


class Code(BaseModel):
    """The answer: eight digits, in groups or in one."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, str_strip_whitespace=True)

    code: str = Field(
        title="Code",
        description="The eight digits that were sent to you.",
        pattern="^[0-9](?:[ -]?[0-9]){7}$",
        repr=False,
        json_schema_extra={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )

    @property
    def digits(self) -> str:
        """The eight digits alone."""
        return self.code.replace(" ", "").replace("-", "")


class _Remembered(BaseModel):
    """What the attempt keeps, encrypted, until the answer comes."""

    id: UUID
    salt: str
    digest: str


class SentCodes:
    """`CODES = SentCodes(MyCode)`, with `class MyCode(SentCode)` as the table of the plugin."""

    def __init__(self, table: type[SentCode]) -> None:
        self._table = table

    async def make(self, ctx: AccountContext) -> tuple[str, dict[str, JsonValue]]:
        """Give a new code, and what to remember of it in the `FormStep`; raises `TooManyCodes`."""
        code, salt = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", secrets.token_hex(16)
        row = await self._opened(ctx, ctx.clock.now())
        return code, _Remembered(id=row.id, salt=salt, digest=_digest(salt, code)).model_dump(mode="json")

    async def accept(self, ctx: AccountContext, flow: Flow, answer: Code) -> bool:
        """Say whether it is the code of this attempt; of several that have it at once, one is right (ASVS 5.0 6.5.1)."""
        sent = _Remembered.model_validate(flow.memory)
        mine = self._table.filter(id=sent.id, tries__lt=TRIES, expires_at__gt=ctx.clock.now())
        # Counted before it is looked at, in one statement: five tries are five, however many come at once.
        if not await mine.update(tries=F("tries") + 1):
            return False
        if not hmac.compare_digest(sent.digest, _digest(sent.salt, answer.digits)):
            return False
        return await self._table.filter(id=sent.id).delete() == 1

    async def void(self) -> None:
        """Make all that wait worthless. They count against sending more, else removing a factor would be a way to send
        on and on.
        """
        await self._table.all().update(tries=TRIES)

    async def _opened(self, ctx: AccountContext, now: datetime) -> SentCode:
        async with ctx.db.transaction(), ctx.db.lock(f"codes:{ctx.account.id}"):
            await self._table.filter(expires_at__lte=now).delete()
            there = await self._table.all().order_by("expires_at")
            if len(there) >= OPEN:
                wait = ceil((there[0].expires_at - now).total_seconds())
                raise TooManyCodes(
                    f"{OPEN} codes were sent and not used: wait {wait} s, or use another factor",
                    headers={"Retry-After": str(wait)},
                )
            return await self._table.create(expires_at=now + LIFE)


def _digest(salt: str, code: str) -> str:
    return hmac.digest(salt.encode(), code.encode(), "sha256").hex()
