"""A blob as an answer (RFC 9110): ranges and validators, and headers under which no user's file acts as this site."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import quote

from omni_sdk import File, Response
from omni_sdk.drivers import BlobContent, BlobStat
from omni_sdk.errors import NotFound, Problem

if TYPE_CHECKING:
    from omni_kernel.storage.blobs import BlobStore

SAFE: Final = {
    "content-security-policy": "sandbox; default-src 'none'",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    # A browser may keep it, and asks each time whether it is still that one, and still allowed.
    "cache-control": "private, no-cache",
    "accept-ranges": "bytes",
}
SHOWN: Final = frozenset({"application/pdf", "image/avif", "image/gif", "image/jpeg", "image/png", "image/webp", "text/plain"})
"""What a browser may show from this origin: nothing that can hold a script of a page."""
NO_FILE: Final = "there is no such file, or it is not there any more: ask for a new link"
RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII | re.IGNORECASE)
ETAG: Final = re.compile(r'"([\x21\x23-\x7e]*)"')


class RangeNotSatisfiable(Problem):
    """No byte of the file lies in the range."""

    status = 416
    title = "Range not satisfiable"


@dataclass(frozen=True)
class Stored(File):
    """Any plugin's file, by its full name: an answer of the kernel's own."""

    store: BlobStore | None = None


class Sized:
    """A stream that says how many bytes it has, so that whoever gets fewer knows."""

    def __init__(self, chunks: AsyncIterator[bytes] | None, length: int) -> None:
        self._chunks, self.length = chunks, length

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if self._chunks is None:
            raise StopAsyncIteration
        return await anext(self._chunks)

    async def aclose(self) -> None:
        """Let go of what it reads."""
        if (close := getattr(self._chunks, "aclose", None)) is not None:
            await close()

    def within(self, chunks: AsyncIterator[bytes]) -> Sized:
        """The same bytes, by way of another iterator."""
        return Sized(chunks, self.length)


async def file_response(ctx: Any, file: File, status: int) -> Response:
    """A blob, the part of it that was asked for, or that the caller has it already. `NotFound`."""
    blobs = file.store if isinstance(file, Stored) and file.store is not None else ctx.blobs
    try:
        if ctx.request.method == "HEAD":
            stat = await blobs.stat(file.blob)
            return Response(status, headers_of(file, stat), Sized(None, stat.size))
        return await answered(blobs, file, status, ctx.request.headers)
    except NotFound as error:
        raise NotFound(NO_FILE) from error


async def answered(blobs: Any, file: File, status: int, asked: Mapping[str, str]) -> Response:
    """The answer to GET."""
    known = await blobs.stat(file.blob) if status == 200 and ("range" in asked or "if-none-match" in asked) else None
    if known is not None and matches(asked.get("if-none-match"), known.etag):
        return Response(304, headers_of(file, known), b"")
    span = requested(asked, known) if known is not None else None
    stat, content = await blobs.open(file.blob, *(span or ()))
    if span is not None and known is not None and stat.etag != known.etag:
        # Replaced in between: the range was of another file, so the whole of this one is the answer.
        await content.aclose()
        span, (stat, content) = None, await blobs.open(file.blob)
    return response(file, status, stat, content, span)


def response(file: File, status: int, stat: BlobStat, content: BlobContent, span: tuple[int, int] | None) -> Response:
    """Whole, or the span from its first byte to before its last."""
    headers = headers_of(file, stat)
    if span is None:
        return Response(status, headers, Sized(content, stat.size))
    headers["content-range"] = f"bytes {span[0]}-{span[1] - 1}/{stat.size}"
    return Response(206, headers, Sized(content, span[1] - span[0]))


def headers_of(file: File, stat: BlobStat) -> dict[str, str]:
    """What the file is, and what a browser may do with it."""
    shown = file.inline and stat.media_type.partition(";")[0].strip().lower() in SHOWN
    return {
        "content-type": stat.media_type,
        "etag": f'"{stat.etag}"',
        "last-modified": format_datetime(stat.modified, usegmt=True),
        **SAFE,
        **saved_as(file.filename or file.blob.rpartition("/")[2], inline=shown),
    }


def matches(header: str | None, etag: str) -> bool:
    """Does If-None-Match name this version? (RFC 9110, 13.1.2; weak tags count.)"""
    return header is not None and (header.strip() == "*" or etag in ETAG.findall(header))


def requested(asked: Mapping[str, str], stat: BlobStat) -> tuple[int, int] | None:
    """The bytes that `Range` asks for, None for all: where it is none, of several parts, or of another version.

    `RangeNotSatisfiable` when none of the file's bytes is in it (RFC 9110, 14.1.2 and 13.1.5).
    """
    found = RANGE.fullmatch(asked.get("range", "").strip())
    condition = asked.get("if-range", f'"{stat.etag}"').strip()
    if (
        found is None
        or not any(found.groups())
        or condition not in {f'"{stat.etag}"', format_datetime(stat.modified, usegmt=True)}
    ):
        return None
    first, last = found.groups()
    if first and last and int(last) < int(first):
        return None
    start = int(first) if first else max(stat.size - int(last), 0)
    end = min(int(last) + 1, stat.size) if first and last else stat.size
    if start >= end:
        raise RangeNotSatisfiable(f"the file has {stat.size} bytes", headers={"Content-Range": f"bytes */{stat.size}"})
    return start, end


def saved_as(filename: str | None, *, inline: bool = False) -> Mapping[str, str]:
    """Content-Disposition with a name in any script (RFC 6266, RFC 8187), less what could pass for another name."""
    if filename is None:
        return {}
    plain = "".join(char if char.isprintable() and char not in "/\\" else "_" for char in filename)
    return {"content-disposition": f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(plain, safe='')}"}
