"""At the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from omni_audit_log import commands, jobs
from omni_audit_log.plugin import plugin
from omni_sdk import Tenant
from omni_sdk.errors import CommandFailed, NotFound
from omni_sdk.testing import RunJobs
from omni_sdk.testing.app import RunningOmni

assert plugin
Client = Callable[..., httpx.AsyncClient]
LOG = "/api/v1/security/audit-logs"


async def finished(client: httpx.AsyncClient, run_jobs: RunJobs, **body: Any) -> dict[str, Any]:
    """Ask for an export, and have it made."""
    begun = await client.post(f"{LOG}/export", json=body)
    assert begun.status_code == 202, begun.text
    waiting = await client.get(begun.headers["location"])
    assert (waiting.json()["state"], waiting.json()["url"]) == ("queued", None)
    await run_jobs(jobs.export, jobs.export_platform)
    done = await client.get(begun.headers["location"])
    assert done.json()["state"] == "done", done.text
    found: dict[str, Any] = done.json()
    return found


async def said(omni_app: RunningOmni, command: Any, *args: Any, **options: Any) -> list[Any]:
    return await omni_app.command(plugin, command, *args, **options)


async def test_verify_all_or_some(omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant, fill: Any, at: Any) -> None:
    """One line per chain; the exit code says whether one is broken."""
    await fill(tenant, 2)
    (rows,) = await said(omni_app, commands.verify_chains)
    assert {row["chain"] for row in rows} == {"platform", str(tenant.id), str(other_tenant.id)}
    assert {row["state"] for row in rows} == {"intact"}
    (rows,) = await said(omni_app, commands.verify_chains, tenant="platform")
    assert [row["chain"] for row in rows] == ["platform"]
    async with at(tenant) as chain:
        await chain.entries.filter(seq=2).delete()
    with pytest.raises(CommandFailed, match=f"1 of 3 chains are broken; in {tenant.id}: entry 3"):
        await said(omni_app, commands.verify_chains)
    (rows,) = await said(omni_app, commands.verify_chains, tenant="second")
    assert [row["chain"] for row in rows] == [str(other_tenant.id)]
    with pytest.raises(NotFound):
        await said(omni_app, commands.verify_chains, tenant="third")
    await omni_app.disable(plugin, other_tenant)
    with pytest.raises(NotFound, match="is off for 'second'"):
        await said(omni_app, commands.verify_chains, tenant="second")
    (rows,) = await said(omni_app, commands.verify_chains, tenant="platform")
    assert len(rows) == 1


async def test_verify_a_file_with_keys(
    omni_app: RunningOmni, tenant: Tenant, client: Client, run_jobs: RunJobs, fill: Any, tmp_path: Path
) -> None:
    """What `keys` prints is what `verify-export` takes."""
    await fill(tenant, 2)
    done = await finished(client(tenant), run_jobs)
    file, keys = tmp_path / "log.jsonl", tmp_path / "keys"
    file.write_bytes((await omni_app.browser().get(done["url"])).content)
    (shown,) = await said(omni_app, commands.show_keys)
    (secret,) = await said(omni_app, commands.show_keys, tenant="first", secret=True)
    (platform,) = await said(omni_app, commands.show_keys, tenant="platform", secret=True)
    assert secret != platform
    keys.write_text(secret)
    assert "macs were not" in (await said(omni_app, commands.verify_file, file))[0]
    (text,) = await said(omni_app, commands.verify_file, file, keys, shown[0]["public_key"])
    assert "hashes, macs and signatures hold" in text
    assert shown[0]["fingerprint"] in text
    file.write_bytes(file.read_bytes().replace(b"plugin.disabled", b"plugin.enabled_", 1))
    with pytest.raises(CommandFailed, match="BROKEN"):
        await said(omni_app, commands.verify_file, file)
    with pytest.raises(CommandFailed, match="No such file"):
        await said(omni_app, commands.verify_file, tmp_path / "none")
    with pytest.raises(CommandFailed, match="each chain has keys of its own"):
        await said(omni_app, commands.show_keys, secret=True)
