"""Durable jobs beside bare arq on the same Redis, on both databases: throughput, latency of the relay, claims in lots."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from statistics import median
from typing import Any

from tests.benchmarks.children import ROOT, Failed, Installation, command, environment
from tests.benchmarks.rows import Row, at_least, at_most, percentile, row_of
from tests.benchmarks.stage import Stage

LEAST = {"SQLite": 0.5, "PostgreSQL": 0.4}
TOML = '[jobs]\nconcurrency = 100\nper_tenant = 200\n[log]\nlevel = "error"\n'
"""As many at once as arq is given; a single tenant may have them all, and as many more that wait in Redis."""


def rows(stage: Stage) -> Iterator[Row]:
    """All of them."""
    yield from of("SQLite", stage, stage.few.copied(stage.folder / "jobs", TOML))
    from omni_sdk.testing import postgres

    server = postgres.Server("max_connections = 100\n")  # as durable as it is by default
    try:
        url = postgres.database_url(postgres.create(server=server.url), server.url)
        database = f'[database]\nurl = "{url}"\n'
        yield from of("PostgreSQL", stage, stage.few.copied(stage.folder / "jobs-postgres", TOML + database))
    finally:
        server.close()


def of(database: str, stage: Stage, made: Installation) -> Iterator[Row]:
    """On one database."""
    plan = stage.plan
    found: dict[str, list[Any]] = asked(made, str(made.folder), str(plan.jobs), str(plan.job_rounds), str(plan.late_jobs))
    ratios = [bare / ours for bare, ours in zip(found["arq"], found["omni"], strict=True)]
    name = f"durable jobs on {database}, enqueued in a transaction and run / bare arq"
    note = f"{plan.jobs / median(found['omni']):,.0f} and {plan.jobs / median(found['arq']):,.0f} jobs/s"
    yield row_of(name, "x", ratios, target=at_least(LEAST[database]), note=note)
    late = [seconds * 1e3 for seconds in found["late"]]
    note = f"{len(late)} jobs, one at a time, from one process to another; p99 {percentile(late, 0.99):.1f} ms"
    name = f"commit → claimed by a worker, {database}, p50"
    yield Row(name, "ms", percentile(late, 0.5), min(late), max(late), at_most(30), note)
    claims = [plan.jobs / seconds for seconds in found["claims"]]
    yield row_of(f"chosen fairly and claimed in lots, {database}", "jobs/s", claims, target=at_least(10_000))


def asked(made: Installation, *arguments: str) -> Any:
    """What the other process prints last."""
    done = subprocess.run(
        command("work", *arguments), env=environment(made.site), cwd=ROOT, check=False, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise Failed(done.stdout + done.stderr)
    return json.loads(done.stdout.splitlines()[-1])
