"""`/api/v1/security/devices`: the browsers that need not show a second factor."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from omni_kernel.auth.models import TrustedDevice
from omni_kernel.context import KernelContext, own
from omni_sdk import Cursor, Items, Permission, Route, SignedIn, paginate
from omni_sdk.errors import NotFound
from omni_sdk.events import DEVICE_DISTRUSTED, DeviceDistrusted

from .account import in_person

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

PERMISSIONS: tuple[Permission, ...] = ()


class DeviceView(BaseModel):
    """A browser that is trusted until then."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    device: str
    created_at: datetime
    expires_at: datetime


def routes(kernel: Kernel) -> list[Route]:
    """Bound to one kernel."""

    async def devices(ctx: KernelContext, page: Cursor) -> Items[DeviceView]:
        """One's own trusted browsers, newest first."""
        mine = TrustedDevice.filter(account_id=await in_person(ctx.who), expires_at__gt=kernel.clock.now())
        return await paginate(mine, page, DeviceView)

    async def distrust(ctx: KernelContext, device_id: UUID) -> None:
        """Ask for a second factor in that browser again."""
        if not await forget(ctx, id=device_id):
            raise NotFound(f"you trust no device {device_id}")

    async def distrust_all(ctx: KernelContext) -> None:
        """Ask for a second factor everywhere again."""
        await forget(ctx)

    async def forget(ctx: KernelContext, **of: UUID) -> int:
        account_id = await in_person(ctx.who)
        async with kernel.db.transaction():
            count = await TrustedDevice.filter(account_id=account_id, **of).delete()
            if count:
                told = DeviceDistrusted(account_id=account_id, devices=count)
                await kernel.emit(ctx.caller, None, DEVICE_DISTRUSTED, told)
        return count

    return [
        Route.get("/security/devices", own(devices), auth=SignedIn()),
        Route.delete("/security/devices", own(distrust_all), auth=SignedIn()),
        Route.delete("/security/devices/{device_id}", own(distrust), auth=SignedIn()),
    ]
