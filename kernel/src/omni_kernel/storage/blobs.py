"""Files by name: what the operator's driver keeps, the rules that hold whatever it is, and what one plugin sees of it."""

from __future__ import annotations

import hashlib
import re
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from omni_sdk.drivers import BlobContent, BlobDriver, BlobStat
from omni_sdk.errors import Invalid, NotFound, TooLarge

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
    from datetime import timedelta
    from uuid import UUID

LONGEST_NAME: Final = 512
LONGEST_NAME_BYTES: Final = 900
"""Of UTF-8: keys of S3 have 1,024, of which the operator's prefix takes some."""
LONGEST_SEGMENT_BYTES: Final = 240
"""Percent-encoded: names of files have 255, of which a suffix takes some."""
HASHED_BYTES: Final = 1024 * 1024
_MEDIA_TYPE: Final = re.compile(r"[\w!#$&^.+-]{1,80}/[\w!#$&^.+-]{1,80}( *;[ -~]{0,200})?", re.ASCII)


def check_name(name: str) -> None:
    """Refuse what could be no blob's name under some driver, or lead out of where it belongs; `Invalid`."""
    if len(name) > LONGEST_NAME:
        raise Invalid(f"a blob's name has at most {LONGEST_NAME} characters; {name[:40]!r}… has {len(name)}")
    for segment in name.split("/"):
        # What is printable holds no control characters, no surrogates, and nothing that turns text around.
        if segment in {"", ".", ".."} or not segment.isprintable():
            raise Invalid(f"{name!r} is no name for a blob: write segments between single slashes, as in 'reports/2026/may.csv'")
        if len(quote(segment, safe=" ").replace(".", "%2E")) > LONGEST_SEGMENT_BYTES:
            raise Invalid(f"{segment[:40]!r}… in a blob's name is too long: split it by slashes")
    if len(name.encode()) > LONGEST_NAME_BYTES:
        raise Invalid(f"a blob's name has at most {LONGEST_NAME_BYTES} bytes of UTF-8; {name[:40]!r}… has {len(name.encode())}")


def prefix_of(tenant_id: UUID | None, plugin_id: str) -> str:
    """What the names of a plugin's files begin with."""
    return f"{tenant_id or 'platform'}/{plugin_id}"


class BlobStore:
    """All blobs of the installation. `driver` gives the operator's choice, which is loaded when it is first used."""

    def __init__(self, driver: Callable[[], BlobDriver], largest_bytes: int) -> None:
        self._driver, self.largest_bytes = driver, largest_bytes

    async def write(
        self, name: str, content: bytes | AsyncIterator[bytes], media_type: str, *, largest_bytes: int | None = None
    ) -> None:
        """Write all of it or nothing, in place of what was there.

        `Invalid` for a bad name or media type, `TooLarge` beyond the limit, `StorageFull` without room. What the kernel
        moves from one place to another has no limit: it is kept already.
        """
        check_name(name)
        if not _MEDIA_TYPE.fullmatch(media_type):
            raise Invalid(f"{media_type!r} is no media type; write one like 'text/csv'")
        async with aclosing(within(content, largest_bytes)) as chunks:
            await self._driver().write(name, chunks, media_type)

    async def read(self, name: str, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Give the content in chunks, or the bytes from `start` to before `end`; `NotFound` if there is none."""
        _, content = await self.open(name, start, end)
        async with aclosing(content):
            async for chunk in content:
                yield chunk

    async def open(self, name: str, start: int = 0, end: int | None = None) -> tuple[BlobStat, BlobContent]:
        """The same with what is known of that version; the caller closes the content. `NotFound`."""
        check_name(name)
        if start < 0 or (end is not None and end < 0):
            raise Invalid(f"the bytes of a blob are counted from 0; {start} to {end} are none", at="start")
        return await self._driver().open(name, start, end)

    async def stat(self, name: str) -> BlobStat:
        """What is known of it; `NotFound` if there is none."""
        check_name(name)
        return await self._driver().stat(name)

    async def delete(self, name: str) -> None:
        """Remove it, if it is there."""
        check_name(name)
        await self._driver().delete(name)

    async def delete_all(self, prefix: str) -> None:
        """Remove every blob whose name begins with the segments of `prefix`, and goes on."""
        check_name(prefix)
        await self._driver().delete_all(prefix)

    def list(self, prefix: str = "") -> AsyncIterator[str]:
        """Names that begin with the segments of `prefix` and go on (all, by default), in any order."""
        if prefix:
            check_name(prefix)
        return self._driver().list(prefix)

    async def names(self, prefix: str = "") -> Sequence[str]:
        """The same at once, sorted."""
        return sorted([name async for name in self.list(prefix)])

    async def digest(self, name: str) -> str:
        """SHA-256 of what is kept, in hex, read back from where it is: what was sent there says nothing. `NotFound`."""
        made = hashlib.sha256()
        async for chunk in self.read(name):
            made.update(chunk)
        return made.hexdigest()

    async def check(self) -> None:
        """Raise `BlobsDown` or `DriverMissing` when the store cannot be used."""
        try:
            await self._driver().stat("omni/check")
        except NotFound:
            return


async def within(content: bytes | AsyncIterator[bytes], largest: int | None) -> AsyncGenerator[bytes, None]:
    """The content chunk by chunk, up to the limit."""
    size = 0
    async for chunk in whole(content) if isinstance(content, bytes) else content:
        size += len(chunk)
        if largest is not None and size > largest:
            raise TooLarge(f"a file has at most {largest} bytes here", limit=largest)
        if chunk:
            yield chunk


async def whole(content: bytes) -> AsyncIterator[bytes]:
    """As one chunk."""
    yield content


class BoundBlobs:
    """The SDK's `Blobs`: the files of one plugin, in a tenant those of that tenant."""

    __slots__ = ("_prefix", "_sign", "_store")

    def __init__(self, store: BlobStore, prefix: str, sign: Callable[[str, timedelta, str | None], str]) -> None:
        self._store, self._prefix, self._sign = store, prefix, sign

    async def write(self, name: str, content: bytes | AsyncIterator[bytes], *, media_type: str) -> None:
        """Write all of it or nothing, in place of what was there."""
        await self._store.write(self._full(name), content, media_type, largest_bytes=self._store.largest_bytes)

    def read(self, name: str, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Give the content in chunks, or the bytes from `start` to before `end`; `NotFound` if there is none."""
        return self._store.read(self._full(name), start=start, end=end)

    async def open(self, name: str, start: int = 0, end: int | None = None) -> tuple[BlobStat, BlobContent]:
        """For answers that are a file."""
        stat, content = await self._store.open(self._full(name), start, end)
        return replace(stat, name=name), content

    async def stat(self, name: str) -> BlobStat:
        """Give its size, media type, time and entity tag; `NotFound` if there is none."""
        return replace(await self._store.stat(self._full(name)), name=name)

    async def list(self, prefix: str = "") -> AsyncIterator[str]:
        """Give the names below a prefix of whole segments."""
        async for name in self._store.list(self._full(prefix) if prefix else self._prefix):
            yield name.removeprefix(f"{self._prefix}/")

    async def delete(self, name: str) -> None:
        """Remove it, if it is there."""
        await self._store.delete(self._full(name))

    async def url(self, name: str, *, expires: timedelta, filename: str | None = None) -> str:
        """Give a link that anybody who has it can read for so long; `NotFound` if there is no such blob."""
        await self._store.stat(self._full(name))
        return self._sign(self._full(name), expires, filename)

    def _full(self, name: str) -> str:
        return f"{self._prefix}/{name}"
