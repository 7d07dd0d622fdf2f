"""Jobs of `where="process"`: a child with the same settings opens a kernel, runs one job and ends its claim itself."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import orjson

if TYPE_CHECKING:
    from collections.abc import Callable

    from omni_kernel.app import Kernel

    from .models import Job

MODULE: Final = "omni_kernel.jobs.child"


class Settled:
    """The child has written how the job ended."""


class ProcessDied(RuntimeError):
    """The child ended without a word: killed, out of memory, or unable to start."""


async def run(kernel: Kernel, job: Job, progress: Callable[[float, str], None]) -> Settled:
    """Run a claimed job in a child; raises `ProcessDied`. When this is cancelled the child and all its own are killed."""
    reading, writing = os.pipe()
    try:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            MODULE,
            str(writing),
            stdin=asyncio.subprocess.PIPE,
            pass_fds=[writing],
            start_new_session=True,
        )
    except BaseException:
        os.close(reading)
        raise
    finally:
        os.close(writing)
    try:
        assert child.stdin
        child.stdin.write(pickle.dumps((kernel.settings, job.id, job.token)))
        child.stdin.close()
        settled = await _listen(reading, progress)
        code = await child.wait()
    finally:
        # The group is the child's own (a new session), so that what it started dies with it.
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        await child.wait()
    if not settled:
        raise ProcessDied(_explain(code))
    return Settled()


async def _listen(reading: int, progress: Callable[[float, str], None]) -> bool:
    """Pass progress on until the child closes its end; whether its last word was that the job is settled."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb"))
    settled = False
    try:
        async for line in reader:
            message = orjson.loads(line)
            if message == "settled":
                settled = True
            else:
                progress(*message)
    finally:
        transport.close()
    return settled


def _explain(code: int) -> str:
    if code >= 0:
        return f"its process ended with exit code {code} before the job did"
    return f"its process was killed by {signal.Signals(-code).name} before the job ended"
