"""What somebody may cause who is nobody, or who means harm: mails, locked doors, waiting."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from omni_kernel.auth import passwords
from omni_kernel.auth.throttle import Throttle
from omni_kernel.clock import Clock
from omni_sdk.events import LOGIN_FAILED
from omni_sdk.testing import Outbox
from omni_sdk.testing.app import RunningOmni

API = "/api/v1"
PASSWORD = "correct horse battery staple"


async def fail(throttle: Throttle, who: str, ip: str) -> None:
    """One wrong try."""
    keys = throttle.keys(who, ip)
    await throttle.open(keys)


async def test_nobody_fills_a_letter_box_with_links(omni_app: RunningOmni, outbox: Outbox, clock: Clock) -> None:
    """Who asks every minute sends a hundred mails a day, not 1,440; and the person waits a quarter of an hour at most."""
    ann, http = await omni_app.person(), omni_app.browser()
    for _ in range(120):
        clock.advance(timedelta(minutes=1))
        assert (await http.post(f"{API}/auth/password/reset", json={"email": ann.email})).status_code == 202
        await omni_app.run_jobs()
    sent = len(outbox.mails)
    assert 5 < sent < 25
    clock.advance(timedelta(minutes=15))
    await http.post(f"{API}/auth/password/reset", json={"email": ann.email})
    await omni_app.run_jobs()
    assert len(outbox.mails) == sent + 1


async def test_nobody_has_omni_mail_strangers_on_and_on(omni_app: RunningOmni, outbox: Outbox, clock: Clock) -> None:
    """By changing one's own address to theirs; who mistyped his own may say it again at once."""
    http = await omni_app.signed_in(await omni_app.person())
    answers = []
    for n in range(8):
        answer = await http.post(f"{API}/auth/email/change", json={"email": f"victim{n % 2}@example.com"})
        answers.append(answer)
        await omni_app.run_jobs()
    assert [a.status_code for a in answers] == [202] * 5 + [429] * 3
    assert answers[-1].headers["retry-after"] == "60"
    assert len([mail for mail in outbox.mails if mail.to.startswith("victim")]) == 5
    clock.advance(timedelta(minutes=1))
    assert (await http.post(f"{API}/auth/email/change", json={"email": "ann@example.org"})).status_code == 202


async def test_an_address_that_looks_like_the_counter_of_factors(omni_app: RunningOmni) -> None:
    """Nobody shuts the door of somebody's second factor by typing its name in place of an address."""
    ann, throttle = await omni_app.person(), omni_app.kernel.throttle
    for typed in (f"factor:{ann.id}", f"factor {ann.id}", str(ann.id)):
        for _ in range(7):
            await omni_app.browser().post(f"{API}/auth/login", json={"email": typed, "password": "x"})
    assert await throttle.open(throttle.keys(str(ann.id), "127.0.0.1", "factor"))


async def test_one_network_does_not_shut_out_all(omni_app: RunningOmni, clock: Clock) -> None:
    """However many accounts it tries: it waits until the minute is over, and everybody else signs in."""
    throttle = omni_app.kernel.throttle
    clock.advance(timedelta(seconds=60 - clock.timestamp() % 60))
    for n in range(700):
        await fail(throttle, f"{n}@example.com", f"192.0.2.{n % 250}")
    assert not await throttle.open(throttle.keys("ann@example.com", "192.0.2.7"))
    assert await throttle.open(throttle.keys("ann@example.com", "198.51.100.1"))
    clock.advance(timedelta(seconds=60))
    assert await throttle.open(throttle.keys("ann@example.com", "192.0.2.7"))


async def test_a_queue_of_passwords_has_an_end(omni_app: RunningOmni, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes when it is full is told so at once, whether there is such an account or not."""
    ann, hashing = await omni_app.person(), omni_app.kernel.passwords.hash
    monkeypatch.setattr(passwords, "MOST_WAITING", 2)
    made = await asyncio.gather(*(hashing(PASSWORD) for _ in range(5)), return_exceptions=True)
    assert [isinstance(m, str) for m in made] == [True, True, False, False, False]
    assert await omni_app.kernel.passwords.verify(ann.password, PASSWORD)
    monkeypatch.setattr(passwords, "MOST_WAITING", 0)
    said = set()
    for email in (ann.email, "nobody@example.com"):
        answer = await omni_app.browser().post(f"{API}/auth/login", json={"email": email, "password": PASSWORD})
        said.add((answer.status_code, answer.headers["retry-after"], answer.json()["detail"]))
    assert [status for status, *_ in said] == [503]


async def test_what_a_path_says_is_kept_short(omni_app: RunningOmni, outbox: Outbox) -> None:
    """In the audit log, which keeps it for long."""
    assert (await omni_app.browser().get(f"{API}/auth/callback/{'x' * 3_000}")).status_code == 401
    assert len(outbox.events(LOGIN_FAILED)[-1].data.method) == 100
