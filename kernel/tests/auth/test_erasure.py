"""What is kept of a person is handed out to him, and goes when he goes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from omni_diary.plugin import REMOVED, Entry, Shelf, plugin  # on the path by the conftest

from omni_kernel.auth.models import Account, AccountFactor, Identity, LoginFlow, MailToken, Session
from omni_kernel.clock import Clock
from omni_kernel.tenancy.models import Invitation, Membership
from omni_sdk import Tenant
from omni_sdk._scope import Scope, entered
from omni_sdk.errors import Conflict, NotFound
from omni_sdk.events import ACCOUNT_ERASED, TENANT_MEMBER_REMOVED
from omni_sdk.models import new_id
from omni_sdk.testing import Outbox
from omni_sdk.testing.app import SYSTEM, RunningOmni

KEPT = (plugin,)


async def write(account: Account, text: str) -> None:
    """A row of a plugin's, of that person."""
    with entered(Scope(account_id=account.id)):
        await Entry.create(text=text, page=b"\xff", secret="hush", pin="1234", digest="ab" * 32)


async def live(omni_app: RunningOmni, tenant: Tenant, clock: Clock) -> Account:
    """Somebody with a row of every kind."""
    ann = await omni_app.person(tenant=tenant)
    await write(ann, "dear diary")
    await Shelf.create(name="attic")
    now = clock.now()
    for method in ("broken", "word", "vanished"):
        await AccountFactor.create(account_id=ann.id, plugin_id="diary", method=method, kind="possession")
    await Identity.create(account_id=ann.id, tenant_id=tenant.id, provider="acme", connection="main", subject="42")
    await Invitation.create(tenant_id=tenant.id, email=ann.email, digest="cd" * 32, expires_at=now)
    await omni_app.kernel.devices.trust(ann.id, 14, "Firefox")
    await omni_app.kernel.accounts.setup_link(ann.id)
    return ann


async def test_an_export_holds_all_but_secrets(omni_app: RunningOmni, tenant: Tenant, clock: Clock) -> None:
    """Rows of the kernel and of plugins; no hash, no secret, nobody else's."""
    ann, bob = await live(omni_app, tenant, clock), await omni_app.person("bob@example.com")
    await write(bob, "not yours")
    client = await omni_app.signed_in(ann)
    answer = await client.get("/api/v1/auth/me/export")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    assert found["account"]["email"] == ann.email
    assert [m["tenant"] for m in found["memberships"]] == [tenant.slug]
    assert sorted(f["method"] for f in found["factors"]) == ["broken", "vanished", "word"]
    assert [i["subject"] for i in found["identities"]] == ["42"]
    assert [d["device"] for d in found["trusted_devices"]] == ["Firefox"]
    assert [i["email"] for i in found["invitations"]] == [ann.email]
    assert [s["ip"] for s in found["sessions"]] == ["192.0.2.7"]
    assert found["api_keys"] == []
    assert [e["text"] for e in found["plugins"]["diary"]["Entry"]] == ["dear diary"]
    text = json.dumps(found)
    assert not [word for word in ("hush", "1234", "abab", "cdcd", "argon2", "digest", "not yours", "attic") if word in text]


async def test_nothing_is_left(omni_app: RunningOmni, tenant: Tenant, clock: Clock, outbox: Outbox) -> None:
    """Whatever a broken plugin says; and others keep theirs."""
    ann, bob = await live(omni_app, tenant, clock), await omni_app.person("bob@example.com")
    await write(bob, "mine")
    REMOVED.clear()
    client = await omni_app.signed_in(ann)
    answer = await client.delete("/api/v1/auth/me")
    assert answer.status_code == 204, answer.text
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    assert REMOVED == ["ann@example.com: 1"]
    for model in (AccountFactor, Identity, Session, MailToken, LoginFlow):
        assert not await model.filter(account_id=ann.id).exists()
    assert not await Account.filter(id=ann.id).exists()
    assert not await Membership.filter(account_id=ann.id).exists()
    assert not await Invitation.exists()
    with entered(Scope(account_id=ann.id)):
        assert not await Entry.exists()
    with entered(Scope(account_id=bob.id)):
        assert await Entry.exists()
    assert await Shelf.exists()
    assert [e.data.account_id for e in outbox.events(ACCOUNT_ERASED)] == [ann.id]
    gone = outbox.events(TENANT_MEMBER_REMOVED)
    assert [(e.tenant_id, e.data.account_id, e.data.email) for e in gone] == [(tenant.id, ann.id, "")]
    assert (await client.get("/api/v1/auth/me")).status_code == 401


async def test_a_tenant_keeps_its_last_owner(omni_app: RunningOmni, tenant: Tenant) -> None:
    """And nothing of him is touched; with a second one he may go."""
    ann = await omni_app.person(tenant=tenant, roles=["owner"])
    await Membership.exclude(account_id=ann.id).delete()
    await omni_app.person("bob@example.com", tenant=tenant, roles=["admin"])
    await AccountFactor.create(account_id=ann.id, plugin_id="diary", method="word", kind="possession")
    REMOVED.clear()
    with pytest.raises(Conflict, match=r"last owner of 'first'"):
        await omni_app.kernel.erasure.erase(SYSTEM, ann.id)
    assert REMOVED == []
    await omni_app.person("cat@example.com", tenant=tenant, roles=["owner"])
    await omni_app.kernel.erasure.erase(SYSTEM, ann.id)
    assert not await Account.exists(id=ann.id)


async def test_the_last_administrator_stays(omni_app: RunningOmni) -> None:
    """Somebody must be able to let people in."""
    root = await omni_app.person(platform=True)
    with pytest.raises(Conflict, match="last platform administrator"):
        await omni_app.kernel.erasure.erase(SYSTEM, root.id)
    await omni_app.person("bob@example.com", platform=True)
    await omni_app.kernel.erasure.erase(SYSTEM, root.id)


async def test_nobody_is_nobody(omni_app: RunningOmni) -> None:
    """Neither to be exported nor to be erased."""
    for function in (omni_app.kernel.erasure.export(SYSTEM, new_id()), omni_app.kernel.erasure.erase(SYSTEM, new_id())):
        with pytest.raises(NotFound):
            await function
