"""`omni serve` as people run it: processes, sockets and signals are real."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

import pytest
from omni_ran import Omni
from omni_served import LONGEST, eventually, healthy, serving

from omni_kernel.cli import errors
from omni_kernel.cli.serve import listen


def children(pid: int) -> dict[int, str]:
    """Process ids and command lines of the children."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(child): Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ") for child in listed}


def alive(pid: int) -> bool:
    """Whether a process runs, zombies aside."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("workers", [1, 2])
def test_serves_restarts_and_stops(installed: Omni, home: Path, workers: int) -> None:
    """A child that dies is started again; SIGTERM ends all of them, gracefully."""
    with serving(home, "--workers", str(workers)) as (server, url):
        eventually(lambda: healthy(url))
        expected = 1 + (workers if workers > 1 else 0)
        eventually(lambda: len([c for c in children(server.pid).values() if "omni_kernel.cli" in c]) == expected)
        worker = next(pid for pid, command in children(server.pid).items() if " worker " in command)
        os.kill(worker, signal.SIGKILL)
        eventually(lambda: any(" worker " in c and pid != worker for pid, c in children(server.pid).items()))
        assert healthy(url)
        last = list(children(server.pid))
        server.send_signal(signal.SIGTERM)
        assert server.wait(LONGEST) == 0
        eventually(lambda: not any(map(alive, last)))


def test_children_end_with_their_parent(installed: Omni, home: Path) -> None:
    """Even when it is killed: nothing serves on unseen."""
    with serving(home, "--workers", "2") as (server, url):
        eventually(lambda: healthy(url))
        eventually(lambda: len(children(server.pid)) >= 4)
        left = list(children(server.pid))
        server.kill()
        server.wait()
        eventually(lambda: not any(map(alive, left)))


def test_no_worker_when_none_is_wanted(installed: Omni, home: Path) -> None:
    """A separate `omni worker` may run elsewhere; Ctrl-C ends it as SIGTERM does."""
    with serving(home, "--no-worker") as (server, url):
        eventually(lambda: healthy(url))
        assert not any("omni_kernel.cli" in command for command in children(server.pid).values())
        server.send_signal(signal.SIGINT)
        assert server.wait(LONGEST) == 0


def test_migrates_when_asked_to(home: Path) -> None:
    """On a folder where nothing is yet."""
    with serving(home, "--migrate", "--no-worker") as (_, url):
        eventually(lambda: healthy(url))


def test_a_taken_address_is_refused(omni: Omni) -> None:
    """With the way out."""
    with listen("127.0.0.1", 0) as taken:
        taken.listen()
        ran = omni("serve", "--port", str(taken.getsockname()[1]))
    assert ran.code == errors.CONFLICT
    assert "choose another with --port" in ran.err


def test_the_listener_keeps_nodelay() -> None:
    """Without its protocol named, asyncio would leave Nagle's algorithm on."""
    with listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP
