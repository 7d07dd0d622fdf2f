"""What tests of schedules and their mails do again and again."""

from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import httpx

from omni_sdk import Plugin, Tenant
from omni_sdk.testing import SetClock
from omni_sdk.testing.app import RunningOmni

BASE = "/api/v1/analytics"
WEEKLY: dict[str, Any] = {
    "name": "Weekly sales", "type": "sales", "format": "days", "cron": "0 7 * * 1", "zone": "Europe/Zurich",
    "parameters": {"period": "last_week"}, "recipients": ["ann@example.com", "bob@example.com"],
}  # fmt: skip
MONDAY = datetime(2026, 3, 23, 6, 0, 1, tzinfo=UTC)
TRIES = 6


async def opened(omni_app: RunningOmni, tenant: Tenant, clock: SetClock, hub: Plugin, *others: Plugin) -> Tenant:
    """The tenant, with these on, on a Wednesday."""
    clock.set(datetime(2026, 3, 18, 12, tzinfo=UTC))
    await omni_app.enable(hub, tenant, meter_requests=False)
    for other in others:
        await omni_app.enable(other, tenant)
    return tenant


async def made(client: httpx.AsyncClient, **changes: Any) -> str:
    """The place of a new schedule."""
    answer = await client.post(f"{BASE}/schedule-report", json=WEEKLY | changes)
    assert answer.status_code == 201, answer.text
    return f"{BASE}/schedules/{answer.json()['id']}"


async def history(client: httpx.AsyncClient, place: str) -> list[dict[str, Any]]:
    """What became of each time, the latest first, with the mails."""
    found = (await client.get(f"{place}/sendings")).json()["items"]
    return [(await client.get(f"{BASE}/sendings/{one['id']}")).json() for one in found]


def states(sending: dict[str, Any]) -> dict[str, str]:
    """The state of each mail."""
    return {one["recipient"]: one["state"] for one in sending["deliveries"]}


def attached(message: EmailMessage) -> dict[str, bytes]:
    """Files by name."""
    return {str(part.get_filename()): part.get_payload(decode=True) for part in message.iter_attachments()}  # type: ignore[misc]


def body(message: EmailMessage, kind: str) -> str:
    """`plain` or `html`."""
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())
