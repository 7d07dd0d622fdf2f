"""`/api/v1/dead-letters`: what failed for good, until somebody replays it or gives it up."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from omni_kernel.context import KernelContext, own
from omni_sdk import Cursor, Instant, Items, Permission, Route, paginate

from .dead_letters import DeadLetters
from .views import DeadLetter, JobDetail, Replayed, Which

if TYPE_CHECKING:
    from omni_kernel.app import Kernel


def routes(kernel: Kernel, read: Permission, manage: Permission) -> list[Route]:
    """Bound to one kernel."""

    def dead(ctx: KernelContext) -> DeadLetters:
        return DeadLetters(kernel.jobs, ctx.tenant_id)

    async def letters(
        ctx: KernelContext,
        page: Cursor,
        plugin: str | None = None,
        kind: str | None = None,
        name: str | None = None,
        died_before: Instant | None = None,
    ) -> Items[DeadLetter]:
        """Dead letters of the tenant (of the installation, without a tenant), newest first."""
        which = Which.model_construct(plugin=plugin, kind=kind, name=name, died_before=died_before)
        return await paginate(dead(ctx).rows(which), page, DeadLetter)

    async def show(ctx: KernelContext, job_id: UUID) -> DeadLetter:
        """One of them."""
        return DeadLetter.model_validate(await dead(ctx).get(job_id))

    async def replay(ctx: KernelContext, job_id: UUID) -> JobDetail:
        """Run it again from its first attempt. A handler of events that was parked goes on, too."""
        await dead(ctx).get(job_id)
        return JobDetail.model_validate(await kernel.jobs.retry(dead(ctx).tenant_id, job_id))

    async def replay_many(ctx: KernelContext, body: Which) -> Replayed:
        """Run all again that are meant, oldest first."""
        replayed, left = await dead(ctx).replay(body)
        return Replayed(replayed=replayed, left=left)

    async def delete(ctx: KernelContext, job_id: UUID) -> None:
        """Give it up: it is gone. What waits behind it, in order, may go on."""
        await (await dead(ctx).get(job_id)).delete()
        kernel.jobs.wake()

    return [
        Route.get("/dead-letters", own(letters), auth=read),
        Route.post("/dead-letters/replay", own(replay_many), auth=manage),
        Route.get("/dead-letters/{job_id}", own(show), auth=read),
        Route.delete("/dead-letters/{job_id}", own(delete), auth=manage),
        Route.post("/dead-letters/{job_id}/replay", own(replay), auth=manage),
    ]
