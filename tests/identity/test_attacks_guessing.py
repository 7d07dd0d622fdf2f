"""Guessing: how many passwords and codes are looked at, however many are sent, from wherever, by whatever door.

The time stands still in these tests, so that what is counted does not depend on how quick the machine is.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from attacks import (
    API,
    CONFIRM,
    LOGIN,
    PASSWORD,
    REAUTHENTICATE,
    SETUP,
    alike,
    browser,
    login,
    session_of,
    signed_in,
    step,
    type_of,
    with_app,
)

from omni_2fa_backup_codes.plugin import plugin as backup_codes
from omni_2fa_totp.plugin import plugin as totp
from omni_kernel.auth.models import Account, Session
from omni_kernel.clock import Clock
from omni_sdk.events import LOGIN_FAILED
from omni_sdk.testing.app import Bench, RunningOmni, SteppingClock
from omni_sdk.testing.doubles import Outbox

PLUGINS = (totp, backup_codes)
FREE, OF_ACCOUNT, IN_A_MINUTE = 5, 20, 40
AUTH = {"argon2_time_cost": 1, "argon2_memory_kib": 8, "argon2_parallelism": 1}
CHANGE = f"{API}/auth/password/change"


class StandingClock(SteppingClock):
    """Time that goes on only when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self._stands = super().timestamp() // 60 * 60 + 1

    def timestamp(self) -> float:
        """As it was, and what has passed since."""
        return self._stands + self.offset


@pytest.fixture
def clock() -> Clock:
    return StandingClock()


@pytest.fixture
async def strict(omni_bench: Bench, clock: Clock, outbox: Outbox) -> AsyncIterator[RunningOmni]:
    """Where the limits of an account and of all together are low."""
    limits = {"account_tries": OF_ACCOUNT, "failures_per_minute": IN_A_MINUTE}
    async with omni_bench.kernel([], clock, {"auth": AUTH | limits}) as kernel:
        running = RunningOmni(kernel, outbox)
        yield running
        await running.close()


def looks(outbox: Outbox, *methods: str) -> int:
    """How many proofs were looked at and found wrong."""
    said = Counter(e.data.reason for e in outbox.events(LOGIN_FAILED) if not methods or e.data.method in methods)
    return said["wrong"]


async def guess(http: httpx.AsyncClient, n: int, email: str = "ann@example.com") -> httpx.Response:
    return await login(http, email, f"guess number {n}")


# -- of a password


async def test_a_thousand_at_once_get_no_more_looks(omni_app: RunningOmni, outbox: Outbox) -> None:
    """And the right one among them, behind the first few, is refused as they are."""
    await omni_app.person()
    http = browser(omni_app)
    answers = await asyncio.gather(*(guess(http, n) for n in range(999)))
    assert looks(outbox) == FREE
    right = await login(http)
    assert len(alike([*answers, right])) == 1
    assert not session_of(right)


NEAR: dict[str, list[Any]] = {
    "what a proxy might say": [{"x-forwarded-for": f"203.0.113.{n}"} for n in range(40)],
    "what others might say": [{"x-real-ip": f"203.0.{n}.1", "forwarded": f"for=203.0.{n}.1"} for n in range(40)],
    "one network": [f"203.0.113.{n}" for n in range(40)],
    "one network of IPv6": [f"2001:db8:1:2:{n:x}::1" for n in range(40)],
    "the same as IPv4 in IPv6": ["203.0.113.9", *(f"::ffff:203.0.113.{n}" for n in range(40))],
    "other agents": [{"user-agent": f"agent {n}"} for n in range(40)],
}


@pytest.mark.parametrize("near", list(NEAR))
async def test_addresses_nearby_are_one(omni_app: RunningOmni, outbox: Outbox, near: str) -> None:
    await omni_app.person()
    browsers = [browser(omni_app, ip=x) if isinstance(x, str) else browser(omni_app, **x) for x in NEAR[near]]
    await asyncio.gather(*(guess(http, n) for n, http in enumerate(browsers)))
    assert looks(outbox) == FREE


async def test_an_address_written_otherwise_is_the_same(omni_app: RunningOmni, outbox: Outbox) -> None:
    await omni_app.person()
    names = [
        "ann@example.com",
        "ANN@example.com",
        " ann@example.com",
        "ann@example.com\t",
        "Ann@Example.Com",
        "ann@example.com\u3000",
    ]
    await asyncio.gather(*(guess(browser(omni_app), n, names[n % len(names)]) for n in range(60)))
    assert looks(outbox) == FREE


async def test_many_networks_are_one_account(strict: RunningOmni, outbox: Outbox) -> None:
    await strict.person()
    browsers = [browser(strict, ip=f"203.{n}.7.1") for n in range(200)]
    await asyncio.gather(*(guess(http, n) for n, http in enumerate(browsers)))
    assert looks(outbox) == OF_ACCOUNT
    assert not session_of(await login(browser(strict, ip="192.0.2.1")))


async def test_many_accounts_are_one_minute(strict: RunningOmni, outbox: Outbox, clock: Clock) -> None:
    """One password tried on everybody, from everywhere, all at once; those who are not there count as well."""
    await strict.person()
    await asyncio.gather(*(guess(browser(strict, ip=f"203.{n}.7.1"), n, f"p{n}@example.com") for n in range(200)))
    assert looks(outbox) <= IN_A_MINUTE
    assert not session_of(await login(browser(strict)))
    clock.advance(timedelta(minutes=1))
    assert session_of(await login(browser(strict)))


async def test_all_doors_of_a_password_are_one(omni_app: RunningOmni) -> None:
    """The login, the fresh proof and the change of a password: the right one is refused at each when it is too late."""
    ann = await omni_app.person()
    http = await signed_in(omni_app, ann)
    http._transport = browser(omni_app)._transport

    async def at(door: str, password: str) -> httpx.Response:
        body: dict[str, Any] = {"current": password, "password": "a wholly different one"}
        return await (http.post(CHANGE, json=body) if door == CHANGE else http.post(door, json={"password": password}))

    for door in (CHANGE, REAUTHENTICATE, CHANGE, REAUTHENTICATE):
        assert (await at(door, "wrong")).status_code in (401, 403)
    assert not session_of(await login(browser(omni_app), password="wrong"))
    assert type_of(await at(CHANGE, PASSWORD)) == "wrong-password"
    assert type_of(await at(REAUTHENTICATE, PASSWORD)) == "login-failed"
    assert not session_of(await login(browser(omni_app)))
    omni_app.kernel.clock.advance(timedelta(seconds=20))
    assert session_of(await login(browser(omni_app)))


async def test_patience_gains_little(omni_app: RunningOmni, outbox: Outbox, clock: Clock) -> None:
    """One guess every ten seconds, for an hour: delays double up to a quarter of an hour."""
    await omni_app.person()
    http = browser(omni_app)
    for n in range(360):
        await guess(http, n)
        clock.advance(timedelta(seconds=10))
    assert looks(outbox) <= FREE + 10 + 4


async def test_ones_own_success_helps_nobody_elsewhere(omni_app: RunningOmni, outbox: Outbox, clock: Clock) -> None:
    """What the attacker failed is not forgotten when the person signs in."""
    await omni_app.person()
    his = browser(omni_app, ip="203.0.113.9")
    for n in range(20):
        await guess(his, n)
        assert session_of(await login(browser(omni_app)))
    assert looks(outbox) == FREE


# -- of a code


async def flows(omni: RunningOmni, count: int) -> list[tuple[httpx.AsyncClient, str]]:
    """Logins that wait for a code, each in a browser of its own."""
    browsers = [browser(omni) for _ in range(count)]
    return [(http, (await login(http)).json()["flow_id"]) for http in browsers]


async def test_all_factors_are_one(omni_app: RunningOmni, outbox: Outbox, clock: Clock) -> None:
    """Five tries at the app do not leave five at the backup codes, nor does another login, nor the other route."""
    app = await with_app(omni_app, await omni_app.person(), backup=True)
    clock.advance(timedelta(minutes=1))
    waiting = await flows(omni_app, 16)

    async def try_all(n: int, http: httpx.AsyncClient, flow: str) -> None:
        if n % 2:
            await http.post(f"{LOGIN}/{flow}/step", json={"method": "backup-codes"})
        for code in ("000000", "111111", "222222") if not n % 2 else ("aaaa-aaaa-aaaa", "bbbb-bbbb-bbbb"):
            body = {"flow_id": flow, "answers": {"code": code}}
            await (step(http, flow, code) if n % 3 else http.post(f"{API}/security/2fa/validate", json=body))

    await asyncio.gather(*(try_all(n, *one) for n, one in enumerate(waiting)))
    assert looks(outbox, "totp", "backup-codes") <= FREE
    http, flow = (await flows(omni_app, 1))[0]
    assert type_of(await step(http, flow, app.code())) == "login-failed"
    assert await Session.filter(ip__startswith="198.51").count() == 0


async def test_a_hundred_codes_at_once_get_no_more_looks(omni_app: RunningOmni, outbox: Outbox, clock: Clock) -> None:
    """In logins of one network; and the right one, sent with them, may be among the few or not, but no second gets in."""
    app = await with_app(omni_app, await omni_app.person())
    clock.advance(timedelta(minutes=1))
    http = browser(omni_app)
    waiting = [(await login(http)).json()["flow_id"] for _ in range(50)]
    wrong = "000000" if app.code() != "000000" else "111111"
    await asyncio.gather(*(step(http, flow, wrong) for flow in waiting for _ in range(2)))
    assert looks(outbox, "totp") <= FREE


async def test_another_persons_app_is_not_asked(omni_app: RunningOmni, clock: Clock) -> None:
    """Mallory knows Ann's password, and his own code."""
    await with_app(omni_app, await omni_app.person())
    his = await with_app(omni_app, await omni_app.person("mallory@example.com"))
    clock.advance(timedelta(minutes=1))
    http = browser(omni_app)
    flow = (await login(http)).json()["flow_id"]
    assert type_of(await step(http, flow, his.code())) == "login-failed"


async def test_an_enrolment_has_five_tries(omni_app: RunningOmni) -> None:
    """Of twenty at once as of twenty in a row."""
    ann = await omni_app.person()
    http = await signed_in(omni_app, ann)
    begun = (await http.post(SETUP, json={"method": "totp"})).json()
    body = {"flow_id": begun["flow_id"], "answers": {"code": "000000"}}
    answers = list(await asyncio.gather(*(http.post(CONFIRM, json=body) for _ in range(20))))
    answers += [await http.post(CONFIRM, json=body) for _ in range(20)]
    said = Counter(type_of(a) for a in answers)
    assert said["invalid"] <= FREE, said
    assert said["login-expired"] >= 15
    assert (await Account.get(id=ann.id)).password is not None
