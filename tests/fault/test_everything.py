"""One fault after another while the work goes on: what each of them is proven to survive alone, they survive together."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from omni_testbed.faults import LONG, SCALE, Figures, Load, Scene, scene
from omni_testbed.home import Home
from omni_testbed.houses import Houses
from omni_testbed.redis import OwnRedis
from omni_testbed.waiting import until

ROUNDS = 3 if LONG else 1
PAUSE = 1.0 if LONG else 0.1
"""So that requests are still made when the last fault comes."""


def test_everything(home: Home, redis: OwnRedis, houses: Houses, figures: list[Figures]) -> None:
    """Nothing is lost, nothing counts twice, each due time fires once, and who is signed in stays so."""
    with scene(home, workers=1) as it:
        faults: list[Callable[[], object]] = [
            lambda: killed(it, "worker"),
            lambda: redis.command("FLUSHALL"),
            lambda: killed(it, "web-process"),
            lambda: away(redis.stop, redis.start),
        ]
        if home.database:
            server = houses.server()
            faults.append(lambda: away(server.stop, server.start))
        if LONG:
            faults += [lambda: hung(it), lambda: rolled(it)]
        token = it.sign_in()
        with Load(it, pause=PAUSE) as load:
            for number, fault in enumerate(faults * ROUNDS):
                load.reaches((number + 1) * SCALE.jobs // (len(faults) * ROUNDS + 1))
                fault()
            load.complete()
        figures.append(it.settled(load.promised, load.uncertain))
        assert it.knows(token)
        assert until(lambda: it.readiness() == (200, {}), "it is well")


def killed(it: Scene, what: str) -> None:
    """One of them, which is started again."""
    os.kill(until(lambda: it.server.children(what), f"there is a {what}", seconds=60)[0], signal.SIGKILL)


def away(stop: Callable[[], None], start: Callable[[], None]) -> None:
    """For a while."""
    stop()
    try:
        time.sleep(SCALE.outage)
    finally:
        start()


def hung(it: Scene) -> None:
    """A worker stands still past its leases."""
    with standing(it.workers[0].pid):
        time.sleep(2 * SCALE.lease)


def rolled(it: Scene) -> None:
    """All processes of `omni serve` are replaced."""
    before = it.server.output().count("the rolling restart is complete")
    os.kill(it.server.pid, signal.SIGHUP)
    until(lambda: it.server.output().count("the rolling restart is complete") > before, "all were replaced", seconds=120)


@contextmanager
def standing(pid: int) -> Iterator[None]:
    """While it does."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)
