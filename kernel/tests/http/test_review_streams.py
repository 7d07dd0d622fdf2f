"""A stream of events is allowed for as long as whoever asked for it has the right."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from omni_http_probe import READ
from pydantic import JsonValue

from omni_kernel.auth.policy import PLATFORM, Rules
from omni_kernel.jobs.caller import Caller
from omni_sdk import Live, RequestContext, Route

SYSTEM = Caller.system("omni", None)


async def change(world: Any, what: str) -> None:
    """Somebody's rights, or those of others."""
    kernel, tenant_id = world.kernel, world.on.id
    key = next(c for t, c in kernel.keys._tokens.items() if t == world.key).actor.id
    if what == "key":
        await kernel.keys.revoke(SYSTEM, tenant_id, key)
    elif what == "role":
        await kernel.roles.create(SYSTEM, tenant_id, "support", [])
    elif what == "policy":
        await kernel.policies.set(SYSTEM, PLATFORM, Rules(factor_required=True))
    else:
        await kernel.roles.create(SYSTEM, world.off.id, "support", [])


@pytest.mark.parametrize("what", ["key", "role", "policy", "another tenant's"])
async def test_it_ends_when_rights_change(serve: Any, what: str) -> None:
    """So that who has none any more hears no more; a browser that still may comes again by itself."""
    begun = asyncio.Event()

    async def endless(ctx: RequestContext) -> Live:
        """Nothing ever happens."""

        async def events() -> AsyncIterator[JsonValue]:
            begun.set()
            await asyncio.Event().wait()
            yield None

        return Live(events())

    world = await serve(Route.get("/endless", endless, auth=READ))
    async with world.client() as client:
        asked = asyncio.create_task(client.get("/api/v1/x/probe/endless"))
        await begun.wait()
        await change(world, what)
        if what == "another tenant's":
            for _ in range(20):
                await asyncio.sleep(0)
            assert not asked.done()
            world.app.shared.lives.end()
        async with asyncio.timeout(5):
            assert (await asked).status_code == 200
