"""Storage: what row-level security, `TenantModel`, the audit log and the blob drivers add; what a second web process brings."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from omni_sdk.testing import postgres
from tests.benchmarks import audits, store_package, workers
from tests.benchmarks.children import ROOT, Failed, command, environment
from tests.benchmarks.rows import Row, Target, at_most, row_of
from tests.benchmarks.stage import Stage

PARAMETERS = "max_connections = 100\n"
"""As durable as PostgreSQL is by default."""


def rows(stage: Stage) -> Iterator[Row]:
    """All of them."""
    site = stage.folder / "site-store"
    store_package.write(site)
    server = postgres.Server(PARAMETERS)
    try:
        yield from security(stage, site, server)
        yield from reads(stage, site, "SQLite", f"sqlite:///{stage.folder}/reads.db")
        yield from reads(stage, site, "PostgreSQL", made(server.url))
        yield from workers.rows(stage, site, made(server.url))
        yield from audits.rows(stage, "PostgreSQL", [made(server.url), made(server.url)])
        yield from audits.rows(stage, "SQLite", ["", ""])
    finally:
        server.close()
    yield from blobs(stage, site)


def made(server: str) -> str:
    """The URL of a new database."""
    return postgres.database_url(postgres.create(server=server), server)


def security(stage: Stage, site: Path, server: postgres.Server) -> Iterator[Row]:
    """The same statements of the same models with row-level security and without."""
    plan = stage.plan
    url, given = made(server.url), (plan.store_rows, plan.rounds, plan.store_calls)
    found = asked("stores", site, "security", url, server.url, server.pid, *given)
    for name, ways in found.items():
        yield ratio(f"row-level security, {name} / Tortoise as owner without", ways, "omni", "stock", at_most(1.1))


def reads(stage: Stage, site: Path, database: str, url: str) -> Iterator[Row]:
    """`TenantModel` and a plain model."""
    plan = stage.plan
    for name, ways in asked("stores", site, "reads", url, plan.store_rows, plan.rounds, plan.store_calls).items():
        yield ratio(f"TenantModel {name}, {database} / plain Tortoise", ways, "omni", "plain", at_most(1.1))


def ratio(name: str, ways: dict[str, list[list[float]]], over: str, under: str, target: Target) -> Row:
    """How many times as long it takes, round by round; beside it the same by processor time."""
    pairs = list(zip(ways[over], ways[under], strict=True))
    by_cpu = median(ours[1] / theirs[1] for ours, theirs in pairs)
    note = f"{micros(ways[over])} and {micros(ways[under])} µs; by processor time {by_cpu:.2f}"
    return row_of(name, "x", [ours[0] / theirs[0] for ours, theirs in pairs], target=target, note=note)


def micros(samples: Sequence[Sequence[float]]) -> str:
    """In the middle."""
    return f"{median(sample[0] for sample in samples) * 1e6:,.0f}"


PEERS = {"file": "a plain copy (fsync, read from the page cache)", "s3": "obstore itself"}


def blobs(stage: Stage, site: Path) -> Iterator[Row]:
    """How fast a large blob is written and read, and the plain way beside it."""
    folder, size = stage.folder / "blobs", stage.plan.megabytes
    folder.mkdir()
    found = asked("blob_stores", site, folder, size, stage.plan.blob_rounds)
    for kind, verbs in found.items():
        for verb, ways in verbs.items():
            share = median(theirs / ours for ours, theirs in zip(ways["omni"], ways["plain"], strict=True))
            note = f"{size} MiB; {PEERS[kind]} {size / median(ways['plain']):,.0f} MiB/s, of which it is {share:.2f}"
            yield row_of(f"blob driver {kind}, {verb}", "MiB/s", [size / took for took in ways["omni"]], note=note)


def asked(module: str, site: Path, *arguments: object) -> Any:
    """What the other process prints last."""
    done = subprocess.run(
        command(module, *map(str, arguments)), env=environment(site), cwd=ROOT, check=False, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise Failed(done.stdout + done.stderr)
    return json.loads(done.stdout.splitlines()[-1])
