"""How the job of a report, of a file or of a sending stands, and whether it will still say so itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from omni_sdk import Context
from omni_sdk.errors import NotFound
from omni_sdk.services import JobState


async def job_of(ctx: Context[Any], job_id: UUID | None) -> JobState | None:
    """How it stands; None when there is none any more: it ended long ago."""
    if job_id is None:
        return None
    try:
        return await ctx.jobs.get(job_id)
    except NotFound:
        return None


def why_over(job: JobState | None) -> str | None:
    """Why a job that has not said its end never will (its process died in the last attempt, somebody cancelled it)."""
    if job is None:
        return "its job is gone"
    return (job.error or f"its job is {job.state}") if job.state in {"dead", "cancelled"} else None
