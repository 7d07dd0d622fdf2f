"""Where secrets must not be: a whole life is lived, and then each secret of it is looked for in all that was written.

Passwords, tokens, codes, keys and what guesses were: in no file of the data folder, no column, no event, no log line,
no address, no answer to what failed. Codes and passwords not as a bare hash, either: that is undone in an instant.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import omni_login_idp
import pytest
from attacks import (
    API,
    CONFIRM,
    LOGIN,
    ME,
    PASSWORD,
    REAUTHENTICATE,
    SETUP,
    App,
    bearer,
    browser,
    links,
    login,
    session_of,
    step,
    without_cookies,
)

from omni_2fa_backup_codes.plugin import plugin as backup_codes
from omni_2fa_email.plugin import plugin as by_mail
from omni_2fa_sms.plugin import plugin as by_sms
from omni_2fa_totp.plugin import plugin as totp
from omni_kernel import log
from omni_kernel.auth.models import Identity
from omni_kernel.auth.policy import PLATFORM, Rules
from omni_kernel.clock import Clock
from omni_sdk import Tenant
from omni_sdk.events import ACCOUNT_CREATED, API_KEY_ROTATED, FACTOR_ENROLLED, LOGIN_FAILED
from omni_sdk.testing.app import SYSTEM, RunningOmni
from omni_sdk.testing.doubles import Outbox

PLUGINS = (totp, backup_codes, by_mail, by_sms, idp := omni_login_idp.plugin)
ANN, BOB = "ann@example.com", "bob@example.com"
GUESS, NEW, NEWER = "a guess, nearly right", "the second long password", "the third long password"
SHORT = 8
"""Secrets that are shorter may be part of something else: they are looked for as words."""


@pytest.fixture
def omni_config() -> dict[str, dict[str, object]]:
    return {"2fa-backup-codes": {"argon2_time_cost": 1, "argon2_memory_kib": 8, "argon2_parallelism": 1}}


class Traffic:
    """What went over the wire: addresses, and answers to what failed."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.failures: list[str] = []
        self.cookies: list[str] = []

    def seen(self, request: httpx.Request, answer: httpx.Response, body: bytes) -> None:
        self.addresses += [str(request.url), answer.headers.get("location", "")]
        self.cookies += [c.partition(";")[0].partition("=")[2] for c in answer.headers.get_list("set-cookie")]
        if answer.status_code >= 400:
            self.failures.append(f"{answer.headers} {body.decode()}")


@pytest.fixture
def traffic(monkeypatch: pytest.MonkeyPatch) -> Traffic:
    made, real = Traffic(), httpx.ASGITransport.handle_async_request

    async def seen(self: httpx.ASGITransport, request: httpx.Request) -> httpx.Response:
        answer = await real(self, request)
        made.seen(request, answer, await answer.aread())
        return answer

    monkeypatch.setattr(httpx.ASGITransport, "handle_async_request", seen)
    return made


class Life:
    """Ann's, with all that she and others type; `secrets` has each secret by a name."""

    def __init__(self, omni: RunningOmni, outbox: Outbox, tenant: Tenant, clock: Clock) -> None:
        self.omni, self.outbox, self.tenant, self.clock = omni, outbox, tenant, clock
        self.secrets: dict[str, str] = {"password": PASSWORD, "guess": GUESS, "second": NEW, "third": NEWER}
        self.http = browser(omni)

    def keep(self, name: str, value: str) -> str:
        assert value, name
        self.secrets[name] = value
        return value

    async def post(self, path: str, **body: Any) -> Any:
        """Something that succeeds."""
        answer = await self.http.post(path if path.startswith(API) else API + path, json=body)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    async def mailed(self, name: str, to: str = ANN) -> str:
        """The token of the last mail."""
        await self.omni.run_jobs()
        return self.keep(name, [token for whom, _, token in links(self.outbox) if whom == to][-1])

    async def invited(self) -> None:
        await self.omni.kernel.invitations.invite(SYSTEM, self.tenant.id, ANN, ["admin"])
        token = await self.mailed("invitation")
        await self.post("/invitations/look", token=token)
        await self.http.post(f"{API}/invitations/accept", json={"token": token, "password": "short"})
        await self.post("/invitations/accept", token=token, name="Ann", password=PASSWORD)

    async def signed_in(self) -> None:
        """With mistakes: a wrong password, and the password where the address belongs."""
        await login(self.http, ANN, GUESS)
        await login(self.http, PASSWORD, GUESS)
        await self.http.post(LOGIN, json={"email": ANN, "passwort": PASSWORD})
        await self.http.post(LOGIN, content=f'{{"password": "{PASSWORD}", ')
        await self.http.post(LOGIN, json={"email": ANN, "password": [PASSWORD]})
        await self.post(LOGIN, email=ANN, password=PASSWORD)
        self.http.headers["omni-tenant"] = self.tenant.slug

    async def enrolled(self) -> App:
        """All four factors."""
        names = ["totp", "backup-codes", "email", "sms"]
        await self.omni.kernel.policies.set(SYSTEM, PLATFORM, Rules(methods=names, trusted_days=30))
        begun = await self.post(SETUP, method="totp")
        app = App(self.omni, self.keep("totp secret", begun["step"]["show"]["secret"]))
        await self.http.post(CONFIRM, json={"flow_id": begun["flow_id"], "answers": {"code": "000111"}})
        await self.post(CONFIRM, flow_id=begun["flow_id"], answers={"code": self.keep("totp enrolment", app.code(-1))})
        begun = await self.post(SETUP, method="backup-codes")
        app.codes = begun["step"]["show"]["codes"].split("\n")
        for n, code in enumerate(app.codes):
            self.keep(f"backup code {n}", code)
            self.keep(f"backup code {n} as typed", code.replace("-", ""))
        await self.post(CONFIRM, flow_id=begun["flow_id"], answers={"code": app.codes[0]})
        begun = await self.post(SETUP, method="email")
        await self.post(CONFIRM, flow_id=begun["flow_id"], answers={"code": self.code_in(self.outbox.mails[-1].text, "mail")})
        begun = await self.post(SETUP, method="sms")
        await self.post(CONFIRM, flow_id=begun["flow_id"], answers={"phone": "+4915112345678"})
        await self.post(CONFIRM, flow_id=begun["flow_id"], answers={"code": self.code_in(self.outbox.texts[-1][1], "sms")})
        return app

    def code_in(self, text: str, name: str) -> str:
        found = re.search(r"(?<![\w.:+-])\d{6,8}(?![\w.:-])", text)
        assert found, text
        return self.keep(f"{name} {len(self.secrets)}", found[0])

    async def signed_in_by_each(self, app: App) -> None:
        """The app, trusting the browser; a backup code; a mail; a text message; and as a client without cookies."""
        self.clock.advance(timedelta(minutes=2))
        for method in ("totp", "backup-codes", "email", "sms"):
            http = browser(self.omni)
            flow = (await login(http, ANN)).json()["flow_id"]
            await step(http, flow, "999000", "totp") if method == "totp" else None
            await http.post(f"{LOGIN}/{flow}/step", json={"method": method})
            code = {"totp": app.code(), "backup-codes": app.codes[5]}.get(method)
            code = code or self.code_in(self.outbox.mails[-1].text if method == "email" else self.outbox.texts[-1][1], method)
            self.keep(f"{method} code", code)
            answers = {"code": code, "remember_device": method == "totp"}
            assert session_of(await http.post(f"{LOGIN}/{flow}/step", json={"answers": answers})), method
        self.clock.advance(timedelta(minutes=2))
        http = without_cookies(self.omni)
        begun = (await login(http, ANN, client="bearer")).json()
        http.headers["omni-flow"] = self.keep("flow token", begun["flow_token"])
        done = (await step(http, begun["flow_id"], self.keep("totp bearer", app.code()))).json()
        token = self.keep("bearer token", done["step"]["token"])
        await http.get(ME, headers=bearer(token))
        for wrong in (f"{ME}?token={token}", f"{ME}/{token}", f"{API}/sessions/{token}", f"{LOGIN}/{token}"):
            await http.get(wrong, headers=bearer(token))

    async def changed(self, app: App) -> None:
        """Passwords, addresses, links."""
        self.clock.advance(timedelta(minutes=2))
        flow = (await self.post(REAUTHENTICATE, password=PASSWORD))["flow_id"]
        await step(self.http, flow, self.keep("totp fresh", app.code()))
        await self.http.post(f"{API}/auth/password/change", json={"current": GUESS, "password": NEW})
        await self.post("/auth/password/change", current=PASSWORD, password=NEW)
        await self.post("/auth/email/change", email="ann@example.org")
        for to in (ANN, "ann@example.org"):
            await self.post("/auth/email/change/confirm", token=await self.mailed(f"address {to}", to))
        await self.post("/auth/password/reset", email="ann@example.org")
        token = await self.mailed("reset", "ann@example.org")
        await self.http.post(f"{API}/auth/password/reset/confirm", json={"token": token, "password": "short"})
        await self.post("/auth/password/reset/confirm", token=token, password=NEWER)

    async def keys(self) -> None:
        made = await self.post("/api-keys", name="k", roles=["admin"])
        http = without_cookies(self.omni, **bearer(self.keep("key", made["key"])))
        turned = (await http.post(f"{API}/api-keys/{made['id']}/rotate", json={})).json()
        self.keep("rotated key", turned["key"])
        await http.get(f"{API}/tenants", headers={"x-api-key": turned["key"][:-1] + "x"})
        await http.post(f"{API}/api-keys", json={"name": turned["key"], "roles": ["owner"]})

    async def from_elsewhere(self) -> None:
        """Bob, by an identity provider that posts; the resumed half has its handle in an address, bound to the browser."""
        bob, http = await self.omni.person(BOB, password=None, tenant=self.tenant), browser(self.omni)
        await Identity.create(
            account_id=bob.id, tenant_id=self.tenant.id, provider="crosspost", connection="main", subject="the subject"
        )
        begun = (await http.post(LOGIN, json={"tenant": "first", "provider": "crosspost", "connection": "main"})).json()
        sent = {
            "RelayState": begun["step"]["post"]["RelayState"],
            "subject": "the subject",
            "SAMLResponse": "an+assertion+of+his",
        }
        posted = await http.post(f"{API}/auth/callback/crosspost", data=sent, headers={"origin": "https://idp.example"})
        self.keep("assertion", sent["SAMLResponse"])
        self.keep("handle", sent["RelayState"])
        self.keep("resumed handle", posted.headers["location"].partition("=")[2])
        assert session_of(await http.get(posted.headers["location"]))


@pytest.fixture
async def life(omni_app: RunningOmni, outbox: Outbox, tenant: Tenant, clock: Clock, traffic: Traffic) -> Life:
    """Lived to its end."""
    log.configure("debug")  # whatever tests before made of it
    made = Life(omni_app, outbox, tenant, clock)
    await made.invited()
    await made.signed_in()
    app = await made.enrolled()
    await made.signed_in_by_each(app)
    await made.keys()
    await made.changed(app)
    await made.from_elsewhere()
    await omni_app.run_jobs()
    await omni_app.kernel.usage.flush()
    for n, cookie in enumerate(c for c in traffic.cookies if c):
        made.keep(f"cookie {n}", cookie)
    return made


def found(secret: str, text: str) -> bool:
    """Is it in there, as it is or as JSON and addresses have it?"""
    if len(secret) <= SHORT:
        return re.search(rf"(?<![\w.:+-]){re.escape(secret)}(?![\w:-])", text) is not None
    return any(form in text for form in (secret, secret.replace(" ", "+"), secret.replace(" ", "%20")))


def found_in(life: Life, text: str, but: tuple[str, ...] = ()) -> list[str]:
    """Names of the secrets that are."""
    return [name for name, secret in life.secrets.items() if name not in but and found(secret, text)]


def bare_hashes(secret: str) -> Iterator[str]:
    """What anybody computes who tries all codes, or a list of passwords."""
    for kind in ("md5", "sha1", "sha256", "sha512", "blake2b"):
        made = hashlib.new(kind, secret.encode())
        yield from (made.hexdigest(), b64encode(made.digest()).decode().rstrip("="))
    yield from (secret.encode().hex(), b64encode(secret.encode()).decode().rstrip("="))


def cells(omni: RunningOmni) -> Iterator[tuple[str, str]]:
    """(table and column, value) of all that the database holds."""
    with closing(sqlite3.connect(omni.kernel.settings.database.url.removeprefix("sqlite://"))) as db:
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = db.execute(f'SELECT * FROM "{table}"')
            columns = [c[0] for c in rows.description]
            for row in rows:
                for column, value in zip(columns, row, strict=True):
                    yield f"{table}.{column}", value.decode("latin-1") if isinstance(value, bytes) else str(value)


def files_of(omni: RunningOmni) -> list[Path]:
    """All below its data folder."""
    return [p for p in Path(omni.kernel.settings.data_dir).rglob("*") if p.is_file()]


async def test_what_is_looked_for_would_be_found(life: Life) -> None:
    """In the mails and text messages, where links and codes must be; as words, and not inside of other words."""
    sent = " ".join([*(m.text for m in life.outbox.mails), *(text for _, text in life.outbox.texts)])
    assert {"invitation", "reset", "email code", "sms code"} <= set(found_in(life, sent))
    assert (found("123456", "it is 123456."), found("123456", "0.123456"), found("123456", "a-123456")) == (True, False, False)
    assert found(GUESS, f"x?password={GUESS.replace(' ', '+')}")
    assert len(life.secrets) > 50


async def test_no_secret_is_in_the_database(life: Life) -> None:
    held, tables = list(cells(life.omni)), set[str]()
    guessable = {n: s for n, s in life.secrets.items() if " " in s or re.match("totp|mail|email|sms|backup", n)}
    hashes = {h: name for name, secret in guessable.items() for h in bare_hashes(secret)}
    wrong = []
    for place, value in held:
        tables.add(place.partition(".")[0])
        wrong += [f"{place}: {name}" for name in found_in(life, value)]
        wrong += [f"{place}: a bare hash of {name}" for h, name in hashes.items() if h in value]
    assert wrong == []
    assert {"omni_session", "omni_login_flow", "omni_job", "omni_event", "omni_api_key"} <= tables


async def test_nor_in_what_was_deleted(life: Life) -> None:
    """Pages of the database that are free by now, its log of changes, and all else in the data folder."""
    files = files_of(life.omni)
    assert any(p.name.endswith("-wal") or p.suffix == ".db" for p in files)
    wrong = [
        f"{path.name}: {name}" for path in files for name, secret in life.secrets.items()
        if len(secret) > SHORT and secret.encode() in path.read_bytes()
    ]  # fmt: skip
    assert wrong == []


async def test_no_secret_is_in_an_event(life: Life) -> None:
    """Those that subscribers get, and so webhooks and the audit log."""
    events = life.outbox._events
    assert {kind.name for kind in (ACCOUNT_CREATED, LOGIN_FAILED, API_KEY_ROTATED, FACTOR_ENROLLED)} <= {
        name for name, _ in events
    }
    assert found_in(life, json.dumps(events, default=str)) == []


async def test_no_secret_is_in_a_log_line(capfd: pytest.CaptureFixture[str], life: Life) -> None:
    said = "".join(capfd.readouterr())
    assert said.count('"event":"request"') > 50
    wrong = [(name, line[:300]) for line in said.splitlines() for name in found_in(life, line)]
    assert wrong == []


async def test_no_secret_is_in_an_address(life: Life, traffic: Traffic) -> None:
    """But in those that the test itself wrote, and the handle, which is bound to the browser's cookie."""
    ours = [a for a in traffic.addresses if life.secrets["bearer token"] not in a]
    assert found_in(life, "\n".join(ours), but=("resumed handle",)) == []


async def test_no_secret_is_in_the_answer_to_a_failure(life: Life, traffic: Traffic) -> None:
    """Error pages are mailed, pasted and photographed."""
    assert len(traffic.failures) > 10
    wrong = [(name, said[:400]) for said in traffic.failures for name in found_in(life, said)]
    assert wrong == []
