"""How many strangers a tenant has Omni write to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from omni_kernel.clock import Clock
from omni_kernel.tenancy import invitations
from omni_sdk import Tenant
from omni_sdk.errors import TooManyRequests
from omni_sdk.testing.app import SYSTEM, RunningOmni


async def test_so_many_a_day(omni_app: RunningOmni, tenant: Tenant, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taking them back makes no room: the mails went out."""
    monkeypatch.setattr(invitations, "MOST_A_DAY", 2)
    service = omni_app.kernel.invitations
    for n in range(2):
        row = await service.invite(SYSTEM, tenant.id, f"p{n}@example.com")
        await service.revoke(SYSTEM, tenant.id, row.id)
    with pytest.raises(TooManyRequests, match="2 people a day"):
        await service.invite(SYSTEM, tenant.id, "p2@example.com")
    clock.advance(timedelta(days=1))
    await service.invite(SYSTEM, tenant.id, "p2@example.com")
