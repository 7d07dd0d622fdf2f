"""API keys: their form, and what becomes of them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_kernel.auth import token
from omni_kernel.auth.keys import InvalidKey, KeyExpired, KeyRevoked
from omni_kernel.auth.models import ApiKey
from omni_kernel.plugins.models import Change
from omni_sdk import Tenant
from omni_sdk.errors import Forbidden, Invalid, NotFound
from omni_sdk.testing import SetClock
from omni_sdk.testing.app import SYSTEM, RunningOmni


def test_a_key_says_what_it_is() -> None:
    key = token.generate()
    assert re.fullmatch(r"omni_[0-9A-Za-z]{30}_[0-9A-Za-z]{6}", key)
    assert token.well_formed(key)
    assert token.generate() != key


@given(position=st.integers(0, 41), letter=st.sampled_from(token.ALPHABET + "_-é "))
def test_one_wrong_letter_is_noticed(position: int, letter: str) -> None:
    key = "omni_0123456789ABCDEFGHIJKLMNOPQRST_"
    key += token.checksum(key[:-1])
    assert token.well_formed(key)
    wrong = key[:position] + letter + key[position + 1 :]
    assert token.well_formed(wrong) == (wrong == key)


@given(st.text())
def test_any_text_can_be_asked_about(text: str) -> None:
    assert not token.well_formed(text)


async def test_life_of_a_key(omni_app: RunningOmni, tenant: Tenant, clock: SetClock) -> None:
    keys = omni_app.kernel.keys
    expires = datetime.now(UTC) + timedelta(days=1)
    row, text = await keys.create(SYSTEM, tenant.id, "one", roles=["member"], expires_at=expires)
    assert text not in str([dict(r) for r in await ApiKey.all().values()])
    found = await keys.verify(text)
    assert found.tenant_id == tenant.id
    assert keys.peek(text) is found
    assert found.may("omni.tenant.read")
    assert not found.may("omni.tenant.manage")
    clock.advance(timedelta(days=1, seconds=1))
    assert keys.peek(text) is None
    with pytest.raises(KeyExpired):
        await keys.verify(text)
    clock.advance(timedelta(days=-1))
    await keys.revoke(SYSTEM, tenant.id, row.id)
    assert keys.peek(text) is None
    with pytest.raises(KeyRevoked):
        await keys.verify(text)
    with pytest.raises(InvalidKey):
        await keys.verify(token.generate())
    with pytest.raises(InvalidKey):
        await keys.verify("nonsense")


async def test_a_revocation_elsewhere_is_in_force_after_a_look_at_the_epoch(omni_app: RunningOmni, tenant: Tenant) -> None:
    kernel = omni_app.kernel
    row, text = await kernel.keys.create(SYSTEM, tenant.id, "one")
    await kernel.keys.verify(text)
    await ApiKey.filter(id=row.id).update(revoked_at=datetime.now(UTC))
    rows = await kernel.db.rows("UPDATE omni_epoch SET value = value + 1 WHERE id = 1 RETURNING value")
    await Change.create(epoch=rows[0]["value"], topic="key", subject=str(row.id))
    await kernel.epoch.check()
    with pytest.raises(KeyRevoked):
        await kernel.keys.verify(text)


async def test_a_deleted_tenants_keys_are_gone(omni_app: RunningOmni, tenant: Tenant) -> None:
    _, text = await omni_app.kernel.keys.create(SYSTEM, tenant.id, "one")
    await omni_app.kernel.keys.verify(text)
    await omni_app.kernel.tenants.delete(SYSTEM, tenant.id)
    with pytest.raises(InvalidKey):
        await omni_app.kernel.keys.verify(text)


async def test_a_key_may_no_more_than_its_maker(omni_app: RunningOmni, tenant: Tenant) -> None:
    keys = omni_app.kernel.keys
    _, text = await keys.create(SYSTEM, tenant.id, "maker", permissions=["omni.tenant.read"])
    maker = (await keys.verify(text)).actor
    with pytest.raises(Forbidden, match=r"omni\."):
        await keys.create(SYSTEM, tenant.id, "wider", roles=["admin"], maker=maker)
    _, narrow = await keys.create(SYSTEM, tenant.id, "as wide", permissions=["omni.tenant.read"], maker=maker)
    assert (await keys.verify(narrow)).may("omni.tenant.read")


@pytest.mark.parametrize(
    "bad", [{"roles": ["king"]}, {"permissions": ["omni.everything"]}, {"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}]
)
async def test_what_a_key_cannot_be(bad: dict[str, Any], omni_app: RunningOmni, tenant: Tenant) -> None:
    with pytest.raises(Invalid):
        await omni_app.kernel.keys.create(SYSTEM, tenant.id, "bad", **bad)


async def test_another_tenants_key_is_not_there(omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant) -> None:
    row, _ = await omni_app.kernel.keys.create(SYSTEM, tenant.id, "one")
    with pytest.raises(NotFound):
        await omni_app.kernel.keys.revoke(SYSTEM, other_tenant.id, row.id)
    answer = await omni_app.client(other_tenant).delete(f"/api/v1/api-keys/{row.id}")
    assert answer.status_code == 404
    listed = (await omni_app.client(other_tenant).get("/api/v1/api-keys")).json()["items"]
    assert str(row.id) not in str(listed)


async def test_the_api_shows_a_key_once(omni_app: RunningOmni, tenant: Tenant) -> None:
    client = omni_app.client(tenant)
    made = await client.post("/api/v1/api-keys", json={"name": "x", "roles": ["viewer"]})
    assert made.status_code == 201
    key = made.json()["key"]
    listed = await client.get("/api/v1/api-keys")
    assert key not in listed.text
    assert key[-4:] in listed.text
    refused = await client.post("/api/v1/api-keys", json={"name": "x", "platform": True})
    assert refused.status_code == 403


async def test_an_administrator_says_for_which_tenant(omni_app: RunningOmni, tenant: Tenant) -> None:
    client = omni_app.client(None)
    lost = await client.post("/api/v1/api-keys", json={"name": "x"})
    assert (lost.status_code, lost.json()["type"]) == (400, "/problems/tenant-required")
    made = await client.post("/api/v1/api-keys", json={"name": "x", "tenant": tenant.slug, "roles": ["viewer"]})
    assert made.json()["tenant_id"] == str(tenant.id)
    by_header = await client.post("/api/v1/api-keys", json={"name": "y"}, headers={"Omni-Tenant": tenant.slug})
    assert by_header.json()["tenant_id"] == str(tenant.id)
    revoked = await client.delete(f"/api/v1/api-keys/{made.json()['id']}")
    assert revoked.json()["revoked_at"]
