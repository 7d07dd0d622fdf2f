"""Blobs: whole or absent, by any honest name, and nowhere but in their folder."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omni_kernel.storage.blobs import BlobStat, BlobStore, BoundBlobs
from omni_sdk.errors import Invalid, NotFound
from omni_sdk.services import Blobs

TEXT = "text/plain; charset=utf-8"


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    """An empty one."""
    return BlobStore(tmp_path / "blobs")


async def read(store: BlobStore | BoundBlobs, name: str) -> bytes:
    """All of it."""
    return b"".join([chunk async for chunk in store.read(name)])


def files(folder: Path) -> list[str]:
    """Names of all files under it."""
    return [path.name for path in folder.rglob("*") if path.is_file()]


async def test_round_trip(store: BlobStore) -> None:
    """What is written is read, with what it is; written again it is replaced; deleted it is gone."""
    assert await store.write("a/b.txt", b"one", TEXT) == BlobStat("a/b.txt", TEXT, 3)
    assert await store.stat("a/b.txt") == BlobStat("a/b.txt", TEXT, 3)
    await store.write("a/b.txt", b"", "image/svg+xml")
    assert await read(store, "a/b.txt") == b""
    assert (await store.stat("a/b.txt")).media_type == "image/svg+xml"
    await store.delete("a/b.txt")
    await store.delete("a/b.txt")
    for gone in (store.stat("a/b.txt"), read(store, "a/b.txt")):
        with pytest.raises(NotFound, match=r"'a/b\.txt'"):
            await gone


async def test_streams(store: BlobStore) -> None:
    """Chunks in, chunks out, more than memory would like to hold at once."""
    chunk = bytes(range(256)) * 1024

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield chunk

    assert (await store.write("big", chunks(), "application/octet-stream")).size == 20 * len(chunk)
    sizes = [len(part) async for part in store.read("big")]
    assert sum(sizes) == 20 * len(chunk)
    assert len(sizes) > 1


async def test_a_broken_write_leaves_what_was(store: BlobStore, tmp_path: Path) -> None:
    """A source that fails half-way changes nothing, and leaves no rubbish."""
    await store.write("a", b"old", TEXT)

    async def breaks() -> AsyncIterator[bytes]:
        yield b"new"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.write("a", breaks(), TEXT)
    with pytest.raises(ZeroDivisionError):
        await store.write("b", breaks(), TEXT)
    assert await read(store, "a") == b"old"
    assert await store.names() == ["a"]
    assert files(tmp_path) == ["a.blob"]


async def test_reading_while_it_is_replaced(store: BlobStore) -> None:
    """Who began to read the old content reads it to its end."""
    await store.write("a", b"x" * 600_000, TEXT)
    reading = store.read("a")
    first = await anext(reading)
    await store.write("a", b"y", TEXT)
    rest = [chunk async for chunk in reading]
    assert set(first + b"".join(rest)) == {ord("x")}


HOSTILE = [
    "", "/", "/etc/passwd", "a/", "a//b", ".", "..", "../a", "a/../../b", "a/..", "./a", "a\x00b", "a\nb", "a\x7f",
    "\u202etxt", "\ud800", "x" * 513, "x" * 300, "\u65e5" * 100, "a/" + "x" * 300,
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_names(store: BlobStore, tmp_path: Path, name: str) -> None:
    """No name leads out, and each is refused as bad input."""
    for attempt in (store.write(name, b"x", TEXT), store.stat(name), store.delete(name), read(store, name)):
        with pytest.raises(Invalid):
            await attempt
    assert files(tmp_path) == []


async def test_odd_but_honest_names(store: BlobStore) -> None:
    """Names that mean something to a file system or a browser, and nothing here."""
    names = ["a", "a/b", "a.blob", "a.blob/c", "a%2Fb", "...", "C:\\x", "~", "tag <b>", "日本語/文書.txt", "-rf", "*", "A"]
    for name in names:
        await store.write(name, name.encode(), TEXT)
    assert [await read(store, name) for name in names] == [name.encode() for name in names]
    assert await store.names() == sorted(names)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(name=st.text(max_size=60))
async def test_any_name(tmp_path: Path, name: str) -> None:
    """A name is refused, or its blob lies inside the folder and comes back under that name."""
    store = BlobStore(tmp_path / "any" / "blobs")
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


async def test_all_of_a_prefix(store: BlobStore) -> None:
    """A prefix is whole segments."""
    for name in ("t/p/a", "t/p/b/c", "t/pp/a", "t/p"):
        await store.write(name, b"x", TEXT)
    assert await store.names("t/p") == ["t/p/a", "t/p/b/c"]
    await store.delete_all("t/p")
    await store.delete_all("nothing")
    assert await store.names() == ["t/p", "t/pp/a"]


async def test_bound(store: BlobStore) -> None:
    """A plugin sees its own files by its own names, and cannot name another's."""

    def sign(name: str, expires: timedelta, filename: str | None) -> str:
        return f"{name}?{expires}&{filename}"

    mine: Blobs = BoundBlobs(store, "tenant/plugin", sign)
    other: Blobs = BoundBlobs(store, "other/plugin", sign)
    await mine.write("a.txt", b"mine", media_type=TEXT)
    assert await store.names() == ["tenant/plugin/a.txt"]
    for name in ("a.txt", "../../tenant/plugin/a.txt"):
        with pytest.raises((NotFound, Invalid)):
            await anext(aiter(other.read(name)))
    assert await mine.url("a.txt", expires=timedelta(hours=1)) == "tenant/plugin/a.txt?1:00:00&None"
    with pytest.raises(NotFound):
        await other.url("a.txt", expires=timedelta(hours=1))
    await other.delete("a.txt")
    assert [chunk async for chunk in mine.read("a.txt")] == [b"mine"]
