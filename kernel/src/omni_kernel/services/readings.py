"""Gauges that are read when somebody asks: once for the installation, in a context of their plugin."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from structlog import get_logger

from omni_sdk import Gauge

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

    from .totals import Labels, Numbers

log = get_logger("omni.metrics")
READ_SECONDS: Final = 3.0
"""Well within what Prometheus waits for a scrape (10 s)."""


async def readings(kernel: Kernel, asked: Mapping[str, tuple[str, Gauge]]) -> Numbers:
    """The numbers of gauges, given by full name with their plugins; what fails is left out and logged."""
    loop = asyncio.get_running_loop()
    # In contexts of their own: whoever collects may be in a tenant, or in a transaction.
    tasks = {name: loop.create_task(reading(kernel, *who), context=contextvars.Context()) for name, who in asked.items()}
    await asyncio.gather(*tasks.values())
    return {name: {labels: {"": v} for labels, v in task.result().items()} for name, task in tasks.items()}


async def reading(kernel: Kernel, plugin_id: str, gauge: Gauge) -> dict[Labels, float]:
    """What one gauge reads now."""
    assert gauge.read is not None
    try:
        async with asyncio.timeout(READ_SECONDS), kernel.contexts.platform(plugin_id) as ctx:
            found = await gauge.read(ctx)
            return {shaped(gauge, labels): float(value) for labels, value in found.items()}
    except Exception as error:  # noqa: BLE001  (a plugin's code may raise anything)
        log.warning("a gauge could not be read", plugin=plugin_id, metric=gauge.name, error=repr(error))
        return {}


def shaped(gauge: Gauge, labels: Labels) -> Labels:
    """The labels' values; a mistake of the plugin's if there are not as many as declared."""
    if isinstance(labels, str) or len(labels) != len(gauge.labels):
        raise ValueError(f"gauge {gauge.name!r} has the labels {list(gauge.labels)}: {labels!r} does not give a value for each")
    return tuple(map(str, labels))
