"""The log through the public door: what stands in it, who may read it, filters, policy."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from omni_audit_log.models import Policy
from omni_audit_log.plugin import plugin
from omni_audit_log.service import record
from omni_sdk import Event, Tenant
from omni_sdk.models import new_id
from omni_sdk.testing import RunJobs, SetClock
from omni_sdk.testing.app import SYSTEM, RunningOmni

assert plugin
Client = Callable[..., httpx.AsyncClient]
LOG = "/api/v1/security/audit-logs"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PASSWORD = "correct horse battery staple"


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


# -- what stands in it


async def test_a_login_and_its_failure_and_its_end(omni_app: RunningOmni, client: Client, run_jobs: RunJobs) -> None:
    """With who, from where, by what, and the request."""
    ann = await omni_app.person()
    browser = omni_app.browser()
    who = {"email": "ann@example.com", "password": PASSWORD}
    agent = {"User-Agent": "Firefox"}
    assert (await browser.post("/api/v1/auth/login", json=who | {"password": "wrong wrong wrong"}, headers=agent)).is_error
    answer = await browser.post("/api/v1/auth/login", json=who, headers=agent)
    assert answer.is_success
    assert (await browser.post("/api/v1/auth/logout", headers=agent)).is_success
    await run_jobs()
    found = {item["type"]: item for item in await listed(client(None), action="account.**")}
    failed, done, ended = (found[f"account.{what}"] for what in ("login.failed", "login.succeeded", "session.ended"))
    assert (failed["actor"], failed["outcome"], failed["resource"]) == ("anonymous:127.0.0.1", "failure", f"account:{ann.id}")
    assert (done["actor"], done["outcome"], done["ip"]) == (f"account:{ann.id}", "success", "127.0.0.1")
    assert done["request_id"] == answer.headers["omni-request-id"]
    assert done["resource"] == ended["resource"] != ""
    assert (ended["data"]["reason"], ended["user_agent"], ended["ip"]) == ("logout", "Firefox", "127.0.0.1")


async def test_roles_members_keys_plugins_and_policies(
    omni_app: RunningOmni, tenant: Tenant, client: Client, run_jobs: RunJobs
) -> None:
    """Whatever an admin does has the admin, the address and the request; names are known as long as they may be."""
    await run_jobs()
    olga = await omni_app.person("olga@example.com", name="Olga", tenant=tenant, roles=["owner"])
    here = await omni_app.signed_in(olga, tenant=tenant)
    role = await here.post("/api/v1/roles", json={"name": "clerk", "title": "Clerk", "permissions": ["omni.member.read"]})
    assert role.is_success, role.text
    key = await here.post("/api/v1/api-keys", json={"name": "ci", "permissions": ["omni.member.read"]})
    assert key.is_success, key.text
    await omni_app.kernel.members.enter(SYSTEM, tenant.id, await omni_app.person("bob@example.com", name="Bob"), ["viewer"])
    await run_jobs()
    items = await listed(client(tenant))
    assert {"tenant.role.created", "api_key.created", "tenant.member.added"} <= set(types(items))
    made = next(item for item in items if item["type"] == "tenant.role.created")
    assert (made["actor"], made["ip"], made["resource"]) == (f"account:{olga.id}", "127.0.0.1", "name:clerk")
    assert made["request_id"] == role.headers["omni-request-id"]
    added = next(item for item in items if item["type"] == "tenant.member.added")
    assert (added["data"]["name"], added["data"]["email"]) == ("Bob", "bob@example.com")
    text = json.dumps([json.loads(row["record"]) for row in await _rows(omni_app)])
    assert not [name for name in ("Bob", "bob@", str(olga.id), "127.0.0.1") if name in text]


async def _rows(omni_app: RunningOmni) -> list[dict[str, Any]]:
    return await omni_app.everything("SELECT record FROM p_audit_log__entry")


async def test_what_a_person_does_for_oneself(omni_app: RunningOmni, tenant: Tenant, client: Client, run_jobs: RunJobs) -> None:
    """Data handed out, browsers no longer trusted, an identity unlinked: each from an address, in its chain."""
    ann = await omni_app.person(tenant=tenant)
    await omni_app.kernel.devices.trust(ann.id, 30, "Firefox")
    identity = await omni_app.linked(ann, tenant, "oidc", "7")
    here = await omni_app.signed_in(ann)
    for method, path in (("GET", "me/export"), ("DELETE", f"identities/{identity}")):
        answer = await here.request(method, f"/api/v1/auth/{path}")
        assert answer.is_success, answer.text
    assert (await here.delete("/api/v1/security/devices")).is_success
    assert (await here.delete("/api/v1/security/devices")).is_success
    await run_jobs()
    found = {item["type"]: item for item in [*await listed(client(None)), *await listed(client(tenant))]}
    for name in ("account.exported", "account.device.distrusted", "account.identity.unlinked"):
        assert (found[name]["actor"], found[name]["ip"]) == (f"account:{ann.id}", "127.0.0.1"), name
    assert found["account.device.distrusted"]["data"]["devices"] == 1


async def test_an_event_that_comes_twice_stands_once(omni_app: RunningOmni, tenant: Tenant, at: Any) -> None:
    """Within a batch and in the next one."""
    event = _event(tenant)
    async with omni_app.inside(plugin, tenant) as ctx:
        await record(ctx, [event, event])
        await record(ctx, [event])
    async with at(tenant) as chain:
        assert await chain.entries.all().count() == 1


def _event(tenant: Tenant | None, type_: str = "x.y", **data: Any) -> Event[Any]:
    base: dict[str, Any] = {"id": new_id(), "type": type_, "time": NOW, "data": data, "request_id": None}
    base |= {"tenant_id": tenant.id if tenant else None, "actor": "system:omni", "ip": None, "user_agent": None}
    return Event[Any].model_validate(base)


async def test_that_a_tenant_was_suspended_is_not_lost(
    omni_app: RunningOmni, tenant: Tenant, client: Client, run_jobs: RunJobs, problems: Any
) -> None:
    """It waits until the tenant goes on."""
    for state in ("suspended", "active"):
        await omni_app.kernel.tenants.update(SYSTEM, tenant.id, {"state": state})
        await run_jobs()
    await omni_app.kernel.jobs.queue.release_active()
    await run_jobs()
    assert types(await listed(client(tenant), action="tenant.**")) == ["tenant.created", "tenant.updated", "tenant.updated"]
    assert await problems(tenant) == []


# -- who may read it


async def test_only_whoever_may(omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant, client: Client, fill: Any) -> None:
    """Each tenant its own, the platform's administrators the platform's; others nothing."""
    await fill(tenant, 2)
    mine = await listed(client(tenant))
    assert {item["data"].get("plugin") for item in mine} >= {"p0", "p1"}
    assert not [item for item in await listed(client(other_tenant)) if item["data"].get("plugin") == "p0"]
    one = f"{LOG}/{mine[1]['id']}"
    assert (await client(tenant).get(one)).json() == mine[1]
    assert (await client(other_tenant).get(one)).status_code == 404
    assert (await client(None).get(one)).status_code == 404
    key = client(tenant, "omni.member.read")
    for method, path in (("GET", ""), ("GET", "/verification"), ("GET", "/policy"), ("PUT", "/policy"), ("POST", "/export")):
        assert (await key.request(method, LOG + path, json={} if method != "GET" else None)).status_code == 403, path
    ann = await omni_app.signed_in(await omni_app.person(tenant=tenant), tenant=tenant)
    assert (await ann.get(LOG)).status_code == 403
    assert (await omni_app.browser().get(LOG)).status_code == 401
    nobody = await omni_app.signed_in(await omni_app.person("bob@example.com"))
    assert (await nobody.get(LOG)).status_code == 403
    root = await omni_app.signed_in(await omni_app.person("root@example.com", platform=True))
    assert (await root.get(LOG)).status_code == 200


# -- filters


async def test_filters(omni_app: RunningOmni, tenant: Tenant, client: Client, run_jobs: RunJobs, clock: SetClock) -> None:
    """By time, person, action, outcome, address, request, resource and text."""
    await run_jobs()
    olga = await omni_app.person("olga@example.com", name="Olga", tenant=tenant, roles=["owner"])
    here = await omni_app.signed_in(olga, tenant=tenant)
    clock.advance(timedelta(minutes=5))
    asked = (await here.post("/api/v1/roles", json={"name": "clerk", "title": "C", "permissions": []})).headers["omni-request-id"]
    await omni_app.kernel.members.enter(SYSTEM, tenant.id, await omni_app.person("bob@example.com", name="Bob"), ["viewer"])
    await omni_app.emit("tenant.member.changed", tenant, account_id=olga.id, before=["a"], after=["b"])
    await omni_app.emit("tenant.member.added", tenant, account_id=olga.id, name="Olga", email="olga@example.com", roles=[])
    await omni_app.emit("account.login.failed", tenant, method="pwd", reason="wrong", account_id=None)
    await run_jobs()
    client_ = client(tenant, "audit-log.log.read")

    async def found(**filters: Any) -> list[str]:
        return types(await listed(client_, **filters))

    noon, later = "2026-03-01T12:00:00Z", "2026-03-01T12:04:00Z"
    assert "tenant.created" in await found(to=later)
    assert "tenant.created" not in await found(**{"from": later})
    assert await found(**{"from": later}, to=later) == []
    for who in (str(olga.id), f"account:{olga.id}", "olga@example.com", "OLGA@example.com", "Olga"):
        assert await found(actor=who) == ["tenant.role.created"], who
    assert "tenant.member.changed" in await found(actor="system:omni")
    assert await found(actor="nobody@example.com") == []
    assert await found(action="tenant.member.*") == ["tenant.member.added", "tenant.member.changed", "tenant.member.added"]
    assert await found(action="tenant.role.created") == ["tenant.role.created"]
    assert "account.login.failed" in await found(action="**.failed")
    assert await found(action="nothing.*") == []
    assert await found(outcome="failure") == ["account.login.failed"]
    assert await found(ip="127.0.0.1") == ["tenant.role.created"]
    assert await found(ip="10.0.0.1") == []
    assert await found(request_id=asked) == ["tenant.role.created"]
    assert await found(resource="name:clerk") == ["tenant.role.created"]
    assert await found(resource=f"account:{olga.id}") == ["tenant.member.changed", "tenant.member.added"]
    assert await found(q="clerk", **{"from": noon}, to="2026-03-02T00:00:00Z") == ["tenant.role.created"]
    assert (await client_.get(LOG, params={"sort": "seq"})).json()["items"][0]["type"] == "tenant.created"
    (changed,) = await listed(client_, actor="Olga")
    assert changed["who"] == "Olga"


@pytest.mark.parametrize(
    "query",
    [
        *("q=clerk", "q=clerk&from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z", "q=ab", "action=A B", "outcome=odd"),
        *("from=monday", "from=2026-01-01T00:00:00", "limit=0", "cursor=x", "sort=record"),
    ],
)
async def test_bad_questions(tenant: Tenant, client: Client, query: str) -> None:
    """Are answered with what is wrong."""
    answer = await client(tenant).get(f"{LOG}?{query}")
    assert answer.status_code == 422, answer.text


# -- API calls by policy


async def test_calls_by_policy(omni_app: RunningOmni, tenant: Tenant, client: Client, run_jobs: RunJobs) -> None:
    """None by default; writes, or all, or by pattern; refused ones too; that the policy was changed is told."""
    here = client(tenant, "omni.job.read", "audit-log.log.read", "audit-log.log.manage")
    assert (await here.get(f"{LOG}/policy")).json()["calls"] == "none"
    await here.get("/api/v1/jobs")
    wanted = {"calls": "writes", "rules": [{"pattern": "GET /api/v1/jobs*", "calls": "all"}], "retention_days": 30}
    assert (await here.put(f"{LOG}/policy", json=wanted)).json() == wanted
    assert (await here.get(f"{LOG}/policy")).json() == wanted
    await here.get("/api/v1/jobs")
    assert (await here.get(f"/api/v1/jobs/{UUID(int=7)}")).status_code == 404
    assert (await here.post("/api/v1/roles", json={"name": "x"})).status_code == 403
    await here.get("/api/v1/tenants/first")
    await run_jobs()
    called = [item for item in await listed(here, action="audit-log.api.called") if LOG not in item["data"]["path"]]
    assert [(c["data"]["method"], c["data"]["status"], c["outcome"]) for c in called] == [
        ("GET", 200, "success"), ("GET", 404, "failure"), ("POST", 403, "denied"),
    ]  # fmt: skip
    assert called[1]["resource"] == f"/api/v1/jobs/{UUID(int=7)}"
    (told,) = await listed(here, action="audit-log.policy.changed")
    assert (told["data"]["before"]["calls"], told["data"]["after"]) == ("none", wanted)
    assert (await here.put(f"{LOG}/policy", json={"calls": "all", "rules": []})).is_success
    async with omni_app.inside(plugin, tenant):
        assert await Policy.all().count() == 1


@pytest.mark.parametrize(
    "body", [{"calls": "some"}, {"retention_days": 0}, {"rules": [{"pattern": "", "calls": "all"}]}, {"rules": 7}]
)
async def test_bad_policies(tenant: Tenant, client: Client, body: Any) -> None:
    """Are refused, naming the field."""
    assert (await client(tenant).put(f"{LOG}/policy", json=body)).status_code == 422


async def test_what_cannot_be_recorded_is_answered_all_the_same(
    omni_app: RunningOmni, tenant: Tenant, client: Client, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the call did is done."""
    here = client(tenant)
    await here.get(LOG)
    events = type(omni_app.kernel.events)

    async def broken(*_: Any, **__: Any) -> None:
        msg = "the disk is full"
        raise OSError(msg)

    with monkeypatch.context() as patch:
        patch.setattr(events, "emit", broken)
        assert (await here.get(LOG)).status_code == 200
    await run_jobs()


async def test_security_events(omni_app: RunningOmni, tenant: Tenant, client: Client, run_jobs: RunJobs) -> None:
    """Who may what, and nothing else; the latest first, page by page, on the home page."""
    for name in ("api_key.created", "tenant.updated", "tenant.member.added", "plugin.disabled"):
        await omni_app.emit(name, tenant, name="n", slug="here", plugin="p", reason="r")
    await run_jobs()
    answer = await client(tenant).get(f"{LOG}/security-events", params={"limit": 2})
    assert answer.status_code == 200, answer.text
    assert [item["type"] for item in answer.json()["items"]] == ["plugin.disabled", "tenant.member.added"]
    rest = await client(tenant).get(f"{LOG}/security-events", params={"cursor": answer.json()["next"]})
    assert rest.json()["items"][0]["type"] == "api_key.created"
    pages = (await client(tenant).get("/api/v1/pages")).json()["items"]
    (block,) = (b for page in pages for b in page["blocks"] if b["home"])
    assert (block["kind"], block["source"]["path"]) == ("table", f"{LOG}/security-events")
    assert (await omni_app.client(tenant, "omni.job.read").get(f"{LOG}/security-events")).status_code == 403


async def test_pages(omni_app: RunningOmni, tenant: Tenant, client: Client) -> None:
    """Of the installation, too, without what needs a tenant; and without what the caller may not do."""

    async def blocks(asking: httpx.AsyncClient) -> dict[str, list[str]]:
        items = (await asking.get("/api/v1/pages")).json()["items"]
        return {page["name"]: [block["kind"] for block in page["blocks"]] for page in items}

    assert await blocks(client(tenant)) == {"log": ["table", "table", "action"], "chain": ["figures", "action", "form"]}
    assert await blocks(client(None)) == {"log": ["table", "table", "action"], "chain": ["figures", "action"]}
    assert await blocks(omni_app.client(tenant, "audit-log.log.read")) == {"log": ["table", "table"]}
    assert await blocks(omni_app.client(tenant, "omni.job.read")) == {}
