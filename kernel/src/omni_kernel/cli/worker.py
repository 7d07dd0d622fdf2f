"""`omni worker`: a process that runs jobs, delivers events and keeps schedules."""

from __future__ import annotations

from omni_kernel.cli.console import Json
from omni_kernel.cli.running import log_to_stderr, read_settings
from omni_kernel.cli.serve import Parent, Ready, in_loop
from omni_kernel.cli.supervisor import die_with, stop_on_signals, tell_ready


def worker(parent: Parent = None, ready: Ready = None, json: Json = False) -> None:
    """Run jobs, events and schedules until SIGTERM or Ctrl-C; `omni serve` starts one of its own."""
    del json  # it prints nothing but the log
    die_with(parent)
    in_loop(_work(ready))


async def _work(ready: int | None) -> None:
    from omni_kernel.app import Kernel
    from omni_kernel.jobs.worker import run_worker

    settings = read_settings()
    log_to_stderr(settings)
    stop = stop_on_signals()
    async with Kernel.open(settings, role="worker") as kernel:
        tell_ready(ready)
        await run_worker(kernel, stop)
