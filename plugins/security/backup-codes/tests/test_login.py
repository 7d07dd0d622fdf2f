"""An account that lost its phone, through the public door: with the authenticator app's plugin as it is installed."""

import asyncio
from importlib.metadata import entry_points
from typing import Any

import httpx
import pyotp
import pytest

from omni_2fa_backup_codes.plugin import plugin
from omni_sdk import Plugin
from omni_sdk.testing import SetClock
from omni_sdk.testing.app import RunningOmni

PASSWORD = "correct horse battery staple"
SECURITY, LOGIN = "/api/v1/security/2fa", "/api/v1/auth/login"


@pytest.fixture
def omni_plugins() -> list[Plugin]:
    (other,) = entry_points(group="omni.plugins", name="2fa-totp")
    return [plugin, other.load()]


@pytest.fixture
def omni_config() -> dict[str, dict[str, object]]:
    return {"2fa-backup-codes": {"argon2_time_cost": 1, "argon2_memory_kib": 8, "argon2_parallelism": 1}}


@pytest.fixture
async def ann(omni_app: RunningOmni) -> Any:
    """A row of the kernel's."""
    return await omni_app.person("ann@example.com")


async def setup(client: httpx.AsyncClient, method: str) -> dict[str, Any]:
    """Begin an enrolment; what the dashboard gets."""
    answer = await client.post(f"{SECURITY}/setup", json={"method": method})
    assert answer.status_code < 300, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def answered(client: httpx.AsyncClient, door: str, flow: str, code: str) -> httpx.Response:
    return await client.post(f"{SECURITY}/{door}", json={"flow_id": flow, "answers": {"code": code}})


async def with_app(omni_app: RunningOmni, account: Any, clock: SetClock) -> httpx.AsyncClient:
    """Somebody signed in who has an authenticator app by now."""
    client = await omni_app.signed_in(account, methods=("pwd", "totp"))
    begun = await setup(client, "totp")
    code = pyotp.TOTP(begun["step"]["show"]["secret"]).at(clock.now())
    assert (await answered(client, "verify", begun["flow_id"], code)).status_code < 300
    return client


async def enrolled(client: httpx.AsyncClient) -> list[str]:
    """Ten codes, confirmed by the first."""
    begun = await setup(client, "backup-codes")
    codes: list[str] = begun["step"]["show"]["codes"].split("\n")
    assert (await answered(client, "verify", begun["flow_id"], codes[0])).status_code < 300
    return codes


async def asked(omni_app: RunningOmni) -> tuple[httpx.AsyncClient, str]:
    """A browser that gave the password, and chose to be asked for a backup code."""
    browser = omni_app.browser()
    begun = (await browser.post(LOGIN, json={"email": "ann@example.com", "password": PASSWORD})).json()
    assert begun["step"]["method"] == "totp"
    assert [offer["method"] for offer in begun["methods"]][-1] == "backup-codes"
    switched = await browser.post(f"{SECURITY}/validate", json={"flow_id": begun["flow_id"], "method": "backup-codes"})
    assert switched.json()["step"]["method"] == "backup-codes"
    return browser, begun["flow_id"]


async def test_come_after_another_factor(omni_app: RunningOmni, ann: Any) -> None:
    """Without one there is nothing to recover."""
    client = await omni_app.signed_in(ann)
    assert (await client.post(f"{SECURITY}/setup", json={"method": "backup-codes"})).status_code == 409


async def test_each_opens_one_login(omni_app: RunningOmni, ann: Any, clock: SetClock) -> None:
    """However it is typed; and a second time none."""
    codes = await enrolled(await with_app(omni_app, ann, clock))
    browser, flow = await asked(omni_app)
    done = await answered(browser, "validate", flow, codes[0].lower().replace("-", " "))
    assert done.json()["step"]["type"] == "done"
    assert (await browser.get("/api/v1/auth/me")).status_code == 200
    again, flow = await asked(omni_app)
    refused = await answered(again, "validate", flow, codes[0])
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (401, "login-failed")


async def test_of_two_racing_logins_with_one_code_one_succeeds(omni_app: RunningOmni, ann: Any, clock: SetClock) -> None:
    """Each in a browser of its own."""
    codes = await enrolled(await with_app(omni_app, ann, clock))
    logins = [await asked(omni_app) for _ in range(2)]
    answers = await asyncio.gather(*(answered(browser, "validate", flow, codes[0]) for browser, flow in logins))
    assert sorted(answer.status_code for answer in answers) == [200, 401]


async def test_made_anew(omni_app: RunningOmni, ann: Any, clock: SetClock) -> None:
    """The old ones are good until one of the new ones was typed."""
    client = await with_app(omni_app, ann, clock)
    old = await enrolled(client)
    answer = await client.post(f"{SECURITY}/backup-codes/regenerate")
    assert answer.status_code < 300, answer.text
    begun = answer.json()
    new = begun["step"]["show"]["codes"].split("\n")
    browser, flow = await asked(omni_app)
    assert (await answered(browser, "validate", flow, old[1])).json()["step"]["type"] == "done"
    assert (await answered(client, "verify", begun["flow_id"], new[0])).status_code < 300
    browser, flow = await asked(omni_app)
    assert (await answered(browser, "validate", flow, old[2])).status_code == 401
    assert (await answered(browser, "validate", flow, new[2])).json()["step"]["type"] == "done"


async def test_warn_when_few_are_left(omni_app: RunningOmni, ann: Any, clock: SetClock) -> None:
    """Where the person looks at the factors."""
    client = await with_app(omni_app, ann, clock)
    codes = await enrolled(client)
    for code in codes[:7]:
        browser, flow = await asked(omni_app)
        assert (await answered(browser, "validate", flow, code)).json()["step"]["type"] == "done"
    assert "Only 3 backup codes are left: make new ones." in (await client.get(SECURITY)).text


async def test_go_with_the_last_other_factor(omni_app: RunningOmni, ann: Any, clock: SetClock) -> None:
    """And nothing is left of them."""
    client = await with_app(omni_app, ann, clock)
    await enrolled(client)
    assert (await client.delete(f"{SECURITY}/totp")).status_code < 300
    assert await omni_app.everything("SELECT id FROM p_2fa_backup_codes__code") == []
