"""Jobs, an event, a schedule and routes that write into the ledger."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from omni_sdk import (
    Backoff,
    Event,
    EventContext,
    EventType,
    Job,
    JobContext,
    Limits,
    On,
    Permission,
    Plugin,
    RequestContext,
    Route,
    Schedule,
    hookimpl,
    job,
)
from omni_sdk.models import Model

from .failpoints import arm
from .models import Entry, Try

USE = Permission("ledger.use", roles=("member",))
PATIENT = Backoff(attempts=50, first=timedelta(seconds=0.2), cap=timedelta(seconds=2))


class Asked(BaseModel):
    """Jobs to enqueue together. `kill` ends the web process before or right after the commit."""

    whats: list[str]
    gate: str = ""
    kill: Literal["", "before", "after"] = ""


class Count(BaseModel):
    """How many, and in which process."""

    jobs: int
    pid: int


class Written(BaseModel):
    """What was written for the first time."""

    what: str


WRITTEN = EventType("written", Written)


async def write(what: str) -> bool:
    """Whether it was the first time."""
    row = Entry(what=what)
    await Entry.bulk_create([row], ignore_conflicts=True)
    return (await Entry.get(what=what)).id == row.id


@job("append", retry=PATIENT)
async def append(ctx: JobContext, what: str, gate: str) -> None:
    """Write it down; once the file `gate` is there, if one is named."""
    await Try.create(what=what, attempt=ctx.attempt, pid=os.getpid())
    while gate and not Path(gate).exists():  # noqa: ASYNC110, ASYNC240  (another process makes it)
        await asyncio.sleep(0.02)
    async with ctx.db.transaction():
        if await write(what):
            await ctx.events.emit(WRITTEN, Written(what=what))


@job("beat", retry=PATIENT)
async def beat(ctx: JobContext) -> None:
    """By the clock."""
    await write(f"beat {ctx.id}")


async def heard(ctx: EventContext, event: Event[Written]) -> None:
    """Write down that it was told."""
    await write(f"heard {event.data.what}")


async def ask(ctx: RequestContext, body: Asked) -> Count:
    """Enqueue jobs, all or none."""
    inside: Any = ctx
    async with ctx.db.transaction():
        if body.kill == "after":  # the first callback: the commit is done, and nobody has been woken
            inside.kernel.db.after_commit(die)
        for what in body.whats:
            await ctx.jobs.enqueue(append(what, body.gate))
        if body.kill == "before":
            die()
    return Count(jobs=len(body.whats), pid=os.getpid())


async def which(ctx: RequestContext) -> Count:
    """Which process answers, after a look into the database."""
    return Count(jobs=await Entry.all().count(), pid=os.getpid())


async def slowly(ctx: RequestContext, seconds: float) -> Count:
    """The same, after a while."""
    await asyncio.sleep(seconds)
    return Count(jobs=0, pid=os.getpid())


async def keep(ctx: RequestContext, name: str, body: AsyncIterator[bytes]) -> None:
    """Keep a file."""
    await ctx.blobs.write(name, body, media_type="application/octet-stream")


async def kept(ctx: RequestContext, name: str) -> Count:
    """The length of a file; 404 without one."""
    return Count(jobs=sum([len(chunk) async for chunk in ctx.blobs.read(name)]), pid=os.getpid())


def die() -> None:
    """Now, without a word."""
    os.kill(os.getpid(), signal.SIGKILL)


class Ledger(Plugin):
    """Writes down what happened."""

    @hookimpl
    def omni_permissions(self) -> Sequence[Permission]:
        return [USE]

    @hookimpl
    def omni_models(self) -> Sequence[type[Model]]:
        return [Entry, Try]

    @hookimpl
    def omni_routes(self) -> Sequence[Route]:
        return [
            Route.post("/jobs", ask, auth=USE, status=202),
            Route.get("/which", which, auth=USE),
            Route.get("/slowly", slowly, auth=USE),
            Route.put("/files/{name}", keep, auth=USE, status=204, limits=Limits(body_bytes=2**27)),
            Route.get("/files/{name}", kept, auth=USE),
        ]

    @hookimpl
    def omni_jobs(self) -> Sequence[Job[..., Any]]:
        return [append, beat]

    @hookimpl
    def omni_schedules(self) -> Sequence[Schedule]:
        return [Schedule("beat", cron="* * * * *", job=beat())]

    @hookimpl
    def omni_event_types(self) -> Sequence[EventType[Any]]:
        return [WRITTEN]

    @hookimpl
    def omni_event_handlers(self) -> Sequence[On]:
        return [On(WRITTEN, heard)]


arm()
plugin = Ledger()
