"""API keys that end soon: whoever made one hears of it 30, 10 and 3 days before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from tortoise.expressions import Q

from omni_kernel.jobs.caller import Caller
from omni_kernel.plugins.staging import KERNEL
from omni_kernel.tenancy.models import Membership
from omni_sdk.contributions import Call
from omni_sdk.events import API_KEY_EXPIRING, ApiKeyExpiring

from .models import Account, ApiKey

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

DAYS = (3, 10, 30)
JOB = "api-key-expiring"
ONE_DAY = timedelta(days=1)


async def remind(kernel: Kernel) -> int:
    """Tell of all keys that are due for it, and how many they were; for any process, any number of times."""
    now = kernel.clock.now()
    soon = ApiKey.filter(revoked_at=None, expires_at__gt=now, expires_at__lte=now + DAYS[-1] * ONE_DAY)
    rows = await soon.filter(Q(reminded_days=None) | Q(reminded_days__gt=DAYS[0]))
    return sum([await remind_of(kernel, row, now) for row in rows])


async def remind_of(kernel: Kernel, row: ApiKey, now: datetime) -> bool:
    """Tell of one key, as its row was read, if a reminder is due; False when it is not, or another process was faster."""
    assert row.expires_at is not None
    left, before = row.expires_at - now, row.reminded_days
    days = next(d for d in DAYS if left <= d * ONE_DAY)
    # A key that was made for a week needs no word of ten days.
    if row.expires_at - row.created_at <= days * ONE_DAY or (before is not None and before <= days):
        return False
    async with kernel.db.transaction():
        mine = ApiKey.filter(id=row.id, reminded_days=before, revoked_at=None, expires_at=row.expires_at)
        if not await mine.update(reminded_days=days):
            return False
        data = ApiKeyExpiring(key_id=row.id, name=row.name, days=days_of(left), expires_at=row.expires_at)
        await kernel.emit(Caller.system(KERNEL, row.tenant_id), row.tenant_id, API_KEY_EXPIRING, data)
        for person in await recipients(row):
            mail = Call[None](JOB, {"key_id": row.id, "account_id": person.id})
            await kernel.jobs.enqueue(Caller.system(KERNEL, None), mail)
    return True


async def recipients(row: ApiKey) -> Sequence[Account]:
    """Its maker while he belongs there; else the tenant's owners, or the platform's administrators."""
    if row.tenant_id is None:
        people = Account.filter(platform=True, state="active")
        return await people.filter(id=row.maker_id) or await people
    members = Membership.filter(tenant_id=row.tenant_id, account__state="active").prefetch_related("account")
    maker = await members.filter(account_id=row.maker_id)
    return [m.account for m in maker or [m for m in await members if "owner" in m.roles]]


def days_of(left: timedelta) -> int:
    """Whole days, as people count them: 2 days and an hour are "in 3 days"."""
    return ceil(left / ONE_DAY)
