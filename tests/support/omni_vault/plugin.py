"""Commands that fill, disturb and check it, and a job."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel, SecretStr

from omni_sdk import Command, CommandContext, Job, JobContext, Plugin, hookimpl, job
from omni_sdk.models import Model

from .models import Count, Paper, Purse, Thing

SIZES = (0, 1, 5000, 700_000)
PURSES, EACH = 10, 100


class Settings(BaseModel):
    """Sealed with the tenant's row."""

    token: SecretStr = SecretStr("")


@job("note")
async def note(ctx: JobContext[Any], text: str) -> str:
    """Leave a row, and say so."""
    await Count.create(note=text)
    return f"{ctx.tenant.slug}: {text}"


@job("wait")
async def wait(ctx: JobContext[Any], gate: str) -> None:
    """Run until somebody makes the file."""
    del ctx
    while not Path(gate).exists():  # noqa: ASYNC110, ASYNC240  # another process makes it
        await asyncio.sleep(0.02)


async def fill(ctx: CommandContext[Settings], purses: int = PURSES, papers: int = 5) -> None:
    """Make what `check` will look for."""
    for number in range(purses):
        await Purse.create(number=number, amount=EACH, pin=f"pin {number}", copy=f"pin {number}")
    for number in range(papers):
        await file_paper(ctx, SIZES[number % len(SIZES)])
    root = await Thing.create(**values())
    # The child first by its id, so that rows in order of ids do not have their parents before them.
    await Thing.create(id=UUID(int=1), parent=root, word="child")
    await Thing.create(parent=root)
    for number in range(3):
        await Count.create(note=f"filled {number}")
    await ctx.jobs.enqueue(note("queued before"))
    ctx.print("filled")


def values() -> dict[str, Any]:
    """Of every type, at the edges."""
    return {
        "flag": True, "small": -(2**15), "whole": 2**31 - 1, "big": -(2**63), "real": 0.1 + 0.2, "exact": Decimal("1234567890.1230"),
        "word": "Straße 'quoted' \"twice\" 🦉", "text": "line\nline\ttab\\", "octets": bytes(range(256)), "day": date(1, 1, 1),
        "moment": datetime(9999, 12, 31, 23, 59, 59, 999999, UTC), "span": timedelta(days=-3, microseconds=1),
        "other": UUID(int=2**128 - 1), "data": {"b": [1, 1.50, 1e22, None, True, "ü"], "a": {"deep": [[]]}},
    }  # fmt: skip


async def file_paper(ctx: Any, size: int) -> None:
    """A blob first, then its row, as they must be written."""
    content, name = random.randbytes(size), f"papers/{uuid4()}.bin"
    await ctx.blobs.write(name, content, media_type="application/octet-stream")
    await Paper.create(name=name, sha256=hashlib.sha256(content).hexdigest())


async def churn(ctx: CommandContext[Settings], blobs: bool = True) -> None:
    """Write until somebody ends the process."""
    ctx.print("churning")
    while True:
        numbers, amount = random.sample(range(PURSES), 2), random.randrange(20)
        async with ctx.db.transaction():
            giver, taker = [await Purse.filter(number=n).select_for_update().get() for n in sorted(numbers)]
            giver.amount, taker.amount = giver.amount - amount, taker.amount + amount
            giver.pin = giver.copy = f"pin {random.random()}"
            await giver.save()
            await taker.save()
        if blobs and random.random() < 0.2:
            await file_paper(ctx, random.choice(SIZES))
            oldest = await Paper.all().order_by("created_at").first()
            # Deleting finds none where another process was quicker.
            if oldest and await Paper.all().count() > 20 and await Paper.filter(id=oldest.id).delete():
                await ctx.blobs.delete(oldest.name)


async def check(ctx: CommandContext[Settings]) -> None:
    """Is all of it whole? Tells what is there, and what is wrong."""
    purses, papers, wrong = await Purse.all(), await Paper.all(), []
    wrong += [f"purse {purse.number}: {purse.pin} is not {purse.copy}" for purse in purses if purse.pin != purse.copy]
    for paper in papers:
        digest = hashlib.sha256()
        async for chunk in ctx.blobs.read(paper.name):
            digest.update(chunk)
        if digest.hexdigest() != paper.sha256:
            wrong.append(f"paper {paper.name} has other content")
    first = await Thing.filter(big=-(2**63)).first()
    wrong += [
        f"{name} is {getattr(first, name)!r}" for name, value in values().items() if first and getattr(first, name) != value
    ]
    told = {
        "sum": sum(p.amount for p in purses),
        "purses": len(purses),
        "papers": len(papers),
        "things": await Thing.all().count(),
    }
    counts = sorted(count.note for count in await Count.all())
    ctx.print({**told, "counts": counts, "token": ctx.settings.token.get_secret_value(), "wrong": wrong})


async def add(ctx: CommandContext[Settings], gate: str = "", papers: int = 0) -> None:
    """A row that the database numbers, and papers; with a gate, a job that runs until it opens."""
    made = await Count.create(note="added")
    for _ in range(papers):
        await file_paper(ctx, random.choice(SIZES))
    if gate:
        await ctx.jobs.enqueue(wait(gate))
    ctx.print({"id": made.id})


class Vault(Plugin):
    """As its module says."""

    @hookimpl
    def omni_settings(self) -> type[BaseModel]:
        return Settings

    @hookimpl
    def omni_models(self) -> Sequence[type[Model]]:
        return [Purse, Paper, Thing, Count]

    @hookimpl
    def omni_jobs(self) -> Sequence[Job[..., Any]]:
        return [note, wait]

    @hookimpl
    def omni_commands(self) -> Sequence[Command]:
        return [Command(run.__name__, run) for run in (fill, churn, check, add)]


plugin = Vault()
