"""Files by name: the file driver, and the view of it that one plugin gets."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from asyncio import to_thread
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final
from urllib.parse import quote, unquote

from pydantic_core import from_json, to_json

from omni_sdk.errors import Invalid, NotFound

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from datetime import timedelta

CHUNK_BYTES: Final = 256 * 1024
LONGEST_NAME: Final = 512
LONGEST_SEGMENT_BYTES: Final = 240  # a file name may have 255, and the suffix takes some
SUFFIX: Final = ".blob"
_MEDIA_TYPE: Final = re.compile(r"[\w!#$&^.+-]{1,80}/[\w!#$&^.+-]{1,80}( *;[ -~]{0,200})?", re.ASCII)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class BlobStat:
    """What is known of a blob without reading it."""

    name: str
    media_type: str
    size: int
    """In bytes."""


class BlobStore:
    """Blobs as files under one folder: a line of JSON (the media type), then the content.

    One file each, so that a rename makes both appear at once. A name's segments are percent-encoded, dots too, so
    that no name leads out of the folder or meets a folder's name.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    async def write(self, name: str, content: bytes | AsyncIterator[bytes], media_type: str) -> BlobStat:
        """Write all of it or nothing, in place of what was there; `Invalid` for a bad name or media type."""
        path = self._path(name)
        if not _MEDIA_TYPE.fullmatch(media_type):
            msg = f"{media_type!r} is no media type; write one like 'text/csv'"
            raise Invalid(msg)
        part = await to_thread(_Part, path, media_type)
        try:
            if isinstance(content, bytes):
                await to_thread(part.write, content)
            else:
                async for chunk in content:
                    await to_thread(part.write, chunk)
            await to_thread(part.finish)
        finally:
            part.discard()
        return BlobStat(name, media_type, part.size)

    async def read(self, name: str) -> AsyncIterator[bytes]:
        """Give the content in chunks; `NotFound` if there is none."""
        _, file = await to_thread(self._opened, name)
        try:
            while chunk := await to_thread(file.read, CHUNK_BYTES):
                yield chunk
        finally:
            file.close()

    async def stat(self, name: str) -> BlobStat:
        """Give its media type and size; `NotFound` if there is none."""
        stat, file = await to_thread(self._opened, name)
        file.close()
        return stat

    async def delete(self, name: str) -> None:
        """Remove it, if it is there."""
        await to_thread(self._path(name).unlink, missing_ok=True)

    async def delete_all(self, prefix: str) -> None:
        """Remove every blob whose name begins with the segments of `prefix`."""
        await to_thread(shutil.rmtree, self._folder(prefix), ignore_errors=True)

    async def names(self, prefix: str = "") -> list[str]:
        """Give the names that begin with the segments of `prefix` (all, by default), sorted."""
        folder = self._folder(prefix) if prefix else self._root
        return await to_thread(lambda: sorted(self._found(folder)))

    def _found(self, folder: Path) -> Iterator[str]:
        for path in folder.rglob(f"*{SUFFIX}"):
            yield unquote(path.relative_to(self._root).as_posix().removesuffix(SUFFIX))

    def _opened(self, name: str) -> tuple[BlobStat, BinaryIO]:
        try:
            file = self._path(name).open("rb")
        except FileNotFoundError:
            msg = f"there is no blob {name!r}"
            raise NotFound(msg) from None
        media_type = from_json(file.readline())["media_type"]
        return BlobStat(name, media_type, os.fstat(file.fileno()).st_size - file.tell()), file

    def _path(self, name: str) -> Path:
        folder = self._folder(name)
        return folder.with_name(folder.name + SUFFIX)

    def _folder(self, name: str) -> Path:
        return self._root.joinpath(*(_segment(name, segment) for segment in name.split("/")))


class _Part:
    """A blob being written, beside where it will stand."""

    def __init__(self, path: Path, media_type: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path, self.size = path, 0
        self._part = path.with_name(f".{secrets.token_hex(8)}")
        self._file = self._part.open("xb")
        self._file.write(to_json({"media_type": media_type}) + b"\n")

    def write(self, chunk: bytes) -> None:
        self.size += self._file.write(chunk)

    def finish(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._part.replace(self._path)

    def discard(self) -> None:
        """Remove what was not finished."""
        self._file.close()
        self._part.unlink(missing_ok=True)


def _segment(name: str, segment: str) -> str:
    if len(name) > LONGEST_NAME:
        msg = f"a blob's name has at most {LONGEST_NAME} characters; {name[:40]!r}… has {len(name)}"
        raise Invalid(msg)
    if segment in {"", ".", ".."} or _CONTROL.search(segment) or not segment.isprintable():
        msg = f"{name!r} is no name for a blob: write segments between single slashes, as in 'reports/2026/may.csv'"
        raise Invalid(msg)
    encoded = quote(segment, safe=" ").replace(".", "%2E")
    if len(encoded) > LONGEST_SEGMENT_BYTES:
        msg = f"{segment[:40]!r}… in a blob's name is too long: split it by slashes"
        raise Invalid(msg)
    return encoded


class BoundBlobs:
    """The SDK's `Blobs`: the files of one plugin, in a tenant those of that tenant."""

    __slots__ = ("_prefix", "_sign", "_store")

    def __init__(self, store: BlobStore, prefix: str, sign: Callable[[str, timedelta, str | None], str]) -> None:
        self._store, self._prefix, self._sign = store, prefix, sign

    async def write(self, name: str, content: bytes | AsyncIterator[bytes], *, media_type: str) -> None:
        """Write all of it or nothing, in place of what was there; `Invalid` for a bad name or media type."""
        await self._store.write(self._full(name), content, media_type)

    def read(self, name: str) -> AsyncIterator[bytes]:
        """Give the content in chunks; `NotFound` if there is none."""
        return self._store.read(self._full(name))

    async def delete(self, name: str) -> None:
        """Remove it, if it is there."""
        await self._store.delete(self._full(name))

    async def url(self, name: str, *, expires: timedelta, filename: str | None = None) -> str:
        """Give a link that anybody who has it can read for so long; `NotFound` if there is no such blob."""
        await self._store.stat(self._full(name))
        return self._sign(self._full(name), expires, filename)

    def _full(self, name: str) -> str:
        return f"{self._prefix}/{name}"
