"""What a context hands to a plugin, and what it refuses."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from omni_kernel.context import Ctx
from omni_kernel.jobs.caller import Caller
from omni_sdk import (
    AccountContext,
    CommandContext,
    EventContext,
    JobContext,
    PlatformContext,
    RequestContext,
    Script,
    Template,
)
from omni_sdk.drivers import MAIL
from omni_sdk.errors import CacheDown, HostNotGranted, NotFound, ScopeNotGranted
from omni_sdk.testing.app import SYSTEM, RunningOmni

ADD = Script("return redis.call('INCRBY', KEYS[1], ARGV[1])")


def fits(ctx: Ctx) -> tuple[Any, ...]:
    """For the type checker: the one implementation is every kind of context."""
    platform: PlatformContext = ctx
    request: RequestContext[Any] = ctx
    job: JobContext[Any] = ctx
    event: EventContext[Any] = ctx
    command: CommandContext[Any] = ctx
    account: AccountContext = ctx
    return platform, request, job, event, command, account


@pytest.fixture
async def ctx(omni_app: RunningOmni, tenant: Any) -> AsyncIterator[Ctx]:
    """The kernel's own, in a tenant: a platform plugin that asked for nothing."""
    state = await omni_app.kernel.gate.state(tenant.id)
    async with omni_app.kernel.contexts.event("omni", state, Caller.system("omni", tenant.id)) as found:
        yield found


async def test_time_is_the_tenants(omni_app: RunningOmni, clock: Any) -> None:
    made = await omni_app.kernel.tenants.create(SYSTEM, "kiwi", "Kiwi", zone="Pacific/Auckland")
    clock.set(datetime(2026, 6, 1, 13, 0, tzinfo=UTC))
    async with omni_app.kernel.contexts.event("omni", await omni_app.kernel.gate.state(made.id), SYSTEM) as ctx:
        assert ctx.clock.now() - datetime(2026, 6, 1, 13, 0, tzinfo=UTC) < timedelta(seconds=5)
        assert ctx.clock.today().isoformat() == "2026-06-02T00:00:00+12:00"


async def test_cache_is_redis_with_a_prefix(ctx: Ctx) -> None:
    await ctx.cache.set("a", b"1", ttl=timedelta(minutes=1))
    assert await ctx.cache.get("a") == b"1"
    assert await ctx.cache.run(ADD, ["n"], [3]) == 3
    assert await ctx.cache.run(ADD, ["n"], [4]) == 7
    async with ctx.cache.lock("l", ttl=timedelta(seconds=5)):
        keys = [k async for k in ctx.kernel.redis.client.scan_iter(match=f"omni:c:omni:{ctx.tenant.id}:*")]
        assert len(keys) == 3
    await ctx.cache.delete("a", "n")
    assert await ctx.cache.get("a") is None


async def test_cache_says_when_redis_is_away(ctx: Ctx) -> None:
    import redis.asyncio as aioredis

    from omni_kernel.services.cache import BoundCache

    told: list[str] = []
    async with aioredis.Redis(unix_socket_path="/nowhere/redis.sock") as away:
        with pytest.raises(CacheDown):
            await BoundCache(away, "x:", told.append).get("a")
    assert told == ["away"]


async def test_memory_loads_once_and_keeps_no_failure(ctx: Ctx) -> None:
    import asyncio

    calls = 0

    async def load() -> int:
        nonlocal calls
        calls += 1
        await asyncio.sleep(0)
        if calls == 1:
            raise RuntimeError("first")
        return calls

    with pytest.raises(RuntimeError):
        await ctx.memory.get("k", load)
    assert await asyncio.gather(*(ctx.memory.get("k", load) for _ in range(5))) == [2] * 5
    ctx.memory.drop("k")
    assert await ctx.memory.get("k", load) == 3


async def test_what_was_not_granted_is_refused(ctx: Ctx) -> None:
    with pytest.raises(ScopeNotGranted, match="mail"):
        await ctx.mail.send("a@b.example", Template("x"))
    with pytest.raises(ScopeNotGranted, match="sms"):
        await ctx.sms.send("+41000000000", "x")
    with pytest.raises(ScopeNotGranted, match="directory"):
        [m async for m in ctx.directory.members()]
    with pytest.raises(ScopeNotGranted, match="metrics"):
        await ctx.metrics.collect()
    with pytest.raises(HostNotGranted, match=r"example\.com"):
        await ctx.http.get("https://example.com/")


async def test_the_internet_of_a_test_is_asked_only_for_granted_hosts(ctx: Ctx, omni_app: RunningOmni) -> None:
    omni_app.outside("example.com", lambda _: httpx.Response(200, text="hello"))
    with pytest.raises(HostNotGranted):
        await ctx.http.get("https://example.com/")


async def test_links(ctx: Ctx, omni_app: RunningOmni, clock: Any) -> None:
    await ctx.blobs.write("a/b.txt", b"content", media_type="text/plain")
    url = await ctx.blobs.url("a/b.txt", expires=timedelta(minutes=5), filename="c.txt")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(omni_app.http)) as anybody:
        answer = await anybody.get(url)
        assert (answer.status_code, answer.content) == (200, b"content")
        assert "c.txt" in answer.headers["content-disposition"]
        assert (await anybody.get(url[:-3] + "xyz")).status_code == 404
        other = ctx.kernel.links.make(None, "something", {}, timedelta(minutes=5))
        assert (await anybody.get(f"{ctx.kernel.settings.public_url}/api/v1/blobs/{other}")).status_code == 404
        clock.advance(timedelta(minutes=6))
        assert (await anybody.get(url)).status_code == 410


async def test_a_child_must_be_active(ctx: Ctx) -> None:
    with pytest.raises(NotFound):
        ctx.child("acme-nothing")


async def test_drivers_are_what_the_operator_picked(ctx: Ctx, omni_app: RunningOmni, outbox: Any) -> None:
    assert ctx.driver(MAIL) is outbox.mail
    assert omni_app.kernel.drivers.check() == []
