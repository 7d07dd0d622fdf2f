"""Rights that end with what they came from, in this process and in others."""

from __future__ import annotations

from typing import Any

import pytest

from omni_kernel.auth.actors import Actor
from omni_kernel.auth.key_rules import KeyRevoked
from omni_kernel.auth.models import Account, ApiKey, Session
from omni_kernel.tenancy.models import Membership
from omni_sdk import Tenant
from omni_sdk.errors import Conflict
from omni_sdk.testing.app import SYSTEM, RunningOmni

API = "/api/v1"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/auth/me", None),
        ("PATCH", "/auth/me", {}),
        ("GET", "/auth/me/export", None),
        ("POST", "/auth/reauthenticate", {}),
        ("POST", "/auth/reauthenticate", {"password": "correct horse battery staple"}),
        ("GET", "/sessions", None),
        ("DELETE", "/sessions", None),
        ("GET", "/security/2fa", None),
    ],
)
async def test_a_session_that_another_process_ended(omni_app: RunningOmni, method: str, path: str, body: Any) -> None:
    """Before this one heard of it: signed out, and no failure of Omni's."""
    http = await omni_app.signed_in(await omni_app.person())
    assert (await http.get(f"{API}/auth/me")).status_code == 200
    await Session.all().delete()
    answer = await http.request(method, API + path, json=body)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/session-ended")


async def test_an_administrator_whom_another_process_erased(omni_app: RunningOmni) -> None:
    """The same, where the login policy is asked about him."""
    http = await omni_app.signed_in(await omni_app.person(platform=True))
    await http.get(f"{API}/auth/me")
    for live in omni_app.kernel.sessions._live.values():
        live.actors.clear()
    await Account.all().delete()
    assert (await http.get(f"{API}/accounts")).status_code == 401


@pytest.mark.parametrize("how", ["disabled", "demoted", "erased"])
async def test_the_platforms_keys_end_with_their_maker(omni_app: RunningOmni, how: str) -> None:
    """Who was an administrator knows their text, and they may everything."""
    await omni_app.person("root@example.com", platform=True)
    ann, kernel = await omni_app.person(platform=True), omni_app.kernel
    maker = Actor("account", str(ann.id), platform=True)
    _, text = await kernel.keys.create(SYSTEM, None, "hers", maker=maker)
    _, other = await kernel.keys.create(SYSTEM, None, "the operator's")
    await kernel.keys.verify(text)
    if how == "disabled":
        await kernel.accounts.set_state(SYSTEM, ann.id, "disabled")
    elif how == "demoted":
        await kernel.accounts.set_platform(SYSTEM, ann.id, False)
    else:
        await kernel.erasure.erase(SYSTEM, ann.id)
    with pytest.raises(KeyRevoked):
        await kernel.keys.verify(text)
    assert (await kernel.keys.verify(other)).actor.platform


async def test_a_tenants_keys_stay_when_their_maker_goes(omni_app: RunningOmni, tenant: Tenant) -> None:
    """They are the tenant's, whose people see and end them."""
    ann = await omni_app.person(tenant=tenant, roles=("admin",))
    key = await ApiKey.create(tenant_id=tenant.id, name="n", digest="d", start="s", last_four="4", maker_id=ann.id)
    await omni_app.kernel.accounts.set_state(SYSTEM, ann.id, "disabled")
    assert (await ApiKey.get(id=key.id)).revoked_at is None


async def test_an_owner_who_cannot_sign_in_is_none(omni_app: RunningOmni, tenant: Tenant) -> None:
    """Whose only fellow owner is disabled does not leave by erasing himself, either."""
    await Membership.all().delete()
    ann = await omni_app.person(tenant=tenant, roles=("owner",))
    bob = await omni_app.person("bob@example.com", tenant=tenant, roles=("owner",))
    await omni_app.kernel.accounts.set_state(SYSTEM, bob.id, "disabled")
    with pytest.raises(Conflict, match="last owner of"):
        await omni_app.kernel.erasure.erase(SYSTEM, ann.id)
    assert await Membership.filter(tenant_id=tenant.id).count() == 2
