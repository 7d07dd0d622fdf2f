"""The same things by two ways, in turns, in one process: seconds by the clock and of processor time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager

from tests.benchmarks.load import children_of, cpu_seconds

Do = Callable[[int], Awaitable[object]]
Way = tuple[Do, int, Callable[[], AbstractContextManager[None]]]
"""What is done, how many at a time, and inside of what."""
Work = dict[str, dict[str, Way]]
Samples = dict[str, dict[str, list[tuple[float, float]]]]


async def turns(work: Work, rounds: int, count: int, server: int = 0) -> Samples:
    """A B, then B A, for each thing that is done; the first round, in which caches fill, is not counted.

    `server` is the process whose children, beside this one, do the work.
    """
    found: Samples = {name: {way: [] for way in ways} for name, ways in work.items()}
    for number in range(rounds + 1):
        for name, ways in work.items():
            for way in ways if number % 2 else reversed(ways):
                do, at_once, around = ways[way]
                with around():
                    sample = await timed(do, count, at_once, server)
                if number:
                    found[name][way].append(sample)
    return found


async def timed(do: Do, count: int, at_once: int, server: int) -> tuple[float, float]:
    """Seconds per operation, and of processor time."""
    numbers = iter(range(count))

    async def some() -> None:
        for number in numbers:
            await do(number)

    began, used = time.perf_counter(), spent(server)
    await asyncio.gather(*(some() for _ in range(at_once)))
    return (time.perf_counter() - began) / count, (spent(server) - used) / count


def spent(server: int) -> float:
    """Seconds of processor time: of this process, and of a server's connections."""
    return time.process_time() + sum(cpu_seconds(pid) for pid in (children_of(server) if server else ()))
