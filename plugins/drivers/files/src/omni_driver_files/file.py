"""Blobs as files under one folder: a line of JSON (the media type), then the content.

One file each, so that a rename makes both appear at once. A name's segments are percent-encoded, dots too, so that no
name leads out of the folder, or meets a folder's name or the parts that are still being written.
"""

from __future__ import annotations

import os
from asyncio import to_thread
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, ClassVar, Final
from urllib.parse import quote, unquote

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import from_json

from omni_sdk.drivers import BlobDriver, BlobsDown, BlobStat
from omni_sdk.errors import NotFound

from .content import FileContent
from .disk import folder_synced, told
from .part import Part

SUFFIX: Final = ".blob"
PARTS: Final = ".parts"
WRITE_BYTES: Final = 1024 * 1024
"""So much is collected before a thread writes it."""


class FileConfig(BaseModel):
    """`[drivers.blobs]` with `use = "file"`."""

    model_config = ConfigDict(extra="forbid")

    folder: Path = Field(default=Path("blobs"), description="Where the blobs are; by default `blobs` in data_dir.")

    @field_validator("folder")
    @classmethod
    def _absolute(cls, folder: Path) -> Path:
        if not folder.is_absolute():
            raise ValueError("should begin with '/': all processes must find the same folder, wherever they were started")
        return folder


class FileBlobs(BlobDriver):
    """The driver; what it keeps is readable by its owner only."""

    Config: ClassVar[type[BaseModel]] = FileConfig

    def __init__(self, config: BaseModel) -> None:
        self._root = FileConfig.model_validate(config, from_attributes=True).folder
        self._parts = self._root / PARTS
        self._swept = False

    async def write(self, name: str, chunks: AsyncIterator[bytes], media_type: str) -> None:
        """Write beside it, then rename."""
        part = await to_thread(self._begun, self._path(name), media_type)
        try:
            pending: list[bytes] = []
            size = 0
            async for chunk in chunks:
                pending.append(chunk)
                size += len(chunk)
                if size >= WRITE_BYTES:
                    await to_thread(part.write, pending)
                    pending, size = [], 0
            await to_thread(part.finish, pending)
        finally:
            part.discard()

    async def open(self, name: str, start: int = 0, end: int | None = None) -> tuple[BlobStat, FileContent]:
        """An open file stays what it was when another takes its name."""
        stat, file = await to_thread(self._opened, name)
        last = stat.size if end is None else min(end, stat.size)
        file.seek(start, os.SEEK_CUR)
        return stat, FileContent(file, last - start)

    async def stat(self, name: str) -> BlobStat:
        """From its first line and what the file system knows."""
        stat, file = await to_thread(self._opened, name)
        file.close()
        return stat

    async def delete(self, name: str) -> None:
        """Remove the file."""
        await to_thread(self._unlinked, self._path(name))

    async def list(self, prefix: str = "") -> AsyncIterator[str]:
        """Walk the folders, one at a time."""
        waiting = [self._folder(prefix) if prefix else self._root]
        while waiting:
            names, inner = await to_thread(self._scanned, waiting.pop())
            waiting += inner
            for name in names:
                yield name

    async def delete_all(self, prefix: str) -> None:
        """Remove the folder."""
        await to_thread(self._removed, self._folder(prefix))

    def _begun(self, path: Path, media_type: str) -> Part:
        with told("write", self._root):
            if not self._swept:
                self._swept = True
                Part.sweep(self._parts)
            return Part(self._parts, path, media_type)

    def _opened(self, name: str) -> tuple[BlobStat, BinaryIO]:
        with told("read", self._root):
            try:
                file = self._path(name).open("rb")
            except FileNotFoundError:
                msg = f"there is no blob {name!r}"
                raise NotFound(msg) from None
            try:
                return self._described(name, file), file
            except BaseException:
                file.close()
                raise

    def _described(self, name: str, file: BinaryIO) -> BlobStat:
        try:
            media_type: str = from_json(file.readline(4096))["media_type"]
        except (ValueError, LookupError, TypeError) as error:
            msg = f"{str(self._path(name))!r} does not begin as a blob does: put the file back from a backup, or delete it"
            raise BlobsDown(msg) from error
        found = os.fstat(file.fileno())
        # A new version is written while the old one still has its inode, so the two never share all three.
        etag = f"{found.st_ino:x}-{found.st_mtime_ns:x}-{found.st_size:x}"
        modified = datetime.fromtimestamp(found.st_mtime, UTC)
        return BlobStat(name, media_type, found.st_size - file.tell(), modified, etag)

    def _unlinked(self, path: Path) -> None:
        with told("delete", self._root), suppress(FileNotFoundError):
            path.unlink()
            folder_synced(path.parent)

    def _scanned(self, folder: Path) -> tuple[Sequence[str], Sequence[Path]]:
        names: list[str] = []
        inner: list[Path] = []
        with told("list", self._root), suppress(FileNotFoundError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    inner.append(folder / entry.name)
                elif entry.name.endswith(SUFFIX):
                    name = (folder / entry.name).relative_to(self._root).as_posix()
                    names.append(unquote(name.removesuffix(SUFFIX)))
        return names, inner

    def _removed(self, folder: Path) -> None:
        with told("delete", self._root), suppress(FileNotFoundError):
            Part.aside(self._parts, folder)

    def _path(self, name: str) -> Path:
        folder = self._folder(name)
        return folder.with_name(folder.name + SUFFIX)

    def _folder(self, name: str) -> Path:
        return self._root.joinpath(*(quote(segment, safe=" ").replace(".", "%2E") for segment in name.split("/")))
