"""From starting `omni serve` to its first 200 of `/healthz`: the real command, on a prepared data folder."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.children import Failed, Installation, environment, request
from tests.benchmarks.rows import Row, at_most, row_of
from tests.benchmarks.stage import Stage
from tests.benchmarks.wire import Wire

GIVE_UP_SECONDS = 30.0
HEALTH = request("GET", "/healthz")


def rows(stage: Stage) -> Iterator[Row]:
    """With what is installed here alone, and with many plugins beside it, by turns."""
    alone, crowded = [], []
    for _ in range(stage.plan.starts):
        alone.append(started(stage.alone))
        crowded.append(started(stage.many))
    note = f"{stage.plan.starts} starts"
    yield row_of("`omni serve` → first 200 of /healthz", "s", alone, target=at_most(1.2), profiled="start", note=note)
    yield row_of(f"the same with {stage.plan.many} more plugins", "s", crowded)


def omni() -> str:
    """The installed command."""
    return str(Path(sys.executable).parent / "omni")


def started(data: Installation, prefix: list[str] | None = None) -> float:
    """Seconds until it answers; stopped again before this returns."""
    port, folder = free_port(), data.folder
    with (folder / "serve.log").open("wb") as log:
        began = time.perf_counter()
        process = subprocess.Popen(
            [*(prefix or [omni()]), "serve", "--port", str(port)], cwd=folder, env=environment(data.site), stdout=log, stderr=log
        )
        try:
            return asyncio.run(answering(port, process)) - began
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(GIVE_UP_SECONDS)


async def answering(port: int, process: subprocess.Popen[bytes]) -> float:
    """When it first answered."""
    until = time.perf_counter() + GIVE_UP_SECONDS
    while time.perf_counter() < until:
        if process.poll() is not None:
            raise Failed(f"omni serve ended with {process.returncode}: see serve.log")
        try:
            async with Wire(port) as wire:
                status, _ = await wire.ask(HEALTH)
        except OSError:
            await asyncio.sleep(0.003)
            continue
        if status == 200:
            return time.perf_counter()
    raise Failed(f"omni serve did not answer within {GIVE_UP_SECONDS:g} s")


def free_port() -> int:
    """One that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def profiled(data: Installation, target: Path) -> None:
    """A start under cProfile."""
    started(data, [sys.executable, "-m", "cProfile", "-o", str(target), "-m", "omni_kernel.cli"])
