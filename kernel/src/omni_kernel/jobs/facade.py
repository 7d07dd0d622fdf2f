"""The SDK's `Jobs` and `Events` of one plugin, in one tenant or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from omni_sdk.errors import Invalid

from .cron import upcoming
from .delivery import full_name
from .service import JobView

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta
    from uuid import UUID

    from pydantic import BaseModel

    from omni_kernel.app import Kernel
    from omni_sdk import NextRun
    from omni_sdk.contributions import Call, EventType

    from .caller import Caller
    from .run import JobRun


class BoundJobs:
    """`ctx.jobs`: a plugin reaches its own jobs only."""

    __slots__ = ("_caller", "_kernel", "_run")

    def __init__(self, kernel: Kernel, caller: Caller, run: JobRun | None = None) -> None:
        self._kernel, self._caller, self._run = kernel, caller, run

    async def enqueue(self, call: Call[Any], *, after: timedelta | None = None, priority: int = 0) -> JobView:
        """Run it, at least once, in the transaction at hand if there is one."""
        if self._run:
            await self._run.fence()
        return await self._kernel.jobs.enqueue(self._caller, call, after, priority)

    async def get(self, id: UUID) -> JobView:  # noqa: A002  # the SDK's name
        """How it stands; `NotFound` if there is none here."""
        return JobView.of(await self._kernel.jobs.get(self._caller.tenant_id, id, self._caller.plugin_id))

    async def cancel(self, id: UUID) -> None:  # noqa: A002  # as above
        """Stop it, or never start it."""
        await self._kernel.jobs.cancel(self._caller.tenant_id, id, self._caller.plugin_id)

    async def schedule(
        self, name: str, call: Call[Any], *, cron: str, zone: str | None = None, catch_up: Literal["none", "one"] = "one"
    ) -> None:
        """A schedule that people made; the same name replaces it. `Invalid` at `cron`, `zone` or `catch_up`."""
        if catch_up not in {"none", "one"}:
            raise Invalid(f"{catch_up!r} is neither 'none' nor 'one'", at="catch_up")
        await self._kernel.jobs.scheduler.put(self._caller, name, call, cron, zone, catch_up)

    async def unschedule(self, name: str) -> None:
        """Remove a schedule that people made."""
        await self._kernel.jobs.scheduler.drop(self._caller, name)

    def next_runs(self, cron: str, zone: str, count: int = 10) -> Sequence[NextRun]:
        """When it would fire next; `Invalid` at `cron`, `zone` or `count`."""
        return upcoming(cron, zone, count, self._kernel.clock.now())


class BoundEvents:
    """`ctx.events`: a plugin emits the types that it declares."""

    __slots__ = ("_caller", "_kernel", "_run")

    def __init__(self, kernel: Kernel, caller: Caller, run: JobRun | None = None) -> None:
        self._kernel, self._caller, self._run = kernel, caller, run

    async def emit(self, event: EventType[Any], data: BaseModel) -> None:
        """Durable ones in the transaction at hand; transient ones at once, best effort."""
        name = full_name(self._kernel, self._caller.plugin_id, event)
        if name is None:
            raise LookupError(
                f"{self._caller.plugin_id!r} does not declare the event {event.name!r}: return it from omni_event_types"
            )
        if not isinstance(data, event.data):
            raise TypeError(f"{name} carries {event.data.__name__}, not {type(data).__name__}")
        if self._run:
            await self._run.fence()
        await self._kernel.events.emit(self._caller, name, data, durable=event.durable)
