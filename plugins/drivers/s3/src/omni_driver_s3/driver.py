"""Blobs in a bucket. The server makes an object appear at once and whole, so there is nothing to rename."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final

import obstore
from pydantic import BaseModel

from omni_sdk.drivers import BlobDriver, BlobsDown, BlobStat
from omni_sdk.errors import NotFound

from .config import Config
from .content import ObjectContent
from .errors import FAILURES, code_of, missing, told
from .keys import key_of, name_of
from .upload import Feed, parts_of

if TYPE_CHECKING:
    from obstore import Attributes, GetOptions, GetResult
    from obstore.store import S3Store

LIST: Final = 1000
"""Names per request, and deletions: the most that S3 takes."""
LEAST_CHUNK: Final = 256 * 1024
"""Bytes of a chunk that is read, but for the last; it is larger by what one read of the network gives."""
ABORT_SECONDS: Final = 20.0
"""The server may take so long to forget an upload that was given up."""


class S3Blobs(BlobDriver):
    """The driver: one client, whose connections are shared by all that goes on at a time."""

    Config: ClassVar[type[BaseModel]] = Config

    def __init__(self, config: BaseModel) -> None:
        self._config = Config.model_validate(config, from_attributes=True)
        self._client: S3Store | None = None
        self._bucket_seen = False

    async def write(self, name: str, chunks: AsyncIterator[bytes], media_type: str) -> None:
        """A small one in one request, others in parts, of which a few are in memory at a time."""
        parts = parts_of(chunks, self._config.part_bytes)
        first = await anext(parts)
        attributes: Attributes = {"Content-Type": media_type}
        if len(first) < self._config.part_bytes:
            put = obstore.put_async(self._store(), key_of(name), first, attributes=attributes, use_multipart=False)
            try:
                await put
            except FAILURES as error:
                raise told(error, self._config.where) from error
        else:
            await self._in_parts(name, first, parts, attributes)

    async def _in_parts(self, name: str, first: bytes, rest: AsyncIterator[bytes], attributes: Attributes) -> None:
        feed, config = Feed(), self._config
        putting: asyncio.Future[Any] = asyncio.ensure_future(
            obstore.put_async(
                self._store(), key_of(name), feed, attributes=attributes, use_multipart=True,
                chunk_size=config.part_bytes, max_concurrency=config.parts_at_once,
            )
        )  # fmt: skip
        try:
            await feed.give(first, putting)
            async for part in rest:
                await feed.give(part, putting)
                if putting.done():
                    break
            await feed.give(None, putting)
            await asyncio.shield(putting)
        except FAILURES as error:
            if putting.done() and putting.exception() is error:
                raise told(error, config.where) from error
            raise
        finally:
            # Where it failed, the source or the caller did: the server is to forget what it has.
            feed.give_up()
            await asyncio.wait({putting}, timeout=ABORT_SECONDS)
            if putting.done() and not putting.cancelled():
                putting.exception()  # looked at, so that nobody complains

    async def open(self, name: str, start: int = 0, end: int | None = None) -> tuple[BlobStat, ObjectContent]:
        """One request; the server goes on with the version that it began."""
        if end is not None and end <= start:
            return await self.stat(name), ObjectContent(None, self._config.where)
        options: GetOptions = {}
        if end is not None:
            options["range"] = (start, end)
        elif start:
            options["range"] = {"offset": start}
        try:
            result = await obstore.get_async(self._store(), key_of(name), options=options)
        except FAILURES as error:
            if code_of(error) == "InvalidRange":  # it begins beyond the end, or the blob is empty
                return await self.stat(name), ObjectContent(None, self._config.where)
            raise await self._failed(name, error) from error
        return stat_of(name, result), ObjectContent(aiter(result.stream(LEAST_CHUNK)), self._config.where)

    async def stat(self, name: str) -> BlobStat:
        """One request for the headers."""
        try:
            result = await obstore.get_async(self._store(), key_of(name), options={"head": True})
        except FAILURES as error:
            raise await self._failed(name, error) from error
        return stat_of(name, result)

    async def delete(self, name: str) -> None:
        """One request, whether it is there or not."""
        await self._delete([key_of(name)])

    async def list(self, prefix: str = "") -> AsyncIterator[str]:
        """Page by page."""
        try:
            async for page in obstore.list(self._store(), key_of(prefix) or None, chunk_size=LIST):
                for found in page:
                    yield name_of(found["path"])
        except FAILURES as error:
            raise told(error, self._config.where) from error

    async def delete_all(self, prefix: str) -> None:
        """A thousand at a time."""
        keys: list[str] = []
        async for name in self.list(prefix):
            keys.append(key_of(name))
            if len(keys) == LIST:
                await self._delete(keys)
                keys = []
        if keys:
            await self._delete(keys)

    async def _delete(self, keys: Sequence[str]) -> None:
        try:
            await obstore.delete_async(self._store(), keys)
        except FAILURES as error:
            if not missing(error):
                raise told(error, self._config.where) from error

    async def _failed(self, name: str, error: Exception) -> Exception:
        """The error for what could not be read. An answer to HEAD does not tell a missing blob from a missing bucket."""
        if not missing(error):
            return told(error, self._config.where)
        if not self._bucket_seen and not code_of(error):
            await self._see_bucket()
        return NotFound(f"there is no blob {name!r}")

    async def _see_bucket(self) -> None:
        try:
            await anext(aiter(obstore.list(self._store(), "none", chunk_size=1)), None)
        except FAILURES as error:
            raise told(error, self._config.where) from error
        self._bucket_seen = True

    def _store(self) -> S3Store:
        if self._client is None:
            try:
                self._client = self._config.store()
            except FAILURES as error:
                raise BlobsDown(f"{self._config.where} cannot be used: {error}") from error
        return self._client


def stat_of(name: str, result: GetResult) -> BlobStat:
    """From the headers of an answer."""
    meta = result.meta
    etag = (meta["e_tag"] or "").removeprefix("W/").strip('"')
    media_type = result.attributes.get("Content-Type", "application/octet-stream")
    etag = etag or f"{meta['last_modified'].timestamp():.0f}-{meta['size']}"
    return BlobStat(name, media_type, meta["size"], meta["last_modified"], etag)
