"""Where passwords, tokens and cookies end: the last character that counts, the second until which they hold."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from omni_kernel.auth.cookies import Cookies
from omni_kernel.auth.mail_tokens import LinkUsed
from omni_kernel.auth.passwords import LONGEST
from omni_kernel.clock import Clock
from omni_sdk.errors import Invalid
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


@pytest.mark.parametrize("password", ["dragon938471", "938471dragon", "938dragon471"])
def test_a_known_word_that_is_half_of_a_password(omni_app: RunningOmni, password: str) -> None:
    """The digits around it are what anybody would add."""
    with pytest.raises(Invalid, match="anybody would try"):
        omni_app.kernel.passwords.check(password, email="ann@example.com")


@pytest.mark.parametrize("password", ["tiger9384716", "9384716tiger", "93847tiger16", "dragon9384716"])
def test_a_known_word_that_is_less_than_half(omni_app: RunningOmni, password: str) -> None:
    """The rest is what has to be guessed."""
    omni_app.kernel.passwords.check(password, email="ann@example.com")
