"""Invitations: by mail, once, and as the person of that address only."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from omni_kernel.auth.models import Account, Session
from omni_kernel.auth.token import digest
from omni_kernel.jobs.models import Job
from omni_kernel.tenancy.models import Invitation, Membership
from omni_sdk import Tenant
from omni_sdk.errors import Gone
from omni_sdk.events import EMAIL_VERIFIED, INVITATION_ACCEPTED, INVITATION_REVOKED, INVITATION_SENT, PASSWORD_CHANGED
from omni_sdk.testing import Outbox, SetClock
from omni_sdk.testing.app import SYSTEM, RunningOmni

Join = Callable[..., Awaitable[tuple[Account, httpx.AsyncClient]]]
PASSWORD = "a lake, two ducks, some bread"
LOOK, ACCEPT = "/api/v1/invitations/look", "/api/v1/invitations/accept"
A_WHILE = timedelta(minutes=2)


def token_in(outbox: Outbox) -> str:
    """What the link in the last mail holds."""
    found = re.search(r"http://testserver/auth/invitation#([\w-]+)", outbox.mails[-1].text)
    assert found
    return found[1]


async def invited(
    omni_app: RunningOmni, outbox: Outbox, tenant: Tenant, email: str = "new@example.com", role: str = "member"
) -> str:
    """The token that somebody got by mail."""
    await omni_app.kernel.invitations.invite(SYSTEM, tenant.id, email, [role])
    await omni_app.run_jobs()
    return token_in(outbox)


async def test_life_of_an_invitation(omni_app: RunningOmni, join: Join, base: str, tenant: Tenant, outbox: Outbox) -> None:
    adam, client = await join("adam", "admin")
    made = await client.post("/api/v1/invitations", json={"email": "New@Example.com", "roles": ["member", "viewer", "member"]})
    assert made.status_code == 201, made.text
    assert not outbox.mails
    await omni_app.run_jobs()
    mail = outbox.mails[0]
    assert (mail.to, tenant.name in mail.subject) == ("new@example.com", True)
    token, (row,) = token_in(outbox), (await client.get("/api/v1/invitations")).json()["items"]
    assert (row["id"], row["email"], row["roles"], row["sent"]) == (made.json()["id"], "new@example.com", ["member", "viewer"], 1)
    assert row["invited_by"] == f"account:{adam.id}"
    browser = omni_app.browser()
    looked = (await browser.post(LOOK, json={"token": token})).json()
    assert (looked["tenant"], looked["email"], looked["way"]) == (tenant.name, "new@example.com", "password")
    joined = await browser.post(ACCEPT, json={"token": token, "name": "Newt", "password": PASSWORD})
    assert joined.status_code == 200, joined.text
    assert "set-cookie" not in joined.headers
    account = await Account.get(email="new@example.com")
    assert joined.json() == {
        "tenant_id": str(tenant.id), "account_id": str(account.id), "email": account.email, "roles": ["member", "viewer"],
    }  # fmt: skip
    assert (account.name, account.email_verified_at is not None) == ("Newt", True)
    assert await omni_app.kernel.passwords.verify(account.password, PASSWORD)
    assert (await browser.post(ACCEPT, json={"token": token, "password": PASSWORD})).status_code == 404
    assert not (await client.get("/api/v1/invitations")).json()["items"]
    kinds: tuple[Any, ...] = (INVITATION_SENT, INVITATION_ACCEPTED, PASSWORD_CHANGED, EMAIL_VERIFIED)
    assert [len(outbox.events(kind)) for kind in kinds] == [1, 1, 1, 1]


async def test_the_token_is_in_the_mail_only(omni_app: RunningOmni, outbox: Outbox, tenant: Tenant, capsys: Any) -> None:
    token = await invited(omni_app, outbox, tenant)
    await omni_app.browser().post(LOOK, json={"token": token})
    assert len(token) >= 43
    rows = [dict(r) for model in (Invitation, Job) for r in await model.all().values()]
    events = await omni_app.kernel.db.rows("SELECT * FROM omni_job")
    assert token not in str(rows) + str(events) + str(outbox._events) + "".join(capsys.readouterr())
    assert digest(token) in str(rows)


async def test_the_mail_is_in_the_persons_language(omni_app: RunningOmni, tenant: Tenant, outbox: Outbox) -> None:
    kernel = omni_app.kernel
    await kernel.tenants.update(SYSTEM, tenant.id, {"locale": "de-CH", "name": "Müller <&> Co"})
    await invited(omni_app, outbox, tenant)
    assert "eingeladen" in outbox.mails[-1].subject
    html = outbox.mails[-1].message.get_body(("html",))
    assert html is not None
    assert "Müller &lt;&amp;&gt; Co" in html.get_content()
    known = await omni_app.person("known@example.com", password=None)
    await Account.filter(id=known.id).update(locale="en")
    await invited(omni_app, outbox, tenant, "known@example.com")
    assert "invited" in outbox.mails[-1].subject


# -- who accepts


async def test_an_account_is_asked_to_sign_in(omni_app: RunningOmni, tenant: Tenant, outbox: Outbox) -> None:
    ann = await omni_app.person("ann@example.com")
    eve = await omni_app.person("eve@example.com")
    token = await invited(omni_app, outbox, tenant, "ann@example.com")
    browser = omni_app.browser()
    assert (await browser.post(LOOK, json={"token": token})).json()["way"] == "sign-in"
    stolen = await browser.post(ACCEPT, json={"token": token, "password": PASSWORD, "name": "Eve"})
    assert (stolen.status_code, stolen.json()["type"]) == (401, "/problems/sign-in-first")
    other = await omni_app.signed_in(eve)
    assert (await other.post(ACCEPT, json={"token": token})).status_code == 403
    assert (await other.post(ACCEPT, json={"token": token, "password": PASSWORD})).status_code == 403
    assert (await Account.get(id=ann.id)).password == ann.password
    mine = await omni_app.signed_in(ann)
    joined = await mine.post(ACCEPT, json={"token": token})
    assert (joined.status_code, joined.json()["account_id"]) == (200, str(ann.id))
    assert (await mine.get(f"/api/v1/tenants/{tenant.slug}/members", headers={"Omni-Tenant": tenant.slug})).status_code == 200
    assert [e.actor for e in outbox.events(INVITATION_ACCEPTED)] == [f"account:{ann.id}"]


async def test_a_bearer_token_does_as_well_as_a_cookie(omni_app: RunningOmni, tenant: Tenant, outbox: Outbox) -> None:
    client = await omni_app.signed_in(await omni_app.person("ann@example.com"), kind="bearer")
    token = await invited(omni_app, outbox, tenant, "ann@example.com")
    assert (await client.post(ACCEPT, json={"token": token})).status_code == 200


async def test_a_page_of_another_site_joins_nobody(omni_app: RunningOmni, tenant: Tenant, outbox: Outbox) -> None:
    client = await omni_app.signed_in(await omni_app.person("ann@example.com"))
    token = await invited(omni_app, outbox, tenant, "ann@example.com")
    evil = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert (await client.post(ACCEPT, json={"token": token}, headers=evil)).status_code == 403
    assert await Membership.filter(tenant_id=tenant.id).count() == 1


async def test_a_session_that_is_over_is_none(omni_app: RunningOmni, tenant: Tenant, outbox: Outbox, clock: SetClock) -> None:
    ann = await omni_app.person("ann@example.com")
    client = await omni_app.signed_in(ann)
    clock.advance(timedelta(days=3))
    token = await invited(omni_app, outbox, tenant, "ann@example.com")
    assert (await client.post(ACCEPT, json={"token": token})).status_code == 401
    fresh = await omni_app.signed_in(ann)
    await Account.filter(id=ann.id).update(state="disabled")
    assert (await fresh.post(ACCEPT, json={"token": token})).status_code == 401


async def test_a_session_of_another_tenants_identity_provider_joins_nothing(
    omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant, outbox: Outbox
) -> None:
    ann = await omni_app.person("ann@example.com", tenant=other_tenant)
    token = await invited(omni_app, outbox, tenant, "ann@example.com")
    _, bearer = await omni_app.kernel.sessions.create(
        ann, kind="bearer", methods=("federated",), tenant_id=other_tenant.id, ip="192.0.2.7", device="test"
    )
    answer = await omni_app.browser().post(ACCEPT, json={"token": token}, headers={"Authorization": f"Bearer {bearer}"})
    assert answer.status_code == 401


async def test_an_account_without_a_password_sets_one(omni_app: RunningOmni, tenant: Tenant, outbox: Outbox) -> None:
    ann = await omni_app.person("ann@example.com", password=None, verified=False)
    await omni_app.signed_in(ann)
    token = await invited(omni_app, outbox, tenant, "ann@example.com")
    joined = await omni_app.browser().post(ACCEPT, json={"token": token, "name": "Other", "password": PASSWORD})
    assert joined.json()["account_id"] == str(ann.id)
    now = await Account.get(id=ann.id)
    assert (now.name, now.email_verified_at is not None) == ("Ann", True)
    assert await omni_app.kernel.passwords.verify(now.password, PASSWORD)
    # Whoever was signed in before the mailbox was proven may have been somebody else.
    assert not await Session.exists(account_id=ann.id)


async def test_a_disabled_account_does_not_come_back_by_mail(omni_app: RunningOmni, tenant: Tenant, outbox: Outbox) -> None:
    ann = await omni_app.person("ann@example.com", password=None)
    await Account.filter(id=ann.id).update(state="disabled")
    token = await invited(omni_app, outbox, tenant, "ann@example.com")
    assert (await omni_app.browser().post(ACCEPT, json={"token": token, "password": PASSWORD})).status_code == 403
    assert (await Account.get(id=ann.id)).password is None


@pytest.mark.parametrize("body", [{}, {"password": "short"}, {"password": "new@example.com"}, {"password": "x" * 2000}])
async def test_a_bad_password_leaves_the_invitation(
    body: dict[str, str], omni_app: RunningOmni, tenant: Tenant, outbox: Outbox
) -> None:
    token, browser = await invited(omni_app, outbox, tenant), omni_app.browser()
    refused = await browser.post(ACCEPT, json={"token": token, **body})
    assert refused.status_code == 422
    assert "password" in refused.text
    assert not await Account.exists(email="new@example.com")
    assert (await browser.post(ACCEPT, json={"token": token, "password": PASSWORD})).status_code == 200


@pytest.mark.parametrize("token", ["nonsense", "x" * 43, "ä"])
async def test_what_is_no_token(token: str, omni_app: RunningOmni) -> None:
    browser = omni_app.browser()
    assert (await browser.post(LOOK, json={"token": token})).status_code == 404
    assert (await browser.post(ACCEPT, json={"token": token, "password": PASSWORD})).status_code == 404
    assert (await omni_app.browser().post(ACCEPT, json={"token": ""})).status_code == 422


# -- again, too late, taken back


async def test_it_can_be_sent_again(
    omni_app: RunningOmni, join: Join, base: str, tenant: Tenant, outbox: Outbox, clock: SetClock
) -> None:
    _, client = await join("adam", "admin")
    old = await invited(omni_app, outbox, tenant)
    path = f"/api/v1/invitations/{(await Invitation.get()).id}/resend"
    hasty = await client.post(path)
    assert (hasty.status_code, hasty.headers["retry-after"]) == (429, "60")
    clock.advance(A_WHILE)
    assert (await client.post(path)).status_code == 200
    assert (await omni_app.browser().post(LOOK, json={"token": old})).status_code == 404
    await omni_app.run_jobs()
    assert (await omni_app.browser().post(LOOK, json={"token": token_in(outbox)})).status_code == 200
    assert ((await Invitation.get()).sent, len(outbox.mails), len(outbox.events(INVITATION_SENT))) == (2, 2, 2)


async def test_it_ends(omni_app: RunningOmni, join: Join, base: str, tenant: Tenant, outbox: Outbox, clock: SetClock) -> None:
    token, browser = await invited(omni_app, outbox, tenant), omni_app.browser()
    clock.advance(timedelta(days=7, seconds=1))
    for path, body in ((LOOK, {}), (ACCEPT, {"password": PASSWORD})):
        late = await browser.post(path, json={"token": token, **body})
        assert (late.status_code, late.json()["type"]) == (410, "/problems/invitation-expired")
    _, client = await join("adam", "admin")
    (row,) = (await client.get("/api/v1/invitations")).json()["items"]
    assert (await client.post(f"/api/v1/invitations/{row['id']}/resend")).status_code == 200
    await omni_app.run_jobs()
    assert (await browser.post(ACCEPT, json={"token": token_in(outbox), "password": PASSWORD})).status_code == 200


async def test_it_can_be_taken_back(omni_app: RunningOmni, join: Join, base: str, tenant: Tenant, outbox: Outbox) -> None:
    _, client = await join("adam", "admin")
    token = await invited(omni_app, outbox, tenant)
    path = f"/api/v1/invitations/{(await Invitation.get()).id}"
    assert (await client.delete(path)).status_code == 204
    assert (await omni_app.browser().post(ACCEPT, json={"token": token, "password": PASSWORD})).status_code == 404
    assert (await client.delete(path)).status_code == (await client.post(f"{path}/resend")).status_code == 404
    assert [e.data.email for e in outbox.events(INVITATION_REVOKED)] == ["new@example.com"]
    flood = await client.post("/api/v1/invitations", json={"email": "new@example.com"})
    assert flood.status_code == 429


async def test_what_was_taken_back_is_not_mailed(omni_app: RunningOmni, tenant: Tenant, outbox: Outbox) -> None:
    row = await omni_app.kernel.invitations.invite(SYSTEM, tenant.id, "new@example.com")
    await omni_app.kernel.invitations.revoke(SYSTEM, tenant.id, row.id)
    await omni_app.run_jobs()
    assert not outbox.mails


async def test_nobody_is_asked_twice(omni_app: RunningOmni, join: Join, base: str, tenant: Tenant, outbox: Outbox) -> None:
    _, client = await join("adam", "admin")
    await join("mia", "member")
    assert (await client.post("/api/v1/invitations", json={"email": "Mia@example.com"})).status_code == 409
    assert (await client.post("/api/v1/invitations", json={"email": "new@example.com"})).status_code == 201
    assert (await client.post("/api/v1/invitations", json={"email": "NEW@example.com"})).status_code == 409
    for bad in ("nobody", "a@b@c", "", "a b@c.example"):
        assert (await client.post("/api/v1/invitations", json={"email": bad})).status_code == 422


async def test_who_came_in_the_meantime_cannot_come_again(omni_app: RunningOmni, tenant: Tenant, outbox: Outbox) -> None:
    ann = await omni_app.person("ann@example.com")
    token = await invited(omni_app, outbox, tenant, "ann@example.com", "admin")
    await omni_app.kernel.members.add(SYSTEM, tenant.id, "ann@example.com", roles=["viewer"])
    assert (await (await omni_app.signed_in(ann)).post(ACCEPT, json={"token": token})).status_code == 409
    assert (await Membership.get(account_id=ann.id)).roles == ["viewer"]


async def test_invitations_are_for_those_who_manage_people(
    omni_app: RunningOmni, join: Join, base: str, tenant: Tenant, other_tenant: Tenant, outbox: Outbox
) -> None:
    await invited(omni_app, outbox, tenant)
    row = await Invitation.get()
    _, member = await join("mia", "member")
    assert (await member.get("/api/v1/invitations")).status_code == 403
    assert (await member.post("/api/v1/invitations", json={"email": "x@example.com"})).status_code == 403
    stranger = omni_app.client(other_tenant)
    assert not (await stranger.get("/api/v1/invitations")).json()["items"]
    assert (await stranger.delete(f"/api/v1/invitations/{row.id}")).status_code == 404
    assert (await stranger.post(f"/api/v1/invitations/{row.id}/resend")).status_code == 404


async def test_those_long_over_are_deleted(omni_app: RunningOmni, tenant: Tenant, outbox: Outbox, clock: SetClock) -> None:
    await invited(omni_app, outbox, tenant)
    clock.advance(timedelta(days=36))
    assert await omni_app.kernel.invitations.purge() == 0
    clock.advance(timedelta(days=2))
    assert await omni_app.kernel.invitations.purge() == 1


# -- races


async def test_of_two_at_once_one_joins(omni_app: RunningOmni, tenant: Tenant, outbox: Outbox) -> None:
    token = await invited(omni_app, outbox, tenant)
    body = {"token": token, "password": PASSWORD}
    answers = await asyncio.gather(*(omni_app.browser().post(ACCEPT, json=body) for _ in range(4)))
    assert sorted(a.status_code for a in answers).count(200) == 1
    assert {a.status_code for a in answers} <= {200, 401, 404, 410}
    assert await Membership.filter(tenant_id=tenant.id).count() == 2


async def test_of_two_tenants_at_once_the_first_sets_the_password(
    omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant, outbox: Outbox
) -> None:
    tokens = [await invited(omni_app, outbox, one) for one in (tenant, other_tenant)]
    bodies = [{"token": t, "password": f"{PASSWORD} {i}"} for i, t in enumerate(tokens)]
    answers = await asyncio.gather(*(omni_app.browser().post(ACCEPT, json=body) for body in bodies))
    assert sorted(a.status_code for a in answers) == [200, 401]
    account = await Account.get(email="new@example.com")
    winner = next(b["password"] for a, b in zip(answers, bodies, strict=True) if a.status_code == 200)
    assert await omni_app.kernel.passwords.verify(account.password, winner)
    assert await Membership.filter(account_id=account.id).count() == 1


async def test_taken_back_and_accepted_at_once_is_one_of_both(omni_app: RunningOmni, tenant: Tenant, outbox: Outbox) -> None:
    token = await invited(omni_app, outbox, tenant)
    row, kernel = await Invitation.get(), omni_app.kernel
    accepted, revoked = await asyncio.gather(
        kernel.invitations.accept(SYSTEM, token, password=PASSWORD),
        kernel.invitations.revoke(SYSTEM, tenant.id, row.id),
        return_exceptions=True,
    )
    assert isinstance(accepted, BaseException) != isinstance(revoked, BaseException)
    now = await Invitation.get()
    assert (now.accepted_at is None) != (now.revoked_at is None)
    assert await Account.exists(email="new@example.com") == (now.revoked_at is None)


async def test_a_link_that_was_replaced_while_it_was_used_is_void(omni_app: RunningOmni, tenant: Tenant, outbox: Outbox) -> None:
    ann = await omni_app.person("ann@example.com")
    token, kernel = await invited(omni_app, outbox, tenant, "ann@example.com"), omni_app.kernel
    row, _ = await kernel.invitations.look(token)
    await kernel.invitations.token(row.id)
    with pytest.raises(Gone, match="just"):
        async with kernel.db.transaction():
            await kernel.invitations._join(SYSTEM, row, ann)
