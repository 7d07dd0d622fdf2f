"""The form of an API key, `omni_<30 base62>_<6 base62 of CRC-32>`, and of a session's token, which begins with
`omnis_`: a mistyped or leaked one is recognised without a look-up. 30 base62 digits are 178 random bits, hence a plain SHA-256 is enough at rest (OWASP ASVS 5.0,
6.5.2 asks for 112).
"""

from __future__ import annotations

import hashlib
import secrets
import zlib

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PREFIX, SESSION = "omni", "omnis"
RANDOM, CHECK = 30, 6


def base62(number: int, width: int) -> str:
    """Digits of a number, padded on the left with zeros."""
    digits = []
    for _ in range(width):
        number, digit = divmod(number, 62)
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits))


def checksum(body: str) -> str:
    """Six digits over what stands before them."""
    return base62(zlib.crc32(body.encode()), CHECK)


def generate(prefix: str = PREFIX) -> str:
    """A new key, or a new token of a session."""
    body = f"{prefix}_{''.join(secrets.choice(ALPHABET) for _ in range(RANDOM))}"
    return f"{body}_{checksum(body)}"


def well_formed(token: str, prefix: str = PREFIX) -> bool:
    """Has it the form and the checksum? Says nothing of whether it is known."""
    body, _, check = token.rpartition("_")
    return len(body) == len(prefix) + 1 + RANDOM and body.startswith(f"{prefix}_") and token.isascii() and check == checksum(body)


def digest(token: str) -> str:
    """What is stored and looked up."""
    return hashlib.sha256(token.encode()).hexdigest()
