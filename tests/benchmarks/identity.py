"""Logins beside argon2, and requests by session beside requests by key."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from statistics import median
from typing import Any

from tests.benchmarks.apps.spec import PATH
from tests.benchmarks.children import BODY, ROOT, Failed, Installation, command, environment, post, request
from tests.benchmarks.requests import Contestant, Requests, ratio
from tests.benchmarks.rows import Row, at_most, row_of
from tests.benchmarks.stage import Stage


def rows(stage: Stage) -> Iterator[Row]:
    """All of them."""
    made = stage.people
    token: str = asked(made, "session", str(made.folder))
    yield login(stage, made)
    yield from by_session(stage, made, token)


def login(stage: Stage, made: Installation) -> Row:
    """The whole of a login, against the hash that it cannot do without."""
    found: dict[str, list[float]] = asked(made, "measure", str(made.folder), str(stage.plan.logins))
    note = f"{median(found['login']) * 1e3:.0f} ms and {median(found['argon2']) * 1e3:.0f} ms"
    ratios = [ours / theirs for ours, theirs in zip(found["login"], found["argon2"], strict=True)]
    return row_of("time of a login / argon2", "x", ratios, target=at_most(1.1), note=note)


def by_session(stage: Stage, made: Installation, token: str) -> Iterator[Row]:
    """The same POST by a session's token, which names its tenant, and by a key, which has one."""
    server = stage.servers("omni people")["omni people"]
    session = request("POST", PATH, token, BODY, {"Omni-Tenant": "tenant-0"})
    found = Requests(stage).rounds(
        {"key": Contestant(server, [post(made.keys[0])]), "session": Contestant(server, [session])}, times=2
    )
    yield ratio("time of a POST, by session / by key", found, "key", "session", at_most(1.05), profiled="omni")


def asked(made: Installation, *arguments: str) -> Any:
    """What the other process prints last."""
    done = subprocess.run(
        command("logins", *arguments), env=environment(made.site), cwd=ROOT, check=False, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise Failed(done.stdout + done.stderr)
    return json.loads(done.stdout.splitlines()[-1])
