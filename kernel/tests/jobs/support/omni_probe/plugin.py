"""Jobs that succeed, fail, wait and hang; handlers that write down what they get."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from omni_sdk import (
    Backoff,
    Event,
    EventContext,
    EventType,
    Job,
    JobContext,
    On,
    Plugin,
    Schedule,
    hookimpl,
    job,
)
from omni_sdk.errors import Discard, Retry

SEEN: list[tuple[str, str]] = []
"""(tenant, what) of everything that ran in this process."""
GATES: dict[str, asyncio.Event] = {}
BAD: set[str] = set()
"""Names of members that the handler cannot take."""


class Ping(BaseModel):
    text: str


class Member(BaseModel):
    name: str


PINGED = EventType("pinged", Ping)
FLASHED = EventType("flashed", Ping, durable=False)


def saw(ctx: Any, what: str) -> None:
    SEEN.append((ctx.tenant.slug, what))


@job("note", retry=Backoff(attempts=3))
async def note(ctx: JobContext, text: str) -> str:
    saw(ctx, text)
    return f"noted {text}"


@job("punctual", retry=Backoff(attempts=2, first=timedelta(0), cap=timedelta(0)))
async def punctual(ctx: JobContext) -> None:
    """Say when it was due, and stumble the first time."""
    saw(ctx, f"{ctx.attempt} {ctx.due and ctx.due.isoformat()}")
    if ctx.attempt == 1:
        raise ValueError("stumbles")


@job("append")
async def append(ctx: JobContext, path: Path, seconds: float = 0) -> None:
    """Leave a trace before and after some time, in a file: for workers in other processes."""
    with path.open("a") as file:
        file.write(f"begin {ctx.id} {ctx.attempt}\n")
    await asyncio.sleep(seconds)
    with path.open("a") as file:
        file.write(f"end {ctx.id} {ctx.attempt}\n")


@job("flaky", retry=Backoff(attempts=3, first=timedelta(minutes=1)))
async def flaky(ctx: JobContext, failures: int) -> int:
    saw(ctx, f"attempt {ctx.attempt}{' (last)' if ctx.last_attempt else ''}")
    if ctx.attempt <= failures:
        msg = "not yet"
        raise ValueError(msg)
    return ctx.attempt


@job("polite", retry=Backoff(attempts=2))
async def polite(ctx: JobContext, free: bool) -> None:
    saw(ctx, f"attempt {ctx.attempt}")
    raise Retry(timedelta(minutes=5), reason="busy there", free=free)


@job("echo", retry=Backoff(attempts=1))
async def echo(ctx: JobContext, how: str) -> str:
    """Say something that cannot be stored, in one of three ways."""
    if how == "error":
        raise ValueError("a\0b")
    if how == "note":
        ctx.progress(0.5, "a\0b")
        await asyncio.sleep(0)
        return "told"
    return "a\0b"


@job("odd")
async def odd(ctx: JobContext) -> object:
    del ctx
    return object()


@job("hopeless")
async def hopeless(ctx: JobContext) -> None:
    saw(ctx, "tried")
    raise Discard("no such customer")


@job("leaver", retry=Backoff(attempts=1))
async def leaver(ctx: JobContext) -> None:
    del ctx
    sys.exit(3)


@job("waiter", timeout=timedelta(seconds=30))
async def waiter(ctx: JobContext, gate: str, stubborn: bool = False) -> str:
    """Run until the test opens the gate."""
    saw(ctx, f"waits for {gate}")
    ctx.progress(0.5, "half way")
    try:
        await GATES.setdefault(gate, asyncio.Event()).wait()
    except asyncio.CancelledError:
        if not stubborn:
            raise
        return "I stay"
    saw(ctx, f"passed {gate}")
    return gate


@job("sleeper")
async def sleeper(ctx: JobContext, trace: Path, go: Path, commit: bool = False) -> str:
    """Wait for a file, then tell, commit and enqueue; leave a trace of how far each attempt came."""
    tell(trace, f"begin {ctx.attempt}")
    try:
        while not go.exists():  # noqa: ASYNC110, ASYNC240  # another process makes it
            await asyncio.sleep(0.02)
        ctx.progress(0.9, f"by {ctx.attempt}")
        if commit:
            async with ctx.db.transaction():
                await ctx.jobs.schedule("of the job", note("x"), cron="@daily")
        await ctx.jobs.enqueue(note(f"by {ctx.attempt}"))
        await ctx.events.emit(PINGED, Ping(text=f"by {ctx.attempt}"))
    except BaseException:
        tell(trace, f"stopped {ctx.attempt}")
        raise
    tell(trace, f"end {ctx.attempt}")
    return f"by {ctx.attempt}"


def tell(trace: Path, line: str) -> None:
    with trace.open("a") as file:
        file.write(f"{line}\n")


@job("endless", where="process", timeout=timedelta(seconds=1), retry=Backoff(attempts=1))
async def endless(ctx: JobContext) -> None:
    while True:
        time.sleep(1)  # noqa: ASYNC251  # to block is the point


@job("brief", timeout=timedelta(seconds=0.05), retry=Backoff(attempts=1))
async def brief(ctx: JobContext) -> None:
    del ctx
    await asyncio.Event().wait()


@job("deaf", timeout=timedelta(seconds=0.05), retry=Backoff(attempts=1))
async def deaf(ctx: JobContext) -> None:
    del ctx
    gate = GATES["deaf"] = asyncio.Event()
    while not gate.is_set():
        with contextlib.suppress(asyncio.CancelledError):
            await gate.wait()


@job("only", unique=str)
async def only(ctx: JobContext, key: UUID) -> None:
    saw(ctx, f"only {key}")


@job("line", ordered=lambda lane, number: lane, retry=Backoff(attempts=2))
async def line(ctx: JobContext, lane: str, number: int) -> None:
    saw(ctx, f"{lane}{number}")
    if number < 0 and not ctx.last_attempt:
        msg = "stumbles"
        raise ValueError(msg)


@job("crunch", where="process", timeout=timedelta(seconds=60), retry=Backoff(attempts=1), memory_mb=512)
async def crunch(ctx: JobContext, how: str) -> int:
    """Block, eat memory, or die, in a process of its own."""
    if how == "block":
        for step in range(4):
            ctx.progress(step / 4, f"step {step}")
            time.sleep(0.01)  # noqa: ASYNC251  # to block is the point
    elif how == "eat":
        return len(bytearray(2**30))
    elif how == "die":
        os._exit(7)
    elif how == "defy":
        # Neither it nor what it started obeys a polite signal.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        child = subprocess.Popen(["sh", "-c", "trap '' TERM; while :; do sleep 1; done"])  # noqa: ASYNC220  # it may block
        ctx.progress(0.1, f"pids {os.getpid()} {child.pid}")
        time.sleep(600)  # noqa: ASYNC251  # likewise
    else:
        ctx.progress(0.1, f"pid {os.getpid()}")
        while True:
            time.sleep(1)  # noqa: ASYNC251  # likewise
    return os.getpid()


async def on_ping(ctx: EventContext, event: Event[Ping]) -> None:
    saw(ctx, f"ping {event.data.text} by {event.actor}")
    if event.data.text == "fail":
        msg = "cannot take it"
        raise ValueError(msg)


async def on_members(ctx: EventContext, events: Sequence[Event[Member]]) -> None:
    saw(ctx, "members " + ",".join(event.data.name for event in events))
    if any(event.data.name in BAD for event in events):
        msg = "cannot take it"
        raise ValueError(msg)


async def on_flash(ctx: EventContext, event: Event[Ping]) -> None:
    saw(ctx, f"flash {event.data.text}")


async def on_flashes(ctx: EventContext, events: Sequence[Event[Ping]]) -> None:
    saw(ctx, "flashes " + ",".join(event.data.text for event in events))
    if any(event.data.text == "fail" for event in events):
        msg = "cannot take it"
        raise ValueError(msg)


async def on_secret(ctx: EventContext, event: Event[Any]) -> None:
    saw(ctx, f"secret {event.type}")


class Probe(Plugin):
    @hookimpl
    def omni_jobs(self) -> list[Job[..., Any]]:
        return [
            note,
            punctual,
            append,
            flaky,
            polite,
            odd,
            hopeless,
            leaver,
            waiter,
            brief,
            deaf,
            only,
            line,
            crunch,
            sleeper,
            endless,
            echo,
        ]

    @hookimpl
    def omni_schedules(self) -> list[Schedule]:
        return [
            Schedule("morning", cron="0 7 * * *", job=note("morning")),
            Schedule("now-or-never", cron="0 9 * * *", job=note("nine"), catch_up="none", zone="UTC"),
        ]

    @hookimpl
    def omni_event_types(self) -> list[EventType[Any]]:
        return [PINGED, FLASHED]

    @hookimpl
    def omni_event_handlers(self) -> list[On]:
        return [
            On(PINGED, on_ping),
            On.batch("tenant.member.added", on_members, size=2, seconds=60),
            On(FLASHED, on_flash, durable=False),
            On.batch(FLASHED, on_flashes, size=2, seconds=0.01, durable=False),
            On("tenant.member.removed", on_secret),  # which its manifest does not ask for
        ]


plugin = Probe()
