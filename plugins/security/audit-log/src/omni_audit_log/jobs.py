"""Jobs and schedules; each twice, for a tenant and for the platform."""

from datetime import datetime, timedelta
from typing import Any

from omni_sdk import JobContext, PlatformContext, Schedule, job

from .chain.chains import Chain, chain_of, checkpoint
from .chain.checks import tend
from .chain.export import Progress, prepare, write
from .chain.policy import policy_of
from .chain.pseudonyms import sweep
from .settings import Config

LONG = timedelta(hours=1)


def _one(*_: object) -> str:
    return "one"  # at a time: two at once would do the same


@job("checkpoint", unique=_one)
async def sign_checkpoint(ctx: JobContext) -> None:
    """Say in a signed statement how far the chain reaches."""
    await checkpoint(await chain_of(ctx))


@job("platform-checkpoint", unique=_one)
async def sign_platform_checkpoint(ctx: PlatformContext) -> None:
    """The same of the platform's chain."""
    await checkpoint(await chain_of(ctx))


@job("tend", unique=_one, timeout=LONG)
async def tend_chain(ctx: JobContext) -> dict[str, Any]:
    """Verify the chain; take out what is older than the policy keeps; sign what stands."""
    policy = await policy_of(ctx)
    return await _tended(await chain_of(ctx), policy.retention_days or ctx.config(Config).retention_days)


@job("platform-tend", unique=_one, timeout=LONG)
async def tend_platform(ctx: PlatformContext) -> dict[str, Any]:
    """The same of the platform's chain; and see that who was erased stays forgotten."""
    await sweep()
    return await _tended(await chain_of(ctx), ctx.config(Config).retention_days)


async def _tended(chain: Chain, days: int | None) -> dict[str, Any]:
    report = await tend(chain, days)
    await checkpoint(chain)
    return {"ok": report.ok, "entries": report.entries, "problems": report.problems}


@job("export", timeout=LONG)
async def export(ctx: JobContext, form: str, since: datetime | None, until: datetime | None) -> dict[str, Any]:
    """Write an export; the result names its file."""
    name = f"exports/{ctx.id}.{form}"
    result = await _exported(await chain_of(ctx), name, form, since, until, ctx.progress)
    await ctx.jobs.enqueue(drop_export(name=name), after=timedelta(hours=ctx.config(Config).export_hours))
    return result


@job("platform-export", timeout=LONG)
async def export_platform(
    ctx: PlatformContext, name: str, form: str, since: datetime | None, until: datetime | None
) -> dict[str, Any]:
    """The same of the platform's chain."""
    result = await _exported(await chain_of(ctx), name, form, since, until, _silent)
    await ctx.jobs.enqueue(drop_platform_export(name=name), after=timedelta(hours=ctx.config(Config).export_hours))
    return result


def _silent(_done: float, _note: str) -> None:
    """A job of the platform has nobody to report to."""


async def _exported(
    chain: Chain, name: str, form: str, since: datetime | None, until: datetime | None, progress: Progress
) -> dict[str, Any]:
    span = await prepare(chain, since, until)
    await write(chain, name, form, span, progress)
    return {"blob": name, "entries": span.count, "first": span.first, "last": span.last}


@job("drop-export")
async def drop_export(ctx: JobContext, name: str) -> None:
    """Remove the file of an export."""
    await ctx.blobs.delete(name)


@job("drop-platform-export")
async def drop_platform_export(ctx: PlatformContext, name: str) -> None:
    """The same of the platform's."""
    await ctx.blobs.delete(name)


JOBS = (
    sign_checkpoint, sign_platform_checkpoint, tend_chain, tend_platform,
    export, export_platform, drop_export, drop_platform_export,
)  # fmt: skip
SCHEDULES = (
    Schedule("checkpoint", "17 * * * *", sign_checkpoint()),
    Schedule("tend", "41 3 * * *", tend_chain()),
    Schedule("platform-checkpoint", "23 * * * *", sign_platform_checkpoint()),
    Schedule("platform-tend", "11 4 * * *", tend_platform()),
)
