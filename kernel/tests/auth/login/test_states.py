"""The login as a state machine: whatever is sent in whatever order, again, at once, late, by whom, and over restarts,
nobody is signed in without the password (or provider) and the factor, each given in that very login.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any, ClassVar, TypeVar
from urllib.parse import parse_qs, urlsplit

import httpx
import omni_login_factors
import omni_login_idp
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from omni_kernel.app import Kernel
from omni_kernel.auth.models import Account, AccountFactor, Identity, LoginFlow, LoginPolicy, Session, Throttle, TrustedDevice
from omni_kernel.auth.policy import PLATFORM, Rules
from omni_kernel.tenancy.models import Membership
from omni_sdk.testing import databases
from omni_sdk.testing.app import SYSTEM, Bench, RunningOmni, SteppingClock
from omni_sdk.testing.doubles import Outbox

EXAMPLES = int(os.environ.get("OMNI_TEST_EXAMPLES", "15"))
T = TypeVar("T")
PASSWORD = "correct horse battery staple"
LOGIN = "/api/v1/auth/login"
CALLBACK = "/api/v1/auth/callback"
PLUGINS = [omni_login_factors.plugin, omni_login_idp.plugin]
AGES = st.integers(0, 5)
"""Of what a rule is about: the newest is 0. Drawn from what is there, it would differ between two runs of one example."""
BROWSERS = st.sampled_from([0, 1])
PEOPLE = {"ann@example.com": ("pin", "spare"), "bea@example.com": ()}
"""With the factors that each has; Bea has to enrol one."""
BODIES: list[dict[str, Any]] = [
    *({"answers": {"email": email, "password": word}} for email in PEOPLE for word in (PASSWORD, "wrong")),
    *({"answers": {"pin": pin}} for pin in ("1234", "0000", "none")),
    *({"answers": {"pin": "1234"}, "method": method} for method in ("pin", "spare", "letter")),
    *({"method": method} for method in ("pin", "spare", "frail", "nonsense")),
    {"answers": {"subject": "s0"}},
    {},
]
LIKELY = [
    {"answers": {"email": "ann@example.com", "password": PASSWORD}},
    {"answers": {"email": "bea@example.com", "password": PASSWORD}},
    {"answers": {"pin": "1234"}},
    {"answers": {"pin": "1234"}, "method": "pin"},
    {"answers": {"pin": "0000"}},
]


def newest(found: Iterable[T], age: int) -> T | None:
    """The one of that age, or thereabouts; None if there is none."""
    known = list(found)
    return known[-1 - age % len(known)] if known else None


class Logins(RuleBasedStateMachine):
    """`proven` is what was sent, and is right, by the browser that began a login: no less may stand behind a session."""

    runner: ClassVar[asyncio.Runner]
    bench: ClassVar[Bench]
    state: ClassVar[dict[str, Any]]
    done: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.proven: dict[str, set[str]] = {}
        self.owner: dict[str, int] = {}
        self.handles: list[tuple[str, str]] = []
        self.resumes: list[str] = []
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.do(self.clean())
        self.browsers = [self.app.browser(), self.app.browser()]

    @property
    def app(self) -> RunningOmni:
        """The process that runs now."""
        return self.state["app"]  # type: ignore[no-any-return]  # anything is in it

    def do(self, doing: Any) -> Any:
        """Run to its end."""

        async def go() -> Any:
            return await doing

        return self.runner.run(go())

    async def clean(self) -> None:
        """Two people, of whom a factor is required."""
        for model in (Session, LoginFlow, AccountFactor, Identity, LoginPolicy, Throttle, TrustedDevice, Membership, Account):
            await model.all().delete()
        tenant_id = self.state["tenant"].id
        await self.app.kernel.policies.set(SYSTEM, PLATFORM, Rules(factor_required=True, trusted_days=0))
        for n, (email, methods) in enumerate(PEOPLE.items()):
            person = await self.app.person(email)
            await Membership.create(tenant_id=tenant_id, account_id=person.id, roles=["member"])
            for provider in ("code", "crosspost", "forms"):
                await Identity.create(
                    tenant_id=tenant_id, account_id=person.id, provider=provider, connection="main", subject=f"s{n}"
                )
            for method in methods:
                kind = "recovery" if method == "spare" else "possession"
                await AccountFactor.create(account_id=person.id, plugin_id="login-factors", method=method, kind=kind)

    def seen(self, answer: httpx.Response, flow: str) -> None:
        """A session only to who proved all, in the login that it is about."""
        cookie = any(c.startswith("omni-session=o") for c in answer.headers.get_list("set-cookie"))
        if cookie:
            assert self.proven.get(flow, set()) >= {"first", "factor"}, (flow, self.proven)

    # -- what people, and others, do

    @rule(browser=BROWSERS, email=st.sampled_from([None, *PEOPLE]), word=st.sampled_from([PASSWORD, "wrong"]))
    def begins(self, browser: int, email: str | None, word: str) -> None:
        self.begin(browser, email, word)

    def begin(self, browser: int, email: str | None, word: str) -> None:
        """Any begin of a login by password."""
        answer = self.do(self.browsers[browser].post(LOGIN, json={"email": email, "password": word} if email else {}))
        if answer.status_code == 200:
            flow = answer.json()["flow_id"]
            self.owner[flow], self.proven[flow] = browser, {"first"} if email and word == PASSWORD else set()
            self.seen(answer, flow)

    @rule(browser=BROWSERS, email=st.sampled_from(list(PEOPLE)))
    def knows_the_password(self, browser: int, email: str) -> None:
        self.begin(browser, email, PASSWORD)

    @rule(browser=BROWSERS, email=st.sampled_from(list(PEOPLE)), between=st.sampled_from(BODIES), age=st.sampled_from([0, 0, 1]))
    def signs_in(self, browser: int, email: str, between: dict[str, Any], age: int) -> None:
        """All the way, but for what comes between; perhaps two such ways at the same time."""
        self.begin(browser, email, PASSWORD)
        for body in (between, {"answers": {"pin": "1234"}}):
            if flow := newest(self.proven, age):
                self.take(self.owner[flow], flow, body, 1)

    @rule(browser=BROWSERS, provider=st.sampled_from(["code", "crosspost", "forms"]))
    def goes_elsewhere(self, browser: int, provider: str) -> None:
        body = {"provider": provider, "connection": "main", "tenant": "states"}
        said = self.do(self.browsers[browser].post(LOGIN, json=body)).json()
        self.owner[said["flow_id"]], self.proven[said["flow_id"]] = browser, set()
        if (step := said["step"])["type"] == "redirect":
            handle = step["post"]["RelayState"] if step["post"] else parse_qs(urlsplit(step["url"]).query)["state"][0]
            self.handles.append((handle, said["flow_id"]))

    @rule(browser=BROWSERS, age=AGES, subject=st.sampled_from(["s0", "s1", "nobody"]), posted=st.booleans())
    def comes_back(self, browser: int, age: int, subject: str, *, posted: bool) -> None:
        handle, flow = newest(self.handles, age) or ("unknown", "")
        if not flow:
            return
        given = {"state": handle, "RelayState": handle, "subject": subject}
        http = self.browsers[browser]
        if self.owner[flow] == browser and subject != "nobody" and not posted:
            self.proven[flow].add("first")
        for provider in ("code", "crosspost"):
            url = f"{CALLBACK}/{provider}"
            answer = self.do(http.post(url, data=given) if posted else http.get(url, params=given))
            if posted and answer.status_code == 303:
                self.resumes.append(f"{answer.headers['location']} {flow} {subject}")
            self.seen(answer, flow)

    @rule(browser=BROWSERS, age=AGES)
    def resumes_it(self, browser: int, age: int) -> None:
        if not (found := newest(self.resumes, age)):
            return
        where, flow, subject = found.split(" ")
        if self.owner[flow] == browser and subject != "nobody":
            self.proven[flow].add("first")
        self.seen(self.do(self.browsers[browser].get(where)), flow)

    @rule(browser=BROWSERS, age=AGES, body=st.sampled_from(BODIES), at_once=st.sampled_from([1, 1, 1, 3]))
    def takes_a_step(self, browser: int, age: int, body: dict[str, Any], at_once: int) -> None:
        if flow := newest(self.proven, age):
            self.take(browser, flow, body, at_once)

    @rule(stranger=st.sampled_from([0, 0, 0, 1]), body=st.sampled_from(LIKELY), at_once=st.sampled_from([1, 1, 3]))
    def goes_on(self, stranger: int, body: dict[str, Any], at_once: int) -> None:
        """The newest login, by its own browser or the other one."""
        if flow := newest(self.proven, 0):
            self.take(self.owner[flow] ^ stranger, flow, body, at_once)

    @rule(at_once=st.sampled_from([1, 1, 3]), age=AGES)
    def shows_the_factor(self, at_once: int, age: int) -> None:
        """In one of the newest logins."""
        if flow := newest(self.proven, age):
            self.take(self.owner[flow], flow, {"answers": {"pin": "1234"}}, at_once)

    @rule(browser=BROWSERS, age=AGES)
    def repeats_what_was_sent(self, browser: int, age: int) -> None:
        if found := newest(self.sent, age):
            self.take(browser, *found, at_once=1)

    def take(self, browser: int, flow: str, body: dict[str, Any], at_once: int) -> None:
        """Send it, so many times at once."""
        self.sent.append((flow, body))
        http, mine, given = self.browsers[browser], self.owner[flow] == browser, body.get("answers", {})
        if mine and (given.get("password") == PASSWORD or given.get("subject") == "s0"):
            self.proven[flow].add("first")
        if mine and given.get("pin") == "1234":
            self.proven[flow].add("factor")

        async def all_of_them() -> list[httpx.Response]:
            return await asyncio.gather(*(http.post(f"{LOGIN}/{flow}/step", json=body) for _ in range(at_once)))

        answers = self.do(all_of_them())
        for answer in answers:
            self.seen(answer, flow)
            assert answer.status_code in (200, 401, 403, 404, 409, 410, 422, 429), answer.text
            assert mine or answer.status_code == 404, "another browser's login is not there"
        done = sum(a.status_code == 200 and a.json()["step"]["type"] == "done" for a in answers)
        assert done <= 1
        Logins.done += done

    @rule(minutes=st.sampled_from([1, 14, 16]))
    def waits(self, minutes: int) -> None:
        self.app.kernel.clock.advance(timedelta(minutes=minutes))

    @rule()
    def restarts(self) -> None:
        """Another process: it knows what the database knows, and the browsers keep their cookies."""
        self.do(restart(self.state))
        for old in self.browsers:
            old._transport = httpx.ASGITransport(self.app.http)

    @rule(fails=st.sampled_from(["challenge", "verify"]))
    def breaks(self, fails: str) -> None:
        """A factor fails, or no longer."""
        omni_login_factors.FAILS.symmetric_difference_update({fails})

    @rule(email=st.sampled_from(list(PEOPLE)), state=st.sampled_from(["active", "active", "disabled"]))
    def is_disabled(self, email: str, state: str) -> None:
        self.do(Account.filter(email=email).update(state=state))

    @invariant()
    def every_session_has_its_factor(self) -> None:
        rows = self.do(Session.all())
        complete = sum(found >= {"first", "factor"} for found in self.proven.values())
        assert len(rows) <= complete
        for row in rows:
            assert {"pwd", "federated"} & set(row.methods), row.methods
            assert {"pin", "spare", "frail"} & set(row.methods), row.methods

    @invariant()
    def a_password_alone_enrols_nothing_where_there_is_a_factor(self) -> None:
        """Ann had hers before; Bea enrols one, and after that she shows it."""
        rows = self.do(AccountFactor.all().prefetch_related("account"))
        assert {r.method for r in rows if r.account.email == "ann@example.com"} == {"pin", "spare"}
        assert sum(r.account.email == "bea@example.com" for r in rows) <= 1


async def restart(state: dict[str, Any]) -> None:
    """Close what runs, and open it anew over the same database."""
    if stack := state.pop("stack", None):
        await stack.aclose()
    state["stack"] = stack = AsyncExitStack()
    kernel = await stack.enter_async_context(Kernel.open(state["settings"], "test", plugins=PLUGINS, clock=state["clock"]))
    state["app"] = RunningOmni(kernel, Outbox())


@pytest.fixture
def states(omni_bench: Bench) -> Iterator[dict[str, Any]]:
    """A database, and a process over it."""
    state: dict[str, Any] = {"clock": SteppingClock()}

    async def begin() -> None:
        state["settings"] = await omni_bench.prepared(PLUGINS)
        async with Kernel.open(state["settings"], "test", plugins=PLUGINS, clock=state["clock"]) as kernel:
            state["tenant"] = await kernel.tenants.create(SYSTEM, "states", "States")
        await restart(state)

    with asyncio.Runner() as runner:
        runner.run(begin())
        Logins.runner, Logins.bench, Logins.state = runner, omni_bench, state
        yield state
        runner.run(state["stack"].aclose())
    databases.dropped(state["settings"].database.url)


def test_no_order_of_steps_is_a_way_in(states: dict[str, Any]) -> None:
    """The property, as Hypothesis sees it."""
    assert states
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Logins, settings=settings(max_examples=EXAMPLES, stateful_step_count=40, deadline=None, suppress_health_check=checks)
    )
    assert Logins.done > 0, "some get in"
