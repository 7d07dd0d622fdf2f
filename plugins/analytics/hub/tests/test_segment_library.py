"""The real `segment-analytics-python`, pointed at Omni by nothing but its host."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import uvicorn
from segment.analytics import Client

from omni_analytics.plugin import plugin as analytics
from omni_analytics.segments.reading import events_of
from omni_sdk import Tenant
from omni_sdk.testing import RunJobs, SetClock

KEYS = "/api/v1/analytics/write-keys"
Asgi = Callable[[Any, Any, Any], Awaitable[None]]


@asynccontextmanager
async def served(app: Asgi) -> AsyncIterator[str]:
    """A real server on loopback; gives its address."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()  # before the server does: whoever is early waits
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, ws="none", timeout_graceful_shutdown=5))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()


class Flaky:
    """Says 503 to the first requests, as a server that is being replaced does."""

    def __init__(self, app: Asgi, failures: int) -> None:
        self.app, self.failures, self.asked = app, failures, 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI's entrance."""
        self.asked += 1
        if self.asked > self.failures:
            await self.app(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 503, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})


async def write_key(omni_app: Any, tenant: Tenant) -> str:
    """A new one."""
    await omni_app.enable(analytics, tenant)
    async with omni_app.client(tenant) as api:
        key: str = (await api.post(KEYS, json={"name": "library"})).json()["key"]
    return key


async def written(omni_app: Any, tenant: Tenant, run_jobs: RunJobs, clock: SetClock) -> list[dict[str, Any]]:
    """All that the library sent, as it stands in the warehouse."""
    clock.advance(timedelta(seconds=2))
    await run_jobs()
    async with omni_app.inside(analytics, tenant) as ctx:
        events = await events_of(ctx)
        table = events.table
        found = await events.query(table.filter(table.source == "segment").order_by(["type", "message_id"]))
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows


@pytest.mark.parametrize("zipped", [False, True])
async def test_every_call(omni_app: Any, tenant: Tenant, run_jobs: RunJobs, clock: SetClock, zipped: bool) -> None:
    """Each of its calls becomes the row that it means, plain or compressed."""
    key = await write_key(omni_app, tenant)
    clock.set(datetime.now(UTC))
    async with served(omni_app.http) as host:
        client = Client(key, host=host, sync_mode=True, gzip=zipped, timeout=5)

        def calls() -> None:
            client.identify("ann", {"plan": "pro"})
            client.track("ann", "invoice.paid", {"invoice_id": "in_1", "amount": "12.50", "currency": "EUR"}, message_id="once")
            client.track("ann", "invoice.paid", {"invoice_id": "in_1", "amount": "12.50", "currency": "EUR"}, message_id="once")
            client.page("ann", "Docs", "Home", {"url": "https://example.com"})
            client.screen("ann", "Settings", "Profile")
            client.group("ann", "acme", {"seats": 3})
            client.alias("anonymous-1", "ann")

        await asyncio.to_thread(calls)
    rows = await written(omni_app, tenant, run_jobs, clock)
    assert [(row["type"], row["name"], row["person"], row["group_id"]) for row in rows] == [
        ("alias", "alias", "ann", None),
        ("group", "group", "ann", "acme"),
        ("identify", "identify", "ann", None),
        ("page", "Home", "ann", None),
        ("screen", "Profile", "ann", None),
        ("track", "invoice.paid", "ann", None),
    ]
    paid = rows[-1]
    assert (paid["message_id"], str(paid["amount"]), paid["currency"]) == ("once", "12.500000", "EUR")
    assert '"analytics-python"' in paid["context"]


async def test_a_flush_is_sent_again_after_an_error(omni_app: Any, tenant: Tenant, run_jobs: RunJobs, clock: SetClock) -> None:
    """Two answers of 503 lose nothing, and nothing counts twice."""
    key = await write_key(omni_app, tenant)
    clock.set(datetime.now(UTC))
    failed: list[object] = []
    flaky = Flaky(omni_app.http, failures=2)
    async with served(flaky) as host:
        client = Client(key, host=host, upload_interval=0.05, timeout=5, on_error=lambda error, _: failed.append(error))

        def calls() -> None:
            for number in range(250):
                client.track(f"user-{number}", "feature.used", {"feature": "export"})
            client.flush()
            client.join()

        await asyncio.to_thread(calls)
    assert failed == []
    assert flaky.asked >= 5, "three batches, and two that failed"
    rows = await written(omni_app, tenant, run_jobs, clock)
    assert {row["person"] for row in rows} == {f"user-{number}" for number in range(250)}
    assert len(rows) == 250


async def test_a_key_that_was_revoked(omni_app: Any, tenant: Tenant) -> None:
    """The library is told once, and does not try again."""
    key = await write_key(omni_app, tenant)
    async with omni_app.client(tenant) as api:
        found = (await api.get(KEYS)).json()["items"][0]
        await api.delete(f"{KEYS}/{found['id']}")
    failed: list[Any] = []
    counting = Flaky(omni_app.http, failures=0)
    async with served(counting) as host:
        client = Client(key, host=host, upload_interval=0.05, timeout=5, on_error=lambda error, _: failed.append(error))

        def calls() -> None:
            client.track("ann", "E")
            client.flush()
            client.join()

        await asyncio.to_thread(calls)
    assert [error.status for error in failed] == [401]
    assert counting.asked == 1
