"""Trusted browsers: for how long, whose, and how trust ends."""

from __future__ import annotations

from datetime import timedelta

from omni_kernel.auth.models import Account, TrustedDevice
from omni_sdk import Tenant
from omni_sdk.testing import SetClock
from omni_sdk.testing.app import RunningOmni

DEVICES = "/api/v1/security/devices"


async def test_trust_ends(omni_app: RunningOmni, ann: Account, clock: SetClock) -> None:
    devices, bob = omni_app.kernel.devices, await omni_app.person("bob@example.com")
    token = await devices.trust(ann.id, 14, "Firefox")
    assert await devices.trusted(ann.id, token, 14)
    assert not await devices.trusted(bob.id, token, 14)
    assert not await devices.trusted(ann.id, None, 14)
    assert not await devices.trusted(ann.id, token + "x", 14)
    clock.advance(timedelta(days=7, seconds=1))
    assert await devices.trusted(ann.id, token, 14)
    assert not await devices.trusted(ann.id, token, 7), "the policy allows less by now"
    clock.advance(timedelta(days=7))
    assert not await devices.trusted(ann.id, token, 90)


async def test_the_token_is_not_stored(omni_app: RunningOmni, ann: Account) -> None:
    token = await omni_app.kernel.devices.trust(ann.id, 14, "x" * 1000)
    assert token not in str(await TrustedDevice.all().values())


async def test_one_sees_and_ends_ones_own(omni_app: RunningOmni, ann: Account, clock: SetClock) -> None:
    devices, bob = omni_app.kernel.devices, await omni_app.person("bob@example.com")
    await devices.trust(ann.id, 1, "old")
    clock.advance(timedelta(days=2))
    for name in ("Firefox", "Safari", "Chrome"):
        await devices.trust(ann.id, 14, name)
    of_bob = await devices.trust(bob.id, 14, "Opera")
    client = await omni_app.signed_in(ann)
    listed = (await client.get(DEVICES)).json()["items"]
    assert [d["device"] for d in listed] == ["Chrome", "Safari", "Firefox"]
    foreign = await TrustedDevice.get(account_id=bob.id)
    assert (await client.delete(f"{DEVICES}/{foreign.id}")).status_code == 404
    assert (await client.delete(f"{DEVICES}/{listed[0]['id']}")).status_code == 204
    assert [d["device"] for d in (await client.get(DEVICES)).json()["items"]] == ["Safari", "Firefox"]
    assert (await client.delete(DEVICES)).status_code == 204
    assert (await client.get(DEVICES)).json()["items"] == []
    assert await devices.trusted(bob.id, of_bob, 14)


async def test_keys_trust_nobody(omni_app: RunningOmni, tenant: Tenant) -> None:
    assert (await omni_app.client(tenant).get(DEVICES)).status_code == 403
