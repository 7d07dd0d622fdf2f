"""A job, a schedule and a handler of the installation, beside a handler of tenants."""

from collections.abc import Sequence
from typing import Any

from pydantic import JsonValue

from omni_sdk import Event, EventContext, Job, On, PlatformContext, Plugin, Schedule, hookimpl, job

SEEN: list[str] = []


@job("patrol")
async def patrol(ctx: PlatformContext) -> None:
    del ctx
    SEEN.append("patrol")


async def everywhere(ctx: EventContext, events: Sequence[Event[JsonValue]]) -> None:
    SEEN.extend(f"{ctx.tenant.slug}: {event.type}" for event in events)


async def nowhere(ctx: PlatformContext, events: Sequence[Event[JsonValue]]) -> None:
    del ctx
    SEEN.extend(f"-: {event.type}" for event in events)


class Watcher(Plugin):
    @hookimpl
    def omni_jobs(self) -> list[Job[..., Any]]:
        return [patrol]

    @hookimpl
    def omni_schedules(self) -> list[Schedule]:
        return [Schedule("nightly", cron="0 3 * * *", job=patrol())]

    @hookimpl
    def omni_event_handlers(self) -> list[On]:
        return [On.batch("**", everywhere), On.batch("**", nowhere)]


plugin = Watcher()
