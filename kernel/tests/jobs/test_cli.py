"""`omni job`, `omni schedule` and `omni event`, as an operator calls them, on an installation with the probe."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import omni_probe.plugin as probe
import pytest

from omni_kernel import log
from omni_kernel.app import Kernel
from omni_kernel.cli import errors, invoke
from omni_kernel.jobs.caller import Caller
from omni_kernel.settings import load
from omni_sdk.testing import databases
from omni_sdk.testing.app import Bench

SUPPORT = Path(__file__).parent / "support"
NOBODY = "019a0000-0000-7000-8000-000000000000"
Omni = Callable[..., Any]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, omni_bench: Bench) -> Iterator[Path]:
    """An installation's folder; the probe is installed."""
    template = omni_bench.installation()
    dist = tmp_path / "site" / "omni_probe-1.0.dist-info"
    dist.mkdir(parents=True)
    (dist / "METADATA").write_text("Metadata-Version: 2.1\nName: omni-probe\nVersion: 1.0\n")
    (dist / "entry_points.txt").write_text("[omni.plugins]\nprobe = omni_probe.plugin:plugin\n")
    monkeypatch.syspath_prepend(str(dist.parent))
    monkeypatch.syspath_prepend(str(SUPPORT))
    for name in [name for name in os.environ if name.startswith("OMNI_") and not name.startswith("OMNI_TEST_")]:
        monkeypatch.delenv(name)
    url = databases.made(tmp_path / "omni.db", template)
    (tmp_path / "omni.toml").write_text(f'[database]\nurl = "{url}"\n')
    monkeypatch.setenv("OMNI_CONFIG", str(tmp_path / "omni.toml"))
    monkeypatch.setenv("OMNI_DEBUG", "")
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    log.configure()
    databases.dropped(url)


@pytest.fixture
def omni(home: Path, capsys: pytest.CaptureFixture[str]) -> Omni:
    """What a command prints as JSON; with another exit code than 0 what it says to people."""

    def call(*arguments: str, code: int = 0) -> Any:
        capsys.readouterr()
        assert invoke([*arguments, "--json"]) == code
        told = capsys.readouterr()
        return json.loads(told.out) if code == 0 and told.out else told.err

    call("init")
    call("tenant", "create", "first")
    inside(home, enable)
    return call


async def enable(kernel: Kernel, caller: Caller) -> None:
    """With all that it asks for."""
    assert caller.tenant_id
    granted = kernel.registry.plugins["probe"].manifest.scopes
    await kernel.lifecycle.enable(Caller.system("omni", None), caller.tenant_id, "probe", grant=granted)


def inside(home: Path, do: Callable[[Kernel, Caller], Awaitable[Any]]) -> Any:
    """Do something in the installation, as its plugin in its tenant."""

    async def go() -> Any:
        async with Kernel.open(load(home / "omni.toml"), "cli") as kernel:
            tenant = await kernel.tenants.get("first")
            return await do(kernel, Caller.system("probe", tenant.id))

    log.configure("error", "json", fd=2)
    return asyncio.run(go())


async def fail(kernel: Kernel, caller: Caller) -> str:
    """Enqueue what fails for good, and let it."""
    made = await kernel.jobs.enqueue(caller, probe.flaky(3))
    await kernel.jobs.run_due({("probe", "flaky")})
    return str(made.id)


def test_jobs_and_dead_letters(omni: Omni, home: Path) -> None:
    job = inside(home, fail)
    assert [each["id"] for each in omni("job", "list", "--tenant", "first", "--name", "flaky", "--state", "dead")] == [job]
    shown = omni("job", "show", job)
    assert (shown["arguments"], shown["error"]) == ({"failures": 3}, "ValueError: not yet")
    (letter,) = omni("job", "dead-letters", "--tenant", "first", "--plugin", "probe")
    assert (letter["id"], letter["attempts"], letter["reason"]) == (job, 3, "ValueError: not yet")
    assert omni("job", "dead-letters") == []  # the installation's
    assert omni("job", "replay", "--all", "--tenant", "first", "--name", "other") == {"replayed": 0, "left": 0}
    assert omni("job", "replay", "--all", "--tenant", "first") == {"replayed": 1, "left": 0}
    assert omni("job", "cancel", job)["state"] == "cancelled"
    assert omni("job", "replay", job)["state"] == "queued"
    assert omni("job", "cancel", job)["state"] == "cancelled"
    assert omni("job", "retry", job)["state"] == "queued"
    omni("job", "cancel", job)
    job = inside(home, fail)
    assert omni("job", "forget", job)["id"] == job
    omni("job", "forget", job, code=errors.NOT_FOUND)


def test_schedules(omni: Omni, home: Path) -> None:
    rows = {row["name"]: row for row in omni("schedule", "list", "--tenant", "first")}
    morning = rows["morning"]
    shown = omni("schedule", "show", morning["id"], "--count", "2")
    assert (len(shown["runs"]), shown["job"], shown["arguments"]) == (2, "note", {"text": "morning"})
    assert omni("schedule", "pause", morning["id"])["paused"] is True
    assert omni("schedule", "resume", morning["id"])["paused"] is False
    assert omni("schedule", "run", morning["id"])["name"] == "note"
    runs = omni("schedule", "preview", "@daily", "--zone", "Europe/Berlin", "--count", "3")
    assert len(runs) == 3
    assert "five fields" in omni("schedule", "preview", "x", code=errors.USAGE)


def test_events(omni: Omni, home: Path) -> None:
    async def emit(kernel: Kernel, caller: Caller) -> None:
        await kernel.events.emit(caller, "probe.pinged", probe.Ping(text="x"))
        await kernel.jobs.run_due()

    inside(home, emit)
    assert {"name": "probe.pinged", "data": "Ping", "durable": True} in omni("event", "types")
    listed = {each["id"]: each for each in omni("event", "subscribers", "--tenant", "first")}
    assert (listed["probe:on_ping"]["lag"], listed["probe:on_ping"]["parked"]) == (0, None)
    replay = ("event", "replay", "probe:on_ping", "--tenant", "first")
    assert omni(*replay, "--since", "2020-01-01")["name"] == "events-replay"
    assert omni(*replay, "--event", listed["probe:on_ping"]["position"])["state"] == "queued"
    assert omni("event", "resume", "probe:on_ping", "--tenant", "first", "--skip")["dead"] == 0
    assert "--since" in omni(*replay, code=errors.USAGE)
    assert "2026-07-01" in omni(*replay, "--since", "yesterday", code=errors.USAGE)
    omni("event", "replay", "probe:nobody", "--tenant", "first", "--since", "2020-01-01", code=errors.NOT_FOUND)


def test_refuses(omni: Omni) -> None:
    for arguments, code in (
        (("job", "replay"), errors.USAGE),
        (("job", "replay", NOBODY, "--all"), errors.USAGE),
        (("job", "replay", NOBODY), errors.NOT_FOUND),
        (("job", "forget", NOBODY), errors.NOT_FOUND),
        (("job", "dead-letters", "--tenant", "nobody"), errors.NOT_FOUND),
        (("schedule", "show", "x"), errors.USAGE),
        (("schedule", "show", NOBODY), errors.NOT_FOUND),
        (("schedule", "pause", NOBODY), errors.NOT_FOUND),
        (("event", "resume", "x:y"), errors.NOT_FOUND),
        (("event", "replay", "x:y", "--event", "z"), errors.USAGE),
    ):
        omni(*arguments, code=code)
