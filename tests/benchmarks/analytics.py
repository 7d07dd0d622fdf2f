"""Analytics: events in beside a bare door, reports beside SQL by hand and pandas, the dashboard, files, metering."""

from __future__ import annotations

import base64
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from tests.benchmarks import workbooks
from tests.benchmarks.apps.spec import Spec
from tests.benchmarks.children import ROOT, Failed, Sample, Server, command, environment, get, request
from tests.benchmarks.plan import QUICK
from tests.benchmarks.rows import Row, at_least, at_most, row_of
from tests.benchmarks.stage import Stage

EVENTS = 1_000
"""In a batch."""
SENDERS = 4
TOML = '[log]\nlevel = "error"\n'
LOGGED = "SELECT count(*) FROM p_analytics__ingest_log"
PATIENCE = 300.0


def rows(stage: Stage) -> Iterator[Row]:
    """All of them."""
    plan = stage.plan
    yield from reports(asked("usage", stage.folder / "usage", plan.events, plan.analytics_rounds))
    yield from overview(asked("overview", stage.folder / "overview", plan.overview_events, plan.analytics_rounds))
    yield from workbooks.rows(stage, quick=stage.plan is QUICK)
    yield from ingest(stage)
    yield from metering(stage)


def reports(found: dict[str, Any]) -> Iterator[Row]:
    """The usage report over many events."""
    size = f"{found['events']:,} events"
    ours, by_hand, pandas = (found[way] for way in ("omni", "sql", "pandas"))
    note = f"{median(ours):.2f} s and {median(by_hand):.2f} s; one tenant of {found['tenants']}, {found['files']} files"
    ratios = [one / other for one, other in zip(ours, by_hand, strict=True)]
    yield row_of(f"usage report over {size} / SQL by hand", "x", ratios, target=at_most(1.25), note=note)
    note = f"pandas {median(pandas):.1f} s, for the same numbers of the same files"
    yield row_of(f"pandas / usage report over {size}", "x", [p / median(ours) for p in pandas], target=at_least(20), note=note)


def overview(found: dict[str, Any]) -> Iterator[Row]:
    """The dashboard of a tenant."""
    size = f"{found['events']:,} events"
    cold, kept = ([seconds * 1e3 for seconds in found[way]] for way in ("cold", "kept"))
    yield row_of(f"dashboard of {size}, after new ones", "ms", cold, target=at_most(300), note="by the API, both report types")
    yield row_of(f"dashboard of {size}, kept", "ms", kept, target=at_most(20))


def ingest(stage: Stage) -> Iterator[Row]:
    """`POST /v1/batch`: the door alone, and as far as the segment."""
    folder, plan = stage.folder / "ingest", stage.plan
    folder.mkdir()
    (folder / "omni.toml").write_text(TOML, encoding="utf-8")
    key = asked("prepare", folder)["write_key"]
    omni, bare = (Server(Spec(app, str(folder), log=str(folder / "omni.log"))) for app in ("omni", "bare_ingest"))
    try:
        yield from door(stage, omni, bare, [batch(key) for _ in range(plan.batches)])
        with worker(folder) as started:
            waited = drained(folder, started)
            held = waited[1] * EVENTS
            name = "events a second from the log to segments, one worker"
            yield row_of(name, "/s", [held / waited[0]], note=f"{held:,} events, the start of the worker included")
            rates = [whole(stage, omni, folder, key) for _ in range(plan.analytics_rounds)]
            yield row_of(
                "events a second from POST to segment, one web process, one worker", "/s", rates, target=at_least(20_000)
            )
    finally:
        omni.stop()
        bare.stop()


def door(stage: Stage, omni: Server, bare: Server, requests: Sequence[bytes]) -> Iterator[Row]:
    """What is answered, as long as nobody writes segments."""
    samples: dict[str, list[Sample]] = {"omni": [], "bare": []}
    for number in range(stage.plan.analytics_rounds + 1):
        for name, server in (("omni", omni), ("bare", bare))[:: 1 if number % 2 else -1]:
            sample = stage.load.run(server, requests, count=len(requests), connections=SENDERS)
            if number:
                samples[name].append(sample)
    rates = {name: [sample.rate * EVENTS for sample in some] for name, some in samples.items()}
    note = f"{EVENTS:,} events in a batch, {SENDERS} senders"
    yield row_of("events a second through POST /v1/batch", "/s", rates["omni"], target=at_least(20_000), note=note)
    ratios = [ours / theirs for ours, theirs in zip(rates["omni"], rates["bare"], strict=True)]
    note = f"bare {median(rates['bare']):,.0f}/s: Starlette, json, one row of SQLite"
    yield row_of("POST /v1/batch / bare Starlette that inserts one row", "x", ratios, target=at_least(0.5), note=note)


def whole(stage: Stage, omni: Server, folder: Path, key: str) -> float:
    """Events a second, from the first request until all stand in segments."""
    requests = [batch(key) for _ in range(stage.plan.batches)]
    began = time.perf_counter()
    stage.load.run(omni, requests, count=len(requests), connections=SENDERS)
    drained(folder, began)
    return len(requests) * EVENTS / (time.perf_counter() - began)


def metering(stage: Stage) -> Iterator[Row]:
    """A request where each is counted, and where nobody counts."""
    folder = stage.folder / "metered"
    made = stage.few.copied(folder, TOML)
    asked("meter", folder, site=made.site)
    with_, without = (
        made.serve(),
        Server(Spec("unmetered", str(folder), made.keys[0], log=str(folder / "without.log")), made.site),
    )
    ratios = []
    try:
        sent = [get(made.keys[0])]
        for number in range(stage.plan.rounds + 1):
            pair = [
                (server, stage.load.run(server, sent, seconds=stage.plan.seconds))
                for server in (with_, without)[:: 1 if number % 2 else -1]
            ]
            cpu = {server: sample.cpu for server, sample in pair}
            if number:
                ratios.append(cpu[with_] / cpu[without])
    finally:
        with_.stop()
        without.stop()
    note = "processor time of the web process, writing to the log included; the hub is not installed in the other one"
    yield row_of("a request that is counted / not counted", "x", ratios, target=at_most(1.05), note=note)


class worker:  # noqa: N801  (used as a function)
    """A worker process; gives when it was started."""

    def __init__(self, folder: Path) -> None:
        self._arguments = [sys.executable, "-m", "omni_kernel.cli", "--config", str(folder / "omni.toml"), "worker"]
        self._log = folder / "worker.log"

    def __enter__(self) -> float:
        """Start it."""
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(self._arguments, env=environment(), cwd=ROOT, stdout=log, stderr=log)
        return time.perf_counter()

    def __exit__(self, *error: object) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(60)


def drained(folder: Path, began: float) -> tuple[float, int]:
    """Wait until the log is empty: seconds since `began`, and how many batches stood in it at first."""
    first: int | None = None
    with sqlite3.connect(f"file:{folder / 'data' / 'omni.db'}?mode=ro", uri=True) as database:
        while time.perf_counter() - began < PATIENCE:
            (left,) = database.execute(LOGGED).fetchone()
            first = left if first is None else first
            if not left:
                return time.perf_counter() - began, first
            time.sleep(0.02)
    raise Failed(f"the worker left {left} batches in the log: see {folder / 'worker.log'}")


def batch(key: str) -> bytes:
    """A batch as a Segment library sends it, of events that nobody has seen yet."""
    now = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())
    library = {"library": {"name": "analytics-python", "version": "2.3.2"}}
    events = [
        {
            "type": "track", "event": "feature.used", "messageId": str(uuid4()), "userId": f"user-{at % 97}",
            "timestamp": f"{now}.{at:03}Z", "properties": {"feature": "export", "quantity": at % 5 + 1, "page": f"/orders/{at}"},
            "context": library, "integrations": {},
        }
        for at in range(EVENTS)
    ]  # fmt: skip
    body = json.dumps({"batch": events, "sentAt": f"{now}.999Z"}).encode()
    basic = base64.b64encode(f"{key}:".encode()).decode()
    return request("POST", "/v1/batch", body=body, headers={"Authorization": f"Basic {basic}"})


def asked(what: str, folder: Path, *arguments: object, site: Path | None = None) -> Any:
    """What the other process prints last."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        command("analytics_work", what, str(folder), *map(str, arguments)),
        env=environment(site), cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode != 0:
        raise Failed(done.stdout[-2000:] + done.stderr[-4000:])
    return json.loads(done.stdout.splitlines()[-1])
