"""The file of a key ring: a key a line, replaced whole, never shown to others."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import re
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

KEY_BYTES: Final = 32
NEXT: Final = "next"
"""Instead of a time: the key waits until every machine has it, and decrypts already."""
_LINE: Final = re.compile(r"(?P<id>[0-9a-f]{8}) (?P<key>[A-Za-z0-9+/]{43}=)( (?P<since>next|[0-9TZ:-]{20}))?")
_OTHERS: Final = 0o007


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a ring."""

    id: str
    raw: bytes
    since: str = ""
    """When it became the first (RFC 3339, UTC); `next` when it has yet to; empty where nobody noted it."""

    @property
    def fingerprint(self) -> str:
        """What tells it from another key of the same id, and nothing about it."""
        return hashlib.sha256(b"omni key " + self.raw).hexdigest()[:16]


def parse(text: str, what: str) -> list[Key]:
    """The keys of a file's text; raises `ValueError` that names `what`."""
    keys = []
    for number, line in enumerate(text.splitlines(), 1):
        found = _LINE.fullmatch(line)
        if found is None:
            msg = f"line {number} of {what} is not `<id> <base64 key> <since>`: restore the file from a backup"
            raise ValueError(msg)
        keys.append(Key(found["id"], base64.b64decode(found["key"]), found["since"] or ""))
    if not keys:
        msg = f"{what} is empty: restore it from a backup, or remove it if nothing was encrypted yet"
        raise ValueError(msg)
    return keys


def text_of(keys: Iterable[Key]) -> str:
    """The text of a file that holds these keys."""
    lines = (f"{key.id} {base64.b64encode(key.raw).decode()} {key.since}".rstrip() for key in keys)
    return "".join(f"{line}\n" for line in lines)


def new_key(since: datetime) -> Key:
    """A key that nobody has."""
    return Key(secrets.token_hex(4), secrets.token_bytes(KEY_BYTES), stamp(since))


def stamp(moment: datetime) -> str:
    """The time as a file has it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seen(path: Path | None) -> tuple[int, ...] | None:
    """What tells a file from the one that replaced it; None when there is none."""
    try:
        found = os.stat(path) if path else None  # noqa: PTH116  # twice as fast, at every secret that is written
    except OSError:
        return None
    return (found.st_ino, found.st_mtime_ns, found.st_size) if found else None


def read(path: Path) -> list[Key]:
    """The keys of a file, the first one first; raises `ValueError` naming what is wrong with it."""
    try:
        mode = path.stat().st_mode & 0o777
        text = path.read_text(encoding="ascii", errors="replace")
    except OSError as exc:
        msg = f"the key file {path} cannot be read ({exc.strerror}): chown and chmod it so that this user can"
        raise ValueError(msg) from exc
    if mode & _OTHERS:
        msg = f"the key file {path} can be read by everybody (mode {mode:04o}): chmod 600 {path}"
        raise ValueError(msg)
    return parse(text, f"the key file {path}")


def create(path: Path) -> None:
    """Make a ring with one key; what another process made meanwhile is kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = _written_beside(path, [new_key(datetime.now(UTC))])
    try:
        path.hardlink_to(made)  # whole or not at all, and only one process wins
    except FileExistsError:
        pass
    finally:
        made.unlink()
    names_kept(path.parent)


def write(path: Path, keys: Sequence[Key]) -> None:
    """Make the file of a ring that came from elsewhere (mode 0600), in place of what was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _written_beside(path, keys).replace(path)
    names_kept(path.parent)


def put(path: Path, keys: Sequence[Key]) -> None:
    """Replace the file whole, owner and mode kept; raises `ValueError` when this user may not."""
    owner = path.stat()
    made: Path | None = None
    try:
        made = _written_beside(path, keys)
        if (made.stat().st_uid, made.stat().st_gid) != (owner.st_uid, owner.st_gid):
            os.chown(made, owner.st_uid, owner.st_gid)  # run as root, the services' user must still read it
        made.chmod(owner.st_mode & 0o770)
        made.replace(path)
    except PermissionError as exc:
        if made:
            made.unlink()
        msg = f"the key file {path} cannot be replaced (it belongs to user {owner.st_uid}): run this as that user, or as root"
        raise ValueError(msg) from exc
    names_kept(path.parent)


def _written_beside(path: Path, keys: Sequence[Key]) -> Path:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text_of(keys))
        file.flush()
        os.fsync(file.fileno())
    return beside


def names_kept(folder: Path) -> None:
    """A folder's names outlast a power cut; without this one may take a new file back after something relied on it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One at a time over all processes: two that add a key at once must not lose one."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
