"""What is read of an object."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Self

from .errors import FAILURES, told


class ObjectContent:
    """The chunks of an answer as they come; None stands for no bytes. The connection is free when it is let go."""

    def __init__(self, stream: AsyncIterator[bytes] | None, where: str) -> None:
        self._stream, self._where = stream, where

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if self._stream is None:
            raise StopAsyncIteration
        try:
            return await anext(self._stream)
        except FAILURES as error:
            raise told(error, self._where) from error

    async def aclose(self) -> None:
        """Read no more of it."""
        self._stream = None
