"""Exports: verified anywhere, of whoever asked, for spreadsheets."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from omni_audit_log import jobs
from omni_audit_log.plugin import plugin
from omni_audit_log.verify import verify_export
from omni_sdk import Tenant
from omni_sdk.testing import RunJobs, SetClock
from omni_sdk.testing.app import SYSTEM, RunningOmni

assert plugin
Client = Callable[..., httpx.AsyncClient]
LOG = "/api/v1/security/audit-logs"


async def listed(client: httpx.AsyncClient, **filters: Any) -> list[dict[str, Any]]:
    """All entries, page by page, the oldest first."""
    items: list[dict[str, Any]] = []
    cursor: dict[str, Any] = {}
    while True:
        answer = await client.get(LOG, params={"limit": 3, **filters, **cursor})
        assert answer.status_code == 200, answer.text
        items += answer.json()["items"]
        if (following := answer.json()["next"]) is None:
            return items[::-1]
        cursor = {"cursor": following}


async def finished(client: httpx.AsyncClient, run_jobs: RunJobs, **body: Any) -> dict[str, Any]:
    """Ask for an export, and have it made."""
    begun = await client.post(f"{LOG}/export", json=body)
    assert begun.status_code == 202, begun.text
    waiting = await client.get(begun.headers["location"])
    assert (waiting.json()["state"], waiting.json()["url"]) == ("queued", None)
    await run_jobs(jobs.export, jobs.export_platform)
    done = await client.get(begun.headers["location"])
    assert done.json()["state"] == "done", done.text
    found: dict[str, Any] = done.json()
    return found


@pytest.mark.parametrize("where", ["tenant", "platform"])
async def test_an_export_can_be_verified_anywhere(
    omni_app: RunningOmni, tenant: Tenant, client: Client, run_jobs: RunJobs, fill: Any, at: Any, where: str
) -> None:
    """By the public key that is shown, and by the chain's keys; the file is for whoever has the link."""
    await omni_app.kernel.accounts.create(SYSTEM, "eve@example.com", "Eve")
    await fill(tenant, 3)
    here = client(tenant if where == "tenant" else None)
    public = (await here.get(f"{LOG}/verification")).json()["public_key"]
    done = await finished(here, run_jobs)
    lines = (await omni_app.browser().get(done["url"])).content.splitlines()
    async with at(tenant if where == "tenant" else None) as chain:
        keys = chain.keys.of_chain(chain.name)
    report = verify_export(lines, keys=keys, trusted=[public])
    assert (report.ok, report.macs, report.entries) == (True, True, done["entries"]), report.findings
    assert report.entries >= (4 if where == "tenant" else 1)
    kinds = [json.loads(line)["kind"] for line in lines]
    assert (kinds[0], kinds[1], kinds[-1]) == ("header", "statement", "end")
    assert b"@example.com" not in b"".join(line for line in lines if b'"kind":"entry"' in line)
    assert b"@example.com" in b"".join(lines)


async def test_an_export_is_of_whoever_asked(
    omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant, client: Client, run_jobs: RunJobs, fill: Any, clock: SetClock
) -> None:
    """Nobody else finds it; the link ends, and a day later the file is gone."""
    await fill(tenant, 1)
    here = client(tenant)
    done = await finished(here, run_jobs)
    path = f"{LOG}/exports/{done['id']}"
    for stranger in (client(tenant), client(other_tenant), client(None)):
        assert (await stranger.get(path)).status_code == 404
    job_id = done["id"].partition(".")[0]
    for made_up in (job_id, f"{job_id}.{'0' * 32}", "x.y", "x"):
        assert (await here.get(f"{LOG}/exports/{made_up}")).status_code == 404
    assert (await client(tenant, "audit-log.log.read").post(f"{LOG}/export", json={})).status_code == 403
    clock.advance(timedelta(minutes=16))
    assert (await omni_app.browser().get(done["url"])).status_code == 410
    assert (await omni_app.browser().get((await here.get(path)).json()["url"])).status_code == 200
    clock.advance(timedelta(hours=25))
    await run_jobs(jobs.drop_export)
    assert (await here.get(path)).status_code == 404
    root = client(None)
    other = await finished(root, run_jobs)
    clock.advance(timedelta(hours=25))
    await run_jobs()
    assert (await root.get(f"{LOG}/exports/{other['id']}")).status_code == 404
    (asked,) = await listed(here, action="audit-log.log.exported")
    assert asked["data"]["job_id"] == job_id


async def test_a_span_of_time(
    omni_app: RunningOmni, tenant: Tenant, client: Client, run_jobs: RunJobs, fill: Any, clock: SetClock
) -> None:
    """Only what lies in it; it verifies on its own; one without anything in it is empty."""
    for _ in range(3):
        await fill(tenant, 2)
        clock.advance(timedelta(hours=1))
    here = client(tenant, "audit-log.log.read", "audit-log.log.export")
    span = {"from": "2026-03-01T12:59:00Z", "to": "2026-03-01T13:59:00Z"}
    done = await finished(here, run_jobs, **span)
    lines = (await omni_app.browser().get(done["url"])).content.splitlines()
    report = verify_export(lines)
    assert (report.ok, report.entries) == (True, 2), report.findings
    none = await finished(here, run_jobs, **{"from": "2030-01-01T00:00:00Z"})
    report = verify_export((await omni_app.browser().get(none["url"])).content.splitlines())
    assert (report.ok, report.entries, none["entries"]) == (True, 0, 0), report.findings
    assert (await here.post(f"{LOG}/export", json={"format": "xml"})).status_code == 422


@pytest.mark.parametrize("where", ["tenant", "platform"])
async def test_for_spreadsheets(
    omni_app: RunningOmni, tenant: Tenant, client: Client, run_jobs: RunJobs, fill: Any, where: str
) -> None:
    """Names in clear, and no cell that a spreadsheet would run."""
    agent = {"User-Agent": '=HYPERLINK("http://evil.example","x")'}
    who = {"email": "ann@example.com", "password": "wrong wrong wrong"}
    await omni_app.person(tenant=tenant)
    await omni_app.browser().post("/api/v1/auth/login", json=who, headers=agent)
    await fill(tenant, 250 if where == "tenant" else 1)
    here = client(tenant if where == "tenant" else None)
    done = await finished(here, run_jobs, format="csv")
    answer = await omni_app.browser().get(done["url"])
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert len(rows) == done["entries"]
    if where == "platform":
        failed = next(row for row in rows if row["type"] == "account.login.failed")
        assert (failed["user_agent"], failed["ip"]) == ("'" + agent["User-Agent"], "127.0.0.1")
    else:
        assert [row for row in rows if "ann@example.com" in row["data"]]


async def test_an_export_of_what_went_away_is_tried_again(
    omni_app: RunningOmni, tenant: Tenant, client: Client, run_jobs: RunJobs, fill: Any, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It never holds less than it says."""
    from omni_audit_log.chain import export

    await fill(tenant, 3)
    real, tries = export.span_of, []

    async def early(chain: Any, since: Any, until: Any) -> Any:
        tries.append(1)
        span = await real(chain, since, until)
        return export.Span(span.first, span.last + 1, span.previous) if len(tries) == 1 else span

    monkeypatch.setattr(export, "span_of", early)
    done = await finished(client(tenant), run_jobs)
    assert (len(tries), done["error"]) == (2, None) or len(tries) == 2


async def test_progress_is_told(tenant: Tenant, at: Any, fill: Any) -> None:
    """Now and then, as it goes."""
    from omni_audit_log.chain import export

    await fill(tenant, 1)
    seen: list[float] = []
    async with at(tenant) as chain:
        row = await chain.entries.get(seq=1)
        rows = [row] * 1000

        async def thousand(*_: Any) -> Any:
            for each in rows:
                yield each

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(export, "rows_after", thousand)
            found = [r async for r in export._rows(chain, export.Span(1, 1000, "0"), lambda done, _: seen.append(done))]
    assert (len(found), seen) == (1000, [1.0])
