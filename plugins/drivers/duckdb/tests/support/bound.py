"""Blobs over a driver, and somebody whose they are, without the rest of Omni."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from omni_sdk.drivers import BlobDriver, BlobStat


@dataclass(frozen=True)
class SomeTenant:
    """As much of a tenant as a warehouse asks for."""

    id: UUID


class Bound:
    """The SDK's `Blobs` over a driver; counts what is read."""

    def __init__(self, driver: BlobDriver, prefix: str) -> None:
        self._driver, self._prefix, self.reads = driver, prefix, list[str]()

    async def write(self, name: str, content: bytes | AsyncIterator[bytes], *, media_type: str) -> None:
        """Keep it."""

        async def chunks() -> AsyncIterator[bytes]:
            assert isinstance(content, bytes)
            yield content

        await self._driver.write(f"{self._prefix}/{name}", chunks(), media_type)

    async def read(self, name: str, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Its content."""
        self.reads.append(name)
        _, content = await self._driver.open(f"{self._prefix}/{name}", start, end)
        async for chunk in content:
            yield chunk

    async def stat(self, name: str) -> BlobStat:
        """What is known of it."""
        return await self._driver.stat(f"{self._prefix}/{name}")

    async def list(self, prefix: str = "") -> AsyncIterator[str]:
        """Names below it."""
        async for name in self._driver.list(f"{self._prefix}/{prefix}".rstrip("/")):
            yield name.removeprefix(f"{self._prefix}/")

    async def delete(self, name: str) -> None:
        """Remove it."""
        await self._driver.delete(f"{self._prefix}/{name}")

    async def url(self, name: str, *, expires: timedelta, filename: str | None = None) -> str:
        """Nobody asks for one."""
        raise NotImplementedError
