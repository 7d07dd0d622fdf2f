"""Somebody signed in proves again who it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from omni_kernel.auth.models import Account, AccountFactor, Session
from omni_sdk import Tenant
from omni_sdk.testing import SetClock
from omni_sdk.testing.app import RunningOmni

PASSWORD = "correct horse battery staple"
FAILED = {"type": "login-failed", "status": 401}
RIGHT, WRONG = {"pin": "1234"}, {"pin": "0000"}
LINK = "/api/v1/auth/link"


async def test_by_password(her: Any, ann: Account, clock: SetClock) -> None:
    await her.password()
    clock.advance(timedelta(minutes=16))
    stale = await her.http.post(LINK, json={"provider": "code", "connection": "main"})
    assert (stale.status_code, stale.json()["type"]) == (403, "/problems/reauthentication-required")
    old = her.http.cookies["omni-session"]
    form = await her.reauthenticate()
    assert set(form["schema"]["properties"]) == {"password"}
    assert await her.step({"password": "wrong"}) == FAILED
    assert (await her.step({"password": PASSWORD}))["type"] == "done"
    fresh = await her.http.post(LINK, json={"provider": "code", "connection": "main"})
    assert fresh.status_code == 400, "and not 403: it lacks the tenant only"
    assert await Session.all().count() == 1
    her.http.cookies.clear()
    her.http.cookies.set("omni-session", old)
    assert await her.me() is None


async def test_at_once(her: Any, ann: Account) -> None:
    await her.password()
    assert await her.reauthenticate("wrong") == FAILED
    assert (await her.reauthenticate(PASSWORD))["type"] == "done"
    assert (await her.me())["session"]["methods"] == ["pwd"]


async def test_by_password_and_factor(her: Any, ann: Account, people: Any, omni_app: RunningOmni) -> None:
    await people.has(ann, "pin")
    her = await people.signed_in(ann, methods=("pwd", "pin"))
    before = (await Session.get()).digest
    assert (await her.reauthenticate(PASSWORD))["method"] == "pin"
    assert (await Session.get()).digest == before
    assert await her.step(WRONG) == FAILED
    assert (await her.step(RIGHT))["type"] == "done"
    assert (await Session.get()).digest != before
    assert (await her.me())["session"]["methods"] == ["pwd", "pin"]


async def test_by_bearer(ann: Account, people: Any, omni_app: RunningOmni) -> None:
    her = await people.signed_in(ann, kind="bearer")
    token = (await her.reauthenticate(PASSWORD))["token"]
    assert await her.me() is None
    her.http.headers["Authorization"] = f"Bearer {token}"
    assert (await her.me())["email"] == ann.email


async def test_a_required_factor_is_enrolled_by_who_is_fresh(her: Any, ann: Account, people: Any, omni_app: RunningOmni) -> None:
    """It must not be asked for here: enrolling it needs a fresh session."""
    her = await people.signed_in(ann)
    await people.rule(factor_required=True)
    assert (await her.reauthenticate(PASSWORD))["type"] == "done"


async def test_without_a_password(omni_app: RunningOmni, people: Any, tenant: Tenant) -> None:
    bob = await omni_app.person("bob@example.com", password=None, tenant=tenant)
    him = await people.signed_in(bob, methods=("federated", "mfa"))
    assert await him.reauthenticate() == {"type": "nothing-to-prove", "status": 403}
    await people.has(bob, "pin")
    assert (await him.reauthenticate())["method"] == "pin"
    assert (await him.step(RIGHT))["type"] == "done"
    assert (await him.me())["session"]["methods"] == ["federated", "mfa", "pin"]
    await him.reauthenticate()
    await AccountFactor.all().delete()
    assert await him.step(RIGHT) == FAILED


async def test_a_session_that_ended_meanwhile(her: Any, ann: Account, people: Any) -> None:
    await people.has(ann, "pin")
    await her.password()
    await her.step(RIGHT)
    await her.reauthenticate(PASSWORD)
    await her.http.request("POST", "/api/v1/auth/logout")
    assert (await her.step(RIGHT))["status"] == 404
    assert await her.me() is None


async def test_keys_prove_nothing(omni_app: RunningOmni, tenant: Tenant) -> None:
    key = omni_app.client(tenant)
    assert (await key.post("/api/v1/auth/reauthenticate", json={})).status_code == 403
    assert (await omni_app.browser().post("/api/v1/auth/reauthenticate", json={})).status_code == 401


async def test_an_account_disabled_meanwhile(her: Any, ann: Account) -> None:
    await her.password()
    await her.reauthenticate()
    await Account.filter(id=ann.id).update(state="disabled")
    assert await her.step({"password": PASSWORD}) == FAILED
    assert await her.step({"password": PASSWORD}) == {"type": "login-expired", "status": 410}
