"""What is written to audited tables of plugins: in the log, with who did it, and without secrets."""

import json
from typing import Any

import pytest
from omni_audit_probe.plugin import Ticket
from omni_audit_probe.plugin import plugin as probe

from omni_audit_log.plugin import plugin
from omni_sdk import Tenant
from omni_sdk.errors import ScopeNotGranted
from omni_sdk.testing import RunJobs
from omni_sdk.testing.app import RunningOmni

assert plugin
LOG, TICKETS = "/api/v1/security/audit-logs", "/api/v1/x/audit-probe/tickets"
TICKET = {"title": "Broken", "email": "carl@example.com", "pin": "s3cret-pin", "api_token": "s3cret-token"}


async def test_a_change_has_who_did_it(omni_app: RunningOmni, tenant: Tenant, client: Any, run_jobs: RunJobs) -> None:
    """Created by a person, deleted in bulk by a job's code: before, after, address, request; secrets nowhere."""
    await omni_app.enable(probe, tenant)
    ann = await omni_app.person(tenant=tenant)
    here = await omni_app.signed_in(ann, tenant=tenant)
    made = await here.post(TICKETS, json=TICKET)
    assert made.status_code == 201, made.text
    async with omni_app.inside(probe, tenant):
        await Ticket.filter(title="Broken").update(title="Mended")
    assert (await here.delete(TICKETS)).is_success
    await run_jobs()
    items = (await client(tenant).get(LOG, params={"action": "data.changed", "sort": "seq"})).json()["items"]
    assert [item["data"]["action"] for item in items] == ["created", "updated", "deleted"]
    first, second, third = items
    assert (first["actor"], first["ip"]) == (f"account:{ann.id}", "127.0.0.1")
    assert first["request_id"] == made.headers["omni-request-id"]
    assert first["resource"] == f"Ticket:{made.json()['id']}"
    assert (first["data"]["plugin"], first["data"]["before"]) == ("audit-probe", None)
    assert first["data"]["after"]["email"] == "carl@example.com"
    assert (first["data"]["after"]["pin"], first["data"]["after"]["api_token"]) == ("[redacted]", "[redacted]")
    assert second["actor"] == "system:omni"
    assert (second["data"]["before"]["title"], second["data"]["after"]["title"]) == ("Broken", "Mended")
    assert third["data"]["after"] is None
    assert "s3cret" not in json.dumps(items)
    kept = await omni_app.kernel.db.rows("SELECT data FROM omni_event")
    assert "s3cret" not in str(kept)


async def test_what_is_rolled_back_did_not_happen(omni_app: RunningOmni, tenant: Tenant, client: Any, run_jobs: RunJobs) -> None:
    """Neither the row nor the entry."""
    await omni_app.enable(probe, tenant)

    async def rolled_back() -> None:
        async with omni_app.inside(probe, tenant) as ctx, ctx.db.transaction():
            await Ticket.create(title="never")
            msg = "no"
            raise RuntimeError(msg)

    with pytest.raises(RuntimeError, match="no"):
        await rolled_back()
    await run_jobs()
    assert (await client(tenant).get(LOG, params={"action": "data.changed"})).json()["items"] == []


async def test_only_a_platforms_command_goes_through_the_tenants(omni_app: RunningOmni, tenant: Tenant) -> None:
    """A tenant's plugin is one tenant's."""
    await omni_app.enable(probe, tenant)
    async with omni_app.kernel.contexts.command("audit-probe", None, None) as ctx:
        with pytest.raises(ScopeNotGranted, match="is a tenant's"):
            await ctx.tenants()
