"""Codes that are sent: each of one login attempt, for ten minutes, with five tries, and right once.

The attempt keeps a salted hash of its code; the table counts what an attempt cannot count of itself.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from pydantic import BaseModel, JsonValue
from tortoise.expressions import F

from omni_sdk import AccountContext, Flow

from .errors import TooManyCodes
from .models import SentCode

DIGITS = 8
"""26 bits; ASVS 5.0 6.5.4 asks for 20."""
LIFE = timedelta(minutes=10)
"""The longest that ASVS 5.0 6.5.5 allows."""
TRIES = 5
OPEN = 5
"""Codes of an account that may be entered at one time: whoever has a password must not flood its owner (ASVS 5.0 6.6.3)."""


class Remembered(BaseModel):
    """What the attempt keeps, encrypted, until the answer comes."""

    id: UUID
    salt: str
    digest: str


async def make(ctx: AccountContext) -> tuple[str, dict[str, JsonValue]]:
    """A new code, and what to remember of it; raises `TooManyCodes`."""
    code, salt = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", secrets.token_hex(16)
    row = await _opened(ctx, ctx.clock.now())
    return code, Remembered(id=row.id, salt=salt, digest=_digest(salt, code)).model_dump(mode="json")


async def accept(ctx: AccountContext, flow: Flow, code: str) -> bool:
    """Is it the code of this attempt? Of several that have it at once, one is right (ASVS 5.0 6.5.1)."""
    sent = Remembered.model_validate(flow.memory)
    mine = SentCode.filter(id=sent.id, tries__lt=TRIES, expires_at__gt=ctx.clock.now())
    # Counted before it is looked at, in one statement: five tries are five, however many come at once.
    if not await mine.update(tries=F("tries") + 1):
        return False
    if not hmac.compare_digest(sent.digest, _digest(sent.salt, code)):
        return False
    return await SentCode.filter(id=sent.id).delete() == 1


async def _opened(ctx: AccountContext, now: datetime) -> SentCode:
    async with ctx.db.transaction(), ctx.db.lock(f"codes:{ctx.account.id}"):
        await SentCode.filter(expires_at__lte=now).delete()
        there = await SentCode.all().order_by("expires_at")
        if len(there) >= OPEN:
            wait = ceil((there[0].expires_at - now).total_seconds())
            raise TooManyCodes(
                f"{OPEN} codes were sent and not used: wait {wait} s, or use another factor", headers={"Retry-After": str(wait)}
            )
        return await SentCode.create(expires_at=now + LIFE)


def _digest(salt: str, code: str) -> str:
    return hmac.digest(salt.encode(), code.encode(), "sha256").hex()
