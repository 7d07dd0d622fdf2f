"""The factor through the public door: enrolled over HTTP, asked for at a login, unavailable when it cannot be sent."""

import re
from typing import Any

import httpx
import pytest

from omni_2fa_email.plugin import plugin
from omni_sdk import Account
from omni_sdk.testing import Outbox
from omni_sdk.testing.app import RunningOmni

PASSWORD = "correct horse battery staple"
WHO = {"email": "ann@example.com", "password": PASSWORD}

assert plugin


@pytest.fixture
async def ann(omni_app: RunningOmni) -> Account:
    """Whose policy names the factor."""
    account = await omni_app.person(WHO["email"], password=PASSWORD)
    said = await omni_app.client(None).put("/api/v1/login-policies/platform", json={"methods": ["email"]})
    assert said.is_success, said.text
    return account


def code_of(outbox: Outbox) -> str:
    """Of the last mail that has one."""
    return str([found for mail in outbox.mails for found in re.findall(r"^ {4}(\d{8})$", mail.text, re.MULTILINE)][-1])


async def sent(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> httpx.Response:
    return await client.post(f"/api/v1/{path}", json=body)


async def enrolled(omni_app: RunningOmni, account: Account, outbox: Outbox) -> httpx.AsyncClient:
    """Go through the enrolment; the client that did."""
    client = await omni_app.signed_in(account)
    begun = await sent(client, "security/2fa/setup", {"method": "email"})
    assert begun.is_success, begun.text
    step = begun.json()["step"]
    assert (step["type"], step["method"], list(step["schema"]["properties"])) == ("form", "email", ["code"])
    flow = begun.json()["flow_id"]
    wrong = await sent(client, "security/2fa/verify", {"flow_id": flow, "answers": {"code": "no code"}})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#/answers/code")
    right = await sent(client, "security/2fa/verify", {"flow_id": flow, "answers": {"code": code_of(outbox)}})
    assert right.is_success, right.text
    return client


async def test_enrolled_and_asked_for(omni_app: RunningOmni, ann: Account, outbox: Outbox) -> None:
    """From the setup to a login that needs the code."""
    await enrolled(omni_app, ann, outbox)
    browser = omni_app.browser()
    asked = await sent(browser, "auth/login", WHO)
    assert asked.is_success, asked.text
    assert asked.json()["step"]["method"] == "email"
    flow = {"flow_id": asked.json()["flow_id"]}
    refused = await sent(browser, "security/2fa/validate", flow | {"answers": {"code": "99999999"}})
    assert refused.status_code == 401
    done = await sent(browser, "security/2fa/validate", flow | {"answers": {"code": code_of(outbox)}})
    assert done.is_success, done.text
    assert done.json()["step"]["type"] == "done"
    assert (await browser.get("/api/v1/auth/me")).is_success


async def test_another_browser_has_no_use_for_the_code(omni_app: RunningOmni, ann: Account, outbox: Outbox) -> None:
    """A code belongs to its login, and the login to its browser."""
    await enrolled(omni_app, ann, outbox)
    browser, thief = omni_app.browser(), omni_app.browser()
    mine = (await sent(browser, "auth/login", WHO)).json()["flow_id"]
    code = code_of(outbox)
    his = (await sent(thief, "auth/login", WHO)).json()["flow_id"]
    assert (await sent(thief, "security/2fa/validate", {"flow_id": mine, "answers": {"code": code}})).status_code == 404
    assert (await sent(thief, "security/2fa/validate", {"flow_id": his, "answers": {"code": code}})).status_code == 401


async def test_a_new_code_voids_the_one_before(omni_app: RunningOmni, ann: Account, outbox: Outbox) -> None:
    """Asked for by naming the method again."""
    await enrolled(omni_app, ann, outbox)
    browser = omni_app.browser()
    flow = {"flow_id": (await sent(browser, "auth/login", WHO)).json()["flow_id"]}
    old = code_of(outbox)
    asked = await sent(browser, "security/2fa/validate", flow | {"method": "email"})
    assert asked.is_success, asked.text
    assert code_of(outbox) != old
    assert (await sent(browser, "security/2fa/validate", flow | {"answers": {"code": old}})).status_code == 401
    done = await sent(browser, "security/2fa/validate", flow | {"answers": {"code": code_of(outbox)}})
    assert done.json()["step"]["type"] == "done"


async def test_not_without_a_policy_that_names_it(omni_app: RunningOmni, outbox: Outbox) -> None:
    """Off by default."""
    client = await omni_app.signed_in(await omni_app.person())
    refused = await sent(client, "security/2fa/setup", {"method": "email"})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/factor-not-allowed")
    assert not outbox.mails


async def test_removed(omni_app: RunningOmni, ann: Account, outbox: Outbox) -> None:
    """By its owner; then a password is enough again."""
    client = await enrolled(omni_app, ann, outbox)
    assert (await client.delete("/api/v1/security/2fa/email")).is_success
    answer = await sent(omni_app.browser(), "auth/login", WHO)
    assert answer.json()["step"]["type"] == "done"
