"""Files of events: sent in, read in lots, killed at any moment, cancelled; and the command."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from omni_analytics.doors import commands
from omni_analytics.doors.importing import job as import_job
from omni_analytics.doors.importing import lots
from omni_analytics.doors.importing.job import run_import
from omni_analytics.ingest import writer
from omni_analytics.ingest.log import keep
from omni_analytics.models import Import
from omni_analytics.plugin import plugin as analytics
from omni_analytics.segments.reading import events_of
from omni_sdk import Tenant
from omni_sdk.errors import CommandFailed
from omni_sdk.testing import RunJobs, SetClock

IMPORTS = "/api/v1/analytics/imports"
REJECTED = "/api/v1/analytics/rejected-events"


@pytest.fixture
def omni_config() -> dict[str, dict[str, object]]:
    """A small limit, so that a file can be too large."""
    return {"analytics": {"import_bytes": 1_000_000}}


@pytest.fixture
async def api(omni_app: Any, tenant: Tenant) -> Any:
    """A client of a tenant that has the plugin."""
    await omni_app.enable(analytics, tenant)
    async with omni_app.client(tenant) as made:
        yield made


async def stored(omni_app: Any, tenant: Tenant) -> list[dict[str, Any]]:
    """What was imported."""
    async with omni_app.inside(analytics, tenant) as ctx:
        events = await events_of(ctx)
        table = events.table
        found = await events.query(table.filter(table.source == "import").order_by("time"))
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows


async def settle(run_jobs: RunJobs, clock: SetClock) -> None:
    """Read and write all that waits, retries included."""
    for _ in range(4):
        await run_jobs()
        clock.advance(timedelta(minutes=2))
    await run_jobs()


def table_of(count: int, bad: Sequence[int] = ()) -> bytes:
    """A CSV file of payments; the amounts at these places are wrong."""
    lines = ["name,user_id,time,invoice_id,amount,currency"]
    lines += [
        f"invoice.paid,u{at},2026-01-0{1 + at % 5}T00:00:{at % 60:02}Z,in_{at},{'free' if at in bad else '12.50'},EUR"
        for at in range(count)
    ]
    return "\r\n".join(lines).encode()


async def test_a_csv_file(api: Any, omni_app: Any, tenant: Tenant, run_jobs: RunJobs, clock: SetClock) -> None:
    """Its rows become events; bad ones are listed with their line, and the file is let go."""
    answer = await api.post(IMPORTS, params={"filename": "old.csv"}, content=table_of(2500, bad=[7, 1700]))
    assert answer.status_code == 202, answer.text
    assert (answer.json()["state"], answer.json()["progress"]) == ("queued", 0)
    await settle(run_jobs, clock)
    told = (await api.get(answer.headers["location"])).json()
    assert (told["state"], told["accepted"], told["rejected"], told["progress"]) == ("done", 2498, 2, 1)
    assert told["read"] == told["size"] == len(table_of(2500, bad=[7, 1700]))
    rows = await stored(omni_app, tenant)
    assert len(rows) == len({row["message_id"] for row in rows}) == 2498
    assert {(str(row["amount"]), row["currency"], row["name"]) for row in rows} == {("12.500000", "EUR", "invoice.paid")}
    reasons = [one["reason"] for one in (await api.get(REJECTED)).json()["items"]]
    assert sorted(reason[:20] for reason in reasons) == ["line 1702: amount: V", "line 9: amount: Valu"]
    async with omni_app.inside(analytics, tenant) as ctx:
        assert [name async for name in ctx.blobs.list("imports")] == []


async def test_json_lines(api: Any, omni_app: Any, tenant: Tenant, run_jobs: RunJobs, clock: SetClock) -> None:
    """Omni's own events, and messages of the Segment spec: theirs keep their times, though they were sent long ago."""
    lines = [
        {"name": "feature.used", "message_id": "own", "time": "2026-01-02T00:00:00Z", "properties": {"feature": "x"}},
        {
            "type": "track", "event": "E", "userId": "ann", "messageId": "theirs",
            "timestamp": "2026-01-03T00:00:00Z", "sentAt": "2026-01-03T00:00:05Z",
        },
        {"type": "track", "event": "E"},
        {"title": "no event"},
    ]  # fmt: skip
    content = b"\n".join(json.dumps(line).encode() for line in lines)
    answer = await api.post(IMPORTS, params={"filename": "a", "format": "jsonl"}, content=content)
    await settle(run_jobs, clock)
    told = (await api.get(f"{IMPORTS}/{answer.json()['id']}")).json()
    assert (told["accepted"], told["rejected"]) == (2, 2)
    assert [(r["message_id"], f"{r['time']:%m-%d %H}") for r in await stored(omni_app, tenant)] == [
        ("own", "01-02 00"),
        ("theirs", "01-03 00"),
    ]
    assert [one["id"] for one in (await api.get(IMPORTS)).json()["items"]] == [told["id"]]


@pytest.mark.parametrize("kill", [1, 2, 3])
@pytest.mark.parametrize(("module", "name"), [(lots, "keep"), (import_job, "take")], ids=["uncommitted", "committed"])
@pytest.mark.parametrize("form", ["csv", "jsonl"])
async def test_killed_at_any_lot(
    api: Any, omni_app: Any, tenant: Tenant, run_jobs: RunJobs, clock: SetClock, monkeypatch: pytest.MonkeyPatch,
    kill: int, module: Any, name: str, form: str,
) -> None:  # fmt: skip
    """Right before a lot is committed, or right after: nothing is lost, and nothing doubled, though no line has an id."""
    row = '{{"name":"E","user_id":"u{at}","time":"2026-01-01T00:00:00Z"}}' if form == "jsonl" else "E,u{at},2026-01-01T00:00:00Z"
    head = "" if form == "jsonl" else "name,user_id,time\n"
    content = head + "\n\n".join(row.format(at=at) for at in range(2600))
    real: Any = getattr(module, name)
    calls = 0

    async def dying(*args: Any) -> None:
        nonlocal calls
        calls += 1
        await real(*args)
        if calls == kill:
            raise RuntimeError("killed")

    monkeypatch.setattr(module, name, dying)
    answer = await api.post(IMPORTS, params={"filename": f"a.{form}"}, content=content.encode())
    await settle(run_jobs, clock)
    # A lot that was not committed is read again; and after the last one there is nothing to be read.
    assert calls == (4 if name == "keep" or kill == 3 else 3)
    told = (await api.get(f"{IMPORTS}/{answer.json()['id']}")).json()
    assert (told["state"], told["accepted"], told["read"]) == ("done", 2600, len(content))
    rows = await stored(omni_app, tenant)
    assert len(rows) == 2600
    assert {row["user_id"] for row in rows} == {f"u{at}" for at in range(2600)}
    first = 2 if form == "csv" else 1
    assert {row["message_id"] for row in rows} == {f"{told['id']}:{first + 2 * at}" for at in range(2600)}


async def test_cancelling(api: Any, omni_app: Any, tenant: Tenant, run_jobs: RunJobs, clock: SetClock) -> None:
    """One that runs stops and stays listed; one that is over goes off the list."""
    one = (await api.post(IMPORTS, params={"filename": "a.csv"}, content=table_of(10))).json()["id"]
    assert (await api.delete(f"{IMPORTS}/{one}")).status_code == 204
    await settle(run_jobs, clock)
    assert (await api.get(f"{IMPORTS}/{one}")).json()["state"] == "cancelled"
    assert await stored(omni_app, tenant) == []
    assert (await api.delete(f"{IMPORTS}/{one}")).status_code == 204
    assert (await api.get(f"{IMPORTS}/{one}")).status_code == 404
    assert (await api.delete(f"{IMPORTS}/{one}")).status_code == 404


async def test_cancelled_between_two_lots(
    api: Any, omni_app: Any, tenant: Tenant, run_jobs: RunJobs, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read stays, and not a lot more comes."""
    one = (await api.post(IMPORTS, params={"filename": "a.csv"}, content=table_of(2500))).json()["id"]

    async def keep_and_cancel(*args: Any) -> None:
        await keep(*args)
        await Import.filter(id=one).update(state="cancelled")

    monkeypatch.setattr(lots, "keep", keep_and_cancel)
    await settle(run_jobs, clock)
    told = (await api.get(f"{IMPORTS}/{one}")).json()
    assert (told["state"], told["accepted"]) == ("cancelled", 1000)
    assert len(await stored(omni_app, tenant)) == 1000


@pytest.mark.parametrize(
    ("filename", "content", "says"),
    [
        ("a.csv", b"a,b\n1,2", "no column `name`"),
        ("a.jsonl", b"[\n]", "JSON array"),
        ("a.csv", "name".encode("utf-16"), "UTF-16"),
    ],
)
async def test_files_that_are_none(
    api: Any, omni_app: Any, tenant: Tenant, run_jobs: RunJobs, clock: SetClock, filename: str, content: bytes, says: str
) -> None:
    """They fail at once, and say why."""
    one = (await api.post(IMPORTS, params={"filename": filename}, content=content)).json()["id"]
    await run_jobs(run_import)
    told = (await api.get(f"{IMPORTS}/{one}")).json()
    assert told["state"] == "failed"
    assert says in told["error"]
    async with omni_app.inside(analytics, tenant) as ctx:
        assert [name async for name in ctx.blobs.list("imports")] == []


async def test_what_is_no_import(api: Any, omni_app: Any, tenant: Tenant) -> None:
    """A name that tells no format, no body, too much of it, or no permission: nothing is left."""
    assert (await api.post(IMPORTS, params={"filename": "a.xlsx"}, content=b"x")).status_code == 422
    assert (await api.post(IMPORTS, params={"filename": "a.csv"}, content=b"")).status_code == 422
    assert (await api.post(IMPORTS, content=b"x")).status_code == 422
    assert (await api.post(IMPORTS, params={"filename": "a.csv"}, content=b"x" * 1_000_001)).status_code == 413
    async with omni_app.client(tenant, "analytics.event.write") as weak:
        assert (await weak.post(IMPORTS, params={"filename": "a.csv"}, content=b"x")).status_code == 403
    async with omni_app.inside(analytics, tenant) as ctx:
        assert [name async for name in ctx.blobs.list("imports")] == []
        assert await Import.all().count() == 0


async def test_another_tenant_sees_nothing(api: Any, omni_app: Any, other_tenant: Tenant) -> None:
    """Neither the import, nor a way to stop it."""
    one = (await api.post(IMPORTS, params={"filename": "a.csv"}, content=table_of(1))).json()["id"]
    await omni_app.enable(analytics, other_tenant)
    async with omni_app.client(other_tenant) as theirs:
        assert (await theirs.get(f"{IMPORTS}/{one}")).status_code == 404
        assert (await theirs.delete(f"{IMPORTS}/{one}")).status_code == 404
        assert (await theirs.get(IMPORTS)).json()["items"] == []


async def test_the_command(
    api: Any, omni_app: Any, tenant: Tenant, run_jobs: RunJobs, clock: SetClock, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """`omni analytics import FILE`; stopped half-way it goes on where it was."""
    file = tmp_path / "old.csv"
    file.write_bytes(table_of(2500, bad=[3]))
    calls = 0

    async def dying(*args: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise KeyboardInterrupt
        await keep(*args)

    with monkeypatch.context() as patched:
        patched.setattr(lots, "keep", dying)
        with pytest.raises(KeyboardInterrupt):
            await omni_app.command(analytics, commands.import_file, file, within=tenant)
    said = await omni_app.command(analytics, commands.import_file, file, within=tenant)
    assert (said[-1]["events"], said[-1]["rejected"]) == (2499, 1)
    clock.advance(timedelta(seconds=2))
    await run_jobs(writer.write)
    assert len(await stored(omni_app, tenant)) == 2499
    assert [one["state"] for one in (await api.get(IMPORTS)).json()["items"]] == ["done"]


async def test_the_standard_input(
    api: Any, omni_app: Any, tenant: Tenant, run_jobs: RunJobs, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`-` is what is piped in; its format has to be said."""
    with pytest.raises(CommandFailed, match="format=csv or format=jsonl"):
        await omni_app.command(analytics, commands.import_file, Path("-"), within=tenant)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(table_of(3))))
    said = await omni_app.command(analytics, commands.import_file, Path("-"), within=tenant, format="csv")
    assert said[-1]["events"] == 3
    clock.advance(timedelta(seconds=2))
    await run_jobs(writer.write)
    assert len(await stored(omni_app, tenant)) == 3


async def test_the_command_says_what_is_wrong(api: Any, omni_app: Any, tenant: Tenant, tmp_path: Path) -> None:
    """One line, with the file."""
    file = tmp_path / "old.csv"
    file.write_bytes(b"a,b\n")
    for path in (file, tmp_path / "nothing.csv", tmp_path / "old.xlsx"):
        with pytest.raises(CommandFailed, match=str(path)):
            await omni_app.command(analytics, commands.import_file, path, within=tenant)
