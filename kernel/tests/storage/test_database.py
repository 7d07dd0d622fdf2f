"""Transactions, and the database's way of being opened: what commits, what does not, who waits for whom."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tortoise import fields
from tortoise.exceptions import DBConnectionError, IntegrityError, OperationalError

from omni_kernel.storage.database import App, Database
from omni_sdk.models import PlatformModel

Open = Callable[..., Awaitable[Database]]


class Note(PlatformModel):
    """A row."""

    text = fields.CharField(max_length=40, unique=True)
    at = fields.DatetimeField(null=True)

    class Meta:
        """Its table."""

        table = "p_test__note"


async def texts() -> list[str]:
    """What is committed, as another connection sees it."""
    return await Note.all().order_by("text").values_list("text", flat=True)  # type: ignore[return-value]


@pytest.fixture
async def database(opened: Open) -> Database:
    """One with notes."""
    return await opened(Note)


async def test_commits_all(database: Database) -> None:
    """What was written inside is there after."""
    async with database.transaction():
        await Note.create(text="a")
        await Note.bulk_create([Note(text="b"), Note(text="c")])
    assert await texts() == ["a", "b", "c"]


async def test_rolls_all_back(database: Database) -> None:
    """An error inside leaves nothing, and the connection usable."""
    with suppress(ZeroDivisionError):
        async with database.transaction():
            await Note.create(text="a")
            raise ZeroDivisionError
    assert await texts() == []
    await Note.create(text="b")
    assert await texts() == ["b"]


async def test_inner_fails_alone(database: Database) -> None:
    """A transaction inside another may fail and leave what the outer one did."""
    async with database.transaction():
        await Note.create(text="a")
        with suppress(IntegrityError):
            async with database.transaction():
                await Note.create(text="b")
                await Note.create(text="a")
        await Note.create(text="c")
    assert await texts() == ["a", "c"]


async def test_outer_takes_inner_back(database: Database) -> None:
    """What the inner one did goes with the outer one."""
    with suppress(ZeroDivisionError):
        async with database.transaction():
            async with database.transaction():
                await Note.create(text="a")
            raise ZeroDivisionError
    assert await texts() == []


async def test_in_transaction(database: Database) -> None:
    """It says whether one is open here, and only here."""
    seen = [database.in_transaction]
    async with database.transaction():
        seen.append(database.in_transaction)
        async with database.transaction():
            seen.append(database.in_transaction)
        seen.append(database.in_transaction)
    assert [*seen, database.in_transaction] == [False, True, True, True, False]


async def test_after_commit(database: Database) -> None:
    """Callbacks run after the commit, in order; at once without a transaction; never after a rollback."""
    calls: list[Any] = []
    database.after_commit(lambda: calls.append("now"))
    async with database.transaction():
        database.after_commit(lambda: calls.append(("first", database.in_transaction)))
        async with database.transaction():
            database.after_commit(lambda: calls.append("second"))
        with suppress(ZeroDivisionError):
            async with database.transaction():
                database.after_commit(lambda: calls.append("dropped"))
                raise ZeroDivisionError
        assert calls == ["now"]
    with suppress(ZeroDivisionError):
        async with database.transaction():
            database.after_commit(lambda: calls.append("never"))
            raise ZeroDivisionError
    assert calls == ["now", ("first", False), "second"]


async def test_after_commit_fails_nothing(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    """A callback that raises is logged; the next one runs, and the rows stay."""
    calls: list[int] = []
    async with database.transaction():
        await Note.create(text="a")
        database.after_commit(lambda: calls.append(1 // 0))
        database.after_commit(lambda: calls.append(2))
    assert calls == [2]
    assert await texts() == ["a"]
    assert "a callback after commit failed" in caplog.text


async def test_cancelled_transaction_leaves_nothing(database: Database) -> None:
    """A task that is cancelled inside rolls back and releases the lock."""
    inside = asyncio.Event()

    async def stuck() -> None:
        async with database.transaction():
            await Note.create(text="a")
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(stuck())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await Note.create(text="b")
    assert await texts() == ["b"]


async def test_cancelled_at_any_moment(database: Database) -> None:
    """Wherever the cancellation hits, the next transaction can begin, and rows come in pairs or not at all."""

    async def pair(number: int) -> None:
        async with database.transaction():
            await Note.create(text=f"{number}-1")
            await Note.create(text=f"{number}-2")

    for number in range(60):
        task = asyncio.create_task(pair(number))
        for _ in range(number // 4):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
    await pair(99)
    found = await texts()
    assert len(found) == 2 * len({text.partition("-")[0] for text in found})
    assert "99-2" in found


async def test_reads_do_not_wait(database: Database) -> None:
    """While a transaction is open, others read what is committed, and a write waits its turn."""
    await Note.create(text="a")
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with database.transaction():
            await Note.filter(text="a").update(text="b")
            inside.set()
            await go_on.wait()

    task = asyncio.create_task(slow())
    await inside.wait()
    async with asyncio.timeout(10):
        assert await texts() == ["a"]
    write = asyncio.create_task(Note.create(text="c"))
    await asyncio.sleep(0)
    assert not write.done()
    go_on.set()
    await asyncio.gather(task, write)
    assert await texts() == ["b", "c"]


async def test_task_in_a_transaction_begins_none(database: Database) -> None:
    """A task that inherited an open transaction is told so, instead of silently joining it."""
    async with database.transaction():
        task = asyncio.create_task(_begin(database))
        with pytest.raises(RuntimeError, match="after_commit"):
            await task


async def test_task_outlives_its_transaction(database: Database) -> None:
    """A task started inside works on its own once the transaction has ended."""
    ended = asyncio.Event()

    async def later() -> None:
        await ended.wait()
        assert not database.in_transaction
        await Note.create(text="a")
        await Note.bulk_create([Note(text="b")])
        await Note.get_or_create(text="c")
        async with database.transaction():
            await Note.create(text="d")

    with suppress(ZeroDivisionError):
        async with database.transaction():
            task = asyncio.create_task(later())
            raise ZeroDivisionError
    ended.set()
    await task
    assert await texts() == ["a", "b", "c", "d"]


async def _begin(database: Database) -> None:
    async with database.transaction():
        pass


async def test_lock_needs_a_transaction(database: Database) -> None:
    """A lock lives as long as its transaction."""
    with pytest.raises(RuntimeError, match="open one around it"):
        async with database.lock("chain"):
            pass
    async with database.transaction(), database.lock("chain"):
        await Note.create(text="a")


async def test_execute_and_rows(database: Database) -> None:
    """Statements take ids and times as they are, and say what they changed."""
    note = await Note.create(text="a", at=datetime(2026, 5, 1, 12, tzinfo=timezone(timedelta(hours=5))))
    by_time = "SELECT text FROM p_test__note WHERE at = ?"
    assert await database.rows(by_time, [datetime(2026, 5, 1, 7, tzinfo=UTC)]) == [{"text": "a"}]
    update = "UPDATE p_test__note SET text = ? WHERE id = ?"
    assert await database.execute(update, ["b", note.id]) == 1
    assert await database.execute(update, ["b", UUID(int=0)]) == 0
    assert await database.rows("UPDATE p_test__note SET text = 'c' RETURNING text") == [{"text": "c"}]
    with pytest.raises(ValueError, match="no time zone"):
        await database.rows(by_time, [datetime(2026, 5, 1)])  # noqa: DTZ001  # naive on purpose


async def test_errors_are_tortoises(database: Database) -> None:
    """Errors of the database come out as Tortoise's, whichever way a statement is run."""
    await Note.create(text="a")
    with pytest.raises(IntegrityError):
        await database.execute(
            "INSERT INTO p_test__note (id, created_at, text) VALUES (?, ?, 'a')", [UUID(int=1), datetime(2026, 5, 1, tzinfo=UTC)]
        )
    with pytest.raises(OperationalError):
        await database.rows("SELECT nothing FROM nowhere")


async def test_bulk_create_is_all_or_nothing(database: Database) -> None:
    """One bad row of many takes all of them back."""
    with pytest.raises(IntegrityError):
        await Note.bulk_create([Note(text="a"), Note(text="b"), Note(text="a")])
    assert await texts() == []


async def test_open_again_and_again(opened: Open) -> None:
    """Databases one after another and side by side: models are the last one's, then the one's before."""
    first = await opened(Note, name="first.db")
    await Note.create(text="a")
    second = await opened(Note, name="second.db")
    assert await texts() == []
    await Note.create(text="b")
    await second.close()
    assert await texts() == ["a"]
    await first.close()
    await first.close()
    third = await opened(Note, name="second.db")
    assert await texts() == ["b"]
    with pytest.raises(RuntimeError, match="not open"):
        await first.rows("SELECT 1")
    assert await third.rows("SELECT 1 AS one") == [{"one": 1}]


async def test_a_class_loaded_anew(opened: Open) -> None:
    """A plugin's tables may come back as new classes, with other columns."""

    def load(**columns: Any) -> tuple[type[PlatformModel], type[PlatformModel]]:
        parent = type("Parent", (PlatformModel,), {**columns, "Meta": type("Meta", (), {"table": "p_test__parent"})})
        key: Any = fields.ForeignKeyField("p_test.Parent", related_name="children", on_delete=fields.CASCADE)
        child = type("Child", (PlatformModel,), {"parent": key, "Meta": type("Meta", (), {"table": "p_test__child"})})
        return parent, child

    for number, columns in enumerate(({}, {"name": fields.CharField(max_length=9, default="x")})):
        parent, child = load(**columns)
        database = await opened(parent, child, name=f"{number}.db")
        made = await child.create(parent=await parent.create())
        assert await parent.filter(children=made.id).values_list("children__id", flat=True) == [made.id]
        await database.close()
    # The same parent, and only the child anew.
    _, child = load()
    await opened(parent, child, name="2.db")
    await child.create(parent=await parent.create())


@pytest.mark.parametrize("url", ["mysql://x", "mssql://x/y", "sqlite://", "data.db"])
def test_refuses_urls(url: str) -> None:
    """A URL that cannot work is refused with the way out."""
    with pytest.raises(ValueError, match="use sqlite:///absolute"):
        Database(url, [])


async def test_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative file is made where the process runs, its folder too."""
    monkeypatch.chdir(tmp_path)
    database = Database("sqlite://data/omni.db", [App("p_none", (), None)])
    await database.open()
    await database.rows("SELECT 1")
    await database.close()
    assert (tmp_path / "data" / "omni.db").exists()


@pytest.mark.usefixtures("sqlite_only")
async def test_cannot_open(tmp_path: Path, opened: Open) -> None:
    """A file that cannot be one is named, and the database before stays in place."""
    await opened(Note)
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file" / "omni.db", tmp_path):
        database = Database(f"sqlite://{place}", [])
        with pytest.raises(DBConnectionError, match="folder can be written"):
            await database.open()
    assert await texts() == []


async def test_prefetches_inside(opened: Open) -> None:
    """Tortoise reads relations in tasks of its own, and they see what the transaction wrote."""

    class Box(PlatformModel):
        """A parent."""

        class Meta:
            """Its table."""

            table = "p_test__box"

    class Thing(PlatformModel):
        """A child."""

        box: Any = fields.ForeignKeyField("p_test.Box", related_name="things", on_delete=fields.CASCADE)

        class Meta:
            """Its table."""

            table = "p_test__thing"

    database = await opened(Box, Thing, name="boxes.db")
    async with database.transaction():
        thing = await Thing.create(box=await Box.create())
        found: Any = await Box.all().prefetch_related("things").get()
        assert [one.id for one in found.things] == [thing.id]


WRITER = """
import asyncio, sys
from omni_kernel.storage.database import Database

async def main():
    database = Database(sys.argv[1], [])
    await database.open()

    async def count():
        for _ in range(40):
            async with database.transaction():
                (row,) = await database.rows("SELECT value FROM counter")
                await database.execute("UPDATE counter SET value = ?", [row["value"] + 1])

    await asyncio.gather(count(), count())
    await database.close()

asyncio.run(main())
"""


@pytest.mark.usefixtures("sqlite_only")
async def test_two_processes_write(opened: Open) -> None:
    """Read-then-write transactions of two processes never fail with "database is locked", and lose no count."""
    database = await opened(Note)
    await database.execute("CREATE TABLE counter (value INTEGER)")
    await database.execute("INSERT INTO counter VALUES (0)")
    command = [sys.executable, "-c", WRITER, database.url]
    processes = [await asyncio.create_subprocess_exec(*command, stderr=subprocess.PIPE) for _ in range(2)]
    answers = [await process.communicate() for process in processes]
    assert [error for _, error in answers] == [b"", b""]
    assert await database.rows("SELECT value FROM counter") == [{"value": 160}]
