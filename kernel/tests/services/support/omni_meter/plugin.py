"""The plugin, and what it reads when it is asked."""

import asyncio
from collections.abc import Sequence

from omni_sdk import Counter, Gauge, Histogram, Metric, PlatformContext, Plugin, hookimpl


class Readings:
    """What `read` says next, and whether it takes its time over it."""

    def __init__(self) -> None:
        self.say: dict[tuple[str, ...], float] = {}
        self.slow = False


NEXT = Readings()


async def read(_: PlatformContext) -> dict[tuple[str, ...], float]:
    """Say what the test wants."""
    if NEXT.slow:
        await asyncio.sleep(60)
    return NEXT.say


SEEN = Counter("seen_total", "Seen.", labels=("kind",))
LEVEL = Gauge("level", "How high.", labels=("kind",))
SPREAD = Histogram("spread", "How spread.", buckets=(1, 10))
ASKED = Gauge("asked", "What was asked for.", labels=("kind",), read=read)
NOT_DECLARED = Counter("strange_total", "Of nobody.")


class Meter(Plugin):
    """One of each."""

    @hookimpl
    def omni_metrics(self) -> Sequence[Metric]:
        return [SEEN, LEVEL, SPREAD, ASKED]


plugin = Meter()
