"""Group commit: what many ask for at a time becomes one statement."""

from __future__ import annotations

import asyncio
import contextvars
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from omni_kernel.storage.trouble import trouble

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

T = TypeVar("T")
R = TypeVar("R")
MOST: Final = 200


class Together(Generic[T, R]):
    """`await together(item)`: while one lot is under way the next fills, so that nobody waits for company."""

    def __init__(self, do: Callable[[Sequence[T]], Awaitable[Sequence[R]]]) -> None:
        """`do` gives a result for each item, in their order. What it raises, all of the lot get while the storage is away;
        else each is done alone, so that one which cannot be done takes no other along.
        """
        self._do = do
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, item: T) -> R:
        """The result for this item; never call it inside a transaction, which the lot is no part of."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[R] = loop.create_future()
        self._waiting.append((item, future))
        if self._task is None or self._task.done():
            # A context of its own: neither tenant nor transaction of the first is that of the others.
            self._task = loop.create_task(self._work(), context=contextvars.Context())
        return await future

    async def _work(self) -> None:
        while self._waiting:
            lot, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            try:
                await self._settle(lot)
            finally:
                for _, future in lot:
                    future.cancel()  # where this is interrupted: nobody waits forever

    async def _settle(self, lot: Sequence[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            results = await self._do([item for item, _ in lot])
        except Exception as error:  # noqa: BLE001  # who asked gets it
            if len(lot) > 1 and trouble(error) is None:
                for each in lot:
                    await self._settle([each])
                return
            for _, future in lot:
                if not future.done():
                    future.set_exception(error)
            return
        for (_, future), result in zip(lot, results, strict=True):
            if not future.done():
                future.set_result(result)
