"""A deleted tenant is off at once, can be brought back for some days, and is gone for good then."""

from datetime import datetime, timedelta

from omni_kernel.tenancy.models import Tenant as Row
from omni_sdk import Tenant
from omni_sdk.events import TENANT_DELETED, TENANT_UPDATED
from omni_sdk.testing import Outbox
from omni_sdk.testing.app import SYSTEM, RunningOmni

from .conftest import Join

GRACE = timedelta(days=30)


async def test_it_is_off_and_says_till_when(omni_app: RunningOmni, tenant: Tenant, base: str, outbox: Outbox) -> None:
    client, before = omni_app.client(None), omni_app.kernel.clock.now()
    assert (await client.delete(base)).status_code == 204
    found = (await client.get(base)).json()
    assert found["state"] == "deleting"
    assert timedelta(0) <= datetime.fromisoformat(found["delete_after"]) - before - GRACE < timedelta(minutes=1)
    assert (await omni_app.kernel.gate.state(tenant.id)).suspended
    listed = (await client.get("/api/v1/tenants", params={"state": "deleting"})).json()["items"]
    assert [(t["slug"], t["delete_after"]) for t in listed] == [(tenant.slug, found["delete_after"])]
    assert [e.data.changed for e in outbox.events(TENANT_UPDATED)] == [["delete_after", "state"]]


async def test_asked_twice_the_date_stays(omni_app: RunningOmni, tenant: Tenant, base: str) -> None:
    client = omni_app.client(None)
    await client.delete(base)
    first = (await client.get(base)).json()
    omni_app.kernel.clock.advance(timedelta(days=3))
    assert (await client.delete(base)).status_code == 204
    assert (await client.get(base)).json() == first


async def test_resumed_all_is_as_it_was(omni_app: RunningOmni, tenant: Tenant, base: str) -> None:
    client = omni_app.client(None)
    before = (await client.get(base)).json()
    await client.delete(base)
    refused = await client.post(f"{base}/suspend")
    assert (refused.status_code, "resume it first" in refused.text) == (409, True)
    assert (await client.post(f"{base}/resume")).json() == before
    assert not (await omni_app.kernel.gate.state(tenant.id)).suspended
    omni_app.kernel.clock.advance(GRACE + timedelta(days=1))
    await omni_app.kernel.tidy()
    await omni_app.run_jobs()
    assert await Row.exists(id=tenant.id)


async def test_after_the_days_of_grace_it_is_gone(
    omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant, base: str, outbox: Outbox
) -> None:
    client, clock = omni_app.client(None), omni_app.kernel.clock
    await client.delete(base)
    clock.advance(GRACE - timedelta(minutes=1))
    await omni_app.kernel.tidy()
    await omni_app.run_jobs()
    assert await Row.exists(id=tenant.id)
    clock.advance(timedelta(minutes=2))
    client = omni_app.client(None)
    late = await client.post(f"{base}/resume")
    assert (late.status_code, "is over" in late.text) == (409, True)
    for _ in range(2):  # harmless to run twice
        await omni_app.kernel.tidy()
    await omni_app.run_jobs()
    assert {row.id for row in await Row.all()} == {other_tenant.id}
    assert (await client.get(base)).status_code == 404
    assert [(e.data.slug, e.actor) for e in outbox.events(TENANT_DELETED)] == [(tenant.slug, "system:omni")]


async def test_brought_back_before_the_job_ran_it_stays(omni_app: RunningOmni, tenant: Tenant) -> None:
    tenants, clock = omni_app.kernel.tenants, omni_app.kernel.clock
    await tenants.retire(SYSTEM, tenant.id)
    clock.advance(GRACE + timedelta(minutes=1))
    await omni_app.kernel.tidy()
    await Row.filter(id=tenant.id).update(state="active", delete_after=None)
    await omni_app.run_jobs()
    assert await Row.exists(id=tenant.id)


async def test_only_the_platform_deletes_it_now(omni_app: RunningOmni, tenant: Tenant, base: str, join: Join) -> None:
    mine = omni_app.client(tenant, "omni.tenant.manage", "omni.tenant.read")
    refused = await mine.delete(f"{base}?now=true")
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/forbidden")
    _, owner = await join("olga", "owner")
    assert (await owner.delete(base)).status_code == 403
    assert (await mine.delete(base)).status_code == 204
    assert (await mine.get(base)).json()["state"] == "deleting"
    assert (await omni_app.client(None).delete(f"{base}?now=true")).status_code == 204
    assert not await Row.exists(id=tenant.id)


async def test_owners_export_their_tenant_and_no_other(omni_app: RunningOmni, tenant: Tenant, join: Join, base: str) -> None:
    _, owner = await join("olga", "owner")
    _, adam = await join("adam", "admin")
    assert (await owner.get(f"{base}/export")).status_code == 200
    assert (await adam.get(f"{base}/export")).status_code == 403
    assert (await owner.get("/api/v1/tenants/never/export")).status_code == 404
