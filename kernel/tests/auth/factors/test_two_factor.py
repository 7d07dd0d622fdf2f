"""`/security/2fa`: enrolling, replacing and removing by whoever is signed in."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from omni_factor_probe.rows import has

from omni_kernel.auth.models import Account, AccountFactor, LoginFlow
from omni_kernel.auth.policy import PLATFORM, Rules
from omni_sdk import Tenant
from omni_sdk.testing import SetClock
from omni_sdk.testing.app import SYSTEM, RunningOmni

ALL = "/api/v1/security/2fa"
SETUP, VERIFY, VALIDATE = f"{ALL}/setup", f"{ALL}/verify", f"{ALL}/validate"


@pytest.fixture
async def client(omni_app: RunningOmni, ann: Account) -> httpx.AsyncClient:
    """Ann's browser."""
    return await omni_app.signed_in(ann)


async def flow_of(client: httpx.AsyncClient, method: str = "app") -> str:
    """An enrolment that began."""
    answer = await client.post(SETUP, json={"method": method})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["flow_id"])


async def verify(client: httpx.AsyncClient, flow_id: str, **answers: Any) -> httpx.Response:
    """Answer its step."""
    return await client.post(VERIFY, json={"flow_id": flow_id, "answers": answers})


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and type."""
    return answer.status_code, str(answer.json()["type"]).rpartition("/")[2]


async def test_enrolment(omni_app: RunningOmni, client: httpx.AsyncClient) -> None:
    begun = (await client.post(SETUP, json={"method": "app"})).json()
    assert begun["method"] == "app"
    assert begun["step"]["show"] == {"secret": "S"}
    assert begun["step"]["qr"].startswith("<svg")
    row = await LoginFlow.get(id=begun["flow_id"])
    assert row.purpose == "enrol"
    [stored] = await omni_app.kernel.db.rows("SELECT content FROM omni_login_flow")
    assert "handle" not in stored["content"], "what is remembered is encrypted"
    wrong = await verify(client, begun["flow_id"], code="wrong")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#/answers")
    bad = await verify(client, begun["flow_id"], cod="1")
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (422, "#/answers/code")
    done = await verify(client, begun["flow_id"], code="handle")
    assert done.json() == {"flow_id": begun["flow_id"], "method": "app", "step": {"type": "done"}}
    assert problem(await verify(client, begun["flow_id"], code="right")) == (404, "not-found")
    assert problem(await client.post(SETUP, json={"method": "app"})) == (409, "conflict")


async def test_overview(omni_app: RunningOmni, ann: Account, client: httpx.AsyncClient) -> None:
    await has(ann, "app", "letter", "codes")
    await AccountFactor.create(account_id=ann.id, plugin_id="gone", method="palm", kind="possession")
    found = (await client.get(ALL)).json()
    assert [(e["method"], e["title"], e["usable"]) for e in found["enrolled"]] == [
        ("app", "App", True), ("letter", "Letter", False), ("codes", "Codes", True), ("palm", "palm", False),
    ]  # fmt: skip
    assert [(a["method"], a["allowed"]) for a in found["available"]] == [
        ("app", True), ("key", True), ("letter", False), ("text", False), ("codes", True),
    ]  # fmt: skip
    assert (found["required"], found["due_at"], found["notices"]) == (False, None, ["three are left"])
    await omni_app.kernel.policies.set(SYSTEM, PLATFORM, Rules(factor_required=True, grace_days=3))
    found = (await client.get(ALL)).json()
    assert found["required"]
    assert found["due_at"]


async def test_several_steps(client: httpx.AsyncClient) -> None:
    flow_id = await flow_of(client)
    for _ in range(4):
        await verify(client, flow_id, code="wrong")
    more = (await verify(client, flow_id, code="more")).json()
    assert (more["step"]["type"], list(more["step"]["schema"]["properties"])) == ("form", ["again"])
    for _ in range(4):
        assert (await verify(client, flow_id, again="wrong")).status_code == 422
    assert (await verify(client, flow_id, again="right")).json()["step"] == {"type": "done"}


async def test_tries_end(client: httpx.AsyncClient) -> None:
    flow_id = await flow_of(client)
    for said in ("wrong", "boom", "busy", "wrong", "wrong"):
        assert (await verify(client, flow_id, code=said)).status_code in {422, 403, 409}
    assert problem(await verify(client, flow_id, code="right")) == (410, "login-expired")


async def test_time_ends(client: httpx.AsyncClient, clock: SetClock) -> None:
    flow_id = await flow_of(client)
    clock.advance(timedelta(minutes=15, seconds=1))
    assert problem(await verify(client, flow_id, code="right")) == (410, "login-expired")


async def test_one_of_two_at_once(omni_app: RunningOmni, ann: Account, client: httpx.AsyncClient) -> None:
    flow_id = await flow_of(client)
    answers = await asyncio.gather(*(verify(client, flow_id, code="right") for _ in range(4)))
    assert {a.status_code for a in answers} <= {200, 404, 409}
    assert [a.status_code for a in answers].count(200) == 1
    assert await AccountFactor.filter(account_id=ann.id).count() == 1


async def test_a_flow_belongs_to_its_session(omni_app: RunningOmni, ann: Account, client: httpx.AsyncClient) -> None:
    flow_id, again = await flow_of(client), await omni_app.signed_in(ann)
    assert problem(await verify(again, flow_id, code="right")) == (404, "not-found")
    eve = await omni_app.signed_in(await omni_app.person("eve@example.com"))
    assert problem(await verify(eve, flow_id, code="right")) == (404, "not-found")
    assert (await omni_app.browser().post(VERIFY, json={"flow_id": flow_id, "answers": {}})).status_code == 401


async def test_beginning_anew_voids_what_began_before(client: httpx.AsyncClient) -> None:
    first, second = await flow_of(client), await flow_of(client)
    assert (await verify(client, first, code="right")).status_code == 404
    assert (await verify(client, second, code="right")).status_code == 200


async def test_regenerate(ann: Account, client: httpx.AsyncClient) -> None:
    assert problem(await client.post(f"{ALL}/app/regenerate")) == (404, "not-found")
    [row] = await has(ann, "app")
    begun = (await client.post(f"{ALL}/app/regenerate")).json()
    assert await AccountFactor.exists(id=row.id), "it works until the new one does"
    assert (await verify(client, begun["flow_id"], code="right")).status_code == 200
    assert await AccountFactor.filter(account_id=ann.id).count() == 1


async def test_removal(ann: Account, client: httpx.AsyncClient) -> None:
    await has(ann, "app", "codes")
    assert problem(await client.delete(f"{ALL}/key")) == (404, "not-found")
    assert (await client.delete(f"{ALL}/app")).status_code == 204
    assert (await client.get(ALL)).json()["enrolled"] == []


async def test_administrators_keep_a_strong_one(omni_app: RunningOmni, ann: Account, tenant: Tenant) -> None:
    boss = await omni_app.person("boss@example.com", tenant=tenant, roles=["owner"])
    for account, expected in ((boss, 403), (ann, 204)):
        await has(account, "app", "letter")
        client = await omni_app.signed_in(account)
        assert (await client.delete(f"{ALL}/app")).status_code == expected
    assert (await (await omni_app.signed_in(boss)).delete(f"{ALL}/letter")).status_code == 204


async def test_a_fresh_login_is_wanted(client: httpx.AsyncClient, ann: Account, clock: SetClock) -> None:
    await has(ann, "app")
    clock.advance(timedelta(minutes=16))
    for answer in (
        await client.post(SETUP, json={"method": "key"}),
        await client.post(f"{ALL}/app/regenerate"),
        await client.delete(f"{ALL}/app"),
    ):
        assert problem(answer) == (403, "reauthentication-required")
    assert (await client.get(ALL)).status_code == 200


async def test_neither_keys_nor_tenants_providers(omni_app: RunningOmni, ann: Account, tenant: Tenant) -> None:
    assert (await omni_app.client(tenant).get(ALL)).status_code == 403
    client, sessions = omni_app.browser(), omni_app.kernel.sessions
    _, token = await sessions.create(
        ann, kind="browser", methods=("federated",), tenant_id=tenant.id, ip="192.0.2.1", device="test"
    )
    client.cookies.set(omni_app.kernel.cookies.session_name, token)
    client.headers["Omni-Tenant"] = tenant.slug
    assert (await client.get(ALL)).status_code in {403, 404}
    assert (await client.post(SETUP, json={"method": "app"})).status_code in {403, 404}


async def test_validate_is_a_step_of_a_login(omni_app: RunningOmni, ann: Account) -> None:
    await has(ann, "app", "codes")
    browser = omni_app.browser()
    begun = await browser.post("/api/v1/auth/login", json={"email": ann.email, "password": "correct horse battery staple"})
    flow_id = begun.json()["flow_id"]
    assert begun.json()["step"]["method"] == "app"
    other = await browser.post(VALIDATE, json={"flow_id": flow_id, "method": "codes"})
    assert other.json()["step"]["method"] == "codes"
    cross = await browser.post(
        VALIDATE, json={"flow_id": flow_id, "answers": {"code": "right"}}, headers={"Origin": "https://evil.example"}
    )
    assert problem(cross) == (403, "cross-site-request")
    wrong = await browser.post(VALIDATE, json={"flow_id": flow_id, "answers": {"code": "wrong"}})
    assert problem(wrong) == (401, "login-failed")
    done = await browser.post(VALIDATE, json={"flow_id": flow_id, "answers": {"code": "right"}})
    assert done.json()["step"]["type"] == "done"
    assert (await browser.get(ALL)).status_code == 200
