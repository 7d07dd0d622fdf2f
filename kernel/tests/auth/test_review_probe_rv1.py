from __future__ import annotations
import asyncio
from datetime import timedelta
from typing import Any
import pytest
from omni_kernel.auth.models import Account, Session, LoginFlow, MailToken
from omni_kernel.auth.throttle import network_of
from omni_sdk import Tenant
from omni_sdk.testing import Outbox
from omni_sdk.testing.app import SYSTEM, RunningOmni
API = "/api/v1"

@pytest.mark.parametrize(("method", "path", "body"), [("GET", "/auth/me", None), ("POST", "/auth/reauthenticate", {}), ("GET", "/sessions", None),
  ("GET", "/security/2fa", None), ("PATCH", "/auth/me", {}), ("POST", "/auth/logout", None), ("DELETE", "/sessions", None), ("POST","/auth/reauthenticate",{"password":"correct horse battery staple"})])
async def test_gone(omni_app: RunningOmni, method: str, path: str, body: Any) -> None:
    http = await omni_app.signed_in(await omni_app.person())
    assert (await http.get(f"{API}/auth/me")).status_code == 200
    await Session.all().delete()
    a = await http.request(method, API + path, json=body)
    print(method, path, a.status_code, a.json() if a.content else "")
    assert a.status_code < 500

@pytest.mark.parametrize("path,body", [
  ("/auth/login", b'{"email": "a\\ud800@b.c", "password": "x"}'),
  ("/auth/login", b'{"email": "a\\u0000@b.c", "password": "x\\ud800"}'),
  ("/auth/password/reset", b'{"email": "a\\ud800@b.c"}'),
  ("/auth/password/reset/confirm", b'{"token": "a\\ud800", "password": "correct horse battery"}'),
  ("/auth/email/verify/confirm", b'{"token": "a\\ud800"}'),
  ("/invitations/look", b'{"token": "a\\ud800"}'),
  ("/invitations/accept", b'{"token": "a\\ud800"}'),
  ("/auth/login", b'{"tenant": "a\\ud800"}'),
  ("/auth/login", b'{"tenant": ""}'),
  ("/auth/login", b'{"next": "/\\ud800"}'),
  ("/auth/login", b'{"provider": "x", "tenant": "\\u0000"}'),
])
async def test_sur(omni_app: RunningOmni, path: str, body: bytes) -> None:
    a = await omni_app.browser().post(API + path, content=body, headers={"content-type": "application/json"})
    print(path, body, a.status_code, a.text[:200])
    assert a.status_code < 500

async def test_callback_chars(omni_app: RunningOmni) -> None:
    b = omni_app.browser()
    for url in ("/auth/callback/%00", "/auth/callback/" + "x" * 3000, "/auth/callback/x?resume=%ff%fe", "/auth/callback/x?resume=%ed%a0%80", "/auth/login/x", "/auth/providers?tenant=%00"):
        a = await b.get(API + url)
        print(url[:40], a.status_code, a.text[:120])
        assert a.status_code < 500

def test_nets() -> None:
    print(network_of("fe80::1%eth0"))

async def test_email_flood(omni_app: RunningOmni, outbox: Outbox) -> None:
    http = await omni_app.signed_in(await omni_app.person())
    for n in range(5):
        a = await http.post(f"{API}/auth/email/change", json={"email": "victim@example.com"})
        await omni_app.run_jobs()
    print(a.status_code, len([m for m in outbox.mails if m.to == "victim@example.com"]))

async def test_reset_flood(omni_app: RunningOmni, outbox: Outbox, clock: Any) -> None:
    await omni_app.person()
    b = omni_app.browser()
    for n in range(120):
        await b.post(f"{API}/auth/password/reset", json={"email": "ann@example.com"})
        await omni_app.run_jobs()
        clock.advance(timedelta(minutes=1, seconds=1))
    print(len(outbox.mails))

async def test_collision(omni_app: RunningOmni) -> None:
    ann = await omni_app.person()
    t = omni_app.kernel.throttle
    b = omni_app.browser()
    for n in range(6):
        await b.post(f"{API}/auth/login", json={"email": f"factor:{ann.id}", "password": "x"})
    print(await t.open(t.keys(f"factor:{ann.id}", "127.0.0.1")))

async def test_leave_enum(omni_app: RunningOmni, tenant: Tenant) -> None:
    http = await omni_app.signed_in(await omni_app.person())
    for t in (tenant.slug, "nowhere"):
        a = await http.post(f"{API}/tenants/{t}/members/leave")
        print(a.status_code, a.json())

async def test_erase_owner(omni_app: RunningOmni, tenant: Tenant) -> None:
    ann = await omni_app.person(tenant=tenant, roles=("owner",))
    bob = await omni_app.person("bob@example.com", tenant=tenant, roles=("owner",))
    await omni_app.kernel.accounts.set_state(SYSTEM, bob.id, "disabled")
    try:
        await omni_app.kernel.erasure.erase(SYSTEM, ann.id)
        print("ERASED")
    except Exception as e:
        print(e)
