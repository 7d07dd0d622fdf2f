"""Passwords: what is taken as one, and that a look at one costs the same whether there is one or not."""

from __future__ import annotations

import unicodedata

import argon2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_kernel.auth import passwords as module
from omni_kernel.auth.passwords import LONGEST, Passwords, breached
from omni_sdk.errors import Invalid
from omni_sdk.testing.app import RunningOmni

GOOD = "correct horse battery staple"


@pytest.fixture
def passwords(omni_app: RunningOmni) -> Passwords:
    """The kernel's own."""
    return omni_app.kernel.passwords


async def test_a_password_is_kept_as_argon2id_with_a_salt_of_its_own(passwords: Passwords) -> None:
    """Two hashes of one password differ, and none holds it."""
    first, second = await passwords.hash(GOOD), await passwords.hash(GOOD)
    assert first.startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert first != second
    assert GOOD not in first
    assert await passwords.verify(first, GOOD)
    assert not await passwords.verify(first, GOOD + "!")


@pytest.mark.parametrize("stored", [None, "", "no hash at all", "$argon2id$v=19$m=8,t=1,p=1$broken"])
async def test_nothing_fits_where_there_is_no_password(passwords: Passwords, stored: str | None) -> None:
    """Neither an account without one nor a broken row lets anybody in."""
    assert not await passwords.verify(stored, GOOD)
    assert not await passwords.verify(stored, "")


async def test_without_a_password_the_work_is_the_same(passwords: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash of nothing is verified with the parameters of a real one."""
    seen = list[str]()
    real = argon2.PasswordHasher.verify

    def spy(self: argon2.PasswordHasher, stored: str | bytes, password: str | bytes) -> bool:
        seen.append(str(stored))
        return real(self, stored, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", spy)
    await passwords.verify(None, GOOD)
    await passwords.verify(await passwords.hash(GOOD), GOOD)
    nobodys, somebodys = (argon2.extract_parameters(text) for text in seen)
    assert nobodys == somebodys


async def test_how_a_letter_is_composed_makes_no_difference(passwords: Passwords) -> None:
    """What one keyboard writes as one code point, and another as two, is the same password."""
    word = "Übergrößenträger café"
    stored = await passwords.hash(unicodedata.normalize("NFD", word))
    assert await passwords.verify(stored, unicodedata.normalize("NFC", word))


async def test_changed_parameters_make_a_hash_stale(passwords: Passwords) -> None:
    """A hash of weaker parameters is to be made anew; one of these is not."""
    assert not passwords.stale(await passwords.hash(GOOD))
    assert passwords.stale(argon2.PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(GOOD))


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "elevenchars",
        "x" * 12,
        "ab" * 6,
        "a" * (LONGEST + 1),
        GOOD * 100,
        "password1234",
        "Password1234!",
        "123password123",
        "123456789987654321",
        "QWERTY123456",
        "dragondragon",
        "ann.o'nymous@example.com",
        "ANN.O'Nymous",
        "Ann von Nymous",
    ],
)
def test_what_anybody_would_try_is_no_password(passwords: Passwords, password: str) -> None:
    """Too short, too long, widely known with or without ornaments, repeated, or one's own name."""
    with pytest.raises(Invalid) as caught:
        passwords.check(password, email="ann.o'nymous@example.com", name="Ann von Nymous")
    assert caught.value.at == "password"
    assert password == "" or password not in str(caught.value)  # a message may be logged


@pytest.mark.parametrize(
    "password", [GOOD, "twelve chars", "93847a982374923", "dragon-on-a-red-bicycle", "пароль из слов", "x1" * 8 + "y"]
)
def test_long_ones_of_any_letters_are(passwords: Passwords, password: str) -> None:
    """No rules about digits and signs (ASVS 5.0, 6.2.5), and no trouble with an empty name."""
    passwords.check(password, email="ann@example.com")


def test_the_length_is_that_of_the_composed_form(passwords: Passwords) -> None:
    """Eleven letters with their accents apart are not twenty-two."""
    with pytest.raises(Invalid):
        passwords.check("é".join("abcdef").replace("é", "e\u0301"), email="ann@example.com")


def test_known_passwords_come_from_a_list() -> None:
    """It is that of a library, folded."""
    assert "password1234" in breached()
    assert len(breached()) > 25_000
    assert all(word == word.casefold() for word in breached())


@given(st.text(max_size=60))
def test_any_text_can_be_asked_about(text: str) -> None:
    """Surrogates and all."""
    assert isinstance(module._material(text), bytes)
    for core in module._cores(text):
        assert core in text or text == ""


@given(st.text(min_size=1, max_size=8), st.integers(1, 5))
def test_a_unit_gives_the_whole_when_repeated(text: str, times: int) -> None:
    """And is never longer than what was repeated."""
    whole = text * times
    unit = module._unit(whole)
    assert unit * (len(whole) // len(unit)) == whole
    assert len(unit) <= len(text)
