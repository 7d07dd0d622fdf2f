"""Finding out who has an account: same status, body and headers, and the same work, counted instead of timed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import argon2
import httpx
import pytest
from attacks import API, LOGIN, PASSWORD, alike, bearer, browser, links, login, session_of, signed_in, with_app

from omni_2fa_totp.plugin import plugin as totp
from omni_kernel.auth.models import Account, Session
from omni_kernel.clock import Clock
from omni_kernel.jobs.models import Job
from omni_sdk import Tenant
from omni_sdk.events import LOGIN_FAILED
from omni_sdk.testing.app import SYSTEM, RunningOmni
from omni_sdk.testing.doubles import Outbox

PLUGINS = (totp,)
RESET, MOVE = f"{API}/auth/password/reset", f"{API}/auth/email/change"
Ask = Callable[[httpx.AsyncClient, str], Awaitable[httpx.Response]]
KINDS = ("unknown", "wrong", "disabled", "passwordless", "unverified", "with a factor", "another case")


async def crowd(omni: RunningOmni, clock: Clock) -> dict[str, tuple[str, str]]:
    """An e-mail address and a password of each kind; nobody gets in by it."""
    for name in ("wrong", "disabled", "with.a.factor", "another.case"):
        await omni.person(f"{name}@example.com")
    await omni.person("passwordless@example.com", password=None)
    await omni.person("unverified@example.com", verified=False)
    await Account.filter(email="disabled@example.com").update(state="disabled")
    await with_app(omni, await Account.get(email="with.a.factor@example.com"))
    await Session.all().delete()
    clock.advance(timedelta(minutes=2))
    named = {kind: f"{kind.replace(' ', '.')}@example.com" for kind in KINDS} | {"another case": "ANOTHER.case@Example.com"}
    return {kind: (email, PASSWORD if kind == "disabled" else "not the password") for kind, email in named.items()}


class Work:
    """What is done for a request: hashes, statements with their tables, and bytes that are answered."""

    def __init__(self, omni: RunningOmni, monkeypatch: pytest.MonkeyPatch) -> None:
        self.omni, self.hashes, self.statements = omni, 0, list[str]()
        for name in ("verify", "hash"):
            monkeypatch.setattr(argon2.PasswordHasher, name, self._counting(getattr(argon2.PasswordHasher, name)))

    def _counting(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any) -> Any:
            self.hashes += 1
            return real(*args)

        return counted

    @asynccontextmanager
    async def watched(self) -> Any:
        """Of what happens inside."""
        self.hashes, self.statements = 0, []
        connection: Any = self.omni.kernel.db._client()
        await connection._connection.set_trace_callback(self.statements.append)
        yield
        await connection._connection.set_trace_callback(None)

    def done(self) -> tuple[int, dict[str, int]]:
        """Without what runs beside requests."""
        shapes = (_shape(text) for text in self.statements if "omni_epoch" not in text)
        return self.hashes, dict(Counter(shapes))


def _shape(statement: str) -> str:
    """Without values: their lengths differ, and a null is written otherwise than a text."""
    return re.sub(r"'(?:[^']|'')*'|\bNULL\b|\b\d+(\.\d+)?\b", "?", statement)


@pytest.fixture
def work(omni_app: RunningOmni, monkeypatch: pytest.MonkeyPatch) -> Work:
    return Work(omni_app, monkeypatch)


# -- the login


@pytest.mark.parametrize("way", ["at once", "by steps", "bearer"])
async def test_a_login_tells_nothing(omni_app: RunningOmni, clock: Clock, work: Work, way: str) -> None:
    people, answers, done = await crowd(omni_app, clock), [], {}
    for n, (kind, (email, password)) in enumerate(people.items()):
        http = browser(omni_app, ip=f"203.0.{n}.1")
        if way == "by steps":
            flow = (await http.post(LOGIN, json={})).json()["flow_id"]
            async with work.watched():
                given = {"answers": {"email": email, "password": password}}
                answers.append(await http.post(f"{LOGIN}/{flow}/step", json=given))
        else:
            async with work.watched():
                answers.append(await login(http, email, password, client="browser" if way == "at once" else "bearer"))
        done[kind] = work.done()
    assert len(alike(answers)) == 1, alike(answers)
    assert {hashes for hashes, _ in done.values()} == {1}
    assert all(one == done["unknown"] for one in done.values()), done
    assert done["unknown"][1], "nothing was seen: the test looks at the wrong place"
    assert await Session.all().count() == 0


async def test_nor_does_a_locked_one(omni_app: RunningOmni, clock: Clock, work: Work, outbox: Outbox) -> None:
    """The right password at a shut door is a wrong one; and a door shuts for those who are not there as well."""
    people, answers, done = await crowd(omni_app, clock), [], {}
    open_one = await login(browser(omni_app), "unknown@example.com", "x")
    for n, (kind, (email, _)) in enumerate(people.items()):
        http = browser(omni_app, ip=f"203.0.{n}.1")
        for _ in range(6):
            await login(http, email, "wrong as well")
        async with work.watched():
            answers.append(await login(http, email, PASSWORD))
        done[kind] = work.done()
        assert outbox.events(LOGIN_FAILED)[-1].data.reason == "throttled"
    assert len(alike([open_one, *answers])) == 1
    assert all(one == done["unknown"] for one in done.values()), done
    assert done["unknown"][0] == 1
    assert "set-cookie" not in answers[0].headers


async def test_begun_logins_are_alike(omni_app: RunningOmni, clock: Clock) -> None:
    """The first form asks for both at once: nothing is said of an e-mail address alone."""
    people = await crowd(omni_app, clock)
    answers = [await browser(omni_app).post(LOGIN, json={"email": email}) for email, _ in people.values()]
    assert len(alike(answers)) == 1, alike(answers)


# -- mails


async def reset(http: httpx.AsyncClient, email: str) -> httpx.Response:
    return await http.post(RESET, json={"email": email})


async def test_a_reset_tells_nothing(omni_app: RunningOmni, clock: Clock, work: Work, outbox: Outbox) -> None:
    """One job each, whoever it is; the second time as well."""
    people, answers, done = await crowd(omni_app, clock), [], {}
    before = len(outbox.mails)
    for again in (False, True):
        for kind, (email, _) in people.items():
            async with work.watched():
                answers.append(await reset(browser(omni_app), email))
            done[kind, again] = work.done()
            assert done[kind, again] == done["unknown", again], kind
    assert len(alike(answers)) == 1
    assert len(outbox.mails) == before
    await omni_app.run_jobs()
    assert {to for to, action, _ in links(outbox) if action == "set-password"} == {
        f"{name}@example.com" for name in ("wrong", "passwordless", "unverified", "with.a.factor", "another.case")
    }
    assert await Job.filter(state="failed").count() == 0


async def test_a_change_of_address_tells_nothing(omni_app: RunningOmni, clock: Clock, work: Work, outbox: Outbox) -> None:
    """Whether the new one is taken is told to its owner, by mail."""
    people, answers, done = await crowd(omni_app, clock), [], {}
    for n, (kind, (email, _)) in enumerate(people.items()):
        hers = await signed_in(omni_app, await omni_app.person(f"asks{n}@example.com"))
        await hers.get(f"{API}/auth/me")
        async with work.watched():
            answers.append(await hers.post(MOVE, json={"email": email}))
        done[kind] = work.done()
    assert len(alike(answers)) == 1
    assert all(one == done["unknown"] for one in done.values()), done


@pytest.mark.parametrize("taken", [True, False])
async def test_confirming_ones_own_side_tells_nothing(omni_app: RunningOmni, outbox: Outbox, taken: bool) -> None:
    hers = await signed_in(omni_app, await omni_app.person())
    if taken:
        await omni_app.person("bob@example.com")
    await hers.post(MOVE, json={"email": "bob@example.com"})
    await omni_app.run_jobs()
    mine = [token for to, _, token in links(outbox) if to == "ann@example.com"][-1]
    answer = await hers.post(f"{MOVE}/confirm", json={"token": mine})
    assert (answer.status_code, answer.json()) == (200, {"done": False})


async def test_a_verification_tells_nothing_to_others(omni_app: RunningOmni, work: Work) -> None:
    """The same answer and work whether the address is verified."""
    done, answers = [], []
    for n, verified in enumerate((True, False)):
        hers = await signed_in(omni_app, await omni_app.person(f"p{n}@example.com", verified=verified))
        await hers.get(f"{API}/auth/me")
        async with work.watched():
            answers.append(await hers.post(f"{API}/auth/email/verify"))
        done.append(work.done())
    assert len(alike(answers)) == 1
    assert done[0] == done[1]


async def test_an_invitation_tells_nothing_to_who_invites(
    omni_app: RunningOmni, tenant: Tenant, clock: Clock, work: Work
) -> None:
    """Neither when it is sent nor in the list: else an administrator of any tenant could ask for all addresses."""
    people, answers, done = await crowd(omni_app, clock), [], {}
    boss = await signed_in(omni_app, await omni_app.person("boss@example.com", tenant=tenant, roles=("admin",)), tenant)
    await boss.get(f"{API}/auth/me")
    for kind, (email, _) in people.items():
        async with work.watched():
            answers.append(await boss.post(f"{API}/invitations", json={"email": email}))
        done[kind] = work.done()
    assert {a.status_code for a in answers} == {201}
    assert len({tuple(sorted(a.json())) for a in answers}) == 1
    assert all(one == done["unknown"] for one in done.values()), done
    await omni_app.run_jobs()
    listed = (await boss.get(f"{API}/invitations")).json()["items"]
    told = {k for item in listed for k in item} - {"id", "email", "created_at", "expires_at", "sent_at"}
    assert len({str([item[k] for k in sorted(told)]) for item in listed}) == 1
    assert len(listed) == len(people)


async def test_a_look_at_no_invitation_tells_nothing(omni_app: RunningOmni, tenant: Tenant, outbox: Outbox) -> None:
    """What was used, taken back or never sent is the same nothing."""
    boss = await signed_in(omni_app, await omni_app.person("boss@example.com", tenant=tenant, roles=("admin",)), tenant)
    for name in ("used", "gone"):
        await boss.post(f"{API}/invitations", json={"email": f"{name}@example.com"})
    await omni_app.run_jobs()
    used, gone = (token for _, _, token in links(outbox)[-2:])
    http = browser(omni_app)
    await http.post(f"{API}/invitations/accept", json={"token": used, "password": PASSWORD})
    found = (await boss.get(f"{API}/invitations")).json()["items"]
    await boss.delete(f"{API}/invitations/{found[0]['id']}")
    asked = [await http.post(f"{API}/invitations/look", json={"token": t}) for t in (used, gone, "x" * 43)]
    assert [a.status_code for a in asked] == [404] * 3
    assert len(alike(asked)) == 1


# -- what others may ask


async def test_nobody_asks_for_accounts(omni_app: RunningOmni, tenant: Tenant, clock: Clock) -> None:
    """Ids and addresses of people elsewhere give the same answer as those that are not."""
    people = await crowd(omni_app, clock)
    boss = await signed_in(omni_app, await omni_app.person("boss@example.com", tenant=tenant, roles=("owner",)), tenant)
    ids = [str(a.id) for a in await Account.filter(email__in=[e for e, _ in people.values()])] + [str(tenant.id)]
    asked: Sequence[Sequence[httpx.Response]] = [
        [await boss.get(f"{API}/accounts/{i}") for i in ids],
        [await boss.get(f"{API}/accounts", params={"email": email}) for email, _ in people.values()],
        [await boss.patch(f"{API}/tenants/{tenant.slug}/members/{i}", json={"roles": ["viewer"]}) for i in ids],
        [await boss.delete(f"{API}/tenants/{tenant.slug}/members/{i}") for i in ids],
        [await boss.post(f"{API}/tenants/{tenant.slug}/members", json={"email": e}) for e, _ in people.values()],
        [await boss.get(f"{API}/accounts/{i}/login-policy") for i in ids],
    ]
    for answers in asked:
        assert len(alike(answers)) == 1, alike(answers)
        assert answers[0].status_code in (403, 404)


async def test_tokens_that_are_none_are_alike(omni_app: RunningOmni, clock: Clock) -> None:
    """A session of before and one that never was."""
    ann = await omni_app.person()
    row, token = await omni_app.kernel.sessions.create(ann, kind="bearer", methods=[], tenant_id=None, ip="", device="")
    await omni_app.kernel.sessions.revoke(SYSTEM, row.id, "revoked")
    other = token[:-8] + ("A" if token[-8] != "A" else "B") + token[-7:]
    http = browser(omni_app)
    answers = [await http.get(f"{API}/auth/me", headers=bearer(t)) for t in (token, other)]
    assert [a.status_code for a in answers] == [401, 401]
    assert session_of(answers[0]) == ""


def test_the_shape_of_a_statement() -> None:
    """What is compared says nothing of values, and all of the rest."""
    one, other = "UPDATE t SET a='it''s', b=NULL WHERE c=1", "UPDATE t SET a=NULL, b='x' WHERE c=2.5"
    assert _shape(one) == _shape(other) != _shape("UPDATE t SET a='x' WHERE c=1")
