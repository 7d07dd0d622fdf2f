"""Jobs that take a while, and jobs and deliveries of events that fail as long as the workshop has no glue."""

import asyncio
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from omni_sdk import (
    Event,
    EventContext,
    EventType,
    Job,
    JobContext,
    On,
    Permission,
    Plugin,
    RequestContext,
    Route,
    Schedule,
    hookimpl,
    job,
)
from omni_sdk.errors import Discard

WORK = Permission("work.do", roles=("admin",), title="Work")


class Settings(BaseModel):
    """What the workshop has."""

    glue: bool = True


class Finished(BaseModel):
    """Something was finished."""

    piece: str


FINISHED = EventType("piece.finished", Finished)


@job("saw")
async def saw(ctx: JobContext[Settings], planks: int = 5, seconds: float = 0.6) -> dict[str, int]:
    """Saw planks, one after the other."""
    for plank in range(planks):
        ctx.progress(plank / planks, f"{plank} of {planks} planks")
        await asyncio.sleep(seconds)
    return {"planks": planks}


@job("glue")
async def glue(ctx: JobContext[Settings]) -> None:
    """Glue, if there is some."""
    _needed(ctx.settings)


async def ship(ctx: EventContext[Settings], events: Sequence[Event[Finished]]) -> None:
    """Ship what was finished."""
    _needed(ctx.settings)
    ctx.log.info("shipped", pieces=len(events))


def _needed(settings: Settings) -> None:
    if not settings.glue:
        message = "there is no glue left"
        raise Discard(message)


async def begin(ctx: RequestContext[Settings], planks: int = 5, seconds: float = 0.6) -> dict[str, str]:
    """Saw planks."""
    state = await ctx.jobs.enqueue(saw(planks=planks, seconds=seconds))
    return {"id": str(state.id)}


async def stick(ctx: RequestContext[Settings]) -> dict[str, str]:
    """Glue something."""
    state = await ctx.jobs.enqueue(glue())
    return {"id": str(state.id)}


async def finish(ctx: RequestContext[Settings]) -> None:
    """Say that something was finished."""
    await ctx.events.emit(FINISHED, Finished(piece="chair"))


class Workshop(Plugin):
    """A workshop."""

    @hookimpl
    def omni_settings(self) -> type[Settings]:
        return Settings

    @hookimpl
    def omni_permissions(self) -> Sequence[Permission]:
        return [WORK]

    @hookimpl
    def omni_routes(self) -> Sequence[Route]:
        return [
            Route.post("/saw", begin, auth=WORK),
            Route.post("/glue", stick, auth=WORK),
            Route.post("/finish", finish, auth=WORK),
        ]

    @hookimpl
    def omni_jobs(self) -> Sequence[Job[..., Any]]:
        return [saw, glue]

    @hookimpl
    def omni_schedules(self) -> Sequence[Schedule]:
        return [Schedule("nightly", "30 2 * * *", saw(planks=2, seconds=0))]

    @hookimpl
    def omni_event_types(self) -> Sequence[EventType[Any]]:
        return [FINISHED]

    @hookimpl
    def omni_event_handlers(self) -> Sequence[On]:
        return [On.batch(FINISHED, ship, seconds=0)]


plugin = Workshop()
