"""PostgreSQL stopped under load, and standing still: refusals are clear, and all goes on by itself afterwards."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest
from omni_testbed.faults import LEDGER, SCALE, Figures, Load, Scene, quiet, scene
from omni_testbed.home import Home, children_of
from omni_testbed.houses import Houses
from omni_testbed.waiting import until

from omni_sdk.testing import postgres

Server = postgres.Server


@pytest.fixture
def server(houses: Houses) -> Server:
    """The one that the homes are on."""
    return houses.server()


def stopped(server: Server) -> Callable[[], None]:
    """Told to stop at once; gives what starts it again."""
    server.stop()
    return server.start


def killed(server: Server) -> Callable[[], None]:
    """All its processes, as when the machine loses power: it recovers from its log."""
    family = [server.pid, *children_of(server.pid)]
    for pid in family:
        os.kill(pid, signal.SIGKILL)
    until(lambda: not any(map(running, family)), "it is dead")
    return server.start


def frozen(server: Server) -> Callable[[], None]:
    """It keeps its connections and answers nobody."""
    family = [server.pid, *children_of(server.pid)]
    for pid in family:
        os.kill(pid, signal.SIGSTOP)

    def thaw() -> None:
        for pid in family:
            os.kill(pid, signal.SIGCONT)

    return thaw


@contextmanager
def away(server: Server, how: Callable[[Server], Callable[[], None]]) -> Iterator[None]:
    """While it is."""
    again = how(server)
    try:
        yield
    finally:
        again()


@pytest.mark.parametrize("how", [stopped, killed, frozen])
def test_away(on_postgres: Home, server: Server, how: Callable[[Server], Callable[[], None]], figures: list[Figures]) -> None:
    """503 with a problem that says so, `/readyz` 503 and `/healthz` 200; then all of it goes on, and was told once."""
    with scene(on_postgres, workers=1) as it, Load(it) as load:
        token = it.sign_in()
        load.reaches(SCALE.jobs // 3)
        with away(server, how):
            until(lambda: unready(it), "readiness tells", seconds=30)
            over = time.monotonic() + SCALE.outage
            assert httpx.get(f"{it.server.url()}/healthz").status_code == 200
            if how is not frozen:
                refused(it)
            while time.monotonic() < over:
                assert unready(it)
                time.sleep(0.2)
        until(lambda: it.readiness()[0] == 200, "it is back", seconds=60, ignore=(httpx.HTTPError,))
        load.complete()
        assert set(load.answers) <= {202, 503}, load.answers
        assert it.knows(token)
        figures.append(it.settled(load.promised, load.uncertain))
        if how is not frozen:
            quiet(it.processes, "the database is away", 3)  # two web processes and a worker write to one file
            quiet(it.processes, "the database is back", 3)
        told = [line for each in it.processes for line in each.told("") if "exception" in line]
        assert not told, told[0]["exception"]


def unready(it: Scene) -> bool:
    """Whether the readiness names the database, and nothing else."""
    status, wrong = it.readiness()
    return status == 503 and "database" in wrong and bool(wrong["database"]["detail"])


def refused(it: Scene) -> None:
    """What a caller is told."""
    answer = it.client.get(f"{LEDGER}/which")
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert "database" in answer.json()["detail"]
    assert int(answer.headers["retry-after"]) > 0


def test_a_worker_and_a_web_process_started_while_it_is_away(on_postgres: Home, server: Server) -> None:
    """They end with one clear line; under `omni serve` they are started until it is back."""
    with scene(on_postgres) as it:
        with away(server, stopped):
            done = on_postgres.run("worker")
            assert done.code != 0
            (line,) = done.err.strip().splitlines()
            assert "database" in line, line
            for pid in it.server.children("web-process"):
                os.kill(pid, signal.SIGKILL)
            until(lambda: "starting it again" in it.server.output(), "it is tried again")
        until(lambda: it.client.get(f"{LEDGER}/which").status_code == 200, "it serves", seconds=60, ignore=(httpx.HTTPError,))
        assert it.ask("after").status_code == 202
        it.settled(["after"])


def running(pid: int) -> bool:
    """Zombies aside."""
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
