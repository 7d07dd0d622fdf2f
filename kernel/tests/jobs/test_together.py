"""Group commit: each gets its own result, whatever happens to the others."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from tortoise.exceptions import DBConnectionError

from omni_kernel.jobs import together
from omni_kernel.jobs.together import Together


async def test_one_lot_while_another_is_under_way() -> None:
    """The first goes alone, at once; what comes meanwhile goes together, in order, and no more than a lot at a time."""
    lots: list[list[int]] = []

    async def double(items: Sequence[int]) -> list[int]:
        lots.append(list(items))
        await asyncio.sleep(0)
        return [2 * item for item in items]

    doubled = Together(double)
    first = asyncio.ensure_future(doubled(0))
    await asyncio.sleep(0)
    rest = [asyncio.ensure_future(doubled(item)) for item in range(1, together.MOST + 3)]
    assert await first == 0
    assert await asyncio.gather(*rest) == [2 * item for item in range(1, together.MOST + 3)]
    assert [len(lot) for lot in lots] in ([1, together.MOST, 2], [together.MOST, 3])
    assert await doubled(21) == 42


async def test_one_that_cannot_be_done_takes_no_other_along() -> None:
    """It alone gets the error."""

    async def fails(items: Sequence[int]) -> list[int]:
        if 1 in items:
            raise ArithmeticError
        return list(items)

    does = Together(fails)
    before, bad, after = await asyncio.gather(does(0), does(1), does(2), return_exceptions=True)
    assert (before, after) == (0, 2)
    assert isinstance(bad, ArithmeticError)


async def test_while_the_storage_is_away_nobody_tries_alone() -> None:
    """All of the lot are told, after one try."""
    tries = 0

    async def away(items: Sequence[int]) -> list[int]:
        nonlocal tries
        tries += 1
        raise DBConnectionError

    does = Together(away)
    told = await asyncio.gather(*(does(item) for item in range(5)), return_exceptions=True)
    assert [type(error) for error in told] == [DBConnectionError] * 5
    assert tries == 1


async def test_who_leaves_takes_nobody_along() -> None:
    """Cancelling one that waits cancels no other."""
    gate = asyncio.Event()

    async def waits(items: Sequence[int]) -> list[int]:
        await gate.wait()
        return list(items)

    does = Together(waits)
    leaves, stays = asyncio.ensure_future(does(1)), asyncio.ensure_future(does(2))
    await asyncio.sleep(0)
    leaves.cancel()
    gate.set()
    assert await stays == 2
    with pytest.raises(asyncio.CancelledError):
        await leaves
