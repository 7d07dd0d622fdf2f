"""What plugins get to see of a tenant's people."""

from __future__ import annotations

from omni_kernel.services.people import BoundDirectory
from omni_sdk import Tenant
from omni_sdk.testing.app import RunningOmni


async def test_people_without_their_secrets(omni_app: RunningOmni, tenant: Tenant) -> None:
    """A person, not a row: no password's hash, and nothing to save."""
    ann = await omni_app.person(tenant=tenant)
    directory = BoundDirectory(omni_app.kernel, tenant.id, omni_app.kernel.registry.plugins["omni"], granted=True)
    found = [m.account async for m in directory.members() if m.account.id == ann.id]
    one = await directory.member(ann.id)
    assert one is not None
    for seen in (*found, one.account):
        assert seen.email == ann.email
        assert not [n for n in ("password", "platform", "save", "delete") if hasattr(seen, n)]
