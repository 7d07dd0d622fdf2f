"""Who may scrape, and what is answered."""

import asyncio
import re
import shutil
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics

from omni_metrics_prometheus.plugin import plugin
from omni_sdk.testing import Outbox
from omni_sdk.testing.app import Bench, RunningOmni

At = Callable[[RunningOmni, str], httpx.AsyncClient]
TOKEN = "0123456789abcdef-token"
ID = "metrics-prometheus"


async def test_both_formats(scraper: httpx.AsyncClient) -> None:
    plain = await scraper.get("/metrics")
    assert plain.status_code == 200
    assert plain.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert plain.headers["cache-control"] == "no-store"
    better = await scraper.get("/metrics", headers={"accept": "application/openmetrics-text; version=1.0.0"})
    assert better.headers["content-type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8"
    assert better.text.endswith("# EOF\n")
    parsed = parse_openmetrics(better.text)  # type: ignore[no-untyped-call]  # the library's
    assert {f.name for f in parsed} >= {"omni_http_requests", "omni_metrics_complete"}


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not on PATH: apt install prometheus")
async def test_promtool_finds_nothing_to_complain_of(omni_app: RunningOmni, scraper: httpx.AsyncClient) -> None:
    tenant = await omni_app.tenant("acme")
    await omni_app.client(tenant).get("/api/v1/jobs")
    await omni_app.run_jobs()
    text = (await scraper.get("/metrics")).text
    assert "omni_http_request_seconds_bucket" in text
    check = await asyncio.create_subprocess_exec("promtool", "check", "metrics", stdin=PIPE, stdout=PIPE, stderr=STDOUT)
    said, _ = await check.communicate(text.encode())
    assert (check.returncode, said.decode()) == (0, "")


# -- the guard


@pytest.mark.parametrize("omni_config", [{ID: {"token": TOKEN}}])
async def test_by_token(omni_app: RunningOmni, at: At) -> None:
    """From anywhere, and nobody without it, on this machine neither."""
    client = at(omni_app, "203.0.113.7")
    assert (await client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})).status_code == 200
    assert (await client.get("/metrics", headers={"authorization": f"bearer  {TOKEN} "})).status_code == 200
    for sent in ("", "Bearer wrong", "Bearer \u00fc", "Bearer", f"Basic {TOKEN}"):
        for address in ("203.0.113.7", "127.0.0.1"):
            refused = await at(omni_app, address).get("/metrics", headers={b"authorization": sent.encode()} if sent else None)
            assert (refused.status_code, refused.headers["www-authenticate"].split()[0]) == (401, "Bearer")
            assert TOKEN not in refused.text


@pytest.mark.parametrize("omni_config", [{ID: {"networks": ["10.0.0.0/8", "2001:db8::/32"]}}])
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("10.1.2.3", 200),
        ("::ffff:10.1.2.3", 200),
        ("2001:db8::7", 200),
        ("127.0.0.1", 403),
        ("11.0.0.1", 403),
        ("2001:db9::7", 403),
    ],
)
async def test_by_network(omni_app: RunningOmni, at: At, address: str, status: int) -> None:
    assert (await at(omni_app, address).get("/metrics")).status_code == status


@pytest.mark.parametrize("omni_config", [{ID: {"token": TOKEN, "networks": ["10.0.0.0/8"]}}])
async def test_by_both(omni_app: RunningOmni, at: At) -> None:
    said = {"authorization": f"Bearer {TOKEN}"}
    assert (await at(omni_app, "10.1.2.3").get("/metrics", headers=said)).status_code == 200
    assert (await at(omni_app, "10.1.2.3").get("/metrics")).status_code == 401
    assert (await at(omni_app, "11.1.2.3").get("/metrics", headers=said)).status_code == 403


@pytest.mark.parametrize("omni_config", [{ID: {"networks": ["10.0.0.0/8"]}}])
async def test_a_forged_header_is_no_address(omni_app: RunningOmni, at: At) -> None:
    """Unless the proxy is a trusted one."""
    forged = {"x-forwarded-for": "10.1.2.3"}
    assert (await at(omni_app, "203.0.113.7").get("/metrics", headers=forged)).status_code == 403


@pytest.mark.parametrize(
    ("public_url", "address", "headers", "status"),
    [
        ("http://localhost:8000", "127.0.0.1", {}, 200),
        ("http://127.0.0.1:8000", "::1", {}, 200),
        ("http://localhost:8000", "192.168.1.5", {}, 404),
        ("http://localhost:8000", "127.0.0.1", {"x-forwarded-for": "203.0.113.7"}, 404),
        ("http://localhost:8000", "127.0.0.1", {"via": "1.1 proxy"}, 404),
        ("https://omni.example", "127.0.0.1", {}, 404),
    ],
)
async def test_not_set_up(omni_bench: Bench, at: At, public_url: str, address: str, headers: dict[str, str], status: int) -> None:
    """A developer's machine answers itself; what is for the world answers nobody, not even its own proxy."""
    async with omni_bench.kernel([plugin], overrides={"public_url": public_url}) as kernel:
        assert (await at(RunningOmni(kernel, Outbox()), address).get("/metrics", headers=headers)).status_code == status


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({"token": "short"}, "token"),
        ({"networks": ["nowhere"]}, "networks"),
        ({"tenants": ["a"], "top_tenants": 3}, "not both"),
        ({"top_tenants": 10_000}, "top_tenants"),
        ({"tokens": "x"}, "tokens"),
    ],
)
async def test_mistakes_in_the_configuration_are_told_at_start(omni_bench: Bench, config: dict[str, Any], says: str) -> None:
    with pytest.raises(Exception, match=says):
        async with omni_bench.kernel([plugin], overrides={"plugins": {ID: config}}):
            pass


# -- what is counted


async def test_requests_by_plugin_and_template(omni_app: RunningOmni, scraper: httpx.AsyncClient) -> None:
    """Never by path: ids are not in it."""
    tenant = await omni_app.tenant("acme")
    client = omni_app.client(tenant)
    unknown = "01a20731-0cdc-731b-9d10-3f0a8f6ce1d0"
    assert (await client.get(f"/api/v1/jobs/{unknown}")).status_code == 404
    (template,) = [
        b.route.name for b in omni_app.kernel.registry.routes if re.fullmatch(r"GET /api/v1/jobs/\{\w+\}", b.route.name)
    ]
    assert (await client.get("/nowhere/at/all")).status_code == 404
    text = (await scraper.get("/metrics")).text
    assert f'omni_http_requests_total{{plugin="omni",route="{template}",status="404"}} 1.0' in text
    assert 'omni_http_requests_total{plugin="omni",route="-",status="404"} 1.0' in text
    assert f'omni_http_request_seconds_count{{plugin="omni",route="{template}"}} 1.0' in text
    assert "omni_http_requests_in_flight 1.0" in text
    for secret in (unknown, "nowhere", "acme", str(tenant.id)):
        assert secret not in text
