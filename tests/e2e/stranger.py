"""A stranger's plugin for these tests, installed as `acme-probe`: it tells which process runs it, and leaves notes in a file."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from omni_sdk import (
    Command,
    ConsoleContext,
    Context,
    Event,
    EventContext,
    Job,
    JobContext,
    On,
    Page,
    Permission,
    Plugin,
    RequestContext,
    Route,
    Schedule,
    Table,
    hookimpl,
    job,
)

USE = Permission("probe.use", roles=("member",))


class Settings(BaseModel):
    """Where it leaves its notes."""

    notes: str = os.devnull


class Who(BaseModel):
    """A process."""

    pid: int


class Work(BaseModel):
    """What a job waits for; at once when it is empty."""

    gate: str = ""


class Queued(BaseModel):
    """A job that was enqueued."""

    id: str


class Member(BaseModel):
    """Of the event, only what is read here."""

    name: str


def note(ctx: Context[Settings], *words: object) -> None:
    """One line of the notes: O_APPEND keeps lines of several processes whole."""
    with Path(ctx.settings.notes).open("a") as file:
        file.write(" ".join(map(str, (ctx.tenant.slug, os.getpid(), *words))) + "\n")


async def who(ctx: RequestContext[Settings]) -> Who:
    """Which process answers."""
    return Who(pid=os.getpid())


async def whos(ctx: RequestContext[Settings]) -> list[Who]:
    """The same, as a list."""
    return [Who(pid=os.getpid())]


async def begin(ctx: RequestContext[Settings], body: Work) -> Queued:
    """Enqueue a job."""
    return Queued(id=str((await ctx.jobs.enqueue(work(body.gate))).id))


@job("work")
async def work(ctx: JobContext[Settings], gate: str) -> str:
    """Wait until the file `gate` is there."""
    note(ctx, "began", ctx.attempt)
    while gate and not Path(gate).exists():  # noqa: ASYNC110, ASYNC240  (another process makes it)
        await asyncio.sleep(0.02)
    note(ctx, "ended", ctx.attempt)
    return "done"


@job("beat")
async def beat(ctx: JobContext[Settings]) -> None:
    """By the clock."""
    note(ctx, "beat")


async def added(ctx: EventContext[Settings], event: Event[Member]) -> None:
    """Somebody joined the tenant."""
    note(ctx, "added", event.data.name)


async def whoami(ctx: ConsoleContext, loud: bool = False) -> None:
    """Say who runs this."""
    ctx.print({"pid": os.getpid(), "loud": loud})


WHO = Route.get("/process", who, auth=USE)
WHOS = Route.get("/processes", whos, auth=USE)
BEGIN = Route.post("/work", begin, auth=USE, status=202)


class Probe(Plugin):
    """Tells which process runs it."""

    @hookimpl
    def omni_settings(self) -> type[Settings]:
        return Settings

    @hookimpl
    def omni_permissions(self) -> Sequence[Permission]:
        return [USE]

    @hookimpl
    def omni_routes(self) -> Sequence[Route]:
        return [WHO, WHOS, BEGIN]

    @hookimpl
    def omni_jobs(self) -> Sequence[Job[..., Any]]:
        return [work, beat]

    @hookimpl
    def omni_schedules(self) -> Sequence[Schedule]:
        return [Schedule("beat", cron="0 7 * * *", job=beat())]

    @hookimpl
    def omni_event_handlers(self) -> Sequence[On]:
        return [On("tenant.member.added", added)]

    @hookimpl
    def omni_pages(self) -> Sequence[Page]:
        return [Page("processes", "Processes", [Table(WHOS, columns=["pid"])], needs=USE)]

    @hookimpl
    def omni_commands(self) -> Sequence[Command]:
        return [Command("whoami", whoami)]


plugin = Probe()
