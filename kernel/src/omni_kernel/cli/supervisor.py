"""Child processes of `omni serve`: started, restarted when they die, stopped together."""

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
from typing import Final

FIRST_DELAY: Final = 0.2
LONGEST_DELAY: Final = 10.0
HEALTHY_SECONDS: Final = 10.0
"""A child that lived so long is started again without delay."""
GRACE_SECONDS: Final = 30.0
_PR_SET_PDEATHSIG: Final = 1


@dataclass(frozen=True, slots=True)
class Child:
    """What to run: the arguments after `omni`, and open sockets to inherit."""

    name: str
    arguments: tuple[str, ...]
    sockets: tuple[int, ...] = ()


class Supervisor:
    """Keeps its children running until `stop` is set; then ends them, gracefully at first."""

    def __init__(self, children: Sequence[Child], stop: asyncio.Event) -> None:
        """Nothing starts before `run`."""
        self._children = children
        self._stop = stop

    async def run(self) -> None:
        """Return when `stop` is set and every child has ended."""
        async with asyncio.TaskGroup() as group:
            for child in self._children:
                group.create_task(self._keep(child), name=f"omni-child-{child.name}")

    async def _keep(self, child: Child) -> None:
        delay = FIRST_DELAY
        while not self._stop.is_set():
            began = time.monotonic()
            code = await self._one_life(child)
            if self._stop.is_set():
                return
            delay = FIRST_DELAY if time.monotonic() - began > HEALTHY_SECONDS else min(delay * 2, LONGEST_DELAY)
            text = f"omni: {child.name} ended with code {code}; starting it again in {delay:g} s"
            print(text, file=sys.stderr, flush=True)
            await _set_within(self._stop, delay)

    async def _one_life(self, child: Child) -> int:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "omni_kernel.cli",
            *child.arguments,
            "--parent",
            str(os.getpid()),
            stdin=asyncio.subprocess.DEVNULL,
            pass_fds=child.sockets,
            start_new_session=True,  # Ctrl-C is for us; we pass it on
        )
        ended = asyncio.ensure_future(process.wait())
        stopped = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return await _end(process, ended)
        finally:
            stopped.cancel()


async def _end(process: asyncio.subprocess.Process, ended: asyncio.Future[int]) -> int:
    if not ended.done():
        with suppress(ProcessLookupError):
            process.terminate()
        await asyncio.wait({ended}, timeout=GRACE_SECONDS)
    if not ended.done():
        with suppress(ProcessLookupError):
            process.kill()
    return await ended


async def _set_within(event: asyncio.Event, seconds: float) -> None:
    # Not wait_for: on Python 3.11 it can swallow a cancellation.
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


def die_with(parent: int | None) -> None:
    """In a child: ask for SIGTERM when the parent goes, however it goes; leave if it has gone already."""
    if parent is None:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("omni: the process that started this one has ended")


def stop_on_signals() -> asyncio.Event:
    """Make the event that SIGTERM and SIGINT set; a second signal of either kind ends the process at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def asked(number: signal.Signals) -> None:
        if stop.is_set():
            os._exit(128 + number)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked, number)
    return stop
