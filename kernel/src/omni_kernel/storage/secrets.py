"""The key ring: what every secret at rest is encrypted under."""

from __future__ import annotations

import base64
import os
import re
import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION: Final = "v1"
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
_LINE: Final = re.compile(r"(?P<id>[0-9a-f]{8}) (?P<key>[A-Za-z0-9+/]{43}=)")
_OTHERS: Final = 0o007


class SecretUnreadable(ValueError):  # the name says what is wrong
    """A token was changed, belongs elsewhere, or was made under a key that is not in this ring."""


class KeyRing:
    """AES-256-GCM keys; the first encrypts, all decrypt. Tokens are `v1:<key id>:<nonce and ciphertext>`.

    A token is bound to where it is kept, so that it does not open anywhere else. The file holds a key a line,
    `<id> <base64>`, and is read again when a token names an unknown key: another process may have rotated.
    """

    def __init__(self, keys: dict[str, bytes], path: Path | None = None) -> None:
        self._path = path
        self._use(keys)

    @classmethod
    def from_file(cls, path: Path) -> KeyRing:
        """Read the ring, or make one (mode 0600); raises `ValueError` naming what is wrong with the file."""
        if not path.exists():
            _create(path)
        return cls(_read(path), path)

    @classmethod
    def generate(cls) -> KeyRing:
        """Make a ring that is kept nowhere."""
        return cls(_new_key())

    def encrypt(self, text: str, bound_to: str) -> str:
        """Give `text` as a token that opens only where `bound_to` is the same; the same text never looks the same."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._ciphers[self._first].encrypt(nonce, text.encode(), _bound(self._first, bound_to))
        return f"{VERSION}:{self._first}:{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def decrypt(self, token: str, bound_to: str) -> str:
        """Give the text back; raises `SecretUnreadable`, which shows neither token nor text."""
        key_id, sealed = _split(token)
        cipher = self._ciphers.get(key_id) or self._reread().get(key_id)
        if cipher is None:
            msg = f"it was encrypted under key {key_id!r}, which is not in this key ring: restore that key file"
            raise SecretUnreadable(msg)
        try:
            opened = cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(key_id, bound_to))
        except InvalidTag as exc:
            msg = f"the secret of {bound_to!r} was changed, or was written for another place: write it anew"
            raise SecretUnreadable(msg) from exc
        return opened.decode()

    def rotate(self) -> str:
        """Add a new first key, keep the old ones for what they encrypted, and give the new one's id."""
        keys = {**_new_key(), **(_read(self._path) if self._path else self._keys)}
        if self._path:
            _replace(self._path, keys)
        self._use(keys)
        return self._first

    def needs_rewrap(self, token: str) -> bool:
        """Whether `token` was made under a key that a rotation has replaced; raises `SecretUnreadable`."""
        return _split(token)[0] != self._first

    def _use(self, keys: dict[str, bytes]) -> None:
        self._keys, self._first = keys, next(iter(keys))
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}

    def _reread(self) -> dict[str, AESGCM]:
        if self._path:
            self._use(_read(self._path))
        return self._ciphers


def _bound(key_id: str, bound_to: str) -> bytes:
    return f"{VERSION}:{key_id}:{bound_to}".encode()


def _split(token: str) -> tuple[str, bytes]:
    version, _, rest = token.partition(":")
    key_id, _, body = rest.partition(":")
    try:
        sealed = base64.b64decode(body, altchars=b"-_", validate=True)
    except ValueError:
        sealed = b""
    # Written in one way only: base64 has spare bits that a decoder overlooks.
    canonical = base64.urlsafe_b64encode(sealed).decode() == body
    if version != VERSION or not canonical or len(sealed) <= NONCE_BYTES:
        msg = "this is no secret of a key ring: it was cut short, or never encrypted"
        raise SecretUnreadable(msg)
    return key_id, sealed


# -- the file ------------------------------------------------------------------------------------------------------


def _new_key() -> dict[str, bytes]:
    return {secrets.token_hex(4): secrets.token_bytes(KEY_BYTES)}


def _read(path: Path) -> dict[str, bytes]:
    mode = path.stat().st_mode & 0o777
    if mode & _OTHERS:
        msg = f"the key file {path} can be read by everybody (mode {mode:04o}): chmod 600 {path}"
        raise ValueError(msg)
    keys = {}
    for number, line in enumerate(path.read_text(encoding="ascii", errors="replace").splitlines(), 1):
        found = _LINE.fullmatch(line)
        if found is None:
            msg = f"line {number} of the key file {path} is not `<id> <base64 key>`: restore the file from a backup"
            raise ValueError(msg)
        keys[found["id"]] = base64.b64decode(found["key"])
    if not keys:
        msg = f"the key file {path} is empty: restore it from a backup, or remove it if nothing was encrypted yet"
        raise ValueError(msg)
    return keys


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    made = _written_beside(path, _new_key())
    try:
        path.hardlink_to(made)  # whole or not at all, and only one process wins
    except FileExistsError:
        pass
    finally:
        made.unlink()


def _replace(path: Path, keys: dict[str, bytes]) -> None:
    _written_beside(path, keys).replace(path)


def _written_beside(path: Path, keys: dict[str, bytes]) -> Path:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    text = "".join(f"{key_id} {base64.b64encode(key).decode()}\n" for key_id, key in keys.items())
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return beside
