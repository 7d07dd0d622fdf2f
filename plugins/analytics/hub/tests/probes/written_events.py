"""Events of a tenant, in the log and in the warehouse."""

from __future__ import annotations

from typing import Any

from pydantic_core import to_json

from omni_analytics.ingest.log import keep
from omni_analytics.ingest.writer import write_some
from omni_analytics.segments.reading import events_of
from omni_sdk import Context


def event(id_: str, **more: Any) -> dict[str, Any]:
    """One of the plan, as Omni's own door takes it."""
    return {"name": "feature.used", "message_id": id_, "user_id": "ann", "properties": {"feature": "export"}} | more


async def send(ctx: Context[Any], *events: dict[str, Any]) -> None:
    """Put a batch into the log."""
    await keep(ctx, "events", "events", to_json(events), len(events))


async def ids(ctx: Context[Any]) -> list[str]:
    """Of all events that are stored, as often as they are."""
    events = await events_of(ctx)
    return sorted((await events.query(events.table.select("message_id")))["message_id"].to_pylist())


async def written(ctx: Context[Any], *events: dict[str, Any]) -> None:
    """Have events stand in segments, and the log empty."""
    if events:
        await send(ctx, *events)
    while await write_some(ctx) is not None:
        continue
