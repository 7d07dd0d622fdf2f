"""The factor: ten codes, shown once, each good for one login.

The hashes of a new set wait in the flow until one of its codes is typed; until then the old set stays valid. The codes
themselves are kept nowhere. Typing one then does not use it up: it was shown by the same flow, and opens nothing.
"""

import asyncio

from omni_sdk import AccountContext, Flow, FormStep

from . import codes
from .models import BackupCode
from .schemas import Code
from .settings import Config

FEW = 3
"""So many left, or fewer, are worth a warning."""


async def enrol(ctx: AccountContext, _flow: Flow) -> FormStep:
    """Show ten new codes, and ask for one of them as proof that they were kept."""
    made = codes.new_codes()
    hashes = await asyncio.to_thread(codes.hashed, made, ctx.config(Config))
    return FormStep(
        Code,
        text="Keep these codes where you find them without your phone: they are shown only now, and each is good for one"
        " login. Then type one of them. Codes that you had before stay valid until you did.",
        show={"codes": "\n".join(map(codes.shown, made))},
        remember={"hashes": dict(hashes)},
    )


async def confirm(ctx: AccountContext, flow: Flow, answer: Code) -> bool:
    """Put the flow's codes in place of the old ones, if the code is one of them."""
    hashes = flow.memory["hashes"]
    assert isinstance(hashes, dict)  # as `enrol` made it
    lookup, secret = codes.split(answer.code)
    digest = str(hashes[lookup]) if lookup in hashes else None
    if not await asyncio.to_thread(codes.matches, digest, secret, ctx.config(Config)):
        return False
    async with ctx.db.transaction(), ctx.db.lock(str(ctx.account.id)):
        # If one flow were confirmed twice, codes used in between would be good again.
        if not await BackupCode.filter(digest__in=list(hashes.values())).exists():
            await BackupCode.all().delete()
            await BackupCode.bulk_create([BackupCode(lookup=key, digest=value) for key, value in hashes.items()])
    return True


async def challenge(_ctx: AccountContext, _flow: Flow) -> FormStep:
    """Ask for a code."""
    return FormStep(Code, text="Enter one of your backup codes. It is used up by this.")


async def verify(ctx: AccountContext, _flow: Flow, answer: Code) -> bool:
    """Is it one that was not used yet? It is gone afterwards: of two logins at once, one finds it."""
    lookup, secret = codes.split(answer.code)
    found = await BackupCode.get_or_none(lookup=lookup)
    digest = found.digest if found else None
    right = await asyncio.to_thread(codes.matches, digest, secret, ctx.config(Config))
    # By its id, so that a code of a set that was replaced meanwhile is none any more.
    return right and found is not None and await BackupCode.filter(id=found.id).delete() == 1


async def remove(_ctx: AccountContext) -> None:
    """Forget all codes."""
    await BackupCode.all().delete()


async def notice(_ctx: AccountContext) -> str | None:
    """Say when few are left."""
    left = await BackupCode.all().count()
    if left > FEW:
        return None
    how_many = {0: "No backup code is", 1: "Only one backup code is"}.get(left, f"Only {left} backup codes are")
    return f"{how_many} left: make new ones."
