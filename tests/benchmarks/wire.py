"""One connection, one request at a time: for what is timed by hand."""

from __future__ import annotations

import asyncio
from typing import Any, Self


class Wire:
    """A keep-alive connection to a server on this machine."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of the answer."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").lower().split("\r\n")
        length: Any = next(line for line in lines if line.startswith("content-length:")).partition(":")[2]
        return int(lines[0].split()[1]), await self._reader.readexactly(int(length))
