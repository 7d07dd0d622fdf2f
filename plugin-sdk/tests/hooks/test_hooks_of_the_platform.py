"""One test per hook of a plugin of level `platform`: what it contributes has its effect, in a real kernel."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from omni_sampler import parts as s
from omni_warden import parts as p
from omni_warden.plugin import plugin as warden

from omni_kernel.settings import ConfigError
from omni_sdk import Factor, Flow, IdentityProvider, RedirectStep, Tenant
from omni_sdk.testing import Outbox
from omni_sdk.testing.app import SYSTEM, Bench, RunningOmni


async def test_omni_config(omni: RunningOmni, omni_bench: Bench, here: Tenant) -> None:
    """`[plugins.<id>]`, validated before anything runs; without what it requires the plugin is left out."""
    async with omni.inside(warden, here) as ctx:
        assert ctx.config(p.WardenConfig).token.get_secret_value() == "scrape-me"
    with pytest.raises(ConfigError) as refused:
        async with omni_bench.kernel([warden], overrides={"plugins": {"warden": {"tokn": "x"}}}):
            pass
    assert "plugins.warden" in str(refused.value)
    async with omni_bench.kernel([warden]) as kernel:
        (status,) = kernel.registry.report
        assert "needs configuration" in status.reason


async def test_omni_middleware_at_the_edge(omni: RunningOmni, here: Tenant) -> None:
    """Around all requests, unknown paths included, before anybody is known; ordered by `after` within a slot."""
    client = omni.client(here)
    assert (await client.get("/nowhere")).headers["x-warden"] == "404"
    refused = await client.get("/api/v1/x/sampler/notes", headers={"user-agent": "bad-bot"})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/warden/banned")
    both: list[str] = []
    s.TRACE, p.TRACE, kept = both, both, (s.TRACE, p.TRACE)
    try:
        await client.get("/api/v1/x/sampler/notes")
    finally:
        s.TRACE, p.TRACE = kept
    assert both == ["edge", "identified here", "known here", "authorised", "handler", "answered 200"]


async def test_middleware_that_the_operator_does_not_want_is_left_out(omni_bench: Bench) -> None:
    """By `when`, asked once with the configuration; one that cannot say stays."""
    config = {"token": "scrape-me", "banned": []}
    async with omni_bench.kernel([warden], overrides={"plugins": {"warden": config}}) as kernel:
        assert [slot for slot in ("edge", "identified", "authorised", "handler") if kernel.middleware(slot)] == ["identified"]


async def test_omni_health_checks(omni: RunningOmni, omni_bench: Bench, here: Tenant) -> None:
    """In `/readyz`, with what they found; one that is not critical leaves the process in service."""
    answer = await omni.client(here).get("/readyz")
    assert answer.status_code == 200
    assert {c["name"] for c in answer.json()["checks"] if c["plugin"] == "warden"} == {"well", "vital"}
    async with omni_bench.kernel([warden], overrides={"plugins": {"warden": {"token": "x", "ill": True}}}) as kernel:
        running = RunningOmni(kernel, Outbox())
        ill = await running.client(None).get("/readyz")
        await running.close()
    assert (ill.status_code, ill.json()["status"]) == (200, "degraded")
    assert {"plugin": "warden", "name": "well", "ok": False, "critical": False, "detail": "said to be ill"} in ill.json()[
        "checks"
    ]


async def test_omni_authenticators_without_a_tenant(omni: RunningOmni, here: Tenant) -> None:
    """A route at the root, by the operator's token, that reads everybody's metrics."""
    client = omni.client(here)
    await client.post("/api/v1/x/sampler/notes", json={"text": "abc"})
    found = await client.get("/warden/metrics", headers={"x-warden-token": "scrape-me"})
    assert found.json()["omni_sampler_noted_total"] == 1
    assert (await client.get("/warden/metrics", headers={"x-warden-token": "guess"})).status_code == 401
    assert (await client.get("/warden/metrics")).status_code == 401


async def test_gauges_that_are_read_when_somebody_asks(omni: RunningOmni) -> None:
    """Once for the installation, in a context of their plugin; one that fails is left out, and fails no other."""
    p.TRACE.clear()
    found = {f.name: f for f in await omni.kernel.metrics.collect()}
    assert [(s.labels, s.value) for s in found["omni_warden_bans"].samples] == [({"agent": "bad-bot"}, 7)]
    assert not found["omni_warden_broken"].samples
    assert p.TRACE == ["read"]
    async with omni.kernel.contexts.platform("warden") as ctx:
        with pytest.raises(ValueError, match="read when metrics are collected"):
            ctx.metrics.set(p.BANS, 1, agent="x")


async def test_omni_jobs_of_the_installation(omni: RunningOmni, here: Tenant) -> None:
    """A job that takes a PlatformContext, and its schedule, run once however many tenants there are."""
    omni.kernel.clock.set(datetime(2031, 5, 5, 3, 0, tzinfo=UTC))
    await omni.kernel.jobs.scheduler.reconcile()  # as a worker does when it starts
    omni.kernel.clock.set(datetime(2031, 5, 5, 3, 30, 1, tzinfo=UTC))
    await omni.run_jobs()
    assert p.TRACE == ["sweep 03:30"]


async def test_omni_event_handlers_without_a_tenant(omni: RunningOmni, there: Tenant) -> None:
    """A handler that takes a PlatformContext gets the events that have no tenant."""
    await omni.run_jobs()
    await omni.kernel.tenants.delete(SYSTEM, there.id)
    await omni.run_jobs()
    assert p.TRACE == ["gone there"]


async def test_omni_factors(omni: RunningOmni, here: Tenant) -> None:
    """Collected with the plugin's name; its functions answer with steps."""
    async with omni.inside(warden, here) as ctx:
        assert ctx.contribution(Factor, "pin") == ("warden", p.FACTOR)
    assert [i for i, _ in omni.kernel.registry.all(Factor)] == ["warden"]
    asked = await p.FACTOR.challenge(None, Flow("h", "https://omni.example/cb"))  # type: ignore[arg-type]  # it needs none
    assert asked.fields is p.Pin


async def test_omni_identity_providers(omni: RunningOmni, here: Tenant) -> None:
    """Collected with the plugin's name; called in the tenant whose login page it is."""
    async with omni.inside(warden, here) as ctx:
        owner, provider = ctx.contribution(IdentityProvider, "example-id")
        async with ctx.child(owner) as its:
            (button,) = await provider.connections(its)
            flow = Flow("h-1", ctx.urls.callback(provider.name), button.id)
            step = await provider.begin(its, flow)
    assert button.title == "Sign in to Here"
    assert step == RedirectStep("https://id.example/?state=h-1")
