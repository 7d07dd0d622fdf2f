"""By a tenant's identity provider: there and back, by GET and by a cross-site POST; who is known, and who is not."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import omni_login_idp as idp
import pytest

from omni_kernel.auth.models import Account, Identity, LoginFlow, Session
from omni_kernel.tenancy.models import Membership
from omni_sdk import Tenant
from omni_sdk.events import ACCOUNT_CREATED, IDENTITY_LINKED, LOGIN_FAILED, LOGIN_SUCCEEDED
from omni_sdk.testing import Outbox, SetClock
from omni_sdk.testing.app import SYSTEM, RunningOmni

FAILED = {"type": "login-failed", "status": 401}
RIGHT = {"pin": "1234"}
LINK = "/api/v1/auth/link"


@pytest.fixture
async def bob(omni_app: RunningOmni, tenant: Tenant) -> Account:
    """A member whom the providers know as `b0b`; he has no password."""
    bob = await omni_app.person("bob@example.com", name="Bob", password=None, tenant=tenant)
    for provider in ("code", "crosspost", "forms"):
        await Identity.create(account_id=bob.id, tenant_id=tenant.id, provider=provider, connection="main", subject="b0b")
    return bob


@pytest.fixture
def him(people: Any, bob: Account) -> Any:
    """Bob at his browser."""
    return people.at(bob.email)


async def away(who: Any, provider: str, tenant: Tenant, **body: Any) -> str:
    """Press a button; the handle that goes with it."""
    step = await who.begin(provider=provider, connection="main", tenant=tenant.slug, **body)
    assert step["type"] == "redirect", step
    return handle_of(step["url"], step["post"])


def handle_of(url: str, post: dict[str, str] | None = None) -> str:
    """What a redirect carries."""
    return post["RelayState"] if post else parse_qs(urlsplit(url).query)["state"][0]


def refused(answer: httpx.Response) -> bool:
    """Was it the one answer to all that is wrong?"""
    return (answer.status_code, answer.json()["type"]) == (401, "/problems/login-failed")


# -- there and back


async def test_buttons(omni_app: RunningOmni, tenant: Tenant, people: Any) -> None:
    her = people.at()
    assert (await her.begin(tenant=tenant.slug))["type"] == "form"
    shown = her.last.json()["providers"]
    assert shown[0] == {"provider": "crosspost", "connection": "main", "title": "Main of first", "icon": "key"}
    assert [b["provider"] for b in shown] == ["crosspost", "code", "forms"]
    listed = await her.http.get("/api/v1/auth/providers", params={"tenant": tenant.slug})
    assert listed.json()["items"] == shown
    for fails in ("connections", "busy"):
        idp.FAILS.add(fails)
        assert (await her.http.get("/api/v1/auth/providers", params={"tenant": tenant.slug})).json()["items"] == []
        idp.FAILS.clear()
    assert (await her.http.get("/api/v1/auth/providers", params={"tenant": "nowhere"})).status_code == 404


async def test_by_get(him: Any, bob: Account, tenant: Tenant, outbox: Outbox) -> None:
    handle = await away(him, "code", tenant, next="/welcome")
    back = await him.back("code", state=handle, subject="b0b", email="robert@example.com")
    assert (back.status_code, back.headers["location"]) == (303, "/welcome")
    session = (await him.me())["session"]
    assert (session["methods"], session["tenant_id"]) == (["federated"], str(tenant.id))
    assert outbox.events(LOGIN_SUCCEEDED)[-1].tenant_id == tenant.id
    known = await Identity.get(provider="code")
    assert (known.email, known.used_at is not None) == ("robert@example.com", True)
    assert (await Account.get(id=bob.id)).email == "bob@example.com"


async def test_by_cross_site_post(him: Any, tenant: Tenant) -> None:
    handle = await away(him, "crosspost", tenant, next="/welcome")
    posted = await him.back("crosspost", post={"RelayState": handle, "subject": "b0b"})
    assert posted.status_code == 303
    assert "set-cookie" not in posted.headers
    assert await him.me() is None
    assert "b0b" not in str(await LoginFlow.all().values("stage", "provider", "handle", "next"))
    back = await him.http.get(posted.headers["location"])
    assert (back.status_code, back.headers["location"]) == (303, "/welcome")
    assert (await him.me())["email"] == "bob@example.com"
    assert refused(await him.http.get(posted.headers["location"]))


async def test_by_form(him: Any, tenant: Tenant) -> None:
    form = await him.begin(provider="forms", connection="main", tenant=tenant.slug)
    assert set(form["schema"]["properties"]) == {"subject"}
    assert (await him.step({}))["status"] == 422
    assert (await him.step({"subject": "b0b"}))["type"] == "done"
    assert (await him.me())["email"] == "bob@example.com"


async def test_by_two_ways(him: Any, tenant: Tenant) -> None:
    first = await away(him, "code", tenant)
    again = await him.back("code", state=first, say="more")
    assert again.status_code == 303
    assert again.headers["location"].startswith("https://idp.example/sso?leg=2")
    assert refused(await him.back("code", state=first, subject="b0b"))
    assert (await him.back("code", state=handle_of(again.headers["location"]), subject="b0b")).status_code == 303
    assert await him.me()


@pytest.mark.parametrize("posted", [False, True])
async def test_a_person_is_told_on_the_login_page_what_went_wrong(him: Any, *, posted: bool) -> None:
    """A browser that looks for a page gets no JSON; everybody else the problem."""
    him.http.headers["Accept"] = "text/html,*/*;q=0.8"
    answer = await him.http.get("/api/v1/auth/callback/code", params={"state": "made-up"})
    if posted:
        url = "/api/v1/auth/callback/crosspost"
        answer = await him.http.post(url, data={"RelayState": "made-up"}, headers={"Origin": "https://idp.example"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?problem=login-failed")


async def test_a_client_without_cookies(omni_app: RunningOmni, bob: Account, tenant: Tenant, people: Any) -> None:
    him = people.at()
    handle = await away(him, "code", tenant, client="bearer")
    him.http.headers["Omni-Flow"] = him.last.json()["flow_token"]
    back = await him.back("code", state=handle, subject="b0b")
    him.http.headers["Authorization"] = f"Bearer {back.json()['step']['token']}"
    assert (await him.me())["email"] == bob.email


async def test_a_factor_after_it(him: Any, bob: Account, tenant: Tenant, people: Any) -> None:
    await people.has(bob, "pin")
    back = await him.back("code", state=await away(him, "code", tenant, next="/welcome"), subject="b0b", amr="pwd mfa")
    assert back.headers["location"] == f"/login?flow={him.flow}"
    assert await him.me() is None
    assert (await him.look())["method"] == "pin"
    assert (await him.step(RIGHT))["next"] == "/welcome"
    assert (await him.me())["session"]["methods"] == ["federated", "pin"]


@pytest.mark.parametrize("amr", ["mfa", "pwd otp", "hwk", "swk", "pwd", ""])
async def test_a_factor_of_the_providers(him: Any, bob: Account, tenant: Tenant, people: Any, amr: str) -> None:
    await people.has(bob, "pin")
    await people.rule(factor_required=True, accept_upstream=True)
    back = await him.back("code", state=await away(him, "code", tenant), subject="b0b", amr=amr)
    me = await him.me()
    if amr in ("pwd", ""):
        assert (me, back.headers["location"]) == (None, f"/login?flow={him.flow}")
    else:
        assert me["session"]["methods"] == ["federated", "mfa"]


async def test_a_factor_of_the_providers_where_none_is_enrolled(him: Any, tenant: Tenant, people: Any) -> None:
    await people.rule(tenant.id, factor_required=True, accept_upstream=True)
    await him.back("code", state=await away(him, "code", tenant), subject="b0b", amr="mfa")
    assert (await him.me())["session"]["methods"] == ["federated", "mfa"]
    other = await away(him, "code", tenant)
    assert (await him.back("code", state=other, subject="b0b")).headers["location"].startswith("/login")


@pytest.mark.parametrize("more", ["nothing", "a password", "another tenant", "the platform"])
async def test_a_factor_is_enrolled_by_who_has_this_tenant_only(
    him: Any, bob: Account, tenant: Tenant, other_tenant: Tenant, people: Any, more: str
) -> None:
    """Else one tenant's provider could put a factor of its own on what opens another tenant."""
    await people.rule(tenant.id, factor_required=True)
    if more == "a password":
        await Account.filter(id=bob.id).update(password="some hash")
    if more == "another tenant":
        await Membership.create(tenant_id=other_tenant.id, account_id=bob.id, roles=["member"])
    if more == "the platform":
        await Account.filter(id=bob.id).update(platform=True)
    back = await him.back("code", state=await away(him, "code", tenant), subject="b0b")
    if more == "nothing":
        assert (await him.step(method="pin"))["method"] == "pin"
        assert (await him.step(RIGHT))["type"] == "done"
    else:
        assert (back.status_code, back.json()["type"]) == (403, "/problems/factor-unavailable")
        assert await him.me() is None


# -- what is refused


@pytest.mark.parametrize("post", [True, False])
async def test_unknown_handles(him: Any, tenant: Tenant, outbox: Outbox, *, post: bool) -> None:
    name, parameter = ("crosspost", "RelayState") if post else ("code", "state")
    handle = await away(him, name, tenant)
    for given in (
        {parameter: "unknown"},
        {parameter: ""},
        {"x": ""},
        {"resume": "unknown"},
        {"state" if post else "RelayState": handle},
    ):
        assert refused(await (him.back(name, post=given) if post else him.back(name, **given)))
    assert outbox.events(LOGIN_FAILED)[-1].data.reason == "unknown or used handle"
    other = "code" if post else "crosspost"
    assert refused(await him.back(other, state=handle, RelayState=handle, subject="b0b"))
    assert refused(await him.back("nonsense", state=handle, subject="b0b"))
    assert await him.me() is None


@pytest.mark.parametrize("post", [True, False])
async def test_a_handle_is_used_once(him: Any, tenant: Tenant, *, post: bool) -> None:
    name = "crosspost" if post else "code"
    given = {"RelayState" if post else "state": await away(him, name, tenant), "subject": "b0b"}
    first = await (him.back(name, post=given) if post else him.back(name, **given))
    assert first.status_code == 303
    assert refused(await (him.back(name, post=given) if post else him.back(name, **given)))
    resumed = httpx.URL(first.headers["location"]).params.get("resume", "none")
    assert refused(await him.back(name, post={"resume": resumed, "subject": "admin"}))


async def test_a_handle_that_met_a_failure_is_used(him: Any, tenant: Tenant) -> None:
    handle = await away(him, "code", tenant)
    failed = await him.back("code", state=handle, say="boom")
    assert (failed.status_code, failed.json()["plugin"]) == (500, "login-idp")
    assert "broken" not in failed.text
    assert refused(await him.back("code", state=handle, subject="b0b"))
    assert (await him.step({"subject": "b0b"}))["status"] == 409


@pytest.mark.parametrize("post", [True, False])
async def test_another_browser(him: Any, people: Any, tenant: Tenant, outbox: Outbox, *, post: bool) -> None:
    """Whoever lures somebody to his own callback signs nobody in, and ends his own login."""
    lured, name = people.at(), "crosspost" if post else "code"
    given = {"RelayState" if post else "state": await away(him, name, tenant), "subject": "b0b"}
    if post:
        where = (await him.back(name, post=given)).headers["location"]
        assert refused(await lured.http.get(where))
    else:
        assert refused(await lured.back(name, **given))
    assert await lured.me() is None
    assert outbox.events(LOGIN_FAILED)[-1].data.reason == "it came back in another browser"
    assert (await him.look())["status"] == 410


async def test_a_bad_answer(him: Any, tenant: Tenant, outbox: Outbox, omni_app: RunningOmni) -> None:
    for _ in range(7):  # and never mind how often: that is not the plugin's failure
        handle = await away(him, "code", tenant)
        assert refused(await him.back("code", state=handle, say="bad"))
    assert outbox.events(LOGIN_FAILED)[-1].data.reason == "the signature is wrong"
    assert (await him.look())["status"] == 410
    assert omni_app.kernel.breaker.tripped() == []


async def test_too_late(him: Any, tenant: Tenant, clock: SetClock) -> None:
    handle = await away(him, "code", tenant)
    clock.advance(timedelta(minutes=15))
    assert refused(await him.back("code", state=handle, subject="b0b"))


async def test_of_two_at_once_one_comes_back(him: Any, tenant: Tenant) -> None:
    handle = await away(him, "code", tenant)
    answers = await asyncio.gather(*(him.back("code", state=handle, subject="b0b") for _ in range(6)))
    assert [a.status_code for a in answers].count(303) == 1
    assert {a.status_code for a in answers} <= {303, 401, 409}
    assert await Session.all().count() == 1


async def test_what_a_post_must_be(him: Any, tenant: Tenant) -> None:
    url = "/api/v1/auth/callback/crosspost"
    assert (await him.http.post(url, json={})).status_code == 415
    large = await him.http.post(url, data={"SAMLResponse": "x" * 1_000_000})
    assert large.status_code == 413


async def test_buttons_that_are_not_there(him: Any, tenant: Tenant) -> None:
    for name, connection in (("nonsense", "main"), ("code", "other")):
        assert (await him.begin(provider=name, connection=connection, tenant=tenant.slug))["status"] == 404
    assert (await him.begin(provider="code", connection="main", tenant="nowhere"))["status"] == 404


async def test_a_provider_that_is_off_by_then(him: Any, tenant: Tenant, omni_app: RunningOmni, outbox: Outbox) -> None:
    handle = await away(him, "code", tenant)
    await omni_app.kernel.tenants.update(SYSTEM, tenant.id, {"state": "suspended"})
    assert refused(await him.back("code", state=handle, subject="b0b"))
    assert outbox.events(LOGIN_FAILED)[-1].data.reason == "the identity provider is off"


# -- who it is


@pytest.mark.parametrize("why", ["disabled", "no member", "no subject", "long subject", "unknown"])
async def test_who_is_not_let_in(him: Any, bob: Account, tenant: Tenant, why: str, outbox: Outbox) -> None:
    if why == "disabled":
        await Account.filter(id=bob.id).update(state="disabled")
    if why == "no member":
        await Membership.filter(account_id=bob.id).delete()
    subject = {"no subject": "", "long subject": "x" * 301, "unknown": "stranger"}.get(why, "b0b")
    handle = await away(him, "code", tenant)
    assert refused(await him.back("code", state=handle, subject=subject, email="bob@example.com"))
    assert await him.me() is None
    assert outbox.events(LOGIN_FAILED)[-1].tenant_id == tenant.id


async def test_a_member_no_more_when_the_factor_is_shown(him: Any, bob: Account, tenant: Tenant, people: Any) -> None:
    await people.has(bob, "pin")
    await him.back("code", state=await away(him, "code", tenant), subject="b0b")
    await Membership.filter(account_id=bob.id).delete()
    assert await him.step(RIGHT) == FAILED


async def test_subjects_are_of_one_tenant(
    him: Any, bob: Account, tenant: Tenant, other_tenant: Tenant, omni_app: RunningOmni
) -> None:
    await Membership.create(tenant_id=other_tenant.id, account_id=bob.id, roles=["member"])
    handle = await away(him, "code", other_tenant)
    assert refused(await him.back("code", state=handle, subject="b0b"))
    await him.back("code", state=await away(him, "code", tenant), subject="b0b")
    assert await him.me()
    hop = await him.http.get("/api/v1/auth/me", headers={"Omni-Tenant": other_tenant.slug})
    assert hop.status_code == 404


async def test_signing_up(omni_app: RunningOmni, people: Any, tenant: Tenant, outbox: Outbox) -> None:
    eve = people.at()
    said = {"subject": "e1", "email": "Eve@Example.com", "name": "Eve"}
    assert refused(await eve.back("code", state=await away(eve, "code", tenant), **said))
    assert outbox.events(LOGIN_FAILED)[-1].data.reason == "unknown identity"
    await people.rule(tenant.id, sign_up_roles=["viewer"])
    assert refused(await eve.back("code", state=await away(eve, "code", tenant), subject="e1"))
    assert outbox.events(LOGIN_FAILED)[-1].data.reason == "no e-mail address"
    for _ in range(2):
        assert (await eve.back("code", state=await away(eve, "code", tenant), **said)).status_code == 303
    account = await Account.get(email="eve@example.com")
    assert (account.name, account.password) == ("Eve", None)
    assert (await Membership.get(account_id=account.id)).roles == ["viewer"]
    assert [e.data.account_id for e in outbox.events(ACCOUNT_CREATED)] == [account.id]
    assert [e.data.account_id for e in outbox.events(IDENTITY_LINKED)] == [account.id]
    assert account.email_verified_at is None, "the provider's word is not the owner's"
    await omni_app.run_jobs()
    assert [m.to for m in outbox.mails] == ["eve@example.com"]


async def test_the_same_stranger_at_the_same_moment(
    omni_app: RunningOmni, people: Any, tenant: Tenant, bob: Account, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two first sign-ins of one identity: the second finds it taken, and leaves no account behind."""
    await people.rule(tenant.id, sign_up_roles=["viewer"])
    eve, real = people.at(), omni_app.kernel.members.enter

    async def enter(*given: Any) -> Any:
        key: Any = {"tenant_id": tenant.id, "provider": "code", "connection": "main", "subject": "e1"}
        await Identity.create(account_id=bob.id, **key)
        return await real(*given)

    monkeypatch.setattr(omni_app.kernel.members, "enter", enter)
    assert refused(await eve.back("code", state=await away(eve, "code", tenant), subject="e1", email="eve@example.com"))
    assert outbox.events(LOGIN_FAILED)[-1].data.reason == "the identity was linked at the same moment"
    assert not await Account.exists(email="eve@example.com")


async def test_a_provider_cannot_put_a_factor_on_an_address(
    omni_app: RunningOmni, people: Any, tenant: Tenant, outbox: Outbox
) -> None:
    """A tenant that claims a stranger's address, and asks for a factor: only the address' owner gets to enrol one."""
    await people.rule(tenant.id, sign_up_roles=["viewer"], factor_required=True)
    eve, said = people.at(), {"subject": "e1", "email": "victim@example.com"}
    for _ in range(2):
        answer = await eve.back("code", state=await away(eve, "code", tenant), **said)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/email-not-verified")
    await omni_app.run_jobs()
    token = outbox.mails[-1].text.partition("#")[2].split()[0]
    await omni_app.kernel.accounts.verify_email(SYSTEM, token)
    answer = await eve.back("code", state=await away(eve, "code", tenant), **said)
    assert answer.headers["location"].startswith("/login?flow=")


async def test_an_e_mail_address_is_nobody(people: Any, tenant: Tenant, omni_app: RunningOmni, bob: Account) -> None:
    """Neither a member's nor another person's account opens to who claims its address."""
    await people.rule(tenant.id, sign_up_roles=["viewer"])
    await omni_app.person("carl@example.com")
    eve = people.at()
    for taken in ("bob@example.com", "carl@example.com", "no address"):
        assert refused(await eve.back("code", state=await away(eve, "code", tenant), subject="e1", email=taken))
    assert await Identity.filter(subject="e1").count() == 0
    assert await eve.me() is None


# -- linking


async def test_linking(omni_app: RunningOmni, people: Any, tenant: Tenant, outbox: Outbox) -> None:
    ann = await omni_app.person(tenant=tenant)
    her = await people.signed_in(ann, tenant=tenant)
    for _ in range(2):
        assert linked(await link(her, "a1"), "/settings")
    assert [e.data.account_id for e in outbox.events(IDENTITY_LINKED)] == [ann.id]
    assert await Session.all().count() == 1
    other = people.at()
    await other.back("code", state=await away(other, "code", tenant), subject="a1")
    assert (await other.me())["email"] == ann.email


async def link(who: Any, subject: str) -> httpx.Response:
    """Make it one's own."""
    made = await who.http.post(LINK, json={"provider": "code", "connection": "main", "next": "/settings"})
    back: httpx.Response = await who.back("code", state=handle_of(made.json()["step"]["url"]), subject=subject)
    return back


def linked(answer: httpx.Response, to: str) -> bool:
    """Did it go well?"""
    return (answer.status_code, answer.headers["location"]) == (303, to)


async def test_what_is_linked_is_not_linked_to_another(
    omni_app: RunningOmni, people: Any, tenant: Tenant, bob: Account, outbox: Outbox
) -> None:
    ann = await omni_app.person(tenant=tenant)
    her = await people.signed_in(ann, tenant=tenant)
    assert refused(await link(her, "b0b"))
    assert outbox.events(LOGIN_FAILED)[-1].data.reason == "it is linked to another account"
    assert (await Identity.get(provider="code")).account_id == bob.id


async def test_of_two_accounts_one_links(omni_app: RunningOmni, people: Any, tenant: Tenant, outbox: Outbox) -> None:
    both = []
    for email in ("ann@example.com", "eve@example.com"):
        who = await people.signed_in(await omni_app.person(email, tenant=tenant), tenant=tenant)
        both.append(who)
    answers = await asyncio.gather(*(link(who, "same") for who in both))
    assert sorted(a.status_code for a in answers) == [303, 401]
    assert await Identity.filter(subject="same").count() == 1


async def test_who_may_not_link(omni_app: RunningOmni, people: Any, tenant: Tenant, clock: SetClock) -> None:
    body = {"provider": "code", "connection": "main"}
    assert (await omni_app.client(tenant).post(LINK, json=body)).status_code == 403
    assert (await omni_app.browser().post(LINK, json=body)).status_code == 401
    stranger = await omni_app.signed_in(await omni_app.person(), tenant=tenant)
    assert (await stranger.post(LINK, json=body)).status_code == 404
    del stranger.headers["Omni-Tenant"]
    assert (await stranger.post(LINK, json=body)).status_code == 400


async def test_a_link_needs_its_session(omni_app: RunningOmni, people: Any, tenant: Tenant) -> None:
    ann = await omni_app.person(tenant=tenant)
    her = await people.signed_in(ann, tenant=tenant)
    made = await her.http.post(LINK, json={"provider": "code", "connection": "main"})
    await her.http.post("/api/v1/auth/logout")
    assert refused(await her.back("code", state=handle_of(made.json()["step"]["url"]), subject="a1"))
    assert await Identity.all().count() == 0
