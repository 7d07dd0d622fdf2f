"""`/tracking-plan`: the events that reports know, and what each has to say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from omni_analytics.ingest.plan import PLAN
from omni_analytics.permissions import READ
from omni_analytics.settings import Settings
from omni_sdk import RequestContext, Route


class PlannedView(BaseModel):
    """An event of the plan: the schema of its properties, and properties that it takes."""

    name: str
    text: str
    properties: dict[str, Any]
    example: Mapping[str, Any]


class PlanView(BaseModel):
    """The whole plan; `others` says what happens to events that are not in it."""

    events: list[PlannedView]
    others: str


async def plan(ctx: RequestContext[Settings]) -> PlanView:
    """Business events by name: what breaks their schema is rejected."""
    events = [
        PlannedView(
            name=entry.name, text=ctx.locale.text(entry.text), properties=entry.model.model_json_schema(), example=entry.example
        )
        for entry in PLAN.values()
    ]
    return PlanView(events=events, others=ctx.settings.unknown_events)


ROUTES = (Route.get("/tracking-plan", plan, auth=READ),)
