"""After the password: whatever is asked, and whatever fails, nobody is in without the factor that is required."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import omni_login_factors as probe
import pytest

from omni_kernel.app import Kernel
from omni_kernel.auth.models import Account, AccountFactor, LoginFlow, Session, Throttle, TrustedDevice
from omni_kernel.auth.policy import DEVICE
from omni_sdk import Tenant
from omni_sdk.events import FACTOR_ENROLLED, LOGIN_FAILED
from omni_sdk.testing import Outbox, SetClock
from omni_sdk.testing.app import SYSTEM, Bench, RunningOmni

PASSWORD = "correct horse battery staple"
FAILED = {"type": "login-failed", "status": 401}
UNAVAILABLE = {"type": "factor-unavailable", "status": 403}
RIGHT, WRONG = {"pin": "1234"}, {"pin": "0000"}


async def test_password_and_factor(her: Any, ann: Account, people: Any, outbox: Outbox) -> None:
    await people.has(ann, "pin", "spare")
    form = await her.password(next="/welcome")
    assert (form["type"], form["method"], form["text"]) == ("form", "pin", "Hello Ann")
    assert [m["method"] for m in her.last.json()["methods"]] == ["pin", "spare"]
    assert await her.me() is None
    assert await her.look() == form
    assert await her.step(WRONG) == FAILED
    assert await her.look() == form
    done = await her.step(RIGHT)
    assert (done["type"], done["next"], done["warnings"]) == ("done", "/welcome", ["Ann has a pin"])
    assert (await her.me())["session"]["methods"] == ["pwd", "pin"]
    assert [(e.data.method, e.data.reason) for e in outbox.events(LOGIN_FAILED)] == [("pin", "wrong")]
    assert "1234" not in str(await LoginFlow.all().values("stage", "method", "methods"))


async def test_what_is_no_code_is_no_try(her: Any, ann: Account, people: Any) -> None:
    await people.has(ann, "pin")
    await her.password()
    for _ in range(6):
        assert (await her.step({"pin": "none"}))["status"] == 422
    assert (await her.step({}))["status"] == 422
    assert (await her.step(RIGHT))["type"] == "done"


async def test_the_password_again_is_no_factor(her: Any, ann: Account, people: Any) -> None:
    await people.has(ann, "pin")
    await her.password()
    assert (await her.step({"email": her.email, "password": PASSWORD}))["status"] == 422
    assert (await her.password())["method"] == "pin"
    assert await her.me() is None


async def test_five_wrong_codes_end_a_login(her: Any, ann: Account, people: Any) -> None:
    await people.has(ann, "pin")
    await her.password()
    for _ in range(5):
        assert await her.step(WRONG) == FAILED
    assert await her.step(RIGHT) == {"type": "login-expired", "status": 410}


async def test_one_counter_over_all_factors_and_logins(
    her: Any, ann: Account, people: Any, outbox: Outbox, clock: SetClock
) -> None:
    await people.has(ann, "pin", "spare")
    for method in ("pin", "spare", "pin", "spare", "pin"):
        await her.password()
        await her.step(method=method)
        assert await her.step(WRONG) == FAILED
    await her.password()
    assert await her.step(RIGHT) == FAILED
    assert outbox.events(LOGIN_FAILED)[-1].data.reason == "throttled"
    assert await her.step(RIGHT, method="spare") == FAILED
    clock.advance(timedelta(minutes=1))
    assert (await her.step(RIGHT))["type"] == "done"
    assert await Throttle.filter(key__startswith="pair:").count() == 0


async def test_another_factor(her: Any, ann: Account, people: Any) -> None:
    await people.has(ann, "pin", "spare")
    assert (await her.password())["method"] == "pin"
    assert (await her.step(method="spare"))["method"] == "spare"
    assert (await her.look())["method"] == "spare"
    assert (await her.step(RIGHT))["type"] == "done"
    assert (await her.me())["session"]["methods"] == ["pwd", "spare"]
    await her.password()
    assert (await her.step(RIGHT, method="spare"))["type"] == "done", "both at once"
    await her.password()
    for unknown in ("letter", "nonsense"):
        assert await her.step(RIGHT, method=unknown) == {"type": "not-found", "status": 404}
    assert (await her.step(RIGHT, method="pin"))["type"] == "done"


async def test_a_factor_is_asked_for_three_times(her: Any, ann: Account, people: Any) -> None:
    await people.has(ann, "pin", "spare")
    await her.password()
    await her.step(method="pin")
    await her.step()
    assert probe.ASKED == ["pin"] * 3
    assert (await her.step(method="pin"))["status"] == 429
    assert probe.ASKED == ["pin"] * 3
    assert (await her.step(method="spare"))["method"] == "spare"
    assert (await her.step(RIGHT))["type"] == "done"


# -- factors that cannot be used


@pytest.mark.parametrize("fails", ["challenge", "verify"])
async def test_a_factor_that_fails_denies(her: Any, ann: Account, people: Any, fails: str, outbox: Outbox) -> None:
    await people.has(ann, "frail", "spare")
    probe.FAILS.add(fails)
    found = await her.password()
    if fails == "verify":
        found = await her.step(RIGHT)
    assert found == UNAVAILABLE
    assert await her.me() is None
    assert outbox.events(LOGIN_FAILED)[-1].data.reason == "factor-unavailable"
    probe.FAILS.clear()
    await her.password()
    assert (await her.step(RIGHT))["type"] == "done"


async def test_another_factor_stands_in(her: Any, ann: Account, people: Any) -> None:
    await people.has(ann, "frail", "pin")
    probe.FAILS.add("challenge")
    assert (await her.password())["method"] == "pin"
    assert await her.step(method="frail") == UNAVAILABLE
    assert (await her.step(RIGHT))["type"] == "done"


async def test_a_factor_whose_plugin_is_off_denies(omni_bench: Bench, clock: Any, outbox: Outbox) -> None:
    async with omni_bench.kernel([], clock) as kernel:
        app = RunningOmni(kernel, outbox)
        ann = await app.person()
        await AccountFactor.create(account_id=ann.id, plugin_id="login-factors", method="pin", kind="possession")
        http = app.browser()
        found = await http.post("/api/v1/auth/login", json={"email": ann.email, "password": PASSWORD})
        assert (found.status_code, found.json()["type"]) == (403, "/problems/factor-unavailable")
        assert await Session.all().count() == 0
        await app.close()


async def test_a_factor_that_goes_while_it_is_asked_for(her: Any, ann: Account, people: Any) -> None:
    await people.has(ann, "pin", "spare")
    await her.password()
    await AccountFactor.filter(method="pin").delete()
    assert await her.step(RIGHT) == FAILED
    assert await her.step(RIGHT) == {"type": "login-expired", "status": 410}


async def test_a_factor_that_is_forbidden_while_it_is_asked_for(her: Any, ann: Account, people: Any) -> None:
    await people.has(ann, "pin")
    await her.password()
    await people.rule(methods=["frail"])
    assert await her.step(RIGHT) == UNAVAILABLE


async def test_an_account_that_is_disabled_meanwhile(her: Any, ann: Account, people: Any, omni_app: RunningOmni) -> None:
    await people.has(ann, "pin")
    await her.password()
    await Account.filter(id=ann.id).update(state="disabled")
    assert await her.step(RIGHT) == FAILED
    assert await her.look() == {"type": "login-expired", "status": 410}
    await Account.filter(id=ann.id).update(state="active")
    await her.password()
    await omni_app.kernel.accounts.set_password(SYSTEM, ann.id, "another long password", "reset")
    assert (await her.step(RIGHT))["status"] == 404


async def test_a_plugin_changed_meanwhile_asks_for_something_else(her: Any, ann: Account, people: Any) -> None:
    await people.has(ann, "pin")
    await her.password()
    row = await LoginFlow.get()
    row.content = str(row.content).replace("omni_login_factors:Pin", "omni_login_factors:Gone")
    await row.save()
    assert await her.step(RIGHT) == UNAVAILABLE


async def test_a_challenge_is_good_for_its_own_login(her: Any, ann: Account, people: Any) -> None:
    await people.has(ann, "pin")
    await her.password()
    other = people.at()
    await other.password()
    mine, its = await LoginFlow.get(id=her.flow), await LoginFlow.get(id=other.flow)
    mine.content = its.content
    await mine.save()
    assert await her.step(RIGHT) == FAILED


async def test_of_two_at_once_one_takes_the_factor(her: Any, ann: Account, people: Any) -> None:
    await people.has(ann, "pin")
    await her.password()
    url = f"/api/v1/auth/login/{her.flow}/step"
    answers = await asyncio.gather(*(her.http.post(url, json={"answers": RIGHT}) for _ in range(6)))
    assert sorted(a.status_code for a in answers).count(200) == 1
    assert await Session.all().count() == 1


# -- trusted browsers


async def test_a_trusted_browser_needs_no_factor(her: Any, ann: Account, people: Any, clock: SetClock) -> None:
    await people.has(ann, "pin")
    await people.rule(factor_required=True, trusted_days=14)
    await her.password()
    assert (await her.step(RIGHT | {"remember_device": True}))["type"] == "done"
    assert (await her.password())["type"] == "done"
    assert (await her.me())["session"]["methods"] == ["pwd", DEVICE]
    assert (await people.at().password())["method"] == "pin", "another browser"
    stranger = people.at("bob@example.com")
    stranger.http.cookies.update(her.http.cookies)
    assert (await her.reauthenticate(PASSWORD))["method"] == "pin", "what is to be fresh is proven"
    clock.advance(timedelta(days=15))
    assert (await her.password())["method"] == "pin"


async def test_the_step_says_how_long_a_browser_may_be_trusted(her: Any, ann: Account, people: Any) -> None:
    """Nobody is offered what would not be granted: by no policy, to no client without cookies, to make nothing fresh."""
    await people.has(ann, "pin")
    assert (await her.password())["remember_days"] == 0
    await people.rule(trusted_days=14)
    assert (await her.password())["remember_days"] == 14
    assert [m["kind"] for m in her.last.json()["methods"]] == ["possession"]
    assert (await her.password(client="bearer"))["remember_days"] == 0
    await her.password()
    await her.step(RIGHT)
    assert (await her.reauthenticate(PASSWORD))["remember_days"] == 0


async def test_trust_is_of_one_account(her: Any, ann: Account, people: Any, omni_app: RunningOmni) -> None:
    bob = await omni_app.person("bob@example.com")
    await people.has(ann, "pin")
    await people.has(bob, "pin")
    await people.rule(trusted_days=14)
    await her.password()
    await her.step(RIGHT | {"remember_device": True})
    her.email = bob.email
    assert (await her.password())["method"] == "pin"


@pytest.mark.parametrize("why", ["not asked", "not allowed", "no browser", "fresh"])
async def test_no_trust(her: Any, ann: Account, people: Any, why: str, omni_app: RunningOmni) -> None:
    await people.has(ann, "pin")
    await people.rule(trusted_days=0 if why == "not allowed" else 14)
    if why == "fresh":
        her = await people.signed_in(ann)
        await her.reauthenticate(PASSWORD)
    else:
        await her.password(client="bearer" if why == "no browser" else "browser")
        her.http.headers["Omni-Flow"] = her.last.json()["flow_token"] or ""
    assert (await her.step(RIGHT | {"remember_device": why != "not asked"}))["type"] == "done"
    assert await TrustedDevice.all().count() == 0


async def test_trust_is_not_for_who_has_no_factor(her: Any, ann: Account, people: Any) -> None:
    await people.has(ann, "pin")
    await people.rule(factor_required=True, trusted_days=14)
    await her.password()
    await her.step(RIGHT | {"remember_device": True})
    await AccountFactor.all().delete()
    form = await her.password()
    assert (await LoginFlow.get(id=her.flow)).stage == "enrol"
    assert form["type"] == "form"


# -- factors that are required, and missing


async def test_grace(her: Any, ann: Account, people: Any, clock: SetClock) -> None:
    await people.rule(factor_required=True, grace_days=7)
    done = await her.password()
    assert (done["type"], done["warnings"]) == ("done", ["factor-due"])
    clock.advance(timedelta(days=7, seconds=1))
    assert (await her.password())["type"] == "form"
    assert await Session.filter(methods=["pwd"]).count() == 1


async def test_enrolment_at_the_login(her: Any, ann: Account, people: Any, outbox: Outbox) -> None:
    await people.rule(factor_required=True)
    form = await her.password()
    assert (form["type"], form["method"]) == ("form", "frail")
    assert [m["method"] for m in her.last.json()["methods"]] == ["frail", "pin"]
    for bad in ("spare", "letter", "nonsense"):
        assert (await her.step(method=bad))["status"] == 404
    assert (await her.step(method="pin"))["method"] == "pin"
    assert await her.step(WRONG) == FAILED
    assert await her.me() is None
    assert await AccountFactor.all().count() == 0
    assert (await her.step(RIGHT))["type"] == "done"
    assert (await her.me())["session"]["methods"] == ["pwd", "pin"]
    assert [e.data.method for e in outbox.events(FACTOR_ENROLLED)] == ["pin"]
    assert (await people.at().password())["method"] == "pin"


async def test_an_enrolment_of_two_steps(her: Any, ann: Account, people: Any) -> None:
    await people.rule(factor_required=True)
    await her.password()
    await her.step(method="pin")
    more = await her.step({"pin": "5555"})
    assert set(more["schema"]["properties"]) == {"again"}
    assert await her.step({"again": "0000"}) == FAILED
    assert (await her.step({"again": "5555"}))["type"] == "done"


async def test_an_enrolment_begins_three_times(her: Any, ann: Account, people: Any) -> None:
    await people.rule(factor_required=True)
    await her.password()
    await her.step(method="frail")
    await her.step()
    assert (await her.step())["status"] == 429


async def test_no_factor_before_the_address_is_verified(omni_app: RunningOmni, people: Any) -> None:
    await omni_app.person(verified=False)
    await people.rule(factor_required=True)
    her = people.at()
    assert await her.password() == {"type": "email-not-verified", "status": 403}
    assert await her.me() is None


async def test_nothing_that_could_be_enrolled(omni_bench: Bench, clock: Any, outbox: Outbox) -> None:
    async with omni_bench.kernel([], clock) as kernel:
        app = RunningOmni(kernel, outbox)
        ann = await app.person()
        await require(kernel)
        http = app.browser()
        found = await http.post("/api/v1/auth/login", json={"email": ann.email, "password": PASSWORD})
        assert (found.status_code, found.json()["type"]) == (403, "/problems/factor-unavailable")
        await app.close()


async def require(kernel: Kernel) -> None:
    """A factor, of everybody."""
    from omni_kernel.auth.policy import PLATFORM, Rules

    await kernel.policies.set(SYSTEM, PLATFORM, Rules(factor_required=True))


async def test_a_letter_is_not_enough_for_an_administrator(omni_app: RunningOmni, people: Any, tenant: Tenant) -> None:
    boss = await omni_app.person("boss@example.com", tenant=tenant, roles=("admin",))
    await people.has(boss, "letter")
    await people.rule(factor_required=True, methods=["letter", "pin"])
    him = people.at(boss.email)
    assert (await him.password())["method"] == "letter"
    form = await him.step(RIGHT)
    assert (form["method"], [m["method"] for m in him.last.json()["methods"]]) == ("pin", ["pin"])
    assert await him.me() is None
    assert (await him.step(RIGHT))["type"] == "done"
    assert (await him.me())["session"]["methods"] == ["pwd", "letter", "pin"]


async def test_a_required_factor_of_any_tenant_is_required(omni_app: RunningOmni, people: Any, tenant: Tenant) -> None:
    await omni_app.person("bob@example.com", tenant=tenant)
    await people.rule(tenant.id, factor_required=True)
    assert (await people.at("bob@example.com").password())["type"] == "form"


async def test_nobody_enrols_a_factor_into_an_account_that_has_one(her: Any, ann: Account, people: Any) -> None:
    await people.rule(factor_required=True)
    await her.password()
    await her.step(method="pin")
    await people.has(ann, "frail")
    assert await her.step(RIGHT) == FAILED
    assert [r.method for r in await AccountFactor.all()] == ["frail"]
    assert (await her.look())["status"] == 410
