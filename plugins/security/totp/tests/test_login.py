"""An account with an authenticator app, through the public door."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pyotp
import pytest

from omni_2fa_totp.plugin import plugin
from omni_sdk.testing import SetClock
from omni_sdk.testing.app import RunningOmni

NOON = datetime(2026, 3, 1, 12, 0, 10, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
SECURITY, LOGIN = "/api/v1/security/2fa", "/api/v1/auth/login"

assert plugin


@pytest.fixture
def clock(clock: SetClock) -> SetClock:
    """Ten seconds into a step."""
    clock.set(NOON)
    return clock


@pytest.fixture
async def ann(clock: SetClock, omni_app: RunningOmni) -> Any:
    """A row of the kernel's."""
    return await omni_app.person("ann@example.com")


def code(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(NOON, counter_offset=steps)


async def answered(client: httpx.AsyncClient, door: str, flow: str, digits: str) -> httpx.Response:
    """A code, as people type it."""
    return await client.post(f"{SECURITY}/{door}", json={"flow_id": flow, "answers": {"code": f"{digits[:3]} {digits[3:]}"}})


async def setup(client: httpx.AsyncClient) -> dict[str, Any]:
    """Begin an enrolment; what the dashboard gets."""
    answer = await client.post(f"{SECURITY}/setup", json={"method": "totp"})
    assert answer.status_code < 300, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def enrolled(omni_app: RunningOmni, account: Any) -> str:
    """Enrol, by the code of the present step; the secret."""
    client = await omni_app.signed_in(account)
    begun = await setup(client)
    secret: str = begun["step"]["show"]["secret"]
    answer = await answered(client, "verify", begun["flow_id"], code(secret))
    assert answer.status_code < 300, answer.text
    return secret


async def asked(omni_app: RunningOmni) -> tuple[httpx.AsyncClient, str]:
    """A browser that gave the password, and is asked for a code."""
    browser = omni_app.browser()
    answer = (await browser.post(LOGIN, json={"email": "ann@example.com", "password": PASSWORD})).json()
    assert (answer["step"]["type"], answer["step"]["method"]) == ("form", "totp")
    return browser, answer["flow_id"]


async def test_enrols_with_a_qr_code_and_a_code(omni_app: RunningOmni, ann: Any) -> None:
    """A wrong code leaves it as it was, the right one puts it in force."""
    client = await omni_app.signed_in(ann)
    begun = await setup(client)
    step = begun["step"]
    assert step["qr"].startswith("<svg")
    assert step["schema"]["properties"]["code"]["autocomplete"] == "one-time-code"
    near = {code(step["show"]["secret"], n) for n in (-1, 0, 1, 2)}
    wrong = next(f"{n:06}" for n in range(5) if f"{n:06}" not in near)
    assert (await answered(client, "verify", begun["flow_id"], wrong)).status_code == 422
    assert "totp" not in [row["method"] for row in (await client.get(SECURITY)).json()["enrolled"]]
    assert (await answered(client, "verify", begun["flow_id"], code(step["show"]["secret"]))).status_code < 300
    assert "totp" in [row["method"] for row in (await client.get(SECURITY)).json()["enrolled"]]


async def test_a_login_takes_the_next_code_and_not_the_one_that_confirmed(omni_app: RunningOmni, ann: Any) -> None:
    """RFC 6238 section 5.2: the second use of a code is refused."""
    secret = await enrolled(omni_app, ann)
    browser, flow = await asked(omni_app)
    refused = await answered(browser, "validate", flow, code(secret))
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (401, "login-failed")
    done = await answered(browser, "validate", flow, code(secret, 1))
    assert done.json()["step"]["type"] == "done"
    assert (await browser.get("/api/v1/auth/me")).status_code == 200
    again, flow = await asked(omni_app)
    assert (await answered(again, "validate", flow, code(secret, 1))).status_code == 401


async def test_of_two_racing_logins_with_one_code_one_succeeds(omni_app: RunningOmni, ann: Any) -> None:
    """Somebody who watches the person type is too late, however fast."""
    secret = await enrolled(omni_app, ann)
    logins = [await asked(omni_app) for _ in range(2)]
    answers = await asyncio.gather(*(answered(browser, "validate", flow, code(secret, 1)) for browser, flow in logins))
    assert sorted(answer.status_code for answer in answers) == [200, 401]


async def test_a_removed_one_is_not_asked_for(omni_app: RunningOmni, ann: Any, clock: SetClock) -> None:
    """And its secret is gone."""
    await enrolled(omni_app, ann)
    client = await omni_app.signed_in(ann, methods=("pwd", "totp"))
    assert (await client.delete(f"{SECURITY}/totp")).status_code < 300
    assert await omni_app.everything("SELECT id FROM p_2fa_totp__authenticator") == []
    clock.advance(timedelta(minutes=1))
    answer = await omni_app.browser().post(LOGIN, json={"email": "ann@example.com", "password": PASSWORD})
    assert answer.json()["step"]["type"] == "done"


async def test_in_the_language_of_the_reader(ann: Any, omni_app: RunningOmni) -> None:
    """Whatever the account's own is: the browser says it, before anybody is known."""
    secret = await enrolled(omni_app, ann)
    client = omni_app.browser()
    client.headers["Accept-Language"] = "de-CH, en;q=0.5"
    begun = (await client.post(LOGIN, json={"email": ann.email, "password": PASSWORD})).json()
    assert begun["step"]["text"] == "Geben Sie den Code ein, den Ihre Authenticator-App zeigt."
    assert begun["step"]["schema"]["properties"]["code"]["description"] == "Die sechs Ziffern, die die App zeigt."
    assert [one["title"] for one in begun["methods"]] == ["Authenticator-App"]
    await answered(client, "validate", begun["flow_id"], code(secret, 1))
    overview = (await client.get(SECURITY)).json()
    assert [one["title"] for one in overview["enrolled"]] == ["Authenticator-App"]
    assert "Authenticator-App" in [one["title"] for one in overview["available"]]
    english = (await client.get(SECURITY, headers={"Accept-Language": "en"})).json()
    assert english["enrolled"][0]["title"] == "Authenticator app"
