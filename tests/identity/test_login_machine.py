"""No order of steps, replays, races, restarts and expiries reaches `done` without every required factor.

The game knows what was truly proven in each login: the password in this browser, then a code that nobody has used. A
session is an answer that says `done`; whenever one is given, all of that must have been so. What must be refused may be
refused for any reason; what is right may be refused as well (throttled), but not always: see the last test.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import omni_login_idp
import pyotp
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from machine import LOGIN, ORIGIN, Browser, Login
from omni_testbed.inprocess import Living

from omni_2fa_backup_codes.plugin import plugin as backup_codes
from omni_2fa_totp.models import Authenticator
from omni_2fa_totp.plugin import plugin as totp
from omni_kernel.auth.actors import SYSTEM as NOBODY
from omni_kernel.auth.models import AccountFactor, Identity, Session
from omni_kernel.auth.policy import Rules, Subject
from omni_kernel.auth.token import digest
from omni_sdk._scope import Scope, entered
from omni_sdk.testing.app import SYSTEM, Bench

EXAMPLES = int(os.environ.get("OMNI_TEST_EXAMPLES", "20"))
STEPS = 40
ANN, BOB = "ann@example.com", "bob@example.com"
WEAK = {"2fa-backup-codes": {"argon2_time_cost": 1, "argon2_memory_kib": 8, "argon2_parallelism": 1}}
PATIENT = {
    "argon2_time_cost": 1,
    "argon2_memory_kib": 8,
    "argon2_parallelism": 1,
    "free_tries": 100,
    "account_tries": 1_000,
}
"""Guesses are counted elsewhere; here a shut door would hide what stands behind it."""


class Logins(RuleBasedStateMachine):
    """The moves. Ann has a second factor; Bob has none, and the tenant asks for one once the game says so."""

    bench: Bench

    @initialize()
    def begin(self) -> None:
        self.plugins = [totp, backup_codes, omni_login_idp.plugin]
        self.living = Living(self.bench, self.plugins, {"plugins": WEAK, "auth": PATIENT})
        self.living.__enter__()
        self.living.do(self.furnish)
        self.browsers = [Browser(self.living), Browser(self.living)]
        self.logins: list[Login] = []
        self.epochs = {ANN: 0, BOB: 0}
        self.used: set[int] = set()
        self.spent: set[str] = set()
        self.sent: list[tuple[str, str, dict[str, Any]]] = []
        self.required = self.app_gone = False
        self.disabled: set[str] = set()
        self.earned: set[str] = set()

    async def furnish(self) -> None:
        """Two people in a tenant."""
        omni = self.living.omni
        self.tenant = await omni.tenant("acme")
        self.password = {ANN: "the first password of Ann", BOB: "the first password of Bob"}
        self.people = {e: await omni.person(e, password=self.password[e], tenant=self.tenant) for e in (ANN, BOB)}
        self.secret, ann = pyotp.random_base32(32), self.people[ANN]
        with entered(Scope(account_id=ann.id, plugin_id="2fa-totp")):
            await Authenticator.create(secret=self.secret, last_step=0)
        await AccountFactor.create(account_id=ann.id, plugin_id="2fa-totp", method="totp", kind="possession")
        browser = await omni.signed_in(ann)
        step = (await browser.post("/api/v1/security/2fa/setup", json={"method": "backup-codes"})).json()
        self.codes = step["step"]["show"]["codes"].split("\n")
        body = {"flow_id": step["flow_id"], "answers": {"code": self.codes[0]}}
        confirmed = await browser.post("/api/v1/security/2fa/verify", json=body)
        assert confirmed.status_code == 200, confirmed.text
        await Session.all().delete()
        key: Any = {"tenant_id": self.tenant.id, "provider": "crosspost", "connection": "main"}
        for email in (ANN, BOB):
            await Identity.create(account_id=self.people[email].id, subject=email, **key)

    def teardown(self) -> None:
        if hasattr(self, "living"):
            self.living.__exit__()

    # -- what is known

    @property
    def now(self) -> float:
        return self.living.clock.timestamp()

    @property
    def running(self) -> list[Login]:
        return [one for one in self.logins if not one.over]

    def code(self, kind: str) -> tuple[str, int]:
        """A code of the app, and the step that it is of."""
        step = int(self.now) // 30
        if kind == "used" and self.used:
            step = max(self.used)
        if kind == "old":
            step -= 20
        digits = pyotp.TOTP(self.secret).generate_otp(step)
        return (digits, step) if kind != "wrong" else (f"{(int(digits) + 1) % 1_000_000:06}", -1)

    def counts(self, step: int) -> bool:
        """May a code of this step be right now?"""
        return step >= 0 and step not in self.used and abs(int(self.now) // 30 - step) <= 1 and not self.app_gone

    # -- what comes back

    def seen(self, answer: httpx.Response, login: Login) -> None:
        """Look at an answer to a step: `done` must have been earned."""
        if answer.status_code in (200, 303):
            self.judge(login, answer)
        else:
            assert answer.status_code in (401, 403, 404, 409, 410, 422, 429), answer.text
            assert not token_in(answer)

    def judge(self, login: Login, answer: httpx.Response) -> None:
        token = token_in(answer)
        assert bool(token) == (is_done(answer) if answer.content else bool(token))
        if not token:
            return
        assert not login.over, "a login was done twice"
        assert login.first, "nobody knew the password"
        assert login.epoch == self.epochs[login.email], "the password or the state changed meanwhile"
        assert login.email not in self.disabled, "the account is disabled"
        assert self.now - login.began < self.living.kernel.settings.auth.login_minutes * 60, "it was too late"
        assert login.second or (login.email == BOB and not self.required), "no second factor was shown"
        login.over = True
        self.earned.add(digest(token))

    # -- moves

    @rule(at=st.integers(0, 1), email=st.sampled_from((ANN, ANN, BOB)), right=st.sampled_from((True, True, True, False)))
    def password_given(self, at: int, email: str, right: bool) -> None:
        """Begin, with e-mail and password."""
        browser, given = self.browsers[at], self.password[email] if right else "not the password"
        answer = browser.ask("POST", LOGIN, json={"email": email, "password": given})
        if answer.status_code != 200:
            assert answer.status_code in (401, 403)
            return
        assert right, "a wrong password was taken"
        said = answer.json()
        login = Login(said["flow_id"], browser, email, right, self.epochs[email], self.now)
        self.logins.append(login)
        self.judge(login, answer)

    @rule(at=st.integers(0, 1), email=st.sampled_from((ANN, BOB)))
    def button_pressed(self, at: int, email: str) -> None:
        """Begin at the identity provider."""
        browser = self.browsers[at]
        body = {"tenant": "acme", "provider": "crosspost", "connection": "main"}
        said = browser.ask("POST", LOGIN, json=body).json()
        login = Login(
            said["flow_id"], browser, email, False, self.epochs[email], self.now, handle=said["step"]["post"]["RelayState"]
        )
        self.logins.append(login)

    @precondition(lambda self: any(one.handle for one in self.logins))
    @rule(data=st.data(), at=st.integers(0, 1), posted=st.booleans(), good=st.booleans())
    def came_back(self, data: st.DataObject, at: int, posted: bool, good: bool) -> None:
        """The identity provider's answer, by POST and then by GET, or straight by GET; here or in another browser; again."""
        login, browser = data.draw(st.sampled_from([one for one in self.logins if one.handle])), self.browsers[at]
        answers = {"RelayState": login.handle, "subject": login.email} | ({} if good else {"say": "bad"})
        url = "/api/v1/auth/callback/crosspost"
        if posted:
            answer = browser.ask("POST", url, cross_site=True, data=answers)
            assert not token_in(answer)
            if answer.status_code != 303:
                return
            where = urlsplit(answer.headers["location"])
            url, answers = where.path, dict(parse_qsl(where.query))
        was = login.first
        login.first = login.first or (good and browser is login.browser)
        login.epoch = self.epochs[login.email] if login.first and not was else login.epoch
        answer = browser.ask("GET", url, params=answers)
        self.seen(answer, login)
        if answer.status_code != 303:
            login.first = was

    @precondition(lambda self: self.running)
    @rule(data=st.data(), at=st.integers(0, 1), kind=st.sampled_from(("right", "right", "right", "wrong", "used", "old")))
    def code_given(self, data: st.DataObject, at: int, kind: str) -> None:
        """A code of the app."""
        login, browser = data.draw(st.sampled_from(self.running)), self.browsers[at]
        digits, step = self.code(kind)
        self.give(login, browser, {"code": digits}, "totp", earned=login.email == ANN and self.counts(step), step=step)

    @rule(at=st.integers(0, 1), kind=st.sampled_from(("right", "right", "used")))
    def signed_in_at_once(self, at: int, kind: str) -> None:
        """Ann, by password and a code without a pause: so the same code comes again soon."""
        self.password_given(at, ANN, right=True)
        digits, step = self.code(kind)
        for login in [one for one in self.running if one.email == ANN and one.browser is self.browsers[at]][-1:]:
            self.give(login, self.browsers[at], {"code": digits}, "totp", earned=self.counts(step), step=step)

    @precondition(lambda self: self.running)
    @rule(data=st.data(), at=st.integers(0, 1))
    def backup_code_given(self, data: st.DataObject, at: int) -> None:
        """A backup code, used or not, after asking to be asked for one."""
        login, browser = data.draw(st.sampled_from(self.running)), self.browsers[at]
        code = data.draw(st.sampled_from(self.codes))
        browser.ask("POST", f"{LOGIN}/{login.id}/step", json={"method": "backup-codes"})
        good = login.email == ANN and code not in self.spent
        if self.give(login, browser, {"code": code}, "backup-codes", earned=good):
            self.spent.add(code)

    def give(self, login: Login, browser: Browser, answers: dict[str, str], method: str, *, earned: bool, step: int = -1) -> bool:
        """Answer by a factor; whether it was taken."""
        path, body = f"{LOGIN}/{login.id}/step", {"answers": answers, "method": method}
        self.sent.append((login.id, path, body))
        was, login.second = login.second, login.second or (earned and browser is login.browser)
        answer = browser.ask("POST", path, json=body)
        self.seen(answer, login)
        taken = is_done(answer)
        if not taken:
            login.second = was
        elif method == "totp":
            assert step not in self.used, "one code opened two logins"
            self.used |= set(range(step + 1)) if step < 0 else {s for s in (step - 2, step - 1, step) if s >= 0}
        return taken

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), at=st.integers(0, 1))
    def sent_again(self, data: st.DataObject, at: int) -> None:
        """A request that was sent before, once more."""
        flow_id, _, body = data.draw(st.sampled_from(self.sent))
        login = next(one for one in self.logins if one.id == flow_id)
        digits = body["answers"]["code"]
        # It may have been refused as too early a guess, and be right by now.
        step = next((s for s in range(int(self.now) // 30 - 1, int(self.now) // 30 + 2) if self.digits(s) == digits), -1)
        good = self.counts(step) if body["method"] == "totp" else digits in self.codes and digits not in self.spent
        if self.give(login, self.browsers[at], body["answers"], body["method"], earned=good and login.email == ANN, step=step):
            self.spent.add(digits)

    def digits(self, step: int) -> str:
        return str(pyotp.TOTP(self.secret).generate_otp(step))

    @precondition(lambda self: len([one for one in self.running if one.email == ANN and one.first]) > 0)
    @rule(data=st.data())
    def raced(self, data: st.DataObject) -> None:
        """One code in two requests at once: of one login, or of two."""
        mine = [one for one in self.running if one.email == ANN and one.first]
        pair = [data.draw(st.sampled_from(mine)), data.draw(st.sampled_from(mine))]
        digits, step = self.code("right")
        good = self.counts(step)
        body = {"answers": {"code": digits}, "method": "totp"}

        async def both() -> list[httpx.Response]:
            transport = httpx.ASGITransport(self.living.omni.http)
            async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
                return await asyncio.gather(
                    *(client.post(f"{LOGIN}/{one.id}/step", json=body, headers=as_in(one)) for one in pair)
                )

        answers = self.living.do(both)
        won = [(one, answer) for one, answer in zip(pair, answers, strict=True) if is_done(answer)]
        assert len(won) <= 1, "one code opened two logins"
        for one, answer in won:
            assert good, "a code was right that must not be"
            one.second = True
            self.judge(one, answer)
            self.used |= {step, step - 1, step - 2}

    @rule(minutes=st.sampled_from((0.5, 1.0, 1.0, 3.0, 16.0)))
    def time_goes_by(self, minutes: float) -> None:
        self.living.clock.advance(timedelta(minutes=minutes))

    @rule(email=st.sampled_from((ANN, BOB)))
    def password_changed(self, email: str) -> None:
        """By a reset: whoever had the old one has nothing."""
        self.password[email] = f"a password of {secrets.token_hex(8)}"
        accounts, account_id = self.living.kernel.accounts, self.people[email].id
        self.living.do(lambda: accounts.set_password(SYSTEM, account_id, self.password[email], "reset"))
        self.epochs[email] += 1

    @rule(email=st.sampled_from((ANN, BOB)), on=st.sampled_from((True, True, False)))
    def state_changed(self, email: str, on: bool) -> None:
        accounts, account_id = self.living.kernel.accounts, self.people[email].id
        self.living.do(lambda: accounts.set_state(SYSTEM, account_id, "active" if on else "disabled"))
        (self.disabled.discard if on else self.disabled.add)(email)

    @rule(required=st.booleans())
    def policy_changed(self, required: bool) -> None:
        """The tenant asks for a second factor, or does not."""
        rules, policies = Rules(factor_required=required), self.living.kernel.policies
        self.living.do(lambda: policies.set(SYSTEM, Subject.tenant(self.tenant.id), rules, NOBODY))
        self.required = required

    @rule(gone=st.booleans())
    def restarted(self, gone: bool) -> None:
        """The process ends and another one begins; perhaps without the plugin of Ann's factor."""
        self.living.restart([p for p in self.plugins if not (gone and p is totp)])
        self.app_gone = gone

    # -- at any moment

    @invariant()
    def sessions_are_what_was_earned(self) -> None:
        """No other way leads to one."""
        assert not hasattr(self, "living") or self.living.do(there_are) <= self.earned


async def there_are() -> set[str]:
    """Sessions, by the digests of their tokens."""
    return {row.digest for row in await Session.all()}


def token_in(answer: httpx.Response) -> str:
    """The session's token that an answer sets, or nothing."""
    found = (
        c.partition(";")[0].removeprefix("omni-session=")
        for c in answer.headers.get_list("set-cookie")
        if c.startswith("omni-session=")
    )
    return next(found, "")


def as_in(login: Login) -> dict[str, str]:
    """The headers of the browser that a login belongs to."""
    return {"origin": ORIGIN, "cookie": "; ".join(f"{n}={v}" for n, v in login.browser.cookies.items())}


def is_done(answer: httpx.Response) -> bool:
    """Did this request end the login?"""
    return answer.status_code == 200 and bool(answer.json()["step"].get("type") == "done")


def test_no_way_around_a_factor(omni_bench: Bench) -> None:
    class Game(Logins):
        bench = omni_bench

    run_state_machine_as_test(
        Game,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )


def test_the_right_way_is_open(omni_bench: Bench) -> None:
    """The same moves, in the order of somebody who means well: else a game that refuses all would pass."""

    class Game(Logins):
        bench = omni_bench

    game = Game()
    try:
        game.begin()
        game.password_given(0, BOB, right=True)
        game.password_given(1, ANN, right=True)
        assert len(game.earned) == 1
        ann = game.running[0]
        game.give(ann, game.browsers[0], {"code": game.code("right")[0]}, "totp", earned=False)
        digits, step = game.code("right")
        assert game.give(ann, game.browsers[1], {"code": digits}, "totp", earned=True, step=step)
        game.password_given(1, ANN, right=True)
        later = game.running[0]
        assert not game.give(later, game.browsers[1], {"code": digits}, "totp", earned=False, step=step)
        game.time_goes_by(3.0)
        digits, step = game.code("right")
        assert game.give(later, game.browsers[1], {"code": digits}, "totp", earned=True, step=step)
        assert len(game.earned) == 3
        assert game.browsers[1].signed_in() == ANN
        game.restarted(gone=False)
        assert (game.browsers[0].signed_in(), game.browsers[1].signed_in()) == (BOB, ANN)
    finally:
        game.teardown()
