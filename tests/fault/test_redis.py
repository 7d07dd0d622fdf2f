"""Redis stopped and wiped under load: the database is the truth, and what needs only that goes on."""

from __future__ import annotations

import os
import signal
import time

import httpx
from omni_testbed.faults import LEDGER, SCALE, Figures, Load, quiet, scene
from omni_testbed.home import Home
from omni_testbed.redis import OwnRedis
from omni_testbed.waiting import until

WIPES = 20 if SCALE.outage > 10 else 3


def test_stopped(home: Home, redis: OwnRedis, figures: list[Figures]) -> None:
    """Jobs, events and schedules go on, keys and sessions hold; readiness names it; each process tells it once."""
    with scene(home, workers=1) as it, Load(it) as load:
        token = it.sign_in()
        load.reaches(SCALE.jobs // 3)
        redis.stop()
        until(lambda: "redis" in it.readiness()[1], "readiness tells")
        until_later = time.monotonic() + SCALE.outage
        status, wrong = it.readiness()
        assert (status, set(wrong)) == (200, {"redis"})
        assert "Redis is away" in wrong["redis"]["detail"]
        assert it.ask("meanwhile").status_code == 202
        it.has(["meanwhile"])  # none of it waits for Redis
        assert it.knows(token)
        assert it.knows(it.sign_in())  # people sign in as before
        while time.monotonic() < until_later:
            assert it.client.get(f"{LEDGER}/which").status_code == 200
            assert httpx.get(f"{it.server.url()}/healthz").status_code == 200
            time.sleep(0.1)
        redis.start()
        until(lambda: not it.readiness()[1], "it is back")
        load.complete()
        assert load.answers.keys() == {202}, load.answers
        assert it.knows(token)
        figures.append(it.settled(load.promised | {"meanwhile"}))
        quiet(it.processes, "redis is away", 3)  # two web processes and a worker write to one file
        quiet(it.processes, "redis is back", 3)
        assert not [line for each in it.processes for line in each.told("") if line["level"] in {"error", "critical"}]


def test_wiped(home: Home, redis: OwnRedis, figures: list[Figures]) -> None:
    """FLUSHALL, again and again: what was queued there is found by the database."""
    with scene(home, workers=1) as it, Load(it) as load:
        token = it.sign_in()
        for number in range(WIPES):
            load.reaches((number + 1) * SCALE.jobs // (WIPES + 1))
            redis.command("FLUSHALL")
        load.complete()
        assert load.answers.keys() == {202}, load.answers
        assert it.knows(token)
        figures.append(it.settled(load.promised))


def test_a_private_server_that_hangs(home: Home, figures: list[Figures]) -> None:
    """It keeps its connections and answers nobody; the same holds."""
    with scene(home) as it, Load(it) as load:
        load.reaches(SCALE.jobs // 3)
        pid = home.redis_pid()
        os.kill(pid, signal.SIGSTOP)
        try:
            until(lambda: "redis" in it.readiness()[1], "readiness tells", seconds=30)
            assert it.ask("meanwhile").status_code == 202
            it.has(["meanwhile"])
        finally:
            os.kill(pid, signal.SIGCONT)
        load.complete()
        assert load.answers.keys() == {202}, load.answers
        figures.append(it.settled(load.promised | {"meanwhile"}))
