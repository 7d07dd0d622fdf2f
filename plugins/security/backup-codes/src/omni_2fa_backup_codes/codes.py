"""What a code is: twelve characters, of which two look it up and ten (50 bits) are secret; and its hash.

The alphabet is Crockford's base32, in which nothing is mistaken for something else. A secret below 112 bits is kept as
a password is (ASVS 5.0, 6.5.2): argon2id, with a salt of its own.
"""

import re
import secrets
from typing import TYPE_CHECKING

from .settings import Config

if TYPE_CHECKING:
    from argon2 import PasswordHasher

COUNT = 10
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKUP, LENGTH = 2, 12
ALIKE = str.maketrans("OIL", "011")
BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
"""Spaces and hyphens, also as word processors write them."""


def new_codes() -> list[str]:
    """Ten codes with different look-up ids."""
    found: dict[str, str] = {}
    while len(found) < COUNT:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        found[code[:LOOKUP]] = code
    return list(found.values())


def shown(code: str) -> str:
    """For people: `7K2M-9XQ4-THB3`."""
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def read(text: str) -> str:
    """A code as somebody typed it: any case, spaces and hyphens anywhere; ValueError if it cannot be one."""
    code = BETWEEN.sub("", text).upper().translate(ALIKE)
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        raise ValueError(f"a backup code has {LENGTH} letters and digits, such as 7K2M-9XQ4-THB3")
    return code


def split(code: str) -> tuple[str, str]:
    """Its look-up id, and what is secret of it."""
    return code[:LOOKUP], code[LOOKUP:]


def hashed(codes: list[str], config: Config) -> dict[str, str]:
    """Hashes by look-up id; seconds of work, so in a thread."""
    hasher = _hasher(config)
    return {lookup: hasher.hash(secret) for lookup, secret in map(split, codes)}


def matches(digest: str | None, secret: str, config: Config) -> bool:
    """Is that the secret? The same work without a digest, so that the time does not tell which look-up ids there are."""
    from argon2.exceptions import VerifyMismatchError

    hasher = _hasher(config)
    if digest is None:
        hasher.hash(secret)
        return False
    try:
        return hasher.verify(digest, secret)
    except VerifyMismatchError:
        return False


def _hasher(config: Config) -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher(config.argon2_time_cost, config.argon2_memory_kib, config.argon2_parallelism)
