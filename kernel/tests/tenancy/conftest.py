"""People of a tenant, signed in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx
import pytest

from omni_kernel.auth.models import Account
from omni_sdk import Tenant
from omni_sdk.testing.app import RunningOmni

Join = Callable[..., Awaitable[tuple[Account, httpx.AsyncClient]]]
Quiet = Callable[[], Awaitable[None]]


@pytest.fixture
def join(omni_app: RunningOmni, tenant: Tenant) -> Join:
    """`account, client = await join("ann", "admin")`: a member with these roles, signed in to the tenant."""

    async def join(name: str, *roles: str) -> tuple[Account, httpx.AsyncClient]:
        account = await omni_app.person(f"{name}@example.com", name=name.title(), password=None, tenant=tenant, roles=roles)
        return account, await omni_app.signed_in(account, tenant=tenant)

    return join


@pytest.fixture
def quiet(omni_app: RunningOmni) -> Quiet:
    """`await quiet()`: nothing before is news any more, and from now on this process hears of its own changes only."""

    async def quiet() -> None:
        await omni_app.kernel.epoch.stop()
        await omni_app.kernel.epoch.check()

    return quiet


@pytest.fixture
def base(tenant: Tenant) -> str:
    """Where the tenant is."""
    return f"/api/v1/tenants/{tenant.slug}"
