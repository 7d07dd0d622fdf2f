"""Workers that are killed, stopped and told to end: no job is lost, and none counts twice."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from omni_testbed.faults import SCALE, Figures, Load, scene
from omni_testbed.home import Home, command_of
from omni_testbed.waiting import until


def test_a_worker_killed_in_mid_job(home: Home, tmp_path: Path) -> None:
    """Another one runs the job again, once the lease is over."""
    gate = tmp_path / "gate"
    with scene(home, "--no-worker", workers=2) as it:
        assert it.ask("long", gate=str(gate)).status_code == 202
        until(lambda: it.tries()["long"] == 1, "the job runs")
        (row,) = it.home.rows("SELECT pid FROM p_ledger__try WHERE what = 'long'")
        os.kill(row["pid"], signal.SIGKILL)
        gate.touch()
        it.settled(["long"])
        assert it.tries()["long"] == 2


@pytest.mark.parametrize("place", ["relay", "done", "dispatch", "schedule"])
def test_a_worker_killed_at_the_worst_moment(home: Home, place: str, figures: list[Figures]) -> None:
    """Before the job it chose is in Redis; before the end of a job is written down; before the cursor of a subscriber has
    moved; in the transaction that holds the due time of a schedule.
    """
    with scene(home, workers=1) as it:
        hit = it.arm(place)
        with Load(it) as load:
            until(hit, f"a worker came to {place}")
            load.complete()
        until(lambda: not command_of(hit()), "it is dead")
        figures.append(it.settled(load.promised))


@pytest.mark.parametrize("place", ["done", "schedule"])
def test_a_worker_that_stands_still_and_goes_on(home: Home, place: str, figures: list[Figures]) -> None:
    """Past its lease: what it holds was taken over, and what it says then counts no more. In a transaction: the others
    wait, or go on; they do not fire twice.
    """
    with scene(home, workers=1) as it:
        hit = it.arm(place, "STOP")
        with Load(it) as load:
            pid = until(hit, f"a worker came to {place}")
            try:
                until(lambda: state(pid) == "T", "it stands")
                if place == "done":
                    until(lambda: it.attempts() > 1, "another one took over", seconds=SCALE.settle)
                else:
                    time.sleep(min(SCALE.outage, 5))  # on SQLite nobody else can write so long, and waits ten seconds at most
            finally:
                os.kill(pid, signal.SIGCONT)
            load.complete()
        figures.append(it.settled(load.promised))


def test_told_to_end_under_load(home: Home, figures: list[Figures]) -> None:
    """Whatever is under way ends or is put back; after the next start all that was promised is done."""
    with scene(home, workers=1) as it:
        with Load(it, most=10**6, pause=0.2) as load:
            load.reaches(SCALE.jobs)
            assert it.workers[0].terminate() == 0, it.workers[0].output()[-3000:]
            assert it.server.terminate() == 0, it.server.output()[-3000:]
        left = it.states()
        assert set(left) <= {"queued", "failed", "done"}, left
        with home.running("worker"):
            figures.append(it.settled(load.promised, load.uncertain))


def state(pid: int) -> str:
    """`T` when it is stopped."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
