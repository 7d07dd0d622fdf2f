"""When the storage is away or full: told apart from what is asked of it, and logged once for all who meet it."""

from __future__ import annotations

import errno
import sqlite3
import time
from typing import Final, Literal

from structlog import get_logger
from tortoise.exceptions import DBConnectionError

log = get_logger("omni.storage")
Trouble = Literal["away", "full"]
SAYS: Final[dict[Trouble, tuple[str, str]]] = {
    "away": ("the database is away; going on when it is back", "the database is back"),
    "full": ("no room is left for data; writing goes on when there is some", "there is room for data again"),
}
CALM_SECONDS: Final = 5.0
"""So long without a failure until it is over: where room is scarce, some writes still succeed."""
NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
# Primary result codes, https://www.sqlite.org/rescode.html
SQLITE_AWAY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})
SQLSTATES: Final[dict[str, Trouble]] = {"53100": "full", "25P03": "away"}
"""The disk is full; the server ended a transaction that it was told nothing in (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""


def trouble(error: BaseException | None) -> Trouble | None:
    """What an error says of the storage, itself or by its causes; None when it is about something else."""
    while error is not None:
        if isinstance(error, DBConnectionError):
            return "away"
        if isinstance(error, sqlite3.Error):
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without what its kind adds
            return "full" if code == sqlite3.SQLITE_FULL else "away" if code in SQLITE_AWAY else None
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return "full"
        if found := SQLSTATES.get(getattr(error, "sqlstate", "")):
            return found
        inner = error.args[0] if error.args else None  # Tortoise wraps so, and names no cause
        error = error.__cause__ or (inner if isinstance(inner, BaseException) else None)
    return None


class Troubles:
    """Of one process: says when one begins and when it is over."""

    def __init__(self) -> None:
        self._last: dict[Trouble, float] = {}

    def met(self, error: BaseException) -> bool:
        """Whether the error is such a trouble; a new one is told."""
        found = trouble(error)
        if found is None:
            return False
        if found not in self._last:
            log.error(SAYS[found][0], reason=str(error))
        self._last[found] = time.monotonic()
        return True

    @property
    def full(self) -> bool:
        """Whether room was missing lately."""
        return "full" in self._last

    def over(self, which: Trouble) -> None:
        """Something succeeded that could not while it lasts."""
        since = self._last.get(which)
        if since is not None and (which == "away" or time.monotonic() - since > CALM_SECONDS):
            del self._last[which]
            log.warning(SAYS[which][1])
