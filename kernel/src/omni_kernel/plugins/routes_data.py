"""`/api/v1/plugins/{plugin_id}/data`, `/export` and `/purge`: what the tenant has of a plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from omni_kernel.auth import where
from omni_kernel.auth.fresh import FRESH
from omni_kernel.context import KernelContext, own
from omni_sdk import Permission, Route, Stream
from omni_sdk.errors import Forbidden, Invalid

from .purge import Kept, PurgeService

if TYPE_CHECKING:
    from omni_kernel.app import Kernel


class Purging(BaseModel):
    """That it is meant."""

    confirm: str = Field(description="The plugin's id once more.", examples=["acme-greeter"])


def unlocked(kernel: Kernel, ctx: KernelContext, plugin_id: str) -> None:
    """Forbidden where the operator alone decides about the plugin."""
    if kernel.registry.policy(plugin_id).locked and not ctx.who.platform:
        raise Forbidden(f"the operator decides about {plugin_id!r}: it is locked in omni.toml")


def routes(kernel: Kernel, manage: Permission) -> list[Route]:
    """Bound to one kernel."""
    purging = PurgeService(kernel)

    async def data(ctx: KernelContext, plugin_id: str) -> Kept:
        """What the tenant has of a plugin: what a purge would delete."""
        return await purging.kept(where.here(ctx).tenant.id, plugin_id)

    async def export(ctx: KernelContext, plugin_id: str) -> Stream:
        """The tenant's data of a plugin: as the plugin writes it, else its rows as lines of JSON."""
        return await purging.export(ctx.caller, where.here(ctx).tenant.id, plugin_id)

    async def purge(ctx: KernelContext, plugin_id: str, body: Purging) -> Kept:
        """Delete for good what the tenant has of a plugin; the plugin is off then. The answer is what there was."""
        unlocked(kernel, ctx, plugin_id)
        if body.confirm != plugin_id:
            raise Invalid(f"{body.confirm!r} is not {plugin_id!r}: nothing was deleted", at="confirm")
        return await purging.purge(ctx.caller, where.here(ctx).tenant.id, plugin_id)

    return [
        Route.get("/plugins/{plugin_id}/data", own(data), auth=manage),
        Route.get("/plugins/{plugin_id}/export", own(export), auth=manage, fresh=FRESH),
        Route.post("/plugins/{plugin_id}/purge", own(purge), auth=manage, fresh=FRESH),
    ]
