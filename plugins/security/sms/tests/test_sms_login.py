"""The factor through the public door: enrolled over HTTP, asked for at a login, unavailable when it cannot be sent."""

from typing import Any

import httpx
import pytest

from omni_2fa_sms.plugin import plugin
from omni_sdk import Account
from omni_sdk.drivers import SMS
from omni_sdk.testing import Outbox
from omni_sdk.testing.app import RunningOmni

PASSWORD = "correct horse battery staple"
WHO = {"email": "ann@example.com", "password": PASSWORD}
MOBILE = "+41791234567"

assert plugin


@pytest.fixture
async def ann(omni_app: RunningOmni) -> Account:
    """Whose policy names the factor."""
    account = await omni_app.person(WHO["email"], password=PASSWORD)
    said = await omni_app.client(None).put("/api/v1/login-policies/platform", json={"methods": ["sms"]})
    assert said.is_success, said.text
    return account


def code_of(outbox: Outbox) -> str:
    """Of the last message."""
    return outbox.texts[-1][1][:8]


async def sent(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> httpx.Response:
    return await client.post(f"/api/v1/{path}", json=body)


async def enrolled(omni_app: RunningOmni, account: Account, outbox: Outbox) -> httpx.AsyncClient:
    """Go through the enrolment, number first; the client that did."""
    client = await omni_app.signed_in(account)
    begun = await sent(client, "security/2fa/setup", {"method": "sms"})
    assert begun.is_success, begun.text
    assert list(begun.json()["step"]["schema"]["properties"]) == ["phone"]
    flow = begun.json()["flow_id"]
    landline = await sent(client, "security/2fa/verify", {"flow_id": flow, "answers": {"phone": "+41446681800"}})
    assert (landline.status_code, landline.json()["errors"][0]["pointer"]) == (422, "#/answers/phone")
    asked = await sent(client, "security/2fa/verify", {"flow_id": flow, "answers": {"phone": "+41 79 123 45 67"}})
    assert asked.is_success, asked.text
    assert list(asked.json()["step"]["schema"]["properties"]) == ["code"]
    right = await sent(client, "security/2fa/verify", {"flow_id": flow, "answers": {"code": code_of(outbox)}})
    assert right.is_success, right.text
    return client


async def test_enrolled_and_asked_for(omni_app: RunningOmni, ann: Account, outbox: Outbox) -> None:
    """From the setup to a login that needs the code."""
    await enrolled(omni_app, ann, outbox)
    browser = omni_app.browser()
    asked = await sent(browser, "auth/login", WHO)
    assert asked.is_success, asked.text
    assert (asked.json()["step"]["method"], outbox.texts[-1][0]) == ("sms", MOBILE)
    assert MOBILE not in asked.text
    flow = {"flow_id": asked.json()["flow_id"]}
    refused = await sent(browser, "security/2fa/validate", flow | {"answers": {"code": "99999999"}})
    assert refused.status_code == 401
    done = await sent(browser, "security/2fa/validate", flow | {"answers": {"code": code_of(outbox)}})
    assert done.is_success, done.text
    assert done.json()["step"]["type"] == "done"
    assert (await browser.get("/api/v1/auth/me")).is_success


async def test_without_a_driver_only_its_people_are_denied(omni_app: RunningOmni, ann: Account, outbox: Outbox) -> None:
    """Whoever has the factor, and whoever wants it, is told so; somebody without it signs in."""
    client = await enrolled(omni_app, ann, outbox)
    await omni_app.person("bob@example.com", password=PASSWORD)
    del omni_app.kernel.drivers._made[SMS.name]
    for _ in range(6):
        refused = await sent(omni_app.browser(), "auth/login", WHO)
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/factor-unavailable")
    refused = await sent(client, "security/2fa/sms/regenerate", {})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/factor-unavailable")
    answer = await sent(omni_app.browser(), "auth/login", WHO | {"email": "bob@example.com"})
    assert answer.json()["step"]["type"] == "done"


async def test_not_without_a_policy_that_names_it(omni_app: RunningOmni) -> None:
    """Off by default."""
    client = await omni_app.signed_in(await omni_app.person())
    refused = await sent(client, "security/2fa/setup", {"method": "sms"})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/factor-not-allowed")


async def test_removed(omni_app: RunningOmni, ann: Account, outbox: Outbox) -> None:
    """By its owner; then a password is enough again, and the number is forgotten."""
    client = await enrolled(omni_app, ann, outbox)
    assert (await client.delete("/api/v1/security/2fa/sms")).is_success
    assert not await omni_app.everything("SELECT * FROM p_2fa_sms__phone")
    answer = await sent(omni_app.browser(), "auth/login", WHO)
    assert answer.json()["step"]["type"] == "done"
