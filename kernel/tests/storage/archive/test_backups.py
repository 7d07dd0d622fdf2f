"""Backup, restore and transfer from inside: the moments that processes cannot be made to meet at will."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from omni_kernel.settings import Settings, load
from omni_kernel.storage import keyfile, migrations
from omni_kernel.storage.archive import backup as backups
from omni_kernel.storage.archive import restore as restores
from omni_kernel.storage.archive import transfer as transfers
from omni_kernel.storage.archive.backup import backup
from omni_kernel.storage.archive.errors import ArchiveError, Damaged, Refused
from omni_kernel.storage.archive.file import Reader, Writer
from omni_kernel.storage.archive.installation import Installation, at_rest, opened
from omni_kernel.storage.archive.presence import MOVED, RESTORE, alone, in_use, refuse_elsewhere
from omni_kernel.storage.archive.restore import restore
from omni_kernel.storage.archive.stores import get_state
from omni_kernel.storage.archive.stores import ledger as get_ledger
from omni_kernel.storage.archive.transfer import abandon, transfer
from omni_kernel.storage.database import Database
from omni_kernel.storage.secrets import KeyRing
from omni_sdk.testing import databases, postgres

Make = Callable[..., Installation]


def quiet(step: str) -> None:
    """Nobody looks."""
    del step


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database with everybody's tables, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    url = databases.made(folder / "omni.db")

    async def make() -> None:
        async with at_rest(settings_of(folder, url)) as installation:
            await migrations.migrate(url, installation.apps)

    asyncio.run(make())
    yield url
    databases.dropped(url)


def settings_of(folder: Path, url: str) -> Settings:
    """Of an installation there."""
    (folder / "omni.toml").write_text(f'[database]\nurl = "{url}"\n')
    return load(folder / "omni.toml")


@pytest.fixture
async def place(tmp_path: Path, migrated: str) -> AsyncIterator[Callable[..., Any]]:
    """`await place("old")`: an installation, with a key ring and some rows unless `bare`."""
    async with AsyncExitStack() as stack:

        async def make(name: str, *, bare: bool = False) -> Installation:
            folder = tmp_path / name
            folder.mkdir()
            url = databases.made(folder / "omni.db", migrated)
            stack.callback(databases.dropped, url)
            installation = await stack.enter_async_context(at_rest(settings_of(folder, url)))
            if not bare:
                installation.settings.data_dir.mkdir()
                KeyRing.from_file(installation.key_file)
                await tenants(installation, 3)
            return installation

        yield make


async def tenants(installation: Installation, count: int) -> None:
    """Rows for the sake of it."""
    async with opened(installation) as (store, _), store.transaction():
        for number in range(count):
            insert = "INSERT INTO omni_cursor (id, created_at, subscriber, position) VALUES (?, CURRENT_TIMESTAMP, ?, ?)"
            row_id = uuid4()
            await store.rows(insert, [row_id, f"{row_id}", number])


async def cursors(installation: Installation) -> int:
    """How many of them there are."""
    async with opened(installation) as (store, _):
        return int((await store.rows("SELECT COUNT(*) FROM omni_cursor"))[0][0])


async def written(installation: Installation, **blobs: bytes) -> None:
    """Blobs with these contents."""
    for name, content in blobs.items():
        await installation.blobs.write(f"platform/{name}", content, "text/plain")


# -- blobs of the meantime -----------------------------------------------------------------------------------------


async def test_a_blob_is_in_it_though_it_was_deleted_after_the_snapshot(
    place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And one that was made before it, and one that was rewritten before it; of those after it nothing is needed."""
    old, table = await place("old"), backups._table
    await written(old, goes=b"goes", stays=b"stays", changes=b"first")
    ledger, copies = opened, 0

    def before_the_snapshot(installation: Installation) -> Any:
        return ledger(installation)

    async def first_table(*arguments: Any) -> Any:
        nonlocal copies
        copies += 1
        if copies == 1:  # the snapshot was taken, and the blobs of the meantime were copied
            await old.blobs.delete("platform/goes")
            await written(old, late=b"late", stays=b"overwritten later")
        return await table(*arguments)

    original = backups._Blobs.copy

    async def copy(self: Any, progress: Any, changed_by: Any = None) -> None:
        if changed_by is not None:
            stat = await old.blobs.stat("platform/changes")
            assert stat.modified <= changed_by
        await original(self, progress, changed_by)
        if not copies and not changed_by and "platform/new" not in self.done:
            await written(old, new=b"new", changes=b"second")

    monkeypatch.setattr(backups, "opened", before_the_snapshot)
    monkeypatch.setattr(backups, "_table", first_table)
    monkeypatch.setattr(backups._Blobs, "copy", copy)
    await backup(old, tmp_path / "b", quiet)
    found = contents(tmp_path / "b")
    assert found == {"goes": b"goes", "stays": b"stays", "changes": b"second", "new": b"new"}


def contents(file: Path) -> dict[str, bytes]:
    """The blobs of a backup."""
    reader = Reader(file)
    try:
        reader.verify(quiet)
        return {blob.name.removeprefix("platform/"): b"".join(reader.chunks(blob.member)) for blob in reader.blobs()}
    finally:
        reader.close()


async def test_blobs_that_go_while_they_are_listed_are_counted(
    place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing fails for them."""
    old = await place("old")
    await written(old, here=b"here")
    names = old.blobs.names
    monkeypatch.setattr(type(old.blobs), "names", lambda self, prefix="": with_ghost(names, prefix))
    assert (await backup(old, tmp_path / "b", quiet)).vanished == 1


async def with_ghost(names: Any, prefix: str) -> list[str]:
    """One that is gone already."""
    return [*await names(prefix), "platform/ghost"]


# -- what is refused -----------------------------------------------------------------------------------------------


async def test_versions_and_migrations_must_fit(place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Newer, older and other ones are refused with what to install; nothing is changed."""
    old, new = await place("old"), await place("new", bare=True)
    monkeypatch.setattr(backups, "omni_version", lambda: "99.0")
    await backup(old, tmp_path / "newer", quiet)
    monkeypatch.undo()
    with pytest.raises(Refused, match=r"made by Omni 99\.0, and this is"):
        await restored(new, tmp_path / "newer", old.key_file)
    ledger = get_ledger
    for name, change, says in [
        ("more", lambda rows: [*rows, ["omni", "9999_later"]], r"not installed here \(omni\.9999_later\): install"),
        ("plugin", lambda rows: [*rows, ["p_gone", "0001_initial"]], r"p_gone\.0001_initial\).*omni-kernel "),
        ("less", lambda rows: [row for row in rows if row[1] == "0001_initial"], r"is from before omni\.0002"),
    ]:
        monkeypatch.setattr(backups, "ledger", changed(ledger, change))
        await backup(old, tmp_path / name, quiet)
        monkeypatch.undo()
        with pytest.raises(Refused, match=says):
            await restored(new, tmp_path / name, old.key_file)
    assert await cursors(new) == 0
    assert not new.key_file.exists()


def changed(function: Any, change: Any) -> Any:
    """The same with another answer."""

    async def instead(*arguments: Any) -> Any:
        return change(await function(*arguments))

    return instead


async def restored(new: Installation, file: Path, keys: Path | None = None, *, replace: bool = False) -> Any:
    """Restore a file."""
    reader = Reader(file)
    try:
        return await restore(new, reader, quiet, replace=replace, keys=keys)
    finally:
        reader.close()


async def test_tables_of_plugins_that_do_not_load(place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup has their rows all the same; a transfer, which cannot make their tables, refuses."""
    old, new, there = await place("old"), await place("new", bare=True), await place("there", bare=True)
    apps = [app for app in old.apps if app.label != "p_2fa_totp"]
    row = [uuid4(), uuid4(), "v1:secret"]
    async with opened(old) as (store, tables), store.transaction():
        totp = next(table for table in tables if table.name.startswith("p_2fa_totp"))
        columns = {"id": row[0], "account_id": row[1], "secret": row[2]}
        given = {
            name: columns.get(name, {"datetime": None, "int": 1, "bool": True}.get(kind, "x"))
            for name, kind in totp.kinds.items()
        }
        given = {name: value for name, value in given.items() if value is not None}
        names, marks = ", ".join([*given, "created_at"]), ", ".join([*"?" * len(given), "CURRENT_TIMESTAMP"])
        await store.rows(f"INSERT INTO {totp.name} ({names}) VALUES ({marks})", list(given.values()))
    monkeypatch.setattr(type(old), "apps", apps)
    manifest = await backup(old, tmp_path / "b", quiet)
    assert (manifest.tables[totp.name].rows, manifest.tables[totp.name].owner) == (1, None)
    with pytest.raises(Refused, match=f"plugins that did not load .*{totp.name}"):
        await transfer(old, there, quiet)
    monkeypatch.undo()
    await restored(new, tmp_path / "b", old.key_file)
    async with opened(new) as (store, _):
        assert (await store.rows(f"SELECT secret FROM {totp.name}")) == [("v1:secret",)]


async def test_two_writers_of_one_file(place: Any, tmp_path: Path) -> None:
    """The second is refused; what a killed one left is written over."""
    old, file = await place("old"), tmp_path / "b"
    first = Writer(file)
    with pytest.raises(Refused, match="another process is writing"):
        await backup(old, file, quiet)
    first._file.write(b"left behind" * 10_000)
    first._file.close()
    await backup(old, file, quiet)
    Reader(file).close()
    with pytest.raises(Refused, match="exists"):
        await backup(old, file, quiet)
    assert not file.with_name(".b.part").exists()


def test_alone_and_in_use(tmp_path: Path) -> None:
    """Many use it; one is alone with it; each is told of the other."""
    with in_use(tmp_path), in_use(tmp_path), pytest.raises(Refused, match=r"process [0-9]+.*: stop omni serve"), alone(tmp_path):
        pass
    with alone(tmp_path), pytest.raises(Refused, match="is being restored or moved by process"), in_use(tmp_path):
        pass
    with alone(tmp_path):
        pass


async def test_without_a_key_ring(place: Any, tmp_path: Path) -> None:
    """Nothing can be sealed."""
    with pytest.raises(Refused, match="there is no key ring"):
        await backup(await place("bare", bare=True), tmp_path / "b", quiet)


async def test_rings_that_contradict_each_other(place: Any, tmp_path: Path) -> None:
    """The same id, another key: none is overwritten."""
    old, new = await place("old"), await place("new")
    await backup(old, tmp_path / "b", quiet, with_keys=True)
    (key,) = keyfile.read(old.key_file)
    keyfile.write(new.key_file, [keyfile.Key(key.id, bytes(32))])
    with pytest.raises(Refused, match=f"key '{key.id}' is another"):
        await restored(new, tmp_path / "b", replace=True)
    assert keyfile.read(new.key_file)[0].raw == bytes(32)


# -- broken off ----------------------------------------------------------------------------------------------------


async def test_a_restore_that_was_broken_off_is_ended_by_the_next(
    place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the commit all is as it was; after it nothing starts, until the same file was restored again."""
    old, new = await place("old"), await place("new")
    await written(old, one=b"one", two=b"two")
    await backup(old, tmp_path / "b", quiet, with_keys=True)
    await backup(new, tmp_path / "other", quiet, with_keys=True)
    await written(new, two=b"another two", three=b"three")
    await tenants(new, 4)
    monkeypatch.setattr(restores, "_requeue", failing("killed early"))
    with pytest.raises(RuntimeError, match="killed early"):
        await restored(new, tmp_path / "b", replace=True)
    assert await cursors(new) == 7
    assert b"".join([chunk async for chunk in new.blobs.read("platform/two")]) == b"another two"
    await serves(new)
    monkeypatch.undo()
    monkeypatch.setattr(restores, "_replace_blobs", failing("killed late"))
    with pytest.raises(RuntimeError, match="killed late"):
        await restored(new, tmp_path / "b", replace=True)
    with pytest.raises(Refused, match="run omni restore again, with the same file"):
        await serves(new)
    monkeypatch.undo()
    with pytest.raises(Refused, match="holds data"):
        await restored(new, tmp_path / "other")
    await restored(new, tmp_path / "b")  # no --replace: it was said before
    await serves(new)
    assert await cursors(new) == 3
    assert set(await new.blobs.names()) == {"platform/one", "platform/two"}
    assert b"".join([chunk async for chunk in new.blobs.read("platform/two")]) == b"two"
    async with opened(new) as (store, _):
        assert await get_state(store, RESTORE) is None


def failing(text: str) -> Any:
    """Whatever it is called with."""

    async def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError(text)

    return fails


async def serves(installation: Installation) -> None:
    """What a kernel asks when it starts."""
    database = Database(installation.url, installation.apps)
    await database.open()
    try:
        await refuse_elsewhere(database)
    finally:
        await database.close()


async def test_references_are_checked(place: Any, tmp_path: Path) -> None:
    """A row that points nowhere (SQLite lets one in when foreign keys are off) is found, and nothing is changed."""
    if postgres.wanted():
        pytest.skip("PostgreSQL lets nobody write such a row")
    old, new = await place("old"), await place("new")
    async with opened(old) as (store, _), store.transaction():
        insert = (
            "INSERT INTO omni_membership (id, created_at, tenant_id, account_id, roles) VALUES (?, CURRENT_TIMESTAMP, ?, ?, '[]')"
        )
        await store.rows(insert, [uuid4(), uuid4(), uuid4()])
    await backup(old, tmp_path / "b", quiet, with_keys=True)
    await tenants(new, 1)
    with pytest.raises(Damaged, match="omni_membership point nowhere"):
        await restored(new, tmp_path / "b", replace=True)
    assert await cursors(new) == 4


@pytest.mark.parametrize("moment", ["_copy", "_copy_blob", "_compared", "_open", "_close"])
async def test_a_transfer_that_was_broken_off(place: Any, moment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it was: neither side serves (but the new one when it is whole), and a second run ends it."""
    old, new = await place("old"), await place("new", bare=True)
    await written(old, one=b"one", two=b"")
    monkeypatch.setattr(transfers, moment, failing("killed"))
    with pytest.raises(RuntimeError, match="killed"):
        await transfer(old, new, quiet)
    monkeypatch.undo()
    with pytest.raises(Refused, match=r"was moved to .* ended not yet"):
        await serves(old)
    if moment == "_close":
        await serves(new)
        await tenants(new, 1)  # it serves already
    else:
        with pytest.raises(Refused, match="transfer into this database was not finished"):
            await serves(new)
    moved = await transfer(old, new, quiet)
    assert [m.what for m in moved if not m.rows_of] == ([] if moment == "_close" else ["platform/one", "platform/two"])
    assert await cursors(new) == 3 + (moment == "_close")
    await serves(new)
    assert keyfile.read(new.key_file) == keyfile.read(old.key_file)


async def test_what_changed_between_two_runs_is_carried_over(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though nobody should have written there: the comparison finds it."""
    old, new = await place("old"), await place("new", bare=True)
    monkeypatch.setattr(transfers, "_compared", failing("killed"))
    with pytest.raises(RuntimeError, match="killed"):
        await transfer(old, new, quiet)
    monkeypatch.undo()
    await tenants(old, 2)
    await transfer(old, new, quiet)
    assert await cursors(new) == 5


async def test_another_transfers_target(place: Any) -> None:
    """It is not filled from two sides; after `--abandon` the old place serves, and a new target is needed."""
    one, two, new = await place("one"), await place("two"), await place("new", bare=True)
    await transfer(one, new, quiet)
    with pytest.raises(Refused, match="holds other data"):
        await transfer(two, new, quiet)
    await serves(two)
    await abandon(one)
    await serves(one)
    with pytest.raises(Refused, match="holds other data"):
        await transfer(one, new, quiet)
    with pytest.raises(Refused, match="was not moved"):
        await abandon(two)


async def test_blobs_of_others_at_the_new_place(place: Any) -> None:
    """They stay, and are named."""
    old, new = await place("old"), await place("new", bare=True)
    await written(new, other=b"other")
    with pytest.raises(Refused, match="store of blobs holds other data"):
        await transfer(old, new, quiet)
    async with opened(old) as (store, _):
        assert await get_state(store, MOVED) is None


async def test_blobs_that_stay_where_they_are(place: Any) -> None:
    """Both configurations name the same store: only the rows move."""
    old, new = await place("old"), await place("new", bare=True)
    await written(old, stays=b"stays")
    new.kernel.drivers = old.kernel.drivers
    moved = await transfer(old, new, quiet)
    assert [m.what for m in moved if not m.rows_of] == []
    assert await new.blobs.names() == ["platform/stays"]


def test_an_archive_that_is_none(tmp_path: Path) -> None:
    """Each with its reason."""
    with pytest.raises(ArchiveError, match="there is no file"):
        Reader(tmp_path / "none")
    writer = Writer(tmp_path / "b")
    text = json.dumps({"format": 7}).encode()
    digest = writer.add("manifest.json", text).sha256
    writer.add("seal.json", json.dumps({"sha256": digest, "token": "x"}).encode())
    writer._tar.close()
    writer._file.flush()
    with pytest.raises(Refused, match="of format 7, and this Omni reads 1"):
        Reader(writer._beside)
    writer.close()
