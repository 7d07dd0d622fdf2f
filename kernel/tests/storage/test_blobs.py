"""Blobs, whatever keeps them: names, limits, and whose they are. Drivers are tested in their own packages."""

from __future__ import annotations

import errno
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omni_kernel.services.drivers import Drivers
from omni_kernel.settings import ConfigError, load
from omni_kernel.storage.blobs import BlobStore, BoundBlobs
from omni_sdk.drivers import BLOBS, MAIL, BlobsDown, StorageFull
from omni_sdk.errors import DriverMissing, Invalid, NotFound, TooLarge
from omni_sdk.services import Blobs

TEXT = "text/plain; charset=utf-8"
LARGEST = 2_000_000


def made(data_dir: Path, **table: object) -> BlobStore:
    """A store as the operator configured it."""
    drivers = Drivers({"blobs": table}, data_dir)
    return BlobStore(lambda: drivers.get(BLOBS), LARGEST)


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    """An empty one."""
    return made(tmp_path)


async def read(store: BlobStore | Blobs, name: str, **span: Any) -> bytes:
    """All of it, or a part."""
    return b"".join([chunk async for chunk in store.read(name, **span)])


def files(folder: Path) -> list[str]:
    """Names of all files under it."""
    return [path.name for path in folder.rglob("*") if path.is_file()]


async def test_round_trip(store: BlobStore) -> None:
    """What is written is read, with what it is; written again it is replaced; deleted it is gone."""
    await store.write("a/b.txt", b"one", TEXT)
    stat = await store.stat("a/b.txt")
    assert (stat.name, stat.media_type, stat.size) == ("a/b.txt", TEXT, 3)
    assert await store.digest("a/b.txt") == sha256(b"one").hexdigest()
    assert await read(store, "a/b.txt", start=1) == b"ne"
    assert await read(store, "a/b.txt", start=1, end=2) == b"n"
    await store.write("a/b.txt", b"", "image/svg+xml")
    assert await read(store, "a/b.txt") == b""
    assert (await store.stat("a/b.txt")).media_type == "image/svg+xml"
    await store.delete("a/b.txt")
    await store.delete("a/b.txt")
    for gone in (store.stat("a/b.txt"), read(store, "a/b.txt"), store.digest("a/b.txt")):
        with pytest.raises(NotFound, match=r"'a/b\.txt'"):
            await gone


# -- names

HOSTILE = [
    "", "/", "/etc/passwd", "a/", "a//b", ".", "..", "../a", "a/../../b", "a/..", "./a", "a\x00b", "a\nb", "a\x7f",
    "\u202etxt", "\ud800", "\xa0", "x" * 513, "x" * 300, "\u65e5" * 100, "a/" + "x" * 300, "/".join(["日" * 20] * 16),
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_names(store: BlobStore, tmp_path: Path, name: str) -> None:
    """No name leads out, and each is refused as bad input, before a driver hears of it."""
    attempts: list[Any] = [
        store.write(name, b"x", TEXT),
        store.stat(name),
        store.delete(name),
        store.delete_all(name),
        read(store, name),
    ]
    if name:
        attempts.append(store.names(name))
    for attempt in attempts:
        with pytest.raises(Invalid):
            await attempt
    assert files(tmp_path) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(name=st.text(max_size=60))
async def test_any_name(tmp_path: Path, name: str) -> None:
    """A name is refused, or its blob lies inside the folder and comes back under that name."""
    store = made(tmp_path / "any")
    try:
        await store.write(name, b"x", TEXT)
    except Invalid:
        return
    assert await store.names() == [name]
    await store.delete(name)
    assert os.listdir(tmp_path) == ["any"]  # noqa: PTH208  # as quick as it gets, in a test
    assert os.listdir(tmp_path / "any") == ["blobs"]  # noqa: PTH208  # likewise


@pytest.mark.parametrize("media_type", ["", "text", "text/", "text/html\r\nX: y", "é/x", "a/b; \n", "text/" + "x" * 99])
async def test_media_types(store: BlobStore, media_type: str) -> None:
    """What could not stand in a header is refused."""
    with pytest.raises(Invalid, match="media type"):
        await store.write("a", b"x", media_type)


@pytest.mark.parametrize("span", [{"start": -1}, {"end": -1}, {"start": -2, "end": -1}])
async def test_bytes_are_counted_from_the_first(store: BlobStore, span: dict[str, int]) -> None:
    await store.write("a", b"x", TEXT)
    with pytest.raises(Invalid, match="counted from 0"):
        await read(store, "a", **span)


# -- limits


@pytest.mark.parametrize("size", [LARGEST, LARGEST + 1])
async def test_the_largest_blob(store: BlobStore, size: int) -> None:
    """One byte more is refused as 413, whether it comes at once or in chunks, and leaves what was."""

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, size, 300_000):
            yield b"x" * min(300_000, size - start)

    blobs = BoundBlobs(store, "t/p", lambda *_: "")
    await blobs.write("a", b"old", media_type=TEXT)
    for content in (b"x" * size, chunks()):
        with suppress(TooLarge) if size <= LARGEST else pytest.raises(TooLarge, match=f"at most {LARGEST} bytes"):
            await blobs.write("a", content, media_type=TEXT)
        assert (await blobs.stat("a")).size == (size if size <= LARGEST else 3)
    assert await store.names() == ["t/p/a"]
    await store.write("moved", b"x" * size, TEXT)  # by the kernel itself, from elsewhere


async def test_no_more_is_read_than_may_be_kept(store: BlobStore) -> None:
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        while True:
            given += 100_000
            yield b"x" * 100_000

    with pytest.raises(TooLarge):
        await BoundBlobs(store, "t/p", lambda *_: "").write("a", endless(), media_type=TEXT)
    assert given <= LARGEST + 100_000


async def test_a_full_disk(store: BlobStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said as 507, and nothing is left."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    await store.write("a", b"old", TEXT)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull) as caught:
        await store.write("a", b"new", TEXT)
    assert (caught.value.status, caught.value.type) == (507, "storage-full")
    assert await read(store, "a") == b"old"
    assert files(tmp_path) == ["a.blob"]


# -- whose they are


async def test_bound_blobs(store: BlobStore) -> None:
    """A plugin reaches its own files in its own tenant, and no others."""

    def sign(name: str, expires: timedelta, filename: str | None) -> str:
        return f"{name}?{expires}&{filename}"

    mine: Blobs = BoundBlobs(store, "tenant/plugin", sign)
    other: Blobs = BoundBlobs(store, "other/plugin", sign)
    await mine.write("a.txt", b"mine", media_type=TEXT)
    assert await store.names() == ["tenant/plugin/a.txt"]
    for name in ("a.txt", "../../tenant/plugin/a.txt", "/tenant/plugin/a.txt", "tenant/plugin/a.txt"):
        for attempt in (read(other, name), other.stat(name), other.url(name, expires=timedelta(hours=1))):
            with pytest.raises((NotFound, Invalid)):
                await attempt
    assert await mine.url("a.txt", expires=timedelta(hours=1)) == "tenant/plugin/a.txt?1:00:00&None"
    await other.delete("a.txt")
    assert await read(mine, "a.txt", start=1, end=3) == b"in"
    assert (await mine.stat("a.txt")).name == "a.txt"


async def test_a_plugins_list(store: BlobStore) -> None:
    """Its own names, without what stands before them; prefixes are whole segments, and lead nowhere else."""
    mine, other = (BoundBlobs(store, f"{tenant}/plugin", lambda *_: "") for tenant in ("tenant", "tenant-2"))
    for name in ("a", "a/b", "ab", "c/d/e"):
        await mine.write(name, b"x", media_type=TEXT)
    await other.write("secret", b"x", media_type=TEXT)
    assert sorted([n async for n in mine.list()]) == ["a", "a/b", "ab", "c/d/e"]
    assert [n async for n in mine.list("a")] == ["a/b"]
    assert [n async for n in mine.list("c")] == ["c/d/e"]
    for prefix in ("..", "../../tenant-2", "/", "a/", "a/../.."):
        with pytest.raises(Invalid):
            [n async for n in mine.list(prefix)]


async def test_what_is_purged_is_one_tenants(store: BlobStore) -> None:
    """All of it, and nothing of one whose id begins alike."""
    for name in ("t1/a/x", "t1/b/y/z", "t1/b/y", "t11/a/x", "t1"):
        await store.write(name, b"x", TEXT)
    await store.delete_all("t1")
    assert await store.names() == ["t1", "t11/a/x"]
    with pytest.raises(Invalid):
        await store.delete_all("")


# -- the operator's choice


async def test_the_driver_is_what_the_operator_picked(tmp_path: Path) -> None:
    """By default files in the data folder; another folder, if it is said."""
    await made(tmp_path / "data").write("a", b"x", TEXT)
    assert (tmp_path / "data" / "blobs" / "a.blob").is_file()
    await made(tmp_path / "data", use="file", folder=str(tmp_path / "else")).write("a", b"x", TEXT)
    assert (tmp_path / "else" / "a.blob").is_file()


async def test_what_uses_the_data_folder_says_so_itself(tmp_path: Path) -> None:
    """Mails of an embedded installation lie there, too, wherever it was started."""
    drivers: Any = Drivers({}, tmp_path)
    assert drivers.get(MAIL)._folder == tmp_path / "mail"


@pytest.mark.parametrize(
    ("table", "path", "message"),
    [
        ({"use": "s4"}, "drivers.blobs.use", r"no driver 's4' of the kind 'blobs' is installed; there are \['file'"),
        ({"folder": "data/blobs"}, "drivers.blobs.folder", "begin with '/'"),
        ({"use": "s3"}, "drivers.blobs.bucket", "required, but not set"),
        ({"use": "s3", "bucket": "omni", "access_key_id": "x"}, "drivers.blobs", "go together"),
    ],
)
def test_a_bad_choice_is_told_at_the_start(tmp_path: Path, table: dict[str, str], path: str, message: str) -> None:
    """With its place; `omni config check` says the same."""
    (problem,) = Drivers({"blobs": table}, tmp_path).check()
    assert problem.path == path
    with pytest.raises(ConfigError, match=message):
        raise ConfigError([problem])


async def test_the_store_can_be_asked_whether_it_works(tmp_path: Path) -> None:
    """For health checks: it works, is not installed, or cannot be used."""
    await made(tmp_path).check()
    with pytest.raises(DriverMissing):
        await made(tmp_path, use="s4").check()
    (tmp_path / "file").write_text("")
    with pytest.raises(BlobsDown):
        await made(tmp_path / "file").check()


def test_the_limit_is_a_setting(tmp_path: Path) -> None:
    (tmp_path / "omni.toml").write_text("[blobs]\nlargest_bytes = 5")
    assert load(tmp_path / "omni.toml").blobs.largest_bytes == 5
    with pytest.raises(ConfigError, match=r"blobs\.largest_bytes"):
        load(tmp_path / "omni.toml", {"blobs": {"largest_bytes": 0}})
