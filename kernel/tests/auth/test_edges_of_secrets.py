"""Where passwords, tokens and cookies end: the last character that counts, the second until which they hold."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from omni_kernel.auth.cookies import Cookies
from omni_kernel.auth.mail_tokens import LinkUsed
from omni_kernel.auth.models import Throttle
from omni_kernel.auth.passwords import LONGEST
from omni_kernel.clock import Clock
from omni_sdk.errors import Invalid, TooManyRequests, Unavailable
from omni_sdk.testing.app import Bench, RunningOmni

FLOW = UUID("01234567-89ab-7cde-8f01-23456789abcd")


async def test_every_character_of_the_longest_password_counts(omni_app: RunningOmni) -> None:
    """One that differs in the last of them is another."""
    passwords = omni_app.kernel.passwords
    longest = "word " * (LONGEST // 5) + "last"
    assert len(longest) == LONGEST
    passwords.check(longest, email="ann@example.com")
    stored = await passwords.hash(longest)
    assert await passwords.verify(stored, longest)
    assert not await passwords.verify(stored, longest[:-1] + "T")
    assert not await passwords.verify(stored, longest[:-1])
    assert not await passwords.verify(stored, longest + "!")


async def test_a_bounded_number_of_hashes_wait(omni_app: RunningOmni, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those beyond are told to come again, and every place is given back, whether the password was right or not."""
    monkeypatch.setattr("omni_kernel.auth.passwords.MOST_WAITING", 3)
    passwords = omni_app.kernel.passwords
    for _ in range(2):
        looks = (passwords.verify(None, "correct horse battery staple") for _ in range(5))
        looked = await asyncio.gather(*looks, return_exceptions=True)
        assert looked[:3] == [False, False, False]
        for refused in looked[3:]:
            assert isinstance(refused, Unavailable)
            assert refused.headers == {"Retry-After": "5"}


async def test_one_network_shuts_out_itself_alone(omni_app: RunningOmni, clock: Clock) -> None:
    """At a tenth of the failures in a minute that shut out everybody, whoever they were about."""
    throttle, minute = omni_app.kernel.throttle, 60
    clock.advance(timedelta(seconds=minute - clock.timestamp() % minute))
    share = omni_app.kernel.settings.auth.failures_per_minute // 10
    for n in range(share):
        assert await throttle.open(throttle.keys(f"{n}@example.com", "192.0.2.7"))
    assert not await throttle.open(throttle.keys("ann@example.com", "192.0.2.200"))
    assert await throttle.open(throttle.keys("ann@example.com", "198.51.100.1"))
    clock.advance(timedelta(seconds=minute))
    assert await throttle.open(throttle.keys("bob@example.com", "192.0.2.200"))


async def test_who_gets_in_forgets_nobody_elses_failures(omni_app: RunningOmni, clock: Clock) -> None:
    """Neither those about another account, nor those of another network."""
    throttle = omni_app.kernel.throttle
    clock.advance(timedelta(seconds=60 - clock.timestamp() % 60))
    ann, bob = throttle.keys("ann@example.com", "198.51.100.1"), throttle.keys("bob@example.com", "192.0.2.7")
    for _ in range(3):
        assert await throttle.open(bob)
    before = {row.key: row.failures for row in await Throttle.filter(key__in=bob[:-1])}
    assert await throttle.open(ann)
    await throttle.passed(ann)
    assert {row.key: row.failures for row in await Throttle.filter(key__in=bob[:-1])} == before == dict.fromkeys(bob[:-1], 3)


async def test_a_network_may_begin_as_often_as_all_may_fail(omni_app: RunningOmni, clock: Clock) -> None:
    """A school signs in behind one address; whoever comes too often is told when to come again."""
    throttle = omni_app.kernel.throttle
    clock.advance(timedelta(seconds=60 - clock.timestamp() % 60))
    for _ in range(omni_app.kernel.settings.auth.failures_per_minute):
        await throttle.admit("192.0.2.7")
    with pytest.raises(TooManyRequests) as caught:
        await throttle.admit("192.0.2.7")
    assert caught.value.headers == {"Retry-After": "60"}


async def test_another_token_is_none(omni_app: RunningOmni) -> None:
    """However many wait; those that were sent are good all the same."""
    tokens, ann = omni_app.kernel.mail_tokens, await omni_app.person()
    token = await tokens.issue("password", ann.id, timedelta(hours=1))
    for wrong in ("", token[:-1], token + "A", token.swapcase()):
        with pytest.raises(Invalid):
            await tokens.take("password", wrong)
        assert await tokens.look("password", wrong) is None
    assert (await tokens.take("password", token)).account_id == ann.id


async def test_a_wrong_link_says_which_field_it_was_in(omni_app: RunningOmni) -> None:
    """And what to do."""
    with pytest.raises(Invalid, match="ask for another") as caught:
        await omni_app.kernel.mail_tokens.take("password", "never one")
    assert caught.value.at == "token"


async def test_an_old_link_says_what_to_do(omni_app: RunningOmni, clock: Clock) -> None:
    """It is good for its whole life, and not longer."""
    tokens, ann = omni_app.kernel.mail_tokens, await omni_app.person()
    token = await tokens.issue("password", ann.id, timedelta(hours=1))
    clock.advance(timedelta(minutes=59, seconds=50))
    assert await tokens.look("password", token) is not None
    clock.advance(timedelta(seconds=10))
    with pytest.raises(LinkUsed, match="ask for another"):
        await tokens.take("password", token)


async def test_the_throttle_takes_any_text(omni_app: RunningOmni) -> None:
    """JSON can hold half a surrogate pair; two of them are two identifiers."""
    throttle = omni_app.kernel.throttle
    assert throttle.keys("\ud800@example.com", "192.0.2.7") != throttle.keys("\ud801@example.com", "192.0.2.7")


@pytest.mark.parametrize(
    ("url", "name", "secure"),
    [
        ("https://omni.example", "__Host-omni-flow-23456789abcd", "; Secure"),
        ("http://omni.example", "omni-flow-23456789abcd", ""),
    ],
)
def test_a_cookie_lives_as_long_as_what_it_is_for(omni_bench: Bench, url: str, name: str, secure: str) -> None:
    """That of a login is named for the random end of its id; cleared they are empty, and over at once."""
    settings = omni_bench.settings({"public_url": url, "auth": {"login_minutes": 15}})
    cookies, attributes = Cookies(settings), f"; Path=/; HttpOnly; SameSite=Lax{secure}"
    assert cookies.flow_set(FLOW, "t") == f"{name}=t; Max-Age=900{attributes}"
    assert cookies.flow_clear(FLOW) == f"{name}=; Max-Age=0{attributes}"
    assert cookies.device_set("t", 2) == f"{name.partition('omni')[0]}omni-device=t; Max-Age=172800{attributes}"
    assert cookies.session_clear() == f"{cookies.session_name}=; Max-Age=0{attributes}"


@pytest.mark.parametrize("password", ["dragon938471", "938471dragon", "938dragon471", "dragon!.+-_;"])
def test_a_known_word_that_is_half_of_a_password(omni_app: RunningOmni, password: str) -> None:
    """The digits around it are what anybody would add."""
    with pytest.raises(Invalid, match="anybody would try"):
        omni_app.kernel.passwords.check(password, email="ann@example.com")


@pytest.mark.parametrize("password", ["tiger9384716", "9384716tiger", "93847tiger16", "dragon9384716", "zq7xkvzq7xkv"])
def test_a_known_word_that_is_less_than_half(omni_app: RunningOmni, password: str) -> None:
    """The rest is what has to be guessed."""
    omni_app.kernel.passwords.check(password, email="ann@example.com")
