"""What is grave wants a fresh proof: every route that declares it, asked by sessions that are too old, and by keys."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from omni_kernel.plugins.staging import BoundRoute
from omni_sdk import SignedIn, Tenant
from omni_sdk.testing import SetClock
from omni_sdk.testing.app import RunningOmni

OF_PEOPLE = {
    "POST /api/v1/accounts",
    "PATCH /api/v1/accounts/{account_id}",
    "DELETE /api/v1/accounts/{account_id}",
    "POST /api/v1/accounts/{account_id}/setup-link",
    "DELETE /api/v1/accounts/{account_id}/factors",
    "DELETE /api/v1/auth/identities/{identity_id}",
    "PUT /api/v1/login-policies/platform",
}
"""Some that say it beside `auth=SignedIn()`."""


def grave(omni_app: RunningOmni) -> list[BoundRoute]:
    """Those that declare it, in either way."""
    return [b for b in omni_app.kernel.registry.routes if "fresh" in b.route.options or getattr(b.route.auth, "fresh", None)]


async def asked(client: httpx.AsyncClient, bound: BoundRoute) -> tuple[int, str]:
    """The answer to a request for nothing in particular."""
    path = re.sub(r"\{\w+\}", str(uuid4()), bound.path)
    answer = await client.request(bound.route.method, path)
    return answer.status_code, answer.json().get("type", "") if answer.content else ""


@pytest.fixture
async def admin(omni_app: RunningOmni, tenant: Tenant) -> httpx.AsyncClient:
    """Signed in as a platform administrator, who may everything."""
    return await omni_app.signed_in(await omni_app.person(platform=True), tenant=tenant)


async def test_sessions_that_are_too_old_are_refused(omni_app: RunningOmni, admin: httpx.AsyncClient, clock: SetClock) -> None:
    clock.advance(timedelta(minutes=16))
    routes = grave(omni_app)
    assert {bound.route.name for bound in routes} >= OF_PEOPLE
    answers = {bound.route.name: await asked(admin, bound) for bound in routes}
    assert {name: said for name, said in answers.items() if said != (403, "/problems/reauthentication-required")} == {}


async def test_fresh_ones_and_keys_are_not(omni_app: RunningOmni, admin: httpx.AsyncClient, clock: SetClock) -> None:
    """A key is asked for no proof but where a person must sit there."""
    clock.advance(timedelta(minutes=14))
    script = omni_app.client(None)
    for bound in grave(omni_app):
        assert "reauthentication" not in (await asked(admin, bound))[1], bound.route.name
        person = isinstance(bound.route.auth, SignedIn) and bound.route.auth.fresh is not None
        assert ("reauthentication" in (await asked(script, bound))[1]) is person, bound.route.name
