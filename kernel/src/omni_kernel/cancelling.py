"""Ending tasks for certain: libraries swallow cancellation (`asyncio.wait_for` of Python 3.11 does, and redis-py)."""

from __future__ import annotations

import asyncio

AGAIN_SECONDS = 2.0
"""Long enough for a task to clean up after the first time, on a slow machine, too: a second one would cut that off."""


async def ended(*tasks: asyncio.Task[object]) -> None:
    """Cancel the tasks, again where that was swallowed, and wait until all have ended; what they raise is dropped."""
    left = {task for task in tasks if not task.done()}
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=AGAIN_SECONDS)
    await asyncio.gather(*tasks, return_exceptions=True)
