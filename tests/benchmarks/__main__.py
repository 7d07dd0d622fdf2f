"""`python -m tests.benchmarks`: one run, one table. `--quick` only sees that everything works."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks import analytics, dashboard, identity, jobs, machine, profiles, report, startup, storage, toggles
from tests.benchmarks.children import CONNECTIONS, ROOT, Failed, command, environment
from tests.benchmarks.plan import FEW, FULL, QUICK
from tests.benchmarks.requests import Requests
from tests.benchmarks.rows import Row, at_most, row_of
from tests.benchmarks.stage import Stage

RESULTS = Path(__file__).with_name("RESULTS.md")


def arguments() -> argparse.Namespace:
    """Of the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure Omni beside its peers.")
    parser.add_argument("--quick", action="store_true", help="a few seconds in all, to see that it works; writes no results")
    parser.add_argument("--profile", action="store_true", help="profile Omni where a target is missed")
    parser.add_argument(
        "--only",
        choices=("requests", "identity", "calls", "toggles", "jobs", "storage", "start", "dashboard", "analytics"),
        help="one part; writes no results",
    )
    parser.add_argument("--json", type=Path, help="write the rows there, too")
    return parser.parse_args()


def calls(stage: Stage) -> Iterator[Row]:
    """A tenant-scoped call against pluggy's."""
    plan, made = stage.plan, stage.few
    done = subprocess.run(
        command("calls", str(made.folder), str(plan.call_rounds), str(plan.calls)),
        env=environment(made.site), cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode != 0:
        raise Failed(done.stderr)
    found: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    for way, name in (("call", "find and call"), ("look-up", "find alone")):
        ratios = [ours / theirs for ours, theirs in zip(found[way], found["pluggy"], strict=True)]
        note = f"{min(found[way]) * 1e6:.2f} µs and {min(found['pluggy']) * 1e6:.2f} µs at best"
        yield row_of(f"tenant's contributions, {FEW}, {name} / pluggy call", "x", ratios, target=at_most(0.5), note=note)


def measured(stage: Stage, only: str | None) -> Iterator[Row]:
    """Every row, as it comes."""
    parts: dict[str, Callable[[], Iterator[Row]]] = {
        "requests": lambda: Requests(stage).rows(),
        "identity": lambda: identity.rows(stage),
        "calls": lambda: calls(stage),
        "toggles": lambda: toggles.rows(stage),
        "jobs": lambda: jobs.rows(stage),
        "storage": lambda: storage.rows(stage),
        "start": lambda: startup.rows(stage),
        "analytics": lambda: analytics.rows(stage),
        "dashboard": lambda: dashboard.rows(stage, quick=stage.plan is QUICK),
    }
    for name, rows in parts.items():
        if only in (None, name):
            yield from rows()


def main() -> None:
    """Measure, print, write."""
    given = arguments()
    plan, began, about = QUICK if given.quick else FULL, time.monotonic(), machine.description()
    with ExitStack() as stack:
        # Short, since a unix socket's path holds 107 bytes at most.
        folder = Path(tempfile.mkdtemp(prefix="omni-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stage = Stage(plan, folder)
        stack.callback(stage.close)
        rows = []
        for row in measured(stage, given.only):
            rows.append(row)
            print(f"{time.monotonic() - began:5.0f} s  {'  '.join(report.cells(row))}", file=sys.stderr, flush=True)
        missed = dict.fromkeys(row.profiled for row in rows if row.met is False and row.profiled)
        found = {name: profiles.take(stage, name) for name in missed} if given.profile else {}
    report.to_terminal(rows)
    if given.json:
        report.to_json(rows, given.json)
    if not given.quick and not given.only:
        how = report.HOW.format(connections=CONNECTIONS, seconds=plan.seconds)
        RESULTS.write_text(report.markdown(rows, about, found, how), encoding="utf-8")


if __name__ == "__main__":
    main()
