"""The mail about an API key that ends soon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from omni_kernel.services import mail
from omni_kernel.tenancy.models import Tenant
from omni_sdk import Job, PlatformContext, Template, job

from .models import Account, ApiKey
from .reminders import JOB, days_of

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

EXPIRING = Template(JOB)


def jobs(kernel: Kernel) -> list[Job[..., Any]]:
    """Bound to one kernel."""

    @job(JOB)
    async def expiring(ctx: PlatformContext, key_id: UUID, account_id: UUID) -> None:
        """Tell one person, in his language or the tenant's, unless the key or the account ended meanwhile."""
        now = ctx.clock.now()
        key = await ApiKey.get_or_none(id=key_id, revoked_at=None, expires_at__gt=now)
        account = await Account.get_or_none(id=account_id, state="active")
        if key is None or key.expires_at is None or account is None:
            return
        tenant = await Tenant.get_or_none(id=key.tenant_id)
        language = account.locale or (tenant.locale if tenant else "en")
        values = values_of(key, tenant) | {"days": days_of(key.expires_at - now)}
        await mail.of_kernel(kernel, language).send(account.email, EXPIRING, **values)

    return [expiring]


def values_of(key: ApiKey, tenant: Tenant | None) -> dict[str, Any]:
    """What the template takes; never the key itself, which nobody has."""
    hint, ends = f"{key.start}…{key.last_four}", f"{key.expires_at:%Y-%m-%d %H:%M} UTC"
    return {"name": key.name, "hint": hint, "id": str(key.id), "tenant": tenant.name if tenant else None, "ends": ends}
