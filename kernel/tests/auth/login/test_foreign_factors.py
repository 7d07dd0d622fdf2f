"""A tenant's identity provider cannot have a factor enrolled that counts elsewhere, too."""

from __future__ import annotations

from typing import Any

import pytest

from omni_kernel.auth.models import Account, Identity
from omni_kernel.tenancy.models import Membership
from omni_sdk import Tenant
from omni_sdk.testing.app import RunningOmni


@pytest.mark.parametrize("more", ["nothing", "a password", "another tenant", "the platform"])
async def test_whose_factor_is_enrolled_by_a_providers_login(
    omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant, people: Any, more: str
) -> None:
    bob = await omni_app.person("bob@example.com", password="x" if more == "a password" else None, tenant=tenant)
    await Identity.create(account_id=bob.id, tenant_id=tenant.id, provider="forms", connection="main", subject="b0b")
    await Account.filter(id=bob.id).update(platform=more == "the platform")
    if more == "another tenant":
        await Membership.create(tenant_id=other_tenant.id, account_id=bob.id)
    await people.rule(tenant.id, factor_required=True)
    him = people.at(bob.email)
    await him.begin(tenant=tenant.slug, provider="forms", connection="main")
    said = await him.step({"subject": "b0b"})
    if more == "nothing":
        assert (await him.step(method="pin"))["method"] == "pin"
        await Account.filter(id=bob.id).update(password="set meanwhile")
        said = await him.step({"pin": "1234"})
    assert said == {"type": "factor-unavailable", "status": 403}
