"""Three plugins that contribute through every hook there is, in one running Omni."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

PLUGINS = Path(__file__).parent / "plugins"
sys.path.insert(0, str(PLUGINS))

import omni_sampler.parts as sampler_parts  # noqa: E402  # found by the path above
import omni_sampler_extra.plugin as extra  # noqa: E402  # as above
import omni_warden.parts as warden_parts  # noqa: E402  # as above
import omni_warden.plugin as warden  # noqa: E402  # as above
from omni_sampler.plugin import plugin as sampler  # noqa: E402  # as above

from omni_sdk import Tenant  # noqa: E402  # as above
from omni_sdk.testing.app import Bench, RunningOmni  # noqa: E402  # as above
from omni_sdk.testing.doubles import Outbox  # noqa: E402  # as above

DISTRIBUTIONS = {
    "omni_sampler": "[omni.plugins]\nsampler = omni_sampler.plugin:plugin\n",
    "omni_sampler_extra": "[omni.plugins]\nsampler-extra = omni_sampler_extra.plugin:plugin\n",
    "omni_warden": "[omni.plugins]\nwarden = omni_warden.plugin:plugin\n",
    "omni_stamp_ink": "[omni.drivers.stamp]\nink = omni_stamp_ink:Ink\n",
}
CONFIG: dict[str, Any] = {"token": "scrape-me", "banned": ["bad-bot"]}


@pytest.fixture(autouse=True)
def traces() -> None:
    """Each test begins with none."""
    sampler_parts.TRACE.clear()
    warden_parts.TRACE.clear()


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plugins and the driver as pip would leave them: a dist-info for each."""
    for package, entry_points in DISTRIBUTIONS.items():
        info = tmp_path / f"{package}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8")
        (info / "entry_points.txt").write_text(entry_points, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))


@pytest_asyncio.fixture
async def omni(omni_bench: Bench, installed: None, clock: Any, outbox: Outbox) -> AsyncIterator[RunningOmni]:
    """A running Omni with all three."""
    overrides = {"plugins": {"warden": CONFIG}, "drivers": {"stamp": {"colour": "red"}}}
    async with omni_bench.kernel([sampler, extra.plugin, warden.plugin], clock, overrides) as kernel:
        failed = [status for status in kernel.registry.report if status.reason]
        assert not failed, failed
        running = RunningOmni(kernel, outbox)
        yield running
        await running.close()


@pytest_asyncio.fixture
async def here(omni: RunningOmni) -> Tenant:
    """A tenant that has the sampler on."""
    tenant = await omni.tenant("here")
    await omni.enable(sampler, tenant, word="ahoy", token="s3cret")
    sampler_parts.TRACE.clear()
    return tenant


@pytest_asyncio.fixture
async def there(omni: RunningOmni) -> Tenant:
    """A tenant that has it off."""
    return await omni.tenant("there")


@pytest_asyncio.fixture
async def nobody(omni: RunningOmni) -> AsyncIterator[httpx.AsyncClient]:
    """A client without a key."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(omni.http), base_url="http://testserver") as client:
        yield client
