"""Child processes of `omni serve`: started, restarted when they die, replaced one by one, stopped together."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Self

FIRST_DELAY: Final = 0.2
LONGEST_DELAY: Final = 10.0
HEALTHY_SECONDS: Final = 10.0
"""A child that lived so long is started again without delay."""
READY_SECONDS: Final = 60.0
"""How long the successor of a child may take to come up."""
LEAVE_SECONDS: Final = 45.0
"""How long a child that was replaced may go on with what it has begun."""
GRACE_SECONDS: Final = 30.0
_PR_SET_PDEATHSIG: Final = 1


@dataclass(frozen=True, slots=True)
class Child:
    """What to run: the arguments after `omni`, open sockets to inherit, and how it is told that another took over."""

    name: str
    arguments: tuple[str, ...]
    sockets: tuple[int, ...] = ()
    farewell: signal.Signals = signal.SIGTERM


class Supervisor:
    """Keeps its children running until `stop` is set; then ends them, gracefully at first."""

    def __init__(self, children: Sequence[Child], stop: asyncio.Event) -> None:
        """Nothing starts before `run`."""
        self._stop = stop
        self._keepers = [_Keeper(child, stop) for child in children]
        self._asked = asyncio.Event()

    def replace(self) -> None:
        """A rolling restart: one child after the other is replaced, each by one that is ready before the old one leaves."""
        self._asked.set()

    async def run(self) -> None:
        """Return when `stop` is set and every child has ended."""
        async with asyncio.TaskGroup() as group:
            for keeper in self._keepers:
                group.create_task(keeper.run(), name=f"omni-child-{keeper.child.name}")
            group.create_task(self._roll(), name="omni-rolling-restart")

    async def _roll(self) -> None:
        while not self._stop.is_set():
            await _first(self._asked, self._stop)
            if self._asked.is_set() and not self._stop.is_set():
                self._asked.clear()
                await self._replace_each()

    async def _replace_each(self) -> None:
        _say("a rolling restart begins")
        for keeper in self._keepers:
            if not await keeper.renew():
                return
        _say("the rolling restart is complete")


class _Keeper:
    """One child over all its lives."""

    def __init__(self, child: Child, stop: asyncio.Event) -> None:
        self.child = child
        self._stop = stop
        self._life: _Life | None = None
        self._renewed = asyncio.Event()
        self._starting = asyncio.Lock()

    async def run(self) -> None:
        """Start it, and again whenever it has ended, until `stop` is set."""
        delay = FIRST_DELAY
        while not self._stop.is_set():
            began, life = time.monotonic(), await self._living()
            code = await self._follow(life)
            if self._stop.is_set():
                return
            delay = FIRST_DELAY if time.monotonic() - began > HEALTHY_SECONDS else min(delay * 2, LONGEST_DELAY)
            _say(f"{self.child.name} ended with code {code}; starting it again in {delay:g} s")
            await _first(self._stop, seconds=delay)

    async def _living(self) -> _Life:
        """The process at hand, or a new one."""
        async with self._starting:
            if self._life is None or self._life.ended.done():
                self._life = await _Life.begin(self.child)
            return self._life

    async def _follow(self, life: _Life) -> int:
        """Until it (or the one that took over from it) has ended, by itself or since `stop` is set; the exit code."""
        while not self._stop.is_set() and not life.ended.done():
            self._renewed.clear()
            await _first(life.ended, self._stop, self._renewed)
            life = self._life or life
        return await life.end()

    async def renew(self) -> bool:
        """Start a new one, and let the old one go once that is ready. False: it did not come up, and the old one stays."""
        async with self._starting:
            new = await _Life.begin(self.child)
            await _first(new.ready, new.ended, self._stop, seconds=READY_SECONDS)
            if self._stop.is_set() or not new.is_ready:
                code = await new.end()
                if not self._stop.is_set():
                    _say(f"the new {self.child.name} did not come up (code {code}): the old one goes on")
                return False
            old, self._life = self._life, new
            self._renewed.set()
        if old is not None:
            await old.leave(self._stop)
        return True


class _Life:
    """One process of a child. It writes a byte into a pipe once it does its work."""

    def __init__(self, child: Child, process: asyncio.subprocess.Process, pipe: int) -> None:
        self._child, self._process = child, process
        self._loop = asyncio.get_running_loop()
        self.ready: asyncio.Future[None] = self._loop.create_future()
        self.ended = asyncio.ensure_future(process.wait())
        self.ended.add_done_callback(lambda _: self._hang_up())
        self._pipe = pipe
        self._loop.add_reader(pipe, self._heard)

    @classmethod
    async def begin(cls, child: Child) -> Self:
        heard, told = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "omni_kernel.cli",
                *child.arguments,
                "--parent",
                str(os.getpid()),
                "--ready",
                str(told),
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=(*child.sockets, told),
                start_new_session=True,  # Ctrl-C is for us; we pass it on
            )
        except BaseException:
            os.close(heard)
            raise
        finally:
            os.close(told)
        return cls(child, process, heard)

    @property
    def is_ready(self) -> bool:
        return self.ready.done() and not self.ended.done()

    def _heard(self) -> None:
        if os.read(self._pipe, 1) and not self.ready.done():
            self.ready.set_result(None)
        self._hang_up()

    def _hang_up(self) -> None:
        if self._pipe >= 0:
            self._loop.remove_reader(self._pipe)
            os.close(self._pipe)
            self._pipe = -1

    async def leave(self, stop: asyncio.Event) -> None:
        """Another took over: let it finish what it has begun."""
        self._send(self._child.farewell)
        await _first(self.ended, stop, seconds=LEAVE_SECONDS)
        await self.end()

    async def end(self) -> int:
        """SIGTERM, and SIGKILL when that is not heard; its exit code."""
        self._send(signal.SIGTERM)
        await asyncio.wait({self.ended}, timeout=GRACE_SECONDS)
        self._send(signal.SIGKILL)
        return await self.ended

    def _send(self, number: signal.Signals) -> None:
        if not self.ended.done():
            with suppress(ProcessLookupError):
                self._process.send_signal(number)


async def _first(*things: asyncio.Event | asyncio.Future[Any], seconds: float | None = None) -> None:
    """Wait until one of them is set or done, or the time is over."""
    waits = {thing if isinstance(thing, asyncio.Future) else asyncio.ensure_future(thing.wait()) for thing in things}
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits.difference(things):
            wait.cancel()


def _say(text: str) -> None:
    print(f"omni: {text}", file=sys.stderr, flush=True)


def tell_ready(fd: int | None) -> None:
    """In a child: tell the supervisor that the work has begun."""
    if fd is not None:
        with suppress(BrokenPipeError):
            os.write(fd, b"1")
        os.close(fd)


def die_with(parent: int | None) -> None:
    """In a child: ask for SIGTERM when the parent goes, however it goes; leave if it has gone already."""
    if parent is None:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("omni: the process that started this one has ended")


def stop_on_signals() -> asyncio.Event:
    """Make the event that SIGTERM, SIGINT and SIGHUP set; a second one of the first two ends the process at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def asked(number: signal.Signals) -> None:
        if stop.is_set() and number != signal.SIGHUP:
            os._exit(128 + number)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, asked, number)
    return stop
