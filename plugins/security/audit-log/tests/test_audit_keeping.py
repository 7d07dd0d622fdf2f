"""Verification, erasure and retention, through the public door and by schedule."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from omni_audit_log import jobs
from omni_audit_log.chain.checks import check, tend
from omni_audit_log.chain.pseudonyms import sweep
from omni_audit_log.models import Erased, Pseudonym
from omni_audit_log.plugin import plugin
from omni_audit_log.service import record, record_platform
from omni_audit_log.verify import verify_export
from omni_sdk import Event, Tenant
from omni_sdk.events import AccountErased
from omni_sdk.models import new_id
from omni_sdk.testing import RunJobs, SetClock
from omni_sdk.testing.app import SYSTEM, RunningOmni

assert plugin
Client = Callable[..., httpx.AsyncClient]
LOG = "/api/v1/security/audit-logs"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


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


def types(items: list[dict[str, Any]]) -> list[str]:
    return [item["type"] for item in items if not item["type"].startswith("audit-log.")]


def _event(tenant: Tenant | None, type_: str = "x.y", **data: Any) -> Event[Any]:
    base: dict[str, Any] = {"id": new_id(), "type": type_, "time": NOW, "data": data, "request_id": None}
    base |= {"tenant_id": tenant.id if tenant else None, "actor": "system:omni", "ip": None, "user_agent": None}
    return Event[Any].model_validate(base)


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


# -- verification


@pytest.mark.parametrize("where", ["tenant", "platform"])
async def test_the_last_verification(
    omni_app: RunningOmni, tenant: Tenant, client: Client, run_jobs: RunJobs, fill: Any, at: Any, where: str
) -> None:
    """Never; then whole; then broken, which is told as an alert."""
    place = tenant if where == "tenant" else None
    await omni_app.kernel.accounts.create(SYSTEM, "eve@example.com", "Eve")
    await fill(tenant, 2)
    here = client(place)
    never = (await here.get(f"{LOG}/verification")).json()
    assert (never["at"], never["ok"], len(never["fingerprint"])) == (None, None, 32)
    assert (await here.post(f"{LOG}/verification")).status_code == 202
    await run_jobs()
    whole = (await here.get(f"{LOG}/verification")).json()
    assert (whole["ok"], whole["problems"], whole["findings"]) == (True, 0, [])
    async with at(place) as chain:
        await chain.entries.filter(seq=1).update(outcome="denied")
    await here.post(f"{LOG}/verification")
    await run_jobs()
    broken = (await here.get(f"{LOG}/verification")).json()
    assert (broken["ok"], broken["problems"]) == (False, 1)
    assert "entry 1" in broken["findings"][0]
    (alert,) = await listed(here, action="audit-log.chain.broken")
    assert alert["outcome"] == "failure"


async def test_it_is_looked_through_again_when_retention_came_in_between(
    tenant: Tenant, at: Any, fill: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A finding that is none is not told."""
    from omni_audit_log.chain import checks

    await fill(tenant, 2)
    answers = iter([None, {"number": 1}, {"number": 1}, {"number": 1}])

    async def said(*_: Any) -> Any:
        return next(answers)

    monkeypatch.setattr(checks, "last_statement", said)
    async with at(tenant) as chain:
        assert (await check(chain)).ok
    answers = iter([{"number": n} for n in range(6)])
    async with at(tenant) as chain:
        assert (await check(chain)).ok
    assert list(answers) == []


# -- erasure


async def test_a_person_is_forgotten_and_the_chain_is_whole(
    omni_app: RunningOmni, tenant: Tenant, client: Client, run_jobs: RunJobs, at: Any, problems: Any
) -> None:
    """In every chain, for good, and whatever comes late."""
    kernel = omni_app.kernel
    bob = await kernel.accounts.create(SYSTEM, "bob@example.com", "Bob")
    await omni_app.emit("tenant.invitation.sent", tenant, invitation_id=new_id(), email="bob@example.com", roles=[])
    await kernel.members.enter(SYSTEM, tenant.id, bob, ["member"])
    here = await omni_app.signed_in(bob, tenant=tenant)
    await here.post("/api/v1/auth/logout")
    await run_jobs()
    before = await listed(client(None), actor="bob@example.com")
    assert before
    assert before[0]["who"] == "Bob"
    await kernel.erasure.erase(SYSTEM, bob.id)
    await run_jobs()
    late = _event(tenant, "tenant.member.changed", account_id=str(bob.id), email="bob@example.com", before=[], after=[])
    async with omni_app.inside(plugin, tenant) as ctx:
        await record(ctx, [late])
    for place in (tenant, None):
        text = json.dumps(await listed(client(place)))
        assert "Bob" not in text
        assert "bob@example.com" not in text
        assert await problems(place) == []
    assert not await Pseudonym.filter(account=str(bob.id)).exists()
    assert not await Pseudonym.filter(value="bob@example.com").exists()
    assert await listed(client(None), actor="bob@example.com") == []
    erased = next(item for item in await listed(client(None)) if item["type"] == "account.erased")
    assert erased["data"]["account_id"].startswith("pn_")


async def test_whom_a_batch_remembered_meanwhile_is_swept(omni_app: RunningOmni, tenant: Tenant, fill: Any) -> None:
    """Once a day."""
    account = str(new_id())
    await fill(tenant, 1, account_id=account)
    await Pseudonym.filter(chain=str(tenant.id)).update(account=account)
    await Erased.create(account=account)
    await sweep()
    assert not await Pseudonym.filter(account=account).exists()
    async with omni_app.kernel.contexts.platform("audit-log") as ctx:
        await record_platform(
            ctx, [_event(None, "account.erased", **AccountErased(account_id=UUID(account)).model_dump(mode="json"))]
        )
    assert await Erased.all().count() == 1


async def test_a_tenant_that_is_gone_leaves_nothing_but_that(
    omni_app: RunningOmni, tenant: Tenant, client: Client, run_jobs: RunJobs, fill: Any
) -> None:
    """Its chain and its pseudonyms go with it; the platform's chain says so."""
    await fill(tenant, 2)
    assert await Pseudonym.filter(chain=str(tenant.id)).exists()
    await omni_app.kernel.tenants.delete(SYSTEM, tenant.id)
    await run_jobs()
    assert not await Pseudonym.filter(chain=str(tenant.id)).exists()
    assert await omni_app.everything("SELECT id FROM p_audit_log__entry") == []
    assert "tenant.deleted" in types(await listed(client(None)))


# -- retention


async def test_what_is_too_old_goes_and_a_statement_says_so(
    omni_app: RunningOmni, tenant: Tenant, client: Client, run_jobs: RunJobs, fill: Any, at: Any, problems: Any, clock: SetClock
) -> None:
    """The chain goes on from there, and verifies; what comes late is not taken in again."""
    await fill(tenant, 3, email="old@example.com")
    clock.advance(timedelta(days=40))
    await fill(tenant, 2, email="new@example.com")
    here = client(tenant)
    assert (await here.put(f"{LOG}/policy", json={"retention_days": 30})).is_success
    clock.advance(timedelta(days=1))
    await run_jobs()
    items = await listed(here)
    assert items[0]["seq"] == 5
    assert "old@example.com" not in json.dumps(items)
    assert not await Pseudonym.filter(value="old@example.com").exists()
    assert await Pseudonym.filter(value="new@example.com").exists()
    assert await problems(tenant) == []
    retained = next(item for item in items if item["type"] == "audit-log.chain.retained")
    assert (retained["data"]["seq"], retained["data"]["entries"]) == (4, 4)
    late = _event(tenant)
    async with omni_app.inside(plugin, tenant) as ctx:
        await record(ctx, [late])
    assert len(await listed(here)) == len(items)
    done = await finished(here, run_jobs)
    lines = (await omni_app.browser().get(done["url"])).content.splitlines()
    assert (report := verify_export(lines)).ok, report.findings
    assert report.first == 5


async def test_all_of_a_chain_may_be_too_old(tenant: Tenant, fill: Any, at: Any, problems: Any, clock: SetClock) -> None:
    """Then the next entry follows what the statement says."""
    await fill(tenant, 2)
    clock.advance(timedelta(days=10))
    async with at(tenant) as chain:
        assert (await tend(chain, 1)).ok
        assert await chain.entries.all().count() == 0
        assert (await tend(chain, 1)).ok
        assert await chain.statements.all().count() == 1
    assert await problems(tenant) == []
    await fill(tenant, 1)
    assert await problems(tenant) == []
    async with at(tenant) as chain:
        await chain.statements.all().delete()
    assert await problems(tenant)


async def test_what_does_not_verify_is_not_taken_out(tenant: Tenant, fill: Any, at: Any, clock: SetClock) -> None:
    """Retention must not sign away what somebody changed."""
    await fill(tenant, 2)
    clock.advance(timedelta(days=10))
    async with at(tenant) as chain:
        await chain.entries.filter(seq=2).update(resource="another")
        assert not (await tend(chain, 1)).ok
        assert await chain.entries.all().count() == 3
        assert await chain.statements.all().count() == 0


async def test_schedules_sign_and_verify(
    omni_app: RunningOmni, tenant: Tenant, client: Client, run_jobs: RunJobs, fill: Any, at: Any, clock: SetClock
) -> None:
    """Each hour a checkpoint, each day a look at the whole; of the platform's chain, too."""
    await omni_app.kernel.accounts.create(SYSTEM, "eve@example.com", "Eve")
    await fill(tenant, 1)
    clock.advance(timedelta(days=1))
    await run_jobs()
    for place in (tenant, None):
        async with at(place) as chain:
            assert await chain.statements.filter(kind="checkpoint").exists()
        assert await listed(client(place), action="audit-log.chain.verified")
