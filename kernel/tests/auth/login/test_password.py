"""From nobody to somebody by e-mail and password: what is answered, to whom, how often, and for how long."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from omni_kernel.auth.models import Account, LoginFlow, Session
from omni_kernel.auth.token import digest
from omni_kernel.http.asgi import HttpApp
from omni_sdk.events import LOGIN_FAILED, LOGIN_SUCCEEDED
from omni_sdk.testing import Outbox, SetClock
from omni_sdk.testing.app import RunningOmni

PASSWORD = "correct horse battery staple"
LOGIN = "/api/v1/auth/login"
FAILED = {"type": "login-failed", "status": 401}
GOOD: Any = {"email": "Ann@Example.com ", "password": PASSWORD}


async def test_step_by_step(her: Any, ann: Account, outbox: Outbox) -> None:
    form = await her.begin(next="/welcome")
    assert form["type"] == "form"
    assert set(form["schema"]["properties"]) == {"email", "password"}
    assert await her.look() == form
    assert await her.step({"email": her.email, "password": "wrong"}) == FAILED
    done = await her.step(GOOD)
    assert done == {
        "type": "done", "account": {"id": str(ann.id), "email": ann.email, "name": "Ann"}, "next": "/welcome", "warnings": [],
    }  # fmt: skip
    assert (await her.me())["session"]["methods"] == ["pwd"]
    assert [e.data.reason for e in outbox.events(LOGIN_FAILED)] == ["wrong"]
    assert [(e.data.account_id, e.data.methods, e.actor) for e in outbox.events(LOGIN_SUCCEEDED)] == [
        (ann.id, ["pwd"], f"account:{ann.id}")
    ]


async def test_at_once(her: Any) -> None:
    assert (await her.password())["type"] == "done"
    assert await LoginFlow.all().count() == 0
    assert (await her.me())["email"] == her.email
    names = {c.split("=")[0] for c in her.last.headers.get_list("set-cookie")}
    assert names == {"omni-session"}
    assert all("HttpOnly" in c and "SameSite=Lax" in c for c in her.last.headers.get_list("set-cookie"))


async def test_a_client_without_cookies(omni_app: RunningOmni, ann: Account) -> None:
    http = httpx.AsyncClient(transport=httpx.ASGITransport(omni_app.http), base_url="http://testserver")
    begun = (await http.post(LOGIN, json={"client": "bearer"})).json()
    where, shown = f"{LOGIN}/{begun['flow_id']}", {"Omni-Flow": begun["flow_token"]}
    assert not http.cookies
    assert (await http.get(where)).status_code == 404
    assert (await http.get(where, headers={"Omni-Flow": "other"})).status_code == 404
    assert (await http.get(where, headers=shown)).json()["step"] == begun["step"]
    done = await http.post(f"{where}/step", json={"answers": GOOD}, headers=shown)
    assert not http.cookies
    token = done.json()["step"]["token"]
    assert (await http.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {token}"})).json()["email"] == ann.email
    row = await Session.get()
    assert (row.kind, row.digest) == ("bearer", digest(token))


@pytest.mark.parametrize("known", ["nobody", "disabled", "without a password", "wrong", "locked"])
async def test_no_answer_tells_who_is_known(omni_app: RunningOmni, people: Any, known: str, outbox: Outbox) -> None:
    given = {"disabled": PASSWORD, "locked": PASSWORD}.get(known, "wrong horse")
    if known != "nobody":
        account = await omni_app.person(password=None if known == "without a password" else PASSWORD)
        await Account.filter(id=account.id).update(state="disabled" if known == "disabled" else "active")
    her, work = people.at(), count_work(omni_app)
    if known == "locked":
        for _ in range(6):
            await her.password("wrong horse")
    before = dict(work)
    assert await her.password(given) == FAILED
    assert {k: n - before[k] for k, n in work.items()} == {"hashes": 1}
    body = her.last.json()
    body.pop("request_id")
    assert body == {
        "type": "/problems/login-failed", "title": "The login failed", "status": 401,
        "detail": "The e-mail address, the password or the code is wrong, or there were too many tries: check them, wait a "
        "little, and try again.",
    }  # fmt: skip
    assert "set-cookie" not in her.last.headers
    assert outbox.events(LOGIN_FAILED)[-1].data.reason == ("throttled" if known == "locked" else "wrong")
    assert (outbox.events(LOGIN_FAILED)[-1].data.account_id is None) == (known == "nobody")


def count_work(omni_app: RunningOmni) -> dict[str, int]:
    """How often a password is hashed."""
    passwords: Any = omni_app.kernel.passwords
    work, real = {"hashes": 0}, passwords._thread

    async def counting(*args: Any) -> Any:
        work["hashes"] += 1
        return await real(*args)

    passwords._thread = counting
    return work


async def test_five_failures_end_a_login(her: Any) -> None:
    await her.begin()
    for _ in range(5):
        assert await her.step({"email": "other@example.com", "password": "x"}) == FAILED
    assert await her.step(GOOD) == {"type": "login-expired", "status": 410}
    assert await her.look() == {"type": "login-expired", "status": 410}
    assert await her.me() is None


async def test_what_is_no_answer_is_no_failure(her: Any) -> None:
    await her.begin()
    for bad in ({}, {"email": "x"}, {"email": "x" * 255, "password": "x"}, {"email": "x", "password": "x" * 1025}):
        assert (await her.step(bad))["status"] == 422
    assert all("answers" in e["pointer"] for e in her.last.json()["errors"])
    assert (await her.step())["status"] == 422
    assert (await LoginFlow.get()).tries == 0
    assert (await her.step(GOOD))["type"] == "done"


async def test_a_login_ends_by_time(her: Any, clock: SetClock, omni_app: RunningOmni) -> None:
    await her.begin()
    clock.advance(timedelta(minutes=omni_app.kernel.settings.auth.login_minutes))
    assert await her.step(GOOD) == {"type": "login-expired", "status": 410}


async def test_a_login_is_done_once(her: Any) -> None:
    await her.begin()
    cookies = dict(her.http.cookies)
    assert (await her.step(GOOD))["type"] == "done"
    assert not [name for name in her.http.cookies if name.startswith("omni-flow")]
    for name, value in cookies.items():
        her.http.cookies.set(name, value)
    assert await her.step(GOOD) == {"type": "login-expired", "status": 410}
    row = await LoginFlow.get()
    assert (row.stage, row.content) == ("done", "")


async def test_another_browser_sees_no_login(her: Any, people: Any) -> None:
    await her.begin()
    other = people.at()
    other.flow = her.flow
    assert (await other.look())["status"] == 404
    assert (await other.step(GOOD))["status"] == 404
    await other.begin()
    own = next(n for n in other.http.cookies if n.startswith("omni-flow"))
    other.http.cookies.set(f"omni-flow-{her.flow[-12:]}", other.http.cookies[own])
    other.flow = her.flow
    assert (await other.step(GOOD))["status"] == 404
    other.flow = str(UUID(int=7))
    assert (await other.look())["status"] == 404


async def test_of_two_at_once_one_takes_the_step(her: Any) -> None:
    await her.begin()
    url, body = f"{LOGIN}/{her.flow}/step", {"answers": GOOD}
    answers = await asyncio.gather(*(her.http.post(url, json=body) for _ in range(6)))
    assert sorted(a.status_code for a in answers if a.status_code != 410)[:2] in ([200], [200, 409])
    assert {a.status_code for a in answers} <= {200, 409, 410}
    assert await Session.all().count() == 1


async def test_a_step_that_is_being_taken_is_nobody_elses(her: Any) -> None:
    await her.begin()
    await LoginFlow.filter(id=her.flow).update(version=1)
    assert await her.step(GOOD) == {"type": "login-step-taken", "status": 409}


async def test_a_login_that_is_ended_meanwhile_is_not_done(her: Any, ann: Account, omni_app: RunningOmni) -> None:
    await her.begin()

    async def gone(*_: Any) -> bool:
        await LoginFlow.all().delete()
        return True

    omni_app.kernel.passwords.verify = gone  # type: ignore[assignment, method-assign]  # the moment at which it happens
    assert await her.step(GOOD) == {"type": "login-step-taken", "status": 409}
    assert await Session.all().count() == 0


@pytest.mark.parametrize("stored", [True, False])
async def test_a_password_changed_meanwhile_opens_nothing(
    her: Any, ann: Account, omni_app: RunningOmni, outbox: Outbox, *, stored: bool
) -> None:
    real = omni_app.kernel.passwords.verify

    async def changed(*given: Any) -> bool:
        right = await real(*given)
        await Account.filter(id=ann.id).update(password="another", password_changed_at=omni_app.kernel.clock.now())
        return right

    omni_app.kernel.passwords.verify = changed  # type: ignore[assignment, method-assign]  # the moment at which it happens
    if stored:
        await her.begin()
    assert await (her.step(GOOD) if stored else her.password()) == FAILED
    assert outbox.events(LOGIN_FAILED)[-1].data.reason == "the account changed meanwhile"
    assert await Session.all().count() == 0


async def test_a_guess_counts_though_nobody_waits_for_the_answer(her: Any, ann: Account, omni_app: RunningOmni) -> None:
    await her.begin()
    url, body = f"{LOGIN}/{her.flow}/step", {"answers": {"email": ann.email, "password": "wrong"}}
    asking = asyncio.ensure_future(her.http.post(url, json=body))
    await version_of_the_login(1)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert (await version_of_the_login(2)).tries == 1


async def version_of_the_login(version: int) -> LoginFlow:
    """Look until the only login has come so far."""
    async for row in (await LoginFlow.get() for _ in iter(int, 1)):
        if row.version >= version:
            return row
    raise AssertionError


async def test_a_login_begun_before_a_restart_goes_on_after_it(her: Any, omni_app: RunningOmni) -> None:
    await her.begin()
    her.http._transport = httpx.ASGITransport(HttpApp(omni_app.kernel))
    assert (await her.step(GOOD))["type"] == "done"


async def test_an_old_hash_is_renewed(her: Any, ann: Account) -> None:
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    await Account.filter(id=ann.id).update(password=old)
    assert (await her.password())["type"] == "done"
    renewed = (await Account.get(id=ann.id)).password
    assert renewed != old
    assert (await her.password())["type"] == "done"
    assert (await Account.get(id=ann.id)).password == renewed


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "javascript:alert(1)",
     "", "a", "/\n/evil.example", " //evil.example", "/a\\b", "/" + "a" * 500, "/\x7f"],
)  # fmt: skip
async def test_nobody_is_sent_elsewhere(her: Any, elsewhere: str) -> None:
    assert (await her.password(next=elsewhere))["next"] == "/"


@pytest.mark.parametrize("here", ["/", "/a/b?c=d&e=//f#g", "/~ann", "/%2F/x", "/ümlaut"])
async def test_but_anywhere_here(her: Any, here: str) -> None:
    assert (await her.password(next=here))["next"] == here


@pytest.mark.parametrize("header", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site", "Origin": "null"}])
async def test_other_sites_sign_nobody_in(her: Any, header: dict[str, str]) -> None:
    await her.begin()
    refused = await her.http.post(LOGIN, json={"email": her.email, "password": PASSWORD}, headers=header)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/cross-site-request")
    refused = await her.http.post(f"{LOGIN}/{her.flow}/step", json={"answers": GOOD}, headers=header)
    assert refused.status_code == 403
    form = await her.http.post(LOGIN, content=b'{"email": "x"}', headers={"content-type": "text/plain"})
    assert form.status_code == 415
    assert await her.me() is None


async def test_what_a_browser_was_given_before_signs_nobody_in(her: Any, people: Any, omni_app: RunningOmni) -> None:
    """Session fixation: whoever planted a token or a login in a browser gets nothing by it."""
    planted, name = people.at(), omni_app.kernel.cookies.session_name
    await planted.begin()
    her.http.cookies.set(name, "omnis_planted")
    her.http.cookies.update(planted.http.cookies)
    assert (await her.password())["type"] == "done"
    token = next(c for c in her.last.headers.get_list("set-cookie") if c.startswith(name)).split(";")[0].partition("=")[2]
    assert token != "omnis_planted"
    assert await planted.me() is None
    assert (await planted.look())["type"] == "form"


async def test_signing_in_again_ends_the_browsers_old_session(her: Any, people: Any) -> None:
    await her.password()
    old = dict(her.http.cookies)
    await her.password()
    assert await Session.all().count() == 1
    thief = people.at()
    thief.http.cookies.update(old)
    assert await thief.me() is None


async def test_no_secret_is_logged_or_in_an_address(her: Any, capfd: pytest.CaptureFixture[str]) -> None:
    await her.begin()
    flow_token = next(v for n, v in her.http.cookies.items() if n.startswith("omni-flow"))
    await her.step(GOOD)
    session = her.http.cookies["omni-session"]
    await her.me()
    said = "".join(capfd.readouterr())
    assert "auth/login" in said
    for secret in (PASSWORD, flow_token, session):
        assert secret not in said
        assert secret not in str(her.last.request.url)
    rows = str(await LoginFlow.all().values("binding", "handle", "next")) + str(await Session.all().values())
    assert flow_token not in rows
    assert session not in rows


async def test_buttons_need_a_tenant(her: Any) -> None:
    assert (await her.begin(provider="code"))["status"] == 422
    assert (await her.begin(tenant="nowhere"))["status"] == 404
