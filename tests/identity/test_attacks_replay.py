"""What was used once is nothing any more: steps of logins, codes, links, what a provider carried back."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx
import omni_login_idp
import pytest
from attacks import (
    API,
    LOGIN,
    ME,
    PASSWORD,
    REAUTHENTICATE,
    App,
    browser,
    links,
    login,
    session_of,
    signed_in,
    step,
    type_of,
    with_app,
)

from omni_2fa_backup_codes.plugin import plugin as backup_codes
from omni_2fa_totp.plugin import plugin as totp
from omni_kernel.auth.models import Account, Identity, Session
from omni_kernel.clock import Clock
from omni_kernel.tenancy.models import Membership
from omni_sdk import Tenant
from omni_sdk.testing.app import RunningOmni
from omni_sdk.testing.doubles import Outbox

PLUGINS = (totp, backup_codes, idp := omni_login_idp.plugin)
RESET, VERIFY = f"{API}/auth/password/reset", f"{API}/auth/email/verify"
MOVE, ACCEPT = f"{API}/auth/email/change", f"{API}/invitations/accept"
NEW = "a new long enough password"


@pytest.fixture
def omni_config() -> dict[str, dict[str, object]]:
    return {"2fa-backup-codes": {"argon2_time_cost": 1, "argon2_memory_kib": 8, "argon2_parallelism": 1}}


@pytest.fixture
async def ann(omni_app: RunningOmni, tenant: Tenant) -> Account:
    return await omni_app.person(tenant=tenant, roles=("admin",))


@pytest.fixture
async def app(omni_app: RunningOmni, ann: Account, clock: Clock) -> App:
    """Ann's; its present code is good."""
    made = await with_app(omni_app, ann, backup=True)
    clock.advance(timedelta(minutes=1))
    return made


class Tape(httpx.AsyncBaseTransport):
    """Keeps what a browser sent, to send it again."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.sent: list[tuple[str, str, dict[str, str], bytes]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append((request.method, str(request.url), dict(request.headers), request.content))
        return await self.inner.handle_async_request(request)

    async def again(self, http: httpx.AsyncClient) -> Sequence[httpx.Response]:
        """All of it, in the same order and by the same cookies."""
        return [await http.request(m, url, headers=headers, content=body) for m, url, headers, body in self.sent]


def taped(omni: RunningOmni) -> tuple[httpx.AsyncClient, Tape]:
    http = browser(omni)
    http._transport = tape = Tape(http._transport)
    return http, tape


# -- logins


async def test_a_login_sent_again_opens_nothing(omni_app: RunningOmni, ann: Account, app: App) -> None:
    """Whoever overheard all of it, cookies included, has a password and a used code."""
    hers, tape = taped(omni_app)
    flow = (await hers.post(LOGIN, json={})).json()["flow_id"]
    await hers.post(f"{LOGIN}/{flow}/step", json={"answers": {"email": ann.email, "password": PASSWORD}})
    assert session_of(await step(hers, flow, app.code()))
    await hers.post(f"{API}/auth/logout")
    answers = await tape.again(browser(omni_app))
    assert [a.status_code for a in answers] == [200, 410, 410, 401]
    # The password is good for another login, to which the code was shown already.
    other = (await login(browser(omni_app))).json()
    assert other["step"]["method"] == "totp"
    assert await Session.filter(ip="198.51.100.7").count() == 0


@pytest.mark.parametrize("kind", ["totp", "backup-codes"])
async def test_a_code_is_good_once(omni_app: RunningOmni, ann: Account, app: App, kind: str) -> None:
    """In another login, in the same one after it failed, for a fresh proof, and of eight at once in one."""
    code = app.code() if kind == "totp" else app.codes[3]
    browsers = [browser(omni_app, ip=f"203.0.{n}.1") for n in range(8)]
    flows = [(await login(http)).json()["flow_id"] for http in browsers]
    if kind != "totp":
        for http, flow in zip(browsers, flows, strict=True):
            assert (await http.post(f"{LOGIN}/{flow}/step", json={"method": kind})).status_code == 200
    answers = await asyncio.gather(*(step(h, f, code, kind) for h, f in zip(browsers, flows, strict=True)))
    assert sum(bool(session_of(a)) for a in answers) == 1
    assert {type_of(a) for a in answers} == {"", "login-failed"}
    hers = await signed_in(omni_app, ann)
    flow = (await hers.post(REAUTHENTICATE, json={"password": PASSWORD})).json()["flow_id"]
    assert type_of(await step(hers, flow, code, kind)) in ("login-failed", "")
    assert await Session.filter(ip__startswith="203.0.").count() == 1


async def test_the_code_of_an_enrolment_opens_no_login(omni_app: RunningOmni, ann: Account, clock: Clock) -> None:
    app, http = await with_app(omni_app, ann), browser(omni_app)
    flow = (await login(http)).json()["flow_id"]
    assert type_of(await step(http, flow, app.code(-1))) == "login-failed"


async def test_an_older_code_is_worth_nothing_after_a_newer(omni_app: RunningOmni, ann: Account, app: App) -> None:
    """Overheard and kept, while she used the next."""
    http = browser(omni_app)
    for code, taken in ((app.code(1), True), (app.code(0), False), (app.code(-1), False), (app.code(1), False)):
        flow = (await login(http)).json()["flow_id"]
        assert bool(session_of(await step(http, flow, code))) is taken


@pytest.mark.parametrize("way", ["code", "crosspost"])
async def test_what_a_provider_carried_back_is_good_once(omni_app: RunningOmni, ann: Account, tenant: Tenant, way: str) -> None:
    """By the same browser, with all its cookies: the POST, the GET after it, and both."""
    await Identity.create(account_id=ann.id, tenant_id=tenant.id, provider=way, connection="main", subject="ann")
    hers, tape = taped(omni_app)
    begun = (await hers.post(LOGIN, json={"tenant": tenant.slug, "provider": way, "connection": "main"})).json()["step"]
    url, handle = f"{API}/auth/callback/{way}", (begun["post"] or {}).get("RelayState") or begun["url"].partition("state=")[2]
    sent = {"state": handle, "RelayState": handle, "subject": "ann"}
    if way == "crosspost":
        url, sent = (await hers.post(url, data=sent)).headers["location"], {}
    done = await hers.get(url, params=sent or None)
    assert done.status_code == 303
    assert session_of(done)
    answers = await tape.again(browser(omni_app))
    assert {a.status_code for a in answers[1:]} == {401}
    assert await Session.all().count() == 1


# -- links


async def mailed(omni: RunningOmni, outbox: Outbox, ann: Account, purpose: str) -> str:
    """Ask for it as she would; the token of the last mail."""
    hers = await signed_in(omni, ann)
    if purpose == "password":
        await hers.post(RESET, json={"email": ann.email})
    elif purpose == "verify":
        await Account.filter(id=ann.id).update(email_verified_at=None)
        await hers.post(VERIFY)
    elif purpose == "setup":
        return (await omni.kernel.accounts.setup_link(ann.id)).partition("#")[2]
    elif purpose in ("move", "moved"):
        await hers.post(MOVE, json={"email": "new@example.com"})
    else:
        owner = await omni.person("root@example.com", platform=True)
        second = await omni.tenant("third")
        asked = await signed_in(omni, owner, second)
        await asked.post(f"{API}/invitations", json={"email": ann.email})
    await omni.run_jobs()
    to = "new@example.com" if purpose == "moved" else ann.email
    return [token for whom, _, token in links(outbox) if whom == to][-1]


TAKES: dict[str, tuple[str, dict[str, Any]]] = {
    "password": (f"{RESET}/confirm", {"password": NEW}),
    "setup": (f"{RESET}/confirm", {"password": NEW}),
    "verify": (f"{VERIFY}/confirm", {}),
    "move": (f"{MOVE}/confirm", {}),
    "moved": (f"{MOVE}/confirm", {}),
    "invitation": (ACCEPT, {}),
}


@pytest.mark.parametrize("purpose", list(TAKES))
async def test_a_link_is_good_once_and_for_one_thing(omni_app: RunningOmni, ann: Account, outbox: Outbox, purpose: str) -> None:
    """Not where another one is taken; once where it is; of five at once, one; not after."""
    token = await mailed(omni_app, outbox, ann, purpose)
    url, body = TAKES[purpose]
    http = await signed_in(omni_app, ann)
    for other, more in TAKES.values():
        if other != url:
            wrong = await http.post(other, json={**more, "token": token})
            assert wrong.status_code in (404, 422), (other, wrong.text)
    for bad in (token[:-1], token + "x", token.swapcase(), "", token + "\u0000"):
        assert (await http.post(url, json={**body, "token": bad})).status_code in (404, 422)
    answers = await asyncio.gather(*(http.post(url, json={**body, "token": token}) for _ in range(5)))
    assert sum(a.status_code in (200, 204) for a in answers) == 1, [a.text for a in answers]
    assert (await http.post(url, json={**body, "token": token})).status_code in (401, 404, 410, 422)
    assert await Membership.filter(account_id=ann.id).count() == (2 if purpose == "invitation" else 1)


@pytest.mark.parametrize("purpose", ["password", "verify", "move", "setup"])
async def test_a_newer_link_voids_the_older(
    omni_app: RunningOmni, ann: Account, outbox: Outbox, clock: Clock, purpose: str
) -> None:
    old = await mailed(omni_app, outbox, ann, purpose)
    clock.advance(timedelta(minutes=5))
    new = await mailed(omni_app, outbox, ann, purpose)
    assert old != new
    url, body = TAKES[purpose]
    assert (await browser(omni_app).post(url, json={**body, "token": old})).status_code == 422
    assert (await browser(omni_app).post(url, json={**body, "token": new})).status_code in (200, 204)


@pytest.mark.parametrize("purpose", ["password", "verify", "move", "setup", "invitation"])
async def test_a_link_ends(omni_app: RunningOmni, ann: Account, outbox: Outbox, clock: Clock, purpose: str) -> None:
    token = await mailed(omni_app, outbox, ann, purpose)
    clock.advance(timedelta(days=8))
    url, body = TAKES[purpose]
    assert (await browser(omni_app).post(url, json={**body, "token": token})).status_code == 410
    assert await login(browser(omni_app), password=NEW) is not None
    assert (await Account.get(id=ann.id)).password_changed_at is None


async def test_one_side_of_an_address_is_not_both(omni_app: RunningOmni, ann: Account, outbox: Outbox) -> None:
    """Neither by the same link twice, nor by the links of two different changes."""
    first = await mailed(omni_app, outbox, ann, "moved")
    http = await signed_in(omni_app, ann)
    assert (await http.post(f"{MOVE}/confirm", json={"token": first})).json() == {"done": False}
    await http.post(MOVE, json={"email": "newer@example.com"})
    await omni_app.run_jobs()
    old_side = [token for to, _, token in links(outbox) if to == ann.email][-1]
    assert (await http.post(f"{MOVE}/confirm", json={"token": old_side})).json() == {"done": False}
    assert (await http.get(ME)).json()["email"] == "ann@example.com"


async def test_a_link_of_a_reset_shows_no_factor(omni_app: RunningOmni, ann: Account, app: App, outbox: Outbox) -> None:
    """Whoever reads the mail has the password, and is asked for the code."""
    token = await mailed(omni_app, outbox, ann, "password")
    http = browser(omni_app)
    done = await http.post(f"{RESET}/confirm", json={"token": token, "password": NEW})
    assert (done.status_code, done.headers.get_list("set-cookie")) == (204, [])
    asked = await login(http, password=NEW)
    assert (asked.json()["step"].get("method"), session_of(asked)) == ("totp", "")
    assert (await http.get(ME)).status_code == 401
