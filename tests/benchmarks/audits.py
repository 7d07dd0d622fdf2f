"""What the audit log adds to a write: the same POST with the plugin and without, each with a worker that runs.

The worker has appended everything before the next round begins, so that nobody pays for another's writes.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks import store_package
from tests.benchmarks.children import CONNECTIONS, ROOT, Failed, Installation, Sample, environment, install, request
from tests.benchmarks.load import cpu_seconds
from tests.benchmarks.rows import Row, Target, at_most, row_of
from tests.benchmarks.stage import Stage

AUDIT_LOG = "omni-audit-log"
NOTE = b'{"title":"A note of somebody","text":"' + b"Lorem ipsum dolor sit amet. " * 8 + b'","number":42}'
GIVE_UP_SECONDS = 120.0
# Nobody who subscribed is behind, and no delivery waits or runs.
BEHIND = """
SELECT (SELECT count(*) FROM omni_event WHERE EXISTS (SELECT 1 FROM omni_cursor)
        AND (seq IS NULL OR seq > (SELECT min(position) FROM omni_cursor)))
     + (SELECT count(*) FROM omni_job WHERE kind = 'events' AND state IN ('queued', 'failed', 'running')) AS behind
"""
ENTRIES = "SELECT count(*) FROM p_audit_log__entry WHERE type = 'data.changed'"


@dataclass(frozen=True)
class Taken:
    """One round: what the load saw, and seconds of processor that the worker spent on each write."""

    sample: Sample
    worker: float
    late: float
    """Seconds after the last write until everything was appended."""


Found = dict[str, list[Taken]]


class Installed:
    """A server and a worker on a database of their own."""

    def __init__(self, stage: Stage, name: str, site: Path, url: str) -> None:
        database = f'[database]\nurl = "{url}"\n' if url else ""
        self.made = install(stage.folder / name, site, plugins=0, toml=f'{database}[log]\nlevel = "error"\n')
        self.url = url
        self.server = self.made.serve()
        self.worker = worker_of(self.made)

    def close(self) -> None:
        """End both."""
        self.worker.terminate()
        self.worker.wait()
        self.server.stop()

    def behind(self) -> int:
        """Events and deliveries that wait for the worker."""
        return self.number(BEHIND)

    def number(self, sql: str) -> int:
        """What the database answers."""
        if not self.url:
            with closing(sqlite3.connect(self.made.folder / "data" / "omni.db", timeout=10)) as database:
                return int(database.execute(sql).fetchone()[0])
        return asyncio.run(asked(self.url, sql))


async def asked(url: str, sql: str) -> int:
    """A number that PostgreSQL answers."""
    import asyncpg

    connection: Any = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval(sql))
    finally:
        await connection.close()


def worker_of(made: Installation) -> subprocess.Popen[bytes]:
    """As `omni worker` runs it; it ends with this process."""
    arguments = ["--config", str(made.folder / "omni.toml"), "worker", "--parent", str(os.getpid())]
    return subprocess.Popen([sys.executable, "-m", "omni_kernel.cli", *arguments], env=environment(made.site), cwd=ROOT)


def rows(stage: Stage, database: str, urls: Sequence[str]) -> Iterator[Row]:
    """On one database: one write at a time, then many."""
    with ExitStack() as stack:
        installed = {
            name: Installed(stage, f"{name}-{database.lower()}", site, url)
            for (name, site), url in zip(sites(stage).items(), urls, strict=True)
        }
        for each in installed.values():
            stack.callback(each.close)
        for connections, target in ((1, at_most(1.1)), (CONNECTIONS, at_most(1.1))):
            found = rounds(stage, installed, connections)
            yield from compared(found, f"{database}, {connections} at a time", target)


def sites(stage: Stage) -> dict[str, Path]:
    """Where the audit log is installed, and where it is not."""
    found = {"with": stage.folder / "site-store", "without": stage.folder / "site-unaudited"}
    if not found["without"].exists():
        store_package.write(found["without"])
        store_package.hide(found["without"], AUDIT_LOG)
    return found


def rounds(stage: Stage, installed: dict[str, Installed], connections: int) -> Found:
    """A B C, then C B A; the first is not counted."""
    ways = {
        "unaudited": (installed["without"], store_package.NOTES),
        "audited": (installed["without"], store_package.AUDITED),
        "logged": (installed["with"], store_package.AUDITED),
    }
    found: Found = {name: [] for name in ways}
    for number in range(stage.plan.writing_rounds + 1):
        for name in ways if number % 2 else reversed(ways):
            taken = one(stage, *ways[name], connections)
            if number:
                found[name].append(taken)
    written, entries = sum(taken.sample.requests for taken in found["logged"]), installed["with"].number(ENTRIES)
    if entries < written:
        raise Failed(f"the audit log has {entries} entries of {written} writes")
    return found


def one(stage: Stage, installed: Installed, path: str, connections: int) -> Taken:
    """Write for a while, then let the worker append."""
    post = request("POST", path, installed.made.keys[0], NOTE)
    before, seconds = cpu_seconds(installed.worker.pid), stage.plan.writing_seconds
    while not (sample := stage.load.run(installed.server, [post], seconds=seconds, connections=connections)).requests:
        seconds *= 2  # of a short round on a busy machine nothing may be left
    late = caught_up(installed)
    return Taken(sample, (cpu_seconds(installed.worker.pid) - before) / max(sample.requests, 1), late)


def caught_up(installed: Installed) -> float:
    """Wait until nothing is behind; seconds."""
    began = time.monotonic()
    while installed.behind():
        if time.monotonic() - began > GIVE_UP_SECONDS:
            raise Failed(f"the worker of {installed.made.folder} is {installed.behind()} behind")
        if installed.worker.poll() is not None:
            raise Failed(f"the worker of {installed.made.folder} ended with {installed.worker.returncode}")
        time.sleep(0.05)
    return time.monotonic() - began


def compared(found: Found, where: str, target: Target) -> Iterator[Row]:
    """With the plugin against without; an audited model against another; and both at once."""
    late, worker = (median(getattr(taken, name) for taken in found["logged"]) for name in ("late", "worker"))
    note = f"; on the same cores the worker spends {worker * 1e6:.0f} µs on each, and is done {late:.1f} s after the last"
    yield ratio(f"time of an audited write, with the audit log / without, {where}", found, "logged", "audited", target, note)
    yield ratio(f"the same, audited model / unaudited, {where}", found, "audited", "unaudited")
    yield ratio(f"the same, audited and logged / neither, {where}", found, "logged", "unaudited")


def ratio(name: str, found: Found, over: str, under: str, target: Target | None = None, note: str = "") -> Row:
    """How many times as long, round by round; beside it the same by the web process's processor time."""
    pairs = [(a.sample, b.sample) for a, b in zip(found[over], found[under], strict=True)]
    by_cpu = median(o.cpu / u.cpu for o, u in pairs)
    told = f"by the web process's processor time {by_cpu:.2f}; {middle(found[over])} and {middle(found[under])}{note}"
    return row_of(name, "x", [u.rate / o.rate for o, u in pairs], target=target, note=told)


def middle(taken: Sequence[Taken]) -> str:
    """Rate and cost, in the middle."""
    rate, cpu, half = (median(getattr(t.sample, name) for t in taken) for name in ("rate", "cpu", "p50"))
    return f"{rate:,.0f} writes/s at {cpu * 1e6:.0f} µs, half within {half * 1e3:.1f} ms"
