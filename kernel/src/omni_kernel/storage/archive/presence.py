"""Who uses an installation: every process of it holds a shared lock, and whoever restores or moves it an exclusive one."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .errors import Refused
from .shape import STATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omni_kernel.storage.database import Database

FILE: Final = "in-use.lock"
MOVED, TRANSFER, RESTORE = "moved", "transfer", "restore"
"""What the state says: rows went elsewhere; rows come from elsewhere; rows come from a backup."""
_SAID: Final = {
    MOVED: "this installation was moved to {to} (begun {began}, ended {ended}): use the configuration of that place, or run "
    "omni transfer again if it has not ended; omni transfer --abandon makes this one serve again, as it was left",
    TRANSFER: "a transfer into this database was not finished: run omni transfer again, with the configuration of the old place",
    RESTORE: "a restore into this installation was not finished: run omni restore again, with the same file",
}


@contextmanager
def in_use(data_dir: Path) -> Iterator[None]:
    """Be one of those who use it; `Refused` while somebody restores or moves it."""
    with _held(data_dir, fcntl.LOCK_SH, "it is being restored or moved by {who}: wait until that has ended"):
        yield


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Be the only one; `Refused` names who else is there."""
    with _held(data_dir, fcntl.LOCK_EX, "Omni runs on it ({who}): stop omni serve and its workers first"):
        yield


@contextmanager
def _held(data_dir: Path, how: int, otherwise: str) -> Iterator[None]:
    data_dir.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(data_dir / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise Refused(f"{data_dir}: {otherwise.format(who=_holders(descriptor))}") from exc
        yield
    finally:
        os.close(descriptor)


def _holders(descriptor: int) -> str:
    """Process ids, as the kernel lists them; those of another container are not to be seen."""
    inode = f":{os.fstat(descriptor).st_ino}"
    try:
        lines = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    except OSError:
        lines = []
    found = sorted({parts[4] for line in lines if (parts := line.split())[1] == "FLOCK" and parts[5].endswith(inode)})
    return f"process {', '.join(found)}" if found else "another process"


async def refuse_elsewhere(db: Database) -> None:
    """At the start of a kernel: `Refused` when the rows here are not, or not yet, the ones that count."""
    if STATE not in await db.tables():
        return
    for row in await db.rows(f"SELECT key, value FROM {STATE}"):  # noqa: S608  # a constant
        if row["key"] in _SAID:
            told = json.loads(row["value"]) if row["key"] == MOVED else {}
            raise Refused(_SAID[row["key"]].format(**{**told, "ended": told.get("ended") or "not yet"}))
