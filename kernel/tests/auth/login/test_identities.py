"""One's own identities, listed and unlinked."""

from __future__ import annotations

from typing import Any

from omni_kernel.auth.models import Identity, Session
from omni_sdk import Tenant
from omni_sdk.testing.app import RunningOmni

PATH = "/api/v1/auth/identities"


async def test_listed_and_unlinked(omni_app: RunningOmni, tenant: Tenant) -> None:
    ann = await omni_app.person(tenant=tenant)
    bob = await omni_app.person("bob@example.com", tenant=tenant)
    key: dict[str, Any] = {"tenant_id": tenant.id, "provider": "code", "connection": "main"}
    mine = await Identity.create(account_id=ann.id, subject="a1", email="ann@work.example", **key)
    theirs = await Identity.create(account_id=bob.id, subject="b1", **key)
    client = await omni_app.signed_in(ann)
    listed = (await client.get(PATH)).json()["items"]
    assert [(i["id"], i["subject"], i["email"], i["provider"]) for i in listed] == [
        (str(mine.id), "a1", "ann@work.example", "code")
    ]
    await omni_app.kernel.sessions.create(ann, kind="bearer", methods=["federated"], tenant_id=tenant.id, ip="", device="")
    assert (await client.delete(f"{PATH}/{theirs.id}")).status_code == 404
    assert (await client.delete(f"{PATH}/{mine.id}")).status_code == 204
    assert (await client.get(PATH)).json()["items"] == []
    assert await Session.filter(account_id=ann.id).count() == 1, "what the provider opened is over"
    assert await Identity.all().count() == 1


async def test_a_providers_session_unlinks_none(omni_app: RunningOmni, tenant: Tenant) -> None:
    ann = await omni_app.person(tenant=tenant)
    _, token = await omni_app.kernel.sessions.create(
        ann, kind="bearer", methods=["federated"], tenant_id=tenant.id, ip="", device=""
    )
    client = omni_app.browser()
    client.headers["Authorization"] = f"Bearer {token}"
    assert (await client.get(PATH)).status_code == 403
