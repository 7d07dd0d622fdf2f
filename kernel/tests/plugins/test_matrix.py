"""Which tenant has which plugin; and that open dashboards hear of each change, whichever process makes it."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from omni_kernel.app import Kernel
from omni_kernel.redis.stream import INSTALLATION, Subscription
from omni_sdk import Tenant
from omni_sdk.testing.app import Bench, RunningOmni
from omni_sdk.testing.doubles import Outbox

from .conftest import Install, Start

NEEDY = """
from pydantic import BaseModel
from omni_sdk import *

class Settings(BaseModel):
    url: str = ""

class Stranger(Plugin):
    @hookimpl
    def omni_settings(self): return Settings

plugin = Stranger()
"""


@pytest.fixture
async def kernel(install: Install, start: Start) -> AsyncIterator[Kernel]:
    """Two plugins, one on top of the other."""
    install("acme-one", NEEDY, scopes={"mail": True})
    install("acme-top", requires=["acme-one"])
    async with start() as made:
        yield made


@pytest.fixture
async def omni(kernel: Kernel, outbox: Outbox) -> AsyncIterator[RunningOmni]:
    """Over it."""
    made = RunningOmni(kernel, outbox)
    yield made
    await made.close()


async def test_the_matrix(omni: RunningOmni) -> None:
    """Of all tenants for the platform, page by page; of its own for a tenant."""
    here, there = await omni.tenant("here"), await omni.tenant("there")
    await omni.client(here).post("/api/v1/plugins/acme-one/enable", json={"grant": {"mail": True}})
    await omni.client(here).post("/api/v1/plugins/acme-top/enable", json={})
    await omni.client(there).post("/api/v1/plugins/acme-one/enable", json={"grant": {}})

    platform = omni.client(None)
    first = (await platform.get("/api/v1/plugin-matrix?limit=1")).json()
    second = (await platform.get(f"/api/v1/plugin-matrix?limit=1&cursor={first['next']}")).json()
    assert [row["slug"] for row in first["items"] + second["items"]] == ["there", "here"]
    cells = first["items"][0]["plugins"]
    assert cells["acme-one"] == {"state": "active", "reason": "", "needs_consent": True}
    assert "acme-top" not in cells
    assert "omni" not in cells
    assert second["items"][0]["plugins"]["acme-top"]["state"] == "active"
    found = (await platform.get("/api/v1/plugin-matrix?q=HER&sort=name")).json()["items"]
    assert [row["slug"] for row in found] == ["here", "there"]
    assert [r["slug"] for r in (await platform.get("/api/v1/plugin-matrix?q=there")).json()["items"]] == ["there"]

    await omni.client(here).post("/api/v1/plugins/acme-one/disable")
    own = (await omni.client(here).get("/api/v1/plugin-matrix")).json()["items"]
    assert [row["slug"] for row in own] == ["here"]
    assert own[0]["plugins"]["acme-top"]["state"] == "suspended"
    assert "acme-one" in own[0]["plugins"]["acme-top"]["reason"]
    assert (await omni.client(here, "omni.job.read").get("/api/v1/plugin-matrix")).status_code == 403


async def told(listening: Subscription, tenant: Tenant) -> bool:
    """That something changed for this tenant."""
    async with asyncio.timeout(5):
        async for message in listening:
            if message == ("plugins", {"tenant": str(tenant.id)}):
                return True
    return False


async def test_open_dashboards_hear_of_it(omni: RunningOmni) -> None:
    """The tenant's, and the installation's; nobody else's."""
    here, there = await omni.tenant("here"), await omni.tenant("there")
    stream = omni.kernel.stream
    own, others, all_of = stream.subscribe(here.id), stream.subscribe(there.id), stream.subscribe(INSTALLATION)
    await omni.client(here).post("/api/v1/plugins/acme-one/enable", json={"grant": {}})
    assert await told(own, here)
    assert await told(all_of, here)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await told(others, here)


async def test_another_process_changes_it(install: Install, omni_bench: Bench, outbox: Outbox, start: Start) -> None:
    """As the command line does: what serves the dashboards learns of it by the database, without Redis between them."""
    install("acme-one", NEEDY)
    async with start() as serving:
        omni = RunningOmni(serving, outbox)
        here = await omni.tenant("here")
        listening = serving.stream.subscribe(here.id)
        async with Kernel.open(serving.settings, "test") as other:
            elsewhere = RunningOmni(other, outbox)
            await elsewhere.client(here).post("/api/v1/plugins/acme-one/enable", json={})
            assert await told(listening, here)
            state = await serving.gate.state(UUID(str(here.id)))
            assert "acme-one" in state.active
            await elsewhere.close()
        await omni.close()
