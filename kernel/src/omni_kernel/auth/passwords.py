"""Passwords: what may be one, and Argon2id (RFC 9106) around it. NIST SP 800-63B, 5.1.1.2; OWASP ASVS 5.0, 6.2."""

from __future__ import annotations

import asyncio
import os
import secrets
import unicodedata
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from omni_sdk.errors import Invalid, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from omni_kernel.app import Kernel

P = ParamSpec("P")
R = TypeVar("R")
LONGEST: Final = 1024
SALT_BYTES, HASH_BYTES = 16, 32
MOST_WAITING: Final = 100
"""Hashes that wait for their turn; more would be answered later than anybody waits, and each costs a processor."""
SHORTEST_UNIT: Final = 6
"""What repeats in shorter steps than this is one of few, whatever it repeats."""


class Passwords:
    """Hashing off the event loop, as many at once as there are processors: each takes its memory. Unavailable while too
    many wait, whoever they are for.
    """

    def __init__(self, kernel: Kernel) -> None:
        settings = kernel.settings.auth
        self._shortest = settings.password_min_length
        self._hasher = PasswordHasher(
            settings.argon2_time_cost,
            settings.argon2_memory_kib,
            settings.argon2_parallelism,
            hash_len=HASH_BYTES,
            salt_len=SALT_BYTES,
        )
        self._places = asyncio.Semaphore(os.cpu_count() or 1)
        self._waiting = 0
        self._nobodys = _hash_of_nothing(self._hasher)

    async def hash(self, password: str) -> str:
        """What to store, with salt and parameters in it."""
        return await self._thread(self._hasher.hash, _material(password))

    async def verify(self, stored: str | None, password: str) -> bool:
        """Is it this one? Without one (None) the same work is done, so that time tells nobody of it."""
        try:
            return await self._thread(self._hasher.verify, stored or self._nobodys, _material(password))
        except (VerificationError, InvalidHashError):
            return False

    def stale(self, stored: str) -> bool:
        """Were the parameters others when it was hashed? Then hash it again, when it is next known."""
        return self._hasher.check_needs_rehash(stored)

    def check(self, password: str, *, email: str, name: str = "") -> None:
        """Raise `Invalid` at `password` for one that is too short, too long, the person's own name, or widely known."""
        length = len(unicodedata.normalize("NFC", password[: LONGEST + 1]))
        if not self._shortest <= length <= LONGEST:
            raise Invalid(
                f"a password has {self._shortest} to {LONGEST} characters, not {length}: take several words", at="password"
            )
        folded = _folded(password)
        if folded in {_folded(email), _folded(email.partition("@")[0]), _folded(name)}:
            raise Invalid("a password is not one's own name or e-mail address: take several words", at="password")
        if any(core in breached() for core in _cores(folded)) or len(_unit(folded)) < SHORTEST_UNIT:
            raise Invalid("this is among the first passwords that anybody would try: take several words", at="password")

    async def _thread(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        if self._waiting >= MOST_WAITING:
            raise Unavailable("too many passwords are looked at now: try again in a moment", headers={"Retry-After": "5"})
        self._waiting += 1
        try:
            async with self._places:
                return await asyncio.to_thread(function, *args, **kwargs)
        finally:
            self._waiting -= 1


@cache
def breached() -> frozenset[str]:
    """The most frequent passwords of known breaches, folded: the list that comes with zxcvbn, 30,000 of them."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped]  # no types come with it

    return frozenset(map(_folded, FREQUENCY_LISTS["passwords"]))


def _material(password: str) -> bytes:
    # Keyboards differ in how they compose a letter (NIST SP 800-63B asks for one form); none of LONGEST + 1 is accepted.
    return unicodedata.normalize("NFC", password[: LONGEST + 1]).encode("utf-8", "surrogatepass")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _cores(folded: str) -> Iterator[str]:
    """A password, what it repeats, and what is left without digits and signs around it, where that is half or more."""
    yield folded
    yield _unit(folded)
    letters = [i for i, letter in enumerate(folded) if letter.isalpha()]
    if letters and 2 * (letters[-1] + 1 - letters[0]) >= len(folded):
        yield folded[letters[0] : letters[-1] + 1]


def _unit(text: str) -> str:
    """The shortest text that gives this one when repeated."""
    return text[: (text + text).find(text, 1)]


def _hash_of_nothing(hasher: PasswordHasher) -> str:
    """Verified at the same cost as a real hash, and never right: salt and tag are random."""
    salt, tag = (b64encode(secrets.token_bytes(n)).rstrip(b"=").decode() for n in (SALT_BYTES, HASH_BYTES))
    return f"$argon2id$v=19$m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}${salt}${tag}"
