"""The list of members: searched, by role, sorted, page by page; and those of accounts and keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from omni_kernel.auth.models import Account, AccountFactor
from omni_sdk import Tenant
from omni_sdk.testing import SetClock
from omni_sdk.testing.app import RunningOmni

Join = Callable[..., Awaitable[tuple[Account, httpx.AsyncClient]]]


async def emails(client: httpx.AsyncClient, path: str, **query: Any) -> list[str]:
    """The addresses on all pages, in their order."""
    found: list[str] = []
    while True:
        answer = await client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        found += [m["email"] for m in answer.json()["items"]]
        if (following := answer.json()["next"]) is None:
            return found
        query["cursor"] = following


async def test_members_come_page_by_page(join: Join, base: str, tenant: Tenant) -> None:
    _, client = await join("olga", "owner")
    for name in ("dora", "carl", "bert"):
        await join(name, "member")
    everybody = ["bert@example.com", "carl@example.com", "dora@example.com", "olga@example.com", f"owner@{tenant.slug}.example"]
    assert await emails(client, f"{base}/members", limit=2) == everybody
    assert await emails(client, f"{base}/members", limit=2, sort="-email") == everybody[::-1]
    assert (await emails(client, f"{base}/members", limit=1, sort="name"))[:2] == everybody[:2]
    assert (await client.get(f"{base}/members?sort=password")).status_code == 422


async def test_members_are_found_by_name_address_and_role(join: Join, base: str, tenant: Tenant) -> None:
    _, client = await join("olga", "owner")
    made = await client.post("/api/v1/roles", json={"name": "super-member", "permissions": []})
    assert made.status_code == 201, made.text
    await join("dora", "member")
    await join("carl", "super-member", "viewer")
    members = f"{base}/members"
    assert await emails(client, members, q="ORA@exa") == ["dora@example.com"]
    assert await emails(client, members, q="%") == []
    assert await emails(client, members, role="member") == ["dora@example.com"]
    assert await emails(client, members, role="super-member") == ["carl@example.com"]
    assert await emails(client, members, role="viewer", q="car") == ["carl@example.com"]
    assert await emails(client, members, role='"') == []


async def test_nobody_of_another_tenant_is_listed(omni_app: RunningOmni, join: Join, base: str, other_tenant: Tenant) -> None:
    _, client = await join("olga", "owner")
    await omni_app.person("eve@example.com", tenant=other_tenant, roles=["owner"])
    assert await emails(client, f"{base}/members", q="eve") == []
    assert await emails(client, f"{base}/members", role="owner", q="eve") == []


async def test_who_has_a_second_factor_is_for_those_who_manage(join: Join, base: str) -> None:
    ann, member = await join("ann", "member")
    _, admin = await join("adam", "admin")
    await AccountFactor.create(account_id=ann.id, plugin_id="omni-totp", method="totp", kind="possession")
    seen = {m["email"]: m for m in (await admin.get(f"{base}/members")).json()["items"]}
    assert (seen["ann@example.com"]["second_factor"], seen["adam@example.com"]["second_factor"]) == (True, False)
    assert seen["ann@example.com"]["state"] == "active"
    assert {m["second_factor"] for m in (await member.get(f"{base}/members")).json()["items"]} == {None}


async def test_accounts_are_found(omni_app: RunningOmni) -> None:
    boss = await omni_app.signed_in(await omni_app.person("boss@example.com", name="Boss", platform=True))
    await omni_app.person("ann@example.com", name="Ann Lee")
    accounts = "/api/v1/accounts"
    assert await emails(boss, accounts, q="lee") == ["ann@example.com"]
    assert await emails(boss, accounts, platform="true", q="@example.com") == ["boss@example.com"]
    assert await emails(boss, accounts, state="disabled") == []
    assert await emails(boss, accounts, email="ANN@example.com") == ["ann@example.com"]


@pytest.mark.parametrize("state", ["active", "expired", "revoked"])
async def test_keys_are_listed_by_their_state(state: str, omni_app: RunningOmni, join: Join, clock: SetClock) -> None:
    _, owner = await join("olga", "owner")
    made = {}
    for name in ("active", "expired", "revoked"):
        body = {"name": name, "expires_at": (clock.now() + timedelta(hours=1)).isoformat() if name == "expired" else None}
        made[name] = (await owner.post("/api/v1/api-keys", json=body)).json()["id"]
    assert (await owner.delete(f"/api/v1/api-keys/{made['revoked']}")).status_code == 200
    clock.advance(timedelta(hours=2))
    names = [k["name"] for k in (await omni_app.client(None).get("/api/v1/api-keys")).json()["items"]]
    assert not {"active", "expired", "revoked"} & set(names)
    _, owner = await join("olaf", "owner")
    found = {k["name"] for k in (await owner.get("/api/v1/api-keys", params={"state": state})).json()["items"]}
    assert found & {"active", "expired", "revoked"} == {state}
