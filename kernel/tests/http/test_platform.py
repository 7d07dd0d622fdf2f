"""What platform administrators see of the whole installation."""

from omni_sdk import Tenant
from omni_sdk.testing.app import SYSTEM, RunningOmni


async def test_the_installation_at_a_glance(omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant) -> None:
    await omni_app.kernel.tenants.update(SYSTEM, other_tenant.id, {"state": "suspended"})
    answer = await omni_app.client(None).get("/api/v1/platform")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["counts"]["tenants"] == {"active": 1, "suspended": 1}
    assert found["counts"]["accounts"] >= 2
    assert found["health"]["status"] in {"ready", "degraded"}
    assert {check["name"] for check in found["health"]["checks"]} >= {"database", "redis", "room"}
    assert found["versions"]["database"] == omni_app.kernel.db.dialect
    assert found["environment"] == "test"
    assert found["plugins"] == {}
    assert found["configuration"]["tenants"] == {"grace_days": 30}


async def test_only_for_platform_administrators(omni_app: RunningOmni, tenant: Tenant) -> None:
    refused = await omni_app.client(tenant).get("/api/v1/platform")
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/forbidden")
