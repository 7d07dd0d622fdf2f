"""`omni serve` in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

LONGEST = 20.0


def eventually(what: Callable[[], bool]) -> None:
    """Wait for what other processes bring about."""
    end = time.monotonic() + LONGEST
    while not what():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


@contextmanager
def serving(home: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server on any free port: its process and address."""
    command = [sys.executable, "-m", "omni_kernel.cli", "serve", "--port", "0", "--json", *arguments]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, cwd=home)
    assert server.stdout
    try:
        told = ""
        while not told.rstrip().endswith("}"):
            line = server.stdout.readline()
            assert line, (server.wait(), told, (home / "log").read_text())
            told += line
        yield server, json.loads(told)["url"]
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def healthy(url: str) -> bool:
    """Whether it answers."""
    try:
        return httpx.get(f"{url}/healthz", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False
