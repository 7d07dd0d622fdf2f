"""Machines whose clocks are an hour apart, and a clock that is put forward: by Debian's faketime."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from omni_testbed.faults import LEDGER, SCALE, Figures, Load, scene
from omni_testbed.home import Home
from omni_testbed.waiting import until

faketime = pytest.mark.skipif(shutil.which("faketime") is None, reason="no faketime here: apt-get install faketime")
HOUR = 3600
LEASE = max(SCALE.lease, 10)
"""Long enough for a crowded machine: whoever takes over here does it because of the clock."""


def faked(**how: str) -> dict[str, str]:
    """Variables of a process whose clock is another; watches (CLOCK_MONOTONIC) go on."""
    # Not by the command itself, which would stand between us and the process.
    asked = subprocess.run(["faketime", "-f", "+0", "printenv", "LD_PRELOAD"], check=True, capture_output=True, text=True)
    return {"LD_PRELOAD": asked.stdout.strip(), "FAKETIME_DONT_FAKE_MONOTONIC": "1", **how}


@faketime
def test_an_hour_apart(on_postgres: Home, tmp_path: Path, figures: list[Figures]) -> None:
    """Three machines on one database. Nobody takes a running job from another, what is enqueued here runs there at once,
    schedules fire once, and a session begun here holds there.
    """
    gate = tmp_path / "gate"
    with scene(on_postgres, workers=1, lease=LEASE) as it, ExitStack() as stack:
        ahead, behind = (
            stack.enter_context(on_postgres.running("serve", "--workers", "2", "--json", variables=faked(FAKETIME=by)))
            for by in ("+1h", "-1h")
        )
        urls = [server.url() for server in (it.server, ahead, behind)]
        assert it.ask(*(f"long-{n}" for n in range(6)), gate=str(gate)).status_code == 202
        until(lambda: sum(what.startswith("long") for what in it.tries()) == 6, "they run", seconds=60)
        leases = it.leases()
        with Load(it) as load, httpx.Client(headers={"Authorization": f"Bearer {it.tenant.key}"}, timeout=30) as client:
            for number, url in enumerate(urls * 3):
                whats = [f"{number}-{n}" for n in range(SCALE.lot)]
                assert client.post(f"{url}{LEDGER}/jobs", json={"whats": whats}).status_code == 202
                load.promised.update(whats)
            tokens = [it.sign_in(url) for url in urls]
            assert all(it.knows(token, url) for token in tokens for url in urls)
            load.complete()
        it.has(load.promised)
        # So long that whoever trusts his own clock alone would have taken them for abandoned.
        until(lambda: renewed(it.leases(), leases), "leases were renewed", seconds=60 + 4 * LEASE)
        gate.touch()
        figures.append(it.settled(load.promised | {f"long-{n}" for n in range(6)}))
        assert set(it.tries().values()) == {1}, it.tries().most_common(3)
        assert all(it.knows(token, url) for token in tokens for url in urls)
        for server in (ahead, behind):
            told = server.told("clock")
            assert len(told) == 3, told  # once for each process
            assert all(abs(abs(line["seconds"]) - HOUR) < 60 for line in told)


def test_a_clock_put_forward(sqlite: Home, figures: list[Figures]) -> None:
    """For all processes of the one machine, under load: the laptop that slept, the hand of an operator."""
    with scene(sqlite, workers=1) as it, Load(it) as load:
        token = it.sign_in()
        load.reaches(SCALE.jobs // 2)
        it.turn_clocks(HOUR * 5 / 6)  # sessions end after an hour unused
        assert it.knows(token)
        load.complete()
        figures.append(it.settled(load.promised))
        assert it.knows(token)


def renewed(now: dict[str, int], before: dict[str, int]) -> bool:
    """Each more often than once."""
    return all(now.get(job, 0) > lease + 1000 * LEASE for job, lease in before.items())
