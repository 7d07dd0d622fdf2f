"""The tenant label: only where the operator wants it, never more values than he said, and no counter that falls."""

import random
from collections import defaultdict
from collections.abc import Mapping

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families as parse_text

from omni_metrics_prometheus.tenants import Choice, choose, shown_of
from omni_sdk import Tenant
from omni_sdk.testing.app import RunningOmni

ID = "metrics-prometheus"
NETWORKS = {"networks": ["127.0.0.0/8"]}
TENANTS: dict[str, Tenant] = {}


@pytest.fixture(autouse=True)
def no_tenants() -> None:
    """Each test makes its own."""
    TENANTS.clear()


async def shown(client: httpx.AsyncClient) -> dict[str, float]:
    """Requests by tenant."""
    found: dict[str, float] = defaultdict(float)
    for family in parse_text((await client.get("/metrics")).text):
        if family.name == "omni_metrics_prometheus_tenant_requests":
            for sample in family.samples:
                found[sample.labels["tenant"]] += sample.value
    return dict(found)


async def visit(omni: RunningOmni, visits: Mapping[str, int]) -> None:
    """So many requests of each tenant, made when they are first named."""
    for slug, count in visits.items():
        if slug not in TENANTS:
            TENANTS[slug] = await omni.tenant(slug)
        client = omni.client(TENANTS[slug])
        for _ in range(count):
            assert (await client.get("/api/v1/jobs")).status_code == 200


async def test_off_unless_wanted(omni_app: RunningOmni, scraper: httpx.AsyncClient) -> None:
    await visit(omni_app, {"acme": 1})
    text = (await scraper.get("/metrics")).text
    assert "omni_metrics_prometheus_tenant" not in text
    assert omni_app.kernel.middleware("identified") == [], "it costs nobody anything"
    assert "acme" not in text


@pytest.mark.parametrize("omni_config", [{ID: {**NETWORKS, "tenants": ["acme", "nobody"]}}])
async def test_those_that_the_operator_names(omni_app: RunningOmni, scraper: httpx.AsyncClient) -> None:
    await visit(omni_app, {"acme": 2, "globex": 3, "initech": 1})
    assert await shown(scraper) == {"acme": 2, "other": 4}


@pytest.mark.parametrize("omni_config", [{ID: {**NETWORKS, "top_tenants": 2}}])
async def test_those_with_the_most_requests(omni_app: RunningOmni, scraper: httpx.AsyncClient) -> None:
    """One that overtakes the others begins at 0; `other` keeps what it had, and never falls."""
    await visit(omni_app, {"a": 5, "b": 4, "c": 3, "d": 1})
    assert await shown(scraper) == {"a": 5, "b": 4, "other": 4}
    await visit(omni_app, {"c": 1})
    assert await shown(scraper) == {"a": 5, "b": 4, "other": 5}, "a draw changes nothing"
    await visit(omni_app, {"c": 4})
    assert await shown(scraper) == {"a": 5, "c": 0, "other": 9}
    await visit(omni_app, {"c": 1, "b": 1, "d": 1})
    assert await shown(scraper) == {"a": 5, "c": 1, "other": 11}


@pytest.mark.parametrize("omni_config", [{ID: {**NETWORKS, "top_tenants": 2}}])
async def test_without_redis_none_is_told_apart(
    omni_app: RunningOmni, scraper: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await visit(omni_app, {"a": 1})
    nowhere = type(omni_app.kernel.redis)("unix:///nowhere/redis.sock")
    monkeypatch.setattr(omni_app.kernel, "redis", nowhere)
    assert await shown(scraper) == {}
    monkeypatch.undo()
    assert await shown(scraper) == {"a": 1, "other": 0}


@pytest.mark.parametrize("seed", range(20))
def test_whatever_happens_no_counter_falls_and_nothing_is_lost(seed: int) -> None:
    """Tenants come, grow and overtake each other; what is shown stays bounded, rises, and adds up to all requests."""
    seeded, most = random.Random(seed), 3
    totals: dict[str, dict[str, float]] = {}
    choice: Choice | None = None
    last: dict[tuple[str, str], float] = {}
    for _ in range(120):
        tenant = f"t{int(seeded.paretovariate(0.7)) % 12}"
        at_ = totals.setdefault(tenant, {})
        place = seeded.choice(["tenant_requests_total|2xx", "tenant_requests_total|5xx", "tenant_request_seconds_total"])
        at_[place] = at_.get(place, 0.0) + seeded.choice([1, 5, 40])
        before, choice = choice, choose(choice, totals, most)
        assert len(choice.chosen) <= most
        now = dict(shown_of(totals, choice.chosen, choice.shown))
        kept = before.chosen.keys() & choice.chosen.keys() if before else set()
        for (where, label), value in now.items():
            assert value >= 0
            if label == "other" or label in kept:
                assert value >= last.get((where, label), 0.0), (where, label)
        last = now


def test_lost_totals_begin_a_new_choice() -> None:
    had = Choice(chosen={"a": {"tenant_requests_total|2xx": 50.0}}, shown={"tenant_requests_total|2xx": 9.0})
    made = choose(had, {"b": {"tenant_requests_total|2xx": 1.0}}, 1)
    assert made == Choice(chosen={"b": {}}, shown={})
