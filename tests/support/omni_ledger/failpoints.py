"""Places at which a process can be made to die or to stand still, whichever comes there first; and a clock that can be
set. Only in this plugin.

A test writes KILL or STOP into the file `<FAULT_DIR>/<place>`. The process that comes to the place renames the file, so
that no other is hit, and sends itself that signal. In the file `clock` stand the seconds by which all clocks are wrong. Nothing is patched where FAULT_DIR is not set.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import Any

from omni_kernel.clock import Clock
from omni_kernel.jobs import queue
from omni_kernel.jobs.dispatch import Dispatcher
from omni_kernel.jobs.queue import JobQueue
from omni_kernel.jobs.relay import Relay
from omni_kernel.jobs.scheduler import Scheduler
from omni_kernel.storage import postgres
from omni_kernel.storage.database import Database

PLACES: tuple[tuple[str, type[Any], str, bool], ...] = (
    ("relay", Relay, "_push", True),  # marked as handed over, and not yet in Redis
    ("done", JobQueue, "done", True),  # its effect is there, and nobody knows
    ("schedule", Scheduler, "_enqueue", False),  # in the transaction that holds the due time
    ("dispatch", Dispatcher, "_job", True),  # the cursor is not moved yet
)


def arm() -> None:
    """Take the folder and the length of leases from the process environment."""
    if seconds := os.environ.get("FAULT_LEASE"):
        queue.LEASE = timedelta(seconds=float(seconds))  # type: ignore[misc]  # final for everybody else
        postgres.IDLE_SECONDS = int(float(seconds))
    if folder := os.environ.get("FAULT_DIR"):
        for place, owner, name, before in PLACES:
            setattr(owner, name, failing(getattr(owner, name), Path(folder) / place, before))
        right, wrong = Clock.timestamp, Path(folder) / "clock"
        setattr(Clock, "timestamp", lambda clock: right(clock) + by(wrong))  # noqa: B010  (not to be seen by mypy)


def by(file: Path) -> float:
    """Seconds."""
    try:
        return float(file.read_text())
    except FileNotFoundError:
        return 0.0


def failing(function: Callable[..., Any], place: Path, before: bool) -> Callable[..., Any]:
    """The function, with a look at the place before it or after it."""

    @wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        if before and not (place.name == "done" and writing(args[0]._kernel.db)):
            hit(place)
        made = function(*args, **kwargs)
        return made if before else _then(made, place)

    return called


def writing(database: Database) -> bool:
    """Whether this process has a transaction under way here, or on SQLite anywhere: who stands still in one there holds all
    others up for as long.
    """
    client: Any = database._client()
    return database.in_transaction or (database.dialect == "sqlite" and client._lock.locked())


async def _then(made: Awaitable[Any], place: Path) -> Any:
    found = await made
    hit(place)
    return found


def hit(place: Path) -> None:
    """Die here, or stand still, if the test wants that."""
    try:
        wanted = place.read_text()
        place.rename(place.with_suffix(f".{os.getpid()}"))
    except FileNotFoundError:
        return
    os.kill(os.getpid(), getattr(signal, f"SIG{wanted}"))
