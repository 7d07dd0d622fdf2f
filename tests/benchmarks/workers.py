"""Two web processes of `omni serve` against one, where each request waits for PostgreSQL, from small pools."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from statistics import median

from tests.benchmarks.children import CONNECTIONS, ROOT, Failed, Installation, Sample, Server, environment, install, request
from tests.benchmarks.load import children_of, cpu_seconds
from tests.benchmarks.rows import Row, at_least, row_of
from tests.benchmarks.stage import Stage
from tests.benchmarks.store_package import NOTES, WAIT, WAIT_SECONDS

POOL = 4
NOTE = b'{"title":"A note","text":"Somebody wrote it.","number":1}'
TOML = '[database]\nurl = "{url}"\npool = {pool}\n[log]\nlevel = "error"\n'
TRIES = 60
"""Rounds until every web process answers; they are short, and not counted."""


class Command(Server):
    """The installed command, with so many web processes."""

    def __init__(self, made: Installation, count: int) -> None:
        self.spec, self.count = made.spec, count
        arguments = [
            sys.executable, "-m", "omni_kernel.cli", "--config", str(made.folder / "omni.toml"),
            "serve", "--workers", str(count), "--no-worker", "--port", "0", "--json",
        ]  # fmt: skip
        with (made.folder / f"serve-{count}.log").open("wb") as log:
            self.process = subprocess.Popen(arguments, env=environment(made.site), cwd=ROOT, stdout=subprocess.PIPE, stderr=log)

    @cached_property
    def port(self) -> int:
        """Where it listens; it may still be starting its processes."""
        assert self.process.stdout
        told = b""
        while not told.endswith(b"}\n"):
            if not (line := self.process.stdout.readline()):
                raise Failed(f"omni serve --workers {self.count} did not start: see its log")
            told += line
        return int(json.loads(told)["url"].rpartition(":")[2])

    def web_processes(self) -> list[int]:
        """Of those that answer requests."""
        if self.count == 1:
            return [self.process.pid]
        return [pid for pid in children_of(self.process.pid) if b"web-process" in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def trim_log(self) -> None:
        """It only logs what goes wrong."""


def rows(stage: Stage, site: Path, url: str) -> Iterator[Row]:
    """Both serve the same tenant of the same database, in turns."""
    made = install(stage.folder / "workers", site, plugins=0, toml=TOML.format(url=url, pool=POOL))
    servers = {1: Command(made, 1), 2: Command(made, 2)}
    try:
        for server in servers.values():
            stage.load.run(server, [request("POST", NOTES, made.keys[0], NOTE)], count=1, connections=1)
            warm(stage, server, made.keys[0])
        found: dict[int, list[tuple[Sample, Busy]]] = {1: [], 2: []}
        for number in range(stage.plan.rounds):
            for count, server in servers.items() if number % 2 else reversed(servers.items()):
                found[count].append(waited(stage, server, made.keys[0], stage.plan.seconds * 2))
    finally:
        for server in servers.values():
            server.stop()
    yield row(found)


class Busy:
    """What the processors do meanwhile: the web processes one by one, and the machine as a whole."""

    def __init__(self, server: Command) -> None:
        self._pids = server.web_processes()
        self._spent, self._machine = [cpu_seconds(pid) for pid in self._pids], machine_ticks()
        self._began = time.perf_counter()

    def stop(self) -> None:
        """The end of the round."""
        self.seconds = time.perf_counter() - self._began
        self.spent = [cpu_seconds(pid) - before for pid, before in zip(self._pids, self._spent, strict=True)]
        busy, total = (now - before for now, before in zip(machine_ticks(), self._machine, strict=True))
        self.machine = busy / max(total, 1)


def machine_ticks() -> tuple[int, int]:
    """That all processors worked, and that there were."""
    ticks = [int(word) for word in Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:9]]
    return sum(ticks) - ticks[3] - ticks[4], sum(ticks)


def waited(stage: Stage, server: Command, key: str, seconds: float) -> tuple[Sample, Busy]:
    """One round."""
    busy = Busy(server)
    sample = stage.load.run(server, [request("GET", WAIT, key)], seconds=seconds)
    busy.stop()
    if sample.requests and sample.p50 < WAIT_SECONDS:
        raise Failed(f"answers came after {sample.p50 * 1e3:.1f} ms: the database did not wait")
    return sample, busy


def warm(stage: Stage, server: Command, key: str) -> None:
    """Until every web process takes part."""
    for _ in range(TRIES):
        _, busy = waited(stage, server, key, 0.3)
        if len(busy.spent) == server.count and min(busy.spent) > 0.02:
            return
    raise Failed(f"of {server.count} web processes only some answer")


def row(found: dict[int, list[tuple[Sample, Busy]]]) -> Row:
    """How many times as many requests."""
    pairs = list(zip(found[2], found[1], strict=True))
    note = f"{described(found[2])}; {described(found[1])}; {CONNECTIONS} connections, pools of {POOL}"
    name = f"2 web processes / 1, {WAIT_SECONDS * 1e3:g} ms in the database"
    return row_of(name, "x", [two[0].rate / one[0].rate for two, one in pairs], target=at_least(1.7), note=note)


def described(samples: Sequence[tuple[Sample, Busy]]) -> str:
    """Rate, what each web process took of a processor, and what the machine had to do."""
    rate = median(sample.rate for sample, _ in samples)
    each = median(sum(busy.spent) / busy.seconds / sample.rate for sample, busy in samples)
    most = median(max(busy.spent) / busy.seconds for _, busy in samples)
    machine = median(busy.machine for _, busy in samples)
    return (
        f"{rate:,.0f} req/s at {each * 1e6:.0f} µs of processor, the busiest web process {most:.0%} of a core,"
        f" the machine {machine:.0%} busy"
    )
