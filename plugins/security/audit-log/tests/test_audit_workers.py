"""Two worker processes that append to one chain at the same time."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from omni_audit_log.plugin import plugin
from omni_sdk import Tenant
from omni_sdk.testing.app import RunningOmni

assert plugin
EACH = 40
WRITER = """
import asyncio, json, sys
from datetime import UTC, datetime
from omni_audit_log.chain.chains import chain_of
from omni_audit_log.plugin import plugin
from omni_audit_log.service import append
from omni_kernel.app import Kernel
from omni_kernel.jobs.caller import Caller
from omni_kernel.settings import load
from omni_sdk import Event
from omni_sdk.models import new_id

async def main(overrides, tenant_id, count):
    async with Kernel.open(load(None, overrides), "cli", plugins=[plugin]) as kernel:
        state = await kernel.gate.state(__import__("uuid").UUID(tenant_id))
        print("ready", flush=True)
        sys.stdin.readline()
        for number in range(count):
            async with kernel.contexts.event("audit-log", state, Caller.system("audit-log", state.tenant.id)) as ctx:
                events = [
                    Event.model_validate({
                        "id": new_id(), "type": "x.y", "time": datetime.now(UTC), "tenant_id": state.tenant.id,
                        "actor": "system:omni", "request_id": None, "ip": f"192.0.2.{number % 5}", "user_agent": None,
                        "data": {"email": f"p{number % 3}@example.com"},
                    }) for _ in range(2)
                ]
                await append(await chain_of(ctx), events)

asyncio.run(main(json.loads(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
"""


async def test_one_chain_without_gaps(omni_app: RunningOmni, tenant: Tenant, at: Any, problems: Any, tmp_path: Path) -> None:
    """Each event once, in one order, whoever wrote it; keys and pseudonyms are one, too."""
    settings = omni_app.kernel.settings
    assert settings.redis.url is not None
    overrides = {
        "environment": "test",
        "data_dir": str(settings.data_dir),
        "database": {"url": settings.database.url},
        "redis": {"url": settings.redis.url.get_secret_value()},
    }
    script = tmp_path / "writer.py"
    script.write_text(WRITER)
    pipes: dict[str, Any] = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE}
    arguments = [str(script), json.dumps(overrides), str(tenant.id), str(EACH)]
    async with asyncio.timeout(120):
        writers = [await asyncio.create_subprocess_exec(sys.executable, *arguments, cwd=tmp_path, **pipes) for _ in range(2)]
        for writer in writers:
            assert writer.stdout is not None
            while (line := await writer.stdout.readline()).strip() != b"ready":
                assert line, "the writer ended"
        await asyncio.gather(*(writer.communicate(b"\\n") for writer in writers))
    assert [writer.returncode for writer in writers] == [0, 0]
    async with at(tenant) as chain:
        assert [row.seq for row in await chain.entries.all().order_by("seq")] == list(range(1, 4 * EACH + 1))
    assert await problems(tenant) == []
