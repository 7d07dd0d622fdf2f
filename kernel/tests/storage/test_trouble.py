"""What is wrong with the storage is told apart from what is asked of it, and told once."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from tortoise.exceptions import DBConnectionError, IntegrityError, OperationalError

from omni_kernel import log
from omni_kernel.storage.trouble import CALM_SECONDS, Troubles, trouble


def of_sqlite(sql: str, *before: str) -> sqlite3.Error:
    """What SQLite raises."""
    db = sqlite3.connect(":memory:")
    for each in before:
        db.execute(each)
    with pytest.raises(sqlite3.Error) as raised:
        db.execute(sql)
    db.close()
    return raised.value


def full() -> sqlite3.Error:
    grow = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
    return of_sqlite(f"INSERT INTO t {grow} SELECT randomblob(4096) FROM n", "PRAGMA max_page_count = 9", "CREATE TABLE t (x)")


def locked(folder: Path) -> sqlite3.Error:
    first, second = (sqlite3.connect(folder / "db", timeout=0) for _ in range(2))
    first.execute("BEGIN EXCLUSIVE")
    with pytest.raises(sqlite3.OperationalError) as raised:
        second.execute("BEGIN IMMEDIATE")
    first.close()
    second.close()
    return raised.value


def test_what_is_no_trouble() -> None:
    assert trouble(ValueError("x")) is None
    assert trouble(None) is None
    assert trouble(of_sqlite("SELECT nonsense")) is None
    assert (
        trouble(IntegrityError(of_sqlite("INSERT INTO t VALUES (1)", "CREATE TABLE t (x UNIQUE)", "INSERT INTO t VALUES (1)")))
        is None
    )
    assert trouble(FileNotFoundError(errno.ENOENT, "x")) is None


def test_full_and_away(tmp_path: Path) -> None:
    """Itself, as the ORM wraps it, or as a cause."""
    assert trouble(full()) == "full"
    assert trouble(OperationalError(full())) == "full"
    assert trouble(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) == "full"
    assert trouble(OperationalError(asyncpg.DiskFullError("no space left"))) == "full"
    assert trouble(OperationalError(asyncpg.IdleInTransactionSessionTimeoutError("it took too long"))) == "away"
    assert trouble(OperationalError(locked(tmp_path))) == "away"
    assert trouble(DBConnectionError(ConnectionRefusedError())) == "away"
    wrapped = RuntimeError("a plugin's own")
    wrapped.__cause__ = OperationalError(full())
    assert trouble(wrapped) == "full"


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Path]:
    """Where log lines go."""
    path = tmp_path / "log"
    with path.open("wb") as file:
        log.configure(fd=file.fileno())
        yield path
    log.configure()


def test_told_once(told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When it begins, and when it is over; a full disk is over when nothing has failed for a while."""
    now = [100.0]
    monkeypatch.setattr("omni_kernel.storage.trouble.time.monotonic", lambda: now[0])
    troubles = Troubles()
    troubles.over("away")  # nothing was
    assert not troubles.met(ValueError("x"))
    for _ in range(3):
        assert troubles.met(DBConnectionError("refused"))
        assert troubles.met(OSError(errno.ENOSPC, "no room"))
    assert troubles.full
    troubles.over("away")
    troubles.over("full")
    assert troubles.full
    now[0] += CALM_SECONDS + 1
    troubles.over("full")
    assert not troubles.full
    lines = [json.loads(line) for line in told.read_text().splitlines()]
    assert [line["event"] for line in lines] == [
        "the database is away; going on when it is back",
        "no room is left for data; writing goes on when there is some",
        "the database is back",
        "there is room for data again",
    ]
    assert lines[0]["reason"] == "refused"
