"""Blobs as files: what every driver does, and what a crash, a full disk and an older installation ask of this one."""

from __future__ import annotations

import asyncio
import errno
import os
import stat
import time
from collections.abc import AsyncIterator, Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from omni_driver_files import FileBlobs
from omni_driver_files import part as parts
from omni_sdk.drivers import BLOBS, BlobsDown, StorageFull
from omni_sdk.errors import NotFound
from omni_sdk.testing.blobs import MIB, TEXT, BlobContract, given_in, listed, read, write


def driver(folder: Path) -> FileBlobs:
    return FileBlobs(FileBlobs.Config.model_validate({"folder": folder}))


def files(folder: Path) -> list[str]:
    """Paths of all files under it."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "not" / "there"


class TestFile(BlobContract):
    """The contract."""

    @pytest.fixture
    def blobs(self, folder: Path) -> FileBlobs:
        return driver(folder)

    @pytest.fixture
    async def again(self, blobs: Any, folder: Path) -> FileBlobs:
        return driver(folder)


@pytest.fixture
def blobs(folder: Path) -> FileBlobs:
    return driver(folder)


async def test_what_an_older_version_kept_is_read(blobs: FileBlobs, folder: Path) -> None:
    """The format is fixed: one line of JSON, then the content, in a file by the percent-encoded name."""
    (folder / "0190" / "acme").mkdir(parents=True)
    (folder / "0190" / "acme" / "a%2Ecsv.blob").write_bytes(b'{"media_type":"text/csv"}\na,b\n')
    assert await read(blobs, "0190/acme/a.csv") == b"a,b\n"
    assert (await blobs.stat("0190/acme/a.csv")).media_type == "text/csv"
    await write(blobs, "0190/acme/b.csv", b"c\n", "text/csv")
    assert (folder / "0190" / "acme" / "b%2Ecsv.blob").read_bytes() == b'{"media_type":"text/csv"}\nc\n'
    assert files(folder) == ["0190/acme/a%2Ecsv.blob", "0190/acme/b%2Ecsv.blob"]


async def test_only_the_owner_reads_them(blobs: FileBlobs, folder: Path) -> None:
    await write(blobs, "a/b", b"x")
    for path in (folder, folder / "a", folder / "a" / "b.blob"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


async def test_content_and_folder_reach_the_disk_in_order(
    blobs: FileBlobs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New folders, then the content, then its name: after a crash at any moment there is all of it, or what was."""
    log: list[str] = []
    sync, replace = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        sync(descriptor)
        found = Path(f"/proc/self/fd/{descriptor}").readlink()
        log.append(f"sync {'a part' if found.parent.name == '.parts' else found.relative_to(folder.parent)}")

    def replaced(path: Path, target: Path) -> Path:
        log.append(f"rename to {target.name}")
        return replace(path, target)

    await write(blobs, "first", b"x")
    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    await write(blobs, "a/b", b"x")
    assert log == ["sync a part", "sync there", "rename to b.blob", "sync there/a"]
    log.clear()
    await blobs.delete("a/b")
    await blobs.delete_all("a")
    assert log == ["sync there/a", "sync there"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("call", ["write", "fsync"])
async def test_a_full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch, code: int, call: str) -> None:
    """It is told as 507, what was stays, and nothing is left. (`tests/fault` has a disk that is really full.)"""
    blobs = driver(folder)
    await write(blobs, "a", b"old")

    def full(*_: Any) -> None:
        raise OSError(code, os.strerror(code))

    if call == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        make = parts.Part.__init__

        def made(self: Any, *arguments: Any) -> None:
            make(self, *arguments)
            self._file = Full(self._file, full)

        monkeypatch.setattr(parts.Part, "__init__", made)
    with pytest.raises(StorageFull) as caught:
        await write(blobs, "a", b"x" * 2 * MIB)
    assert caught.value.status == 507
    assert await read(blobs, "a") == b"old"
    assert files(folder) == ["a.blob"]


class Full:
    """A file on a disk without room."""

    def __init__(self, file: Any, writelines: Callable[..., None]) -> None:
        self._file, self.writelines = file, writelines

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


async def test_a_disk_that_cannot_be_used(tmp_path: Path) -> None:
    """The message names the folder, and says what is wrong."""
    (tmp_path / "file").write_text("")
    blobs = driver(tmp_path / "file" / "blobs")
    for attempt in (write(blobs, "a", b"x"), blobs.stat("a"), blobs.delete("a"), listed(blobs)):
        with pytest.raises(BlobsDown, match=r"/file/blobs'?: (Not a directory|File exists); the folder of \[drivers\.blobs\]"):
            await attempt


async def test_a_file_that_is_no_blob(blobs: FileBlobs, folder: Path) -> None:
    """Somebody else wrote into the folder."""
    await write(blobs, "a", b"x")
    for content in (b"", b"{}\n", b"no json\n", b"[]\nx", b"\xff"):
        (folder / "a.blob").write_bytes(content)
        for attempt in (blobs.stat("a"), blobs.open("a")):
            with pytest.raises(BlobsDown, match=r"a\.blob' does not begin as a blob does"):
                await attempt


async def test_parts_of_the_dead_are_swept(blobs: FileBlobs, folder: Path) -> None:
    """By the first write of a process, folders that were being removed, too; parts that somebody still writes stay."""
    (folder / ".parts").mkdir(parents=True)
    for name in ("dead", "alive"):
        (folder / ".parts" / name).write_bytes(b"half")
    long_ago = time.time() - parts.STALE_SECONDS - 60
    (folder / ".parts" / "removed" / "a").mkdir(parents=True)
    for name in ("dead", "removed"):
        os.utime(folder / ".parts" / name, (long_ago, long_ago))
    assert await listed(blobs) == set()
    await write(blobs, "a", b"x")
    assert files(folder) == [".parts/alive", "a.blob"]


async def test_writing_into_what_is_being_removed(folder: Path) -> None:
    """A folder that goes away under a writer is made again; what is left is whole."""
    blobs, other = driver(folder), driver(folder)

    async def writes() -> None:
        for number in range(60):
            await write(blobs, f"a/b/{number}", b"x")

    async def removes() -> None:
        for _ in range(60):
            await other.delete_all("a")

    await asyncio.gather(writes(), removes(), writes())
    for name in await listed(blobs):
        assert await read(blobs, name) == b"x"
    await blobs.delete_all("a")
    assert files(folder) == []


async def test_a_process_that_is_killed_leaves_no_half_blob(folder: Path) -> None:
    """Killed in mid-write: the name is not there, or is what it was."""
    script = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from omni_driver_files import FileBlobs\n"
        "async def endless():\n"
        "    while True:\n"
        "        yield b'new' * 500_000\n"
        "        print('written', flush=True)\n"
        "blobs = FileBlobs(FileBlobs.Config(folder=Path(sys.argv[1])))\n"
        "asyncio.run(blobs.write('a', endless(), 'text/plain'))\n"
    )
    await write(driver(folder), "a", b"old")
    import sys

    process = await asyncio.create_subprocess_exec(sys.executable, "-c", script, str(folder), stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    for _ in range(3):
        await process.stdout.readline()
    process.kill()
    await process.communicate()
    blobs = driver(folder)
    assert await listed(blobs) == {"a"}
    assert await read(blobs, "a") == b"old"
    assert len(files(folder)) == 2


async def test_files_are_closed(blobs: FileBlobs, folder: Path) -> None:
    """Whether they are read, let go, or forgotten."""
    await write(blobs, "a", b"x" * MIB)
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208  (as quick as it gets)
    for _ in range(20):
        await read(blobs, "a")
        await blobs.stat("a")
        _, content = await blobs.open("a")
        await anext(content)
        await content.aclose()
        _, content = await blobs.open("a")
        del content
        with pytest.raises(NotFound):
            await blobs.open("b")
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208  (likewise)


async def test_chunks_are_collected(blobs: FileBlobs) -> None:
    """A thread for each byte would take minutes."""
    async with asyncio.timeout(20):
        await blobs.write("a", given_in([b"x"] * 100_000), TEXT)
    assert (await blobs.stat("a")).size == 100_000


def test_it_is_found_by_name() -> None:
    found = {entry.name: entry for entry in entry_points(group=f"omni.drivers.{BLOBS.name}")}
    assert BLOBS.default == "file"
    assert found["file"].load() is FileBlobs


@pytest.mark.parametrize("table", [{"foldr": "/x"}, {"folder": "data/blobs"}])
def test_bad_configuration(table: dict[str, str]) -> None:
    """A misspelt key is no silent default; nor is a folder that depends on where a process was started."""
    with pytest.raises(ValidationError, match=r"foldr|begin with '/'"):
        FileBlobs.Config.model_validate(table)


async def test_making_one_touches_nothing(tmp_path: Path) -> None:
    blobs = driver(tmp_path / "blobs")
    assert await listed(blobs) == set()
    await blobs.delete("a")
    await blobs.delete_all("a")
    assert os.listdir(tmp_path) == []  # noqa: PTH208  (as above)


async def test_a_source_without_end_is_not_kept_in_memory(blobs: FileBlobs, folder: Path) -> None:
    """It reaches the disk as it comes."""

    async def looks() -> AsyncIterator[bytes]:
        for number in range(8):
            yield b"x" * MIB
            (part,) = (folder / ".parts").iterdir()
            assert part.stat().st_size >= (number - 1) * MIB

    await blobs.write("a", looks(), TEXT)
