"""The key ring: what every secret at rest is encrypted under."""

from __future__ import annotations

import base64
import secrets
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from . import keyfile
from .keyfile import NEXT, Key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

VERSION: Final = "v1"
NONCE_BYTES: Final = 12


class SecretUnreadable(ValueError):  # the name says what is wrong
    """A token was changed, belongs elsewhere, or was made under a key that is not in this ring."""


class KeyRing:
    """AES-256-GCM keys; the first encrypts, all decrypt. Tokens are `v1:<key id>:<nonce and ciphertext>`.

    A token is bound to where it is kept, so that it does not open anywhere else. The file holds a key a line,
    `<id> <base64> <since when it is the first>`. Another process may have rotated: whoever encrypts looks whether the
    file is another than it read (one `stat`), and whoever meets an unknown key id reads it again.
    """

    def __init__(self, keys: Sequence[Key], path: Path | None = None, seen: tuple[int, ...] | None = None) -> None:
        self._path, self._seen = path, seen
        self._use(keys)

    @classmethod
    def from_file(cls, path: Path) -> KeyRing:
        """Read the ring, or make one (mode 0600); raises `ValueError` naming what is wrong with the file."""
        if not path.exists():
            keyfile.create(path)
        seen = keyfile.seen(path)  # before it is read: a rotation in between must be noticed
        return cls(keyfile.read(path), path, seen)

    @classmethod
    def generate(cls) -> KeyRing:
        """Make a ring that is kept nowhere."""
        return cls([keyfile.new_key(datetime.now(UTC))])

    @property
    def keys(self) -> tuple[Key, ...]:
        """All keys as the file has them now, the one that encrypts first."""
        self._refresh()
        return self._keys

    def encrypt(self, text: str, bound_to: str) -> str:
        """Give `text` as a token that opens only where `bound_to` is the same; the same text never looks the same."""
        self._refresh()
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._ciphers[self._first].encrypt(nonce, text.encode(), _bound(self._first, bound_to))
        return f"{VERSION}:{self._first}:{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def decrypt(self, token: str, bound_to: str) -> str:
        """Give the text back; raises `SecretUnreadable`, which shows neither token nor text."""
        key_id, sealed = _split(token)
        cipher = self._ciphers.get(key_id) or self._reread(key_id).get(key_id)
        if cipher is None:
            msg = f"it was encrypted under key {key_id!r}, which is not in this key ring{self._place()}: restore that key file"
            raise SecretUnreadable(msg)
        try:
            opened = cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(key_id, bound_to))
        except InvalidTag as exc:
            msg = f"the secret of {bound_to!r} was changed, or was written for another place: write it anew"
            raise SecretUnreadable(msg) from exc
        return opened.decode()

    def rotate(self, now: datetime | None = None) -> str:
        """Make another key the first (the one that `prepare` added, else a new one) and give its id.

        The old ones stay, for what they encrypted.
        """
        moment = now or datetime.now(UTC)
        with self._changing() as keys:
            waiting = next((key for key in keys if key.since == NEXT), None)
            first = replace(waiting, since=keyfile.stamp(moment)) if waiting else keyfile.new_key(moment)
            self._keep([first, *(key for key in keys if key.id != first.id)])
        return first.id

    def prepare(self) -> str:
        """Add the key that the next rotation will make the first, and give its id: copy the file to all machines then."""
        with self._changing() as keys:
            waiting = next((key for key in keys if key.since == NEXT), None)
            if waiting is None:
                waiting = replace(keyfile.new_key(datetime.now(UTC)), since=NEXT)
                self._keep([*keys, waiting])
        return waiting.id

    def drop(self, ids: Iterable[str]) -> None:
        """Take keys out: what is still under them never opens again. `ValueError` for the first."""
        gone = set(ids)
        with self._changing() as keys:
            if keys[0].id in gone:
                msg = f"key {keys[0].id!r} encrypts what is written now: rotate first"
                raise ValueError(msg)
            self._keep([key for key in keys if key.id not in gone])

    def add(self, keys: Iterable[Key]) -> None:
        """Add keys that are lacking, behind the first; `ValueError` where one here has the same id and is another."""
        with self._changing() as mine:
            known = {key.id: key for key in mine}
            for key in keys:
                if known.setdefault(key.id, key).raw != key.raw:
                    msg = f"key {key.id!r} is another here than there: keep the rings apart, or remove the one that is wrong"
                    raise ValueError(msg)
            self._keep(list(known.values()))

    def replaced_at(self, key_id: str) -> datetime | None:
        """When an old key ceased to be the first; None where nobody noted it."""
        since = [key.since for key in self.keys[: [key.id for key in self.keys].index(key_id)] if key.since not in {"", NEXT}]
        return datetime.fromisoformat(since[-1]) if since else None

    def needs_rewrap(self, token: str) -> bool:
        """Whether `token` was made under a key that a rotation has replaced; raises `SecretUnreadable`."""
        self._refresh()
        return _split(token)[0] != self._first

    def _use(self, keys: Sequence[Key]) -> None:
        self._keys, self._first = tuple(keys), keys[0].id
        self._ciphers = {key.id: AESGCM(key.raw) for key in keys}

    def _refresh(self) -> None:
        """Never write under a key that was replaced; raises `ValueError` when the file is another and cannot be read."""
        if self._path and (seen := keyfile.seen(self._path)) != self._seen and seen is not None:
            self._use(keyfile.read(self._path))
            self._seen = seen

    def _reread(self, key_id: str) -> dict[str, AESGCM]:
        if self._path:
            try:
                self._use(keyfile.read(self._path))
            except ValueError as exc:
                msg = f"it was encrypted under key {key_id!r}, which another process may have added; but {exc}"
                raise SecretUnreadable(msg) from exc
        return self._ciphers

    def _place(self) -> str:
        return f" ({self._path})" if self._path else ""

    @contextmanager
    def _changing(self) -> Iterator[list[Key]]:
        """The keys as they are now, while nobody else changes them."""
        if self._path is None:
            yield list(self._keys)
            return
        with keyfile.locked(self._path.parent):
            yield keyfile.read(self._path)

    def _keep(self, keys: Sequence[Key]) -> None:
        if self._path:
            keyfile.put(self._path, keys)
            self._seen = keyfile.seen(self._path)
        self._use(keys)


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
