"""Accounts: passwords, addresses, and what administrators do; no answer tells whether an account exists."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from omni_kernel.auth.accounts import WrongPassword, address
from omni_kernel.auth.actors import Actor
from omni_kernel.auth.models import Account, AccountFactor, LoginFlow, MailToken, Session, TrustedDevice
from omni_kernel.clock import Clock
from omni_kernel.jobs.models import Job
from omni_sdk import Tenant
from omni_sdk.errors import Conflict, Gone, Invalid, NotFound
from omni_sdk.events import ACCOUNT_CHANGED, ACCOUNT_CREATED, EMAIL_CHANGED, EMAIL_VERIFIED, PASSWORD_CHANGED, SESSION_ENDED
from omni_sdk.models import new_id
from omni_sdk.testing import Outbox
from omni_sdk.testing.app import SYSTEM, RunningOmni

OLD, NEW = "correct horse battery staple", "a much better pass phrase"
API = "/api/v1"
MINUTE = timedelta(minutes=1)


async def fresh(account: Account) -> Account:
    """As it stands now."""
    return await Account.get(id=account.id)


async def opens(app: RunningOmni, account: Account, password: str) -> bool:
    """Is it the account's password?"""
    return await app.kernel.passwords.verify((await fresh(account)).password, password)


async def begun(account: Account) -> None:
    """What a login leaves behind while it goes on, and after it."""
    now = account.created_at + timedelta(days=1)
    await LoginFlow.create(purpose="login", stage="factor", account_id=account.id, expires_at=now)
    await TrustedDevice.create(account_id=account.id, digest=str(new_id()), expires_at=now)


class TestMaking:
    """Accounts by themselves."""

    async def test_an_address_is_kept_in_lower_case(self, omni_app: RunningOmni, outbox: Outbox) -> None:
        """And found in any."""
        made = await omni_app.kernel.accounts.create(SYSTEM, "Ann@Example.COM", "Ann", verified=True)
        assert (made.email, made.password, made.platform) == ("ann@example.com", None, False)
        assert made.email_verified_at is not None
        found = await omni_app.kernel.accounts.by_email("ANN@example.com")
        assert found is not None
        assert found.id == made.id
        assert await omni_app.kernel.accounts.by_email("bob@example.com") is None
        assert [e.data.email for e in outbox.events(ACCOUNT_CREATED)] == ["ann@example.com"]

    async def test_an_address_is_taken_once(self, omni_app: RunningOmni) -> None:
        """In whatever case."""
        await omni_app.person()
        with pytest.raises(Conflict):
            await omni_app.kernel.accounts.create(SYSTEM, "ANN@example.com")

    @pytest.mark.parametrize(
        "email",
        [
            "",
            "ann",
            "@x",
            "ann@",
            "a b@c",
            "ann@b@c",
            "ann@example.com\nBcc: x@y",
            "a,b@c.d",
            "<a@b.c>",
            "a" * 251 + "@b.c",
            "İ" * 126 + "@b.c",
        ],
    )
    def test_what_is_no_address(self, email: str) -> None:
        """It is said where."""
        with pytest.raises(Invalid) as caught:
            address(email)
        assert caught.value.at == "email"

    async def test_a_setup_link_sets_the_first_password(self, omni_app: RunningOmni, outbox: Outbox) -> None:
        """It was handed over, not mailed: so it says nothing of the address."""
        made = await omni_app.kernel.accounts.create(SYSTEM, "ann@example.com", platform=True)
        link = await omni_app.kernel.accounts.setup_link(made.id)
        assert link.startswith("http://testserver/auth/set-password#")
        body = {"token": link.partition("#")[2], "password": NEW}
        assert (await omni_app.browser().post(f"{API}/auth/password/reset/confirm", json=body)).status_code == 204
        assert await opens(omni_app, made, NEW)
        assert (await fresh(made)).email_verified_at is None
        assert [e.data.how for e in outbox.events(PASSWORD_CHANGED)] == ["setup"]
        assert outbox.events(EMAIL_VERIFIED) == []


class TestChange:
    """By whoever knows the old password."""

    async def test_other_sessions_end(self, omni_app: RunningOmni, outbox: Outbox, mailbox: Any) -> None:
        """With devices and logins under way; this session goes on, and the person gets a mail."""
        ann = await omni_app.person()
        here, there = await omni_app.signed_in(ann), await omni_app.signed_in(ann, kind="bearer")
        await begun(ann)
        answer = await here.post(f"{API}/auth/password/change", json={"current": OLD, "password": NEW})
        assert answer.status_code == 204, answer.text
        assert await opens(omni_app, ann, NEW)
        assert not await opens(omni_app, ann, OLD)
        assert (await here.get(f"{API}/auth/me")).status_code == 200
        assert (await there.get(f"{API}/auth/me")).status_code == 401
        assert not await LoginFlow.exists()
        assert not await TrustedDevice.exists()
        assert [e.data.how for e in outbox.events(PASSWORD_CHANGED)] == ["change"]
        assert [e.data.reason for e in outbox.events(SESSION_ENDED)] == ["password"]
        await omni_app.run_jobs()
        assert [mail.subject for mail in mailbox.to(ann.email)] == ["Your password was changed"]

    async def test_too_many_tries_look_like_a_wrong_password(self, omni_app: RunningOmni, clock: Clock) -> None:
        """Same answer, and the right one does not help until the time is over."""
        ann = await omni_app.person()
        client = await omni_app.signed_in(ann)

        async def change(current: str) -> httpx.Response:
            return await client.post(f"{API}/auth/password/change", json={"current": current, "password": NEW})

        wrong = [await change("not the password") for _ in range(6)]
        locked = await change(OLD)
        kinds = {(a.status_code, *(a.json()[k] for k in ("type", "title", "detail"))) for a in [*wrong, locked]}
        assert len(kinds) == 1
        assert locked.status_code == 403
        clock.advance(MINUTE)
        assert (await change(OLD)).status_code == 204

    async def test_whoever_has_no_password_cannot_change_it(self, omni_app: RunningOmni) -> None:
        """There is nothing to know."""
        ann = await omni_app.person(password=None)
        client = await omni_app.signed_in(ann)
        answer = await client.post(f"{API}/auth/password/change", json={"current": "", "password": NEW})
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/wrong-password")

    async def test_a_bad_one_is_refused(self, omni_app: RunningOmni) -> None:
        """And nothing changes."""
        ann = await omni_app.person()
        client = await omni_app.signed_in(ann)
        answer = await client.post(f"{API}/auth/password/change", json={"current": OLD, "password": "password1234"})
        assert answer.status_code == 422
        assert "password" in str(answer.json()["errors"][0])
        assert await opens(omni_app, ann, OLD)

    async def test_keys_are_no_people(self, omni_app: RunningOmni, tenant: Tenant) -> None:
        """A key has no password."""
        client = omni_app.client(tenant)
        for method, path, body in (
            ("POST", "password/change", {"current": OLD, "password": NEW}),
            ("POST", "email/verify", None),
            ("POST", "email/change", {"email": "x@example.com"}),
            ("PATCH", "me", {"name": "X"}),
            ("GET", "me/export", None),
            ("DELETE", "me", None),
        ):
            assert (await client.request(method, f"{API}/auth/{path}", json=body)).status_code == 403, path

    async def test_a_tenants_provider_speaks_for_that_tenant_only(self, omni_app: RunningOmni, tenant: Tenant) -> None:
        """A session that it opened does nothing to the account as a whole."""
        ann = await omni_app.person(tenant=tenant)
        client = await omni_app.signed_in(ann, tenant=tenant)
        await Session.all().update(tenant_id=tenant.id)
        for method, path, body in (
            ("POST", "password/change", {"current": OLD, "password": NEW}),
            ("POST", "email/change", {"email": "x@example.com"}),
            ("GET", "me/export", None),
            ("DELETE", "me", None),
        ):
            answer = await client.request(method, f"{API}/auth/{path}", json=body)
            assert answer.status_code == 403, (path, answer.text)
        assert await opens(omni_app, ann, OLD)

    async def test_sessions_must_be_fresh(self, omni_app: RunningOmni, clock: Clock) -> None:
        """For what cannot be undone."""
        client = await omni_app.signed_in(await omni_app.person())
        clock.advance(timedelta(minutes=16))
        for method, path in (("GET", "me/export"), ("DELETE", "me"), ("POST", "email/change")):
            answer = await client.request(
                method, f"{API}/auth/{path}", json={"email": "x@example.com"} if method == "POST" else None
            )
            assert answer.json()["type"] == "/problems/reauthentication-required", answer.text

    async def test_an_account_that_is_gone(self, omni_app: RunningOmni) -> None:
        """It has no password to set."""
        with pytest.raises(NotFound):
            await omni_app.kernel.accounts.set_password(SYSTEM, new_id(), NEW, "reset")

    async def test_an_administrator_sets_one(self, omni_app: RunningOmni) -> None:
        """At the terminal."""
        ann = await omni_app.person()
        await omni_app.kernel.accounts.set_password(SYSTEM, ann.id, NEW, "reset")
        assert await opens(omni_app, ann, NEW)


class TestReset:
    """By mail."""

    async def ask(self, client: httpx.AsyncClient, email: str) -> httpx.Response:
        """For a link."""
        return await client.post(f"{API}/auth/password/reset", json={"email": email})

    async def test_a_link_sets_a_password_once(self, omni_app: RunningOmni, outbox: Outbox, mailbox: Any) -> None:
        """It signs nobody in; sessions end, and the address is verified by it."""
        ann = await omni_app.person(verified=False)
        signed, client = await omni_app.signed_in(ann), omni_app.browser()
        await begun(ann)
        assert (await self.ask(client, "ANN@example.com")).status_code == 202
        await omni_app.run_jobs()
        action, token = mailbox.link(ann.email)
        assert action == "set-password"
        assert token not in str(await Job.all().values())
        weak = await client.post(f"{API}/auth/password/reset/confirm", json={"token": token, "password": "short"})
        assert weak.status_code == 422
        done = await client.post(f"{API}/auth/password/reset/confirm", json={"token": token, "password": NEW})
        assert done.status_code == 204, done.text
        assert "set-cookie" not in done.headers
        assert await opens(omni_app, ann, NEW)
        assert (await fresh(ann)).email_verified_at is not None
        assert (await signed.get(f"{API}/auth/me")).status_code == 401
        assert not await LoginFlow.exists()
        assert [e.data.how for e in outbox.events(PASSWORD_CHANGED)] == ["reset"]
        assert [e.data.email for e in outbox.events(EMAIL_VERIFIED)] == [ann.email]
        again = await client.post(f"{API}/auth/password/reset/confirm", json={"token": token, "password": NEW})
        assert again.status_code == 422

    async def test_of_two_at_once_one_sets_it(self, omni_app: RunningOmni, mailbox: Any) -> None:
        """The other is told that the link was used."""
        ann = await omni_app.person()
        await self.ask(omni_app.browser(), ann.email)
        await omni_app.run_jobs()
        body = {"token": mailbox.link(ann.email)[1], "password": NEW}
        both = [omni_app.browser().post(f"{API}/auth/password/reset/confirm", json=body) for _ in range(2)]
        codes = sorted([a.status_code for a in await asyncio.gather(*both)])
        assert codes[0] == 204
        assert codes[1] in {410, 422}

    async def test_nobody_learns_whether_there_is_an_account(self, omni_app: RunningOmni, outbox: Outbox) -> None:
        """Same answer, and one row of a job, for those who are, are not, or are switched off."""
        ann, off = await omni_app.person(), await omni_app.person("off@example.com")
        await omni_app.kernel.accounts.set_state(SYSTEM, off.id, "disabled")
        answers = []
        for n, email in enumerate((ann.email, "nobody@example.com", off.email), 1):
            answer = await self.ask(omni_app.browser(), email)
            answers.append((answer.status_code, answer.text))
            assert await Job.filter(name="account-reset").count() == n
        assert len(set(answers)) == 1
        await omni_app.run_jobs()
        assert [mail.to for mail in outbox.mails] == [ann.email]

    async def test_nobodys_letter_box_is_filled(self, omni_app: RunningOmni, clock: Clock, mailbox: Any) -> None:
        """One mail a minute; a later one voids the link before."""
        ann, client = await omni_app.person(), omni_app.browser()
        for _ in range(3):
            await self.ask(client, ann.email)
            await omni_app.run_jobs()
        assert len(mailbox.to(ann.email)) == 1
        _, first = mailbox.link(ann.email)
        clock.advance(MINUTE)
        await self.ask(client, ann.email)
        await omni_app.run_jobs()
        assert len(mailbox.to(ann.email)) == 2
        assert await omni_app.kernel.mail_tokens.look("password", first) is None

    async def test_a_link_grows_old(self, omni_app: RunningOmni, clock: Clock, mailbox: Any) -> None:
        """In half an hour."""
        ann, client = await omni_app.person(), omni_app.browser()
        await self.ask(client, ann.email)
        await omni_app.run_jobs()
        clock.advance(timedelta(minutes=30))
        body = {"token": mailbox.link(ann.email)[1], "password": NEW}
        answer = await client.post(f"{API}/auth/password/reset/confirm", json=body)
        assert (answer.status_code, answer.json()["type"]) == (410, "/problems/link-used")

    async def test_a_reset_opens_a_locked_door(self, omni_app: RunningOmni, mailbox: Any) -> None:
        """Whoever reads the mail is the person."""
        ann, client = await omni_app.person(), omni_app.browser()
        throttle = omni_app.kernel.throttle
        keys = throttle.keys(ann.email, "127.0.0.1")
        while await throttle.open(keys):
            pass
        await self.ask(client, ann.email)
        await omni_app.run_jobs()
        body = {"token": mailbox.link(ann.email)[1], "password": NEW}
        assert (await client.post(f"{API}/auth/password/reset/confirm", json=body)).status_code == 204
        assert await throttle.open(keys)

    async def test_mails_are_in_the_persons_language(self, omni_app: RunningOmni, mailbox: Any) -> None:
        """And in English where there is none, or no text in it."""
        for email, locale, subject in (
            ("a@example.com", "de-CH", "Passwort festlegen"),
            ("b@example.com", None, "Set your password"),
            ("c@example.com", "fr", "Set your password"),
        ):
            person = await omni_app.person(email)
            await Account.filter(id=person.id).update(locale=locale)
            await self.ask(omni_app.browser(), email)
            await omni_app.run_jobs()
            assert [mail.subject for mail in mailbox.to(email)] == [subject]
            html = mailbox.to(email)[0].message.get_body(("html",)).get_content()
            assert mailbox.link(email)[1] in html


class TestVerification:
    """Of an e-mail address."""

    async def test_by_a_link(self, omni_app: RunningOmni, outbox: Outbox, mailbox: Any) -> None:
        """Once; afterwards there is nothing to mail."""
        ann = await omni_app.person(verified=False)
        client = await omni_app.signed_in(ann)
        for _ in range(2):
            assert (await client.post(f"{API}/auth/email/verify")).status_code == 202
            await omni_app.run_jobs()
        assert len(mailbox.to(ann.email)) == 1
        action, token = mailbox.link(ann.email)
        assert action == "verify-email"
        assert (await omni_app.browser().post(f"{API}/auth/email/verify/confirm", json={"token": token})).status_code == 204
        assert (await fresh(ann)).email_verified_at is not None
        assert [e.data.email for e in outbox.events(EMAIL_VERIFIED)] == [ann.email]
        assert (await client.post(f"{API}/auth/email/verify")).status_code == 202
        await omni_app.run_jobs()
        assert len(mailbox.to(ann.email)) == 1

    async def test_a_link_is_for_the_address_it_went_to(self, omni_app: RunningOmni) -> None:
        """Not for whatever the account has by then."""
        ann = await omni_app.person(verified=False)
        token = await omni_app.kernel.mail_tokens.issue("verify-email", ann.id, MINUTE, {"email": "was@example.com"})
        with pytest.raises(Gone):
            await omni_app.kernel.accounts.verify_email(SYSTEM, token)
        assert (await fresh(ann)).email_verified_at is None

    async def test_verified_twice_is_told_once(self, omni_app: RunningOmni, outbox: Outbox) -> None:
        """A link that comes late changes nothing."""
        ann = await omni_app.person()
        token = await omni_app.kernel.mail_tokens.issue("verify-email", ann.id, MINUTE, {"email": ann.email})
        await omni_app.kernel.accounts.verify_email(SYSTEM, token)
        assert outbox.events(EMAIL_VERIFIED) == []


class TestMove:
    """To another e-mail address."""

    async def ask(self, omni_app: RunningOmni, ann: Account, email: str) -> httpx.AsyncClient:
        """As that person."""
        client = await omni_app.signed_in(ann)
        answer = await client.post(f"{API}/auth/email/change", json={"email": email})
        assert answer.status_code == 202, answer.text
        await omni_app.run_jobs()
        return client

    @pytest.mark.parametrize("order", [("ann@example.com", "new@example.com"), ("new@example.com", "ann@example.com")])
    async def test_both_confirm(self, order: tuple[str, str], omni_app: RunningOmni, outbox: Outbox, mailbox: Any) -> None:
        """In either order; then the old address is told."""
        ann = await omni_app.person()
        client = await self.ask(omni_app, ann, "NEW@example.com")
        await begun(ann)
        tokens = [mailbox.link(email)[1] for email in order]
        for token, done in zip(tokens, (False, True), strict=True):
            answer = await omni_app.browser().post(f"{API}/auth/email/change/confirm", json={"token": token})
            assert answer.json() == {"done": done}
        assert (await fresh(ann)).email == "new@example.com"
        assert not await LoginFlow.exists()
        changed = outbox.events(EMAIL_CHANGED)
        assert [(e.data.before, e.data.after) for e in changed] == [("ann@example.com", "new@example.com")]
        assert (await client.get(f"{API}/auth/me")).json()["email"] == "new@example.com"
        await omni_app.run_jobs()
        assert mailbox.to("ann@example.com")[-1].subject == "Your e-mail address was changed"
        again = await omni_app.browser().post(f"{API}/auth/email/change/confirm", json={"token": tokens[0]})
        assert again.status_code == 422

    async def test_one_side_is_not_enough(self, omni_app: RunningOmni, mailbox: Any) -> None:
        """However often it confirms."""
        ann = await omni_app.person()
        await self.ask(omni_app, ann, "new@example.com")
        token = mailbox.link("new@example.com")[1]
        codes = [
            (await omni_app.browser().post(f"{API}/auth/email/change/confirm", json={"token": token})).status_code
            for _ in range(2)
        ]
        assert codes == [200, 422]
        assert (await fresh(ann)).email == "ann@example.com"

    async def test_an_address_that_is_taken(self, omni_app: RunningOmni, mailbox: Any) -> None:
        """Gets a word about it, which does not name who asked; neither answer nor own mail says so."""
        ann, bob = await omni_app.person(), await omni_app.person("bob@example.com")
        await self.ask(omni_app, ann, bob.email)
        assert [mail.subject for mail in mailbox.to(bob.email)] == ["Your e-mail address"]
        assert "Ann" not in mailbox.to(bob.email)[0].text
        assert "#" not in mailbox.to(bob.email)[0].text
        token = mailbox.link(ann.email)[1]
        answer = await omni_app.browser().post(f"{API}/auth/email/change/confirm", json={"token": token})
        assert answer.json() == {"done": False}
        assert (await fresh(ann)).email == "ann@example.com"

    async def test_an_address_that_is_taken_meanwhile(self, omni_app: RunningOmni, mailbox: Any) -> None:
        """The last one to confirm is told."""
        ann = await omni_app.person()
        await self.ask(omni_app, ann, "new@example.com")
        tokens = [mailbox.link(email)[1] for email in ("ann@example.com", "new@example.com")]
        await omni_app.person("new@example.com")
        answers = [await omni_app.browser().post(f"{API}/auth/email/change/confirm", json={"token": t}) for t in tokens]
        assert [a.status_code for a in answers] == [200, 409]
        assert (await fresh(ann)).email == "ann@example.com"

    async def test_another_wish_voids_the_first(self, omni_app: RunningOmni, mailbox: Any) -> None:
        """Both its links."""
        ann = await omni_app.person()
        await self.ask(omni_app, ann, "first@example.com")
        old = [mailbox.link(email)[1] for email in ("ann@example.com", "first@example.com")]
        await self.ask(omni_app, ann, "second@example.com")
        for token in old:
            assert (await omni_app.browser().post(f"{API}/auth/email/change/confirm", json={"token": token})).status_code == 422

    async def test_an_account_that_is_gone_gets_no_mails(self, omni_app: RunningOmni, outbox: Outbox) -> None:
        """Nor does anybody else."""
        actor = Actor("account", str(new_id()))
        await omni_app.kernel.accounts.ask_email_change(SYSTEM, actor, "new@example.com")
        await omni_app.kernel.accounts.notify(SYSTEM, UUID(actor.id), "account.password-changed")
        await omni_app.run_jobs()
        assert outbox.mails == []

    async def test_a_new_password_ends_a_change_under_way(self, omni_app: RunningOmni, mailbox: Any) -> None:
        """Whoever began it may have been somebody else."""
        ann = await omni_app.person()
        await self.ask(omni_app, ann, "thief@example.com")
        await omni_app.kernel.accounts.set_password(SYSTEM, ann.id, NEW, "reset")
        token = mailbox.link("thief@example.com")[1]
        assert (await omni_app.browser().post(f"{API}/auth/email/change/confirm", json={"token": token})).status_code == 422


class TestOneself:
    """Name and language."""

    async def test_changes(self, omni_app: RunningOmni, outbox: Outbox) -> None:
        """At once; nothing is no change."""
        client = await omni_app.signed_in(await omni_app.person())
        answer = await client.patch(f"{API}/auth/me", json={"name": "Anna", "locale": "de"})
        assert answer.status_code == 200, answer.text
        me = (await client.get(f"{API}/auth/me")).json()
        assert (me["name"], me["locale"]) == ("Anna", "de")
        assert (await client.patch(f"{API}/auth/me", json={})).json()["name"] == "Anna"
        assert [sorted(e.data.changed) for e in outbox.events(ACCOUNT_CHANGED)] == [["locale", "name"]]
        assert (await client.patch(f"{API}/auth/me", json={"locale": "?"})).status_code == 422


class TestAdministrators:
    """Of the platform."""

    async def test_life_of_an_account(self, omni_app: RunningOmni) -> None:
        """Made, found, changed, erased, by an administrator with a session."""
        root = await omni_app.signed_in(await omni_app.person("root@example.com", platform=True))
        made = await root.post(f"{API}/accounts", json={"email": "Ann@example.com", "name": "Ann", "verified": True})
        assert made.status_code == 201, made.text
        ann = made.json()
        assert ann["password_changed_at"] is None
        where = f"{API}/accounts/{ann['id']}"
        assert (await root.get(where)).json() == ann
        assert [a["email"] for a in (await root.get(f"{API}/accounts")).json()["items"]] == [
            "ann@example.com",
            "root@example.com",
        ]
        assert [a["id"] for a in (await root.get(f"{API}/accounts?email=ANN@example.com")).json()["items"]] == [ann["id"]]
        changed = await root.patch(where, json={"name": "Anna", "platform": True, "state": "disabled"})
        assert (changed.json()["name"], changed.json()["platform"], changed.json()["state"]) == ("Anna", True, "disabled")
        assert [a["id"] for a in (await root.get(f"{API}/accounts?state=disabled")).json()["items"]] == [ann["id"]]
        assert (await root.patch(where, json={"state": "active"})).json()["state"] == "active"
        assert (await root.patch(where, json={"platform": False})).json()["platform"] is False
        link = (await root.post(f"{where}/setup-link")).json()["link"]
        assert "/auth/set-password#" in link
        assert (await root.delete(where)).status_code == 204
        for answer in (await root.get(where), await root.delete(where), await root.post(f"{where}/setup-link")):
            assert answer.status_code == 404

    async def test_others_do_nothing(self, omni_app: RunningOmni, tenant: Tenant) -> None:
        """Neither an owner nor a tenant's key with all permissions."""
        ann = await omni_app.person(tenant=tenant, roles=["owner"])
        for client in (omni_app.client(tenant), await omni_app.signed_in(ann, tenant=tenant), await omni_app.signed_in(ann)):
            for method, path, body in (
                ("GET", "", None),
                ("POST", "", {"email": "x@example.com"}),
                ("GET", f"/{ann.id}", None),
                ("PATCH", f"/{ann.id}", {"platform": True}),
                ("DELETE", f"/{ann.id}", None),
                ("POST", f"/{ann.id}/setup-link", None),
                ("DELETE", f"/{ann.id}/factors", None),
            ):
                answer = await client.request(method, f"{API}/accounts{path}", json=body)
                assert answer.status_code == 403, (path, answer.text)

    async def test_whoever_is_switched_off_is_out(self, omni_app: RunningOmni, outbox: Outbox) -> None:
        """At once, with all that was under way."""
        ann = await omni_app.person()
        client = await omni_app.signed_in(ann)
        await begun(ann)
        await omni_app.kernel.accounts.setup_link(ann.id)
        await omni_app.kernel.accounts.set_state(SYSTEM, ann.id, "disabled")
        assert (await client.get(f"{API}/auth/me")).status_code == 401
        for model in (Session, LoginFlow, TrustedDevice, MailToken):
            assert not await model.filter(account_id=ann.id).exists()
        assert [e.data.reason for e in outbox.events(SESSION_ENDED)] == ["disabled"]

    async def test_a_lowered_administrator_has_no_power_left(self, omni_app: RunningOmni) -> None:
        """In the same session."""
        await omni_app.person("root@example.com", platform=True)
        bob = await omni_app.person("bob@example.com", platform=True)
        client = await omni_app.signed_in(bob)
        assert (await client.get(f"{API}/accounts")).status_code == 200
        await omni_app.kernel.accounts.set_platform(SYSTEM, bob.id, platform=False)
        assert (await client.get(f"{API}/accounts")).status_code == 403

    async def test_the_last_administrator_stays(self, omni_app: RunningOmni) -> None:
        """One that is switched off does not count; and no half of a change is kept."""
        root = await omni_app.person("root@example.com", platform=True)
        off = await omni_app.person("off@example.com", platform=True)
        client = await omni_app.signed_in(root)
        await omni_app.kernel.accounts.set_state(SYSTEM, off.id, "disabled")
        for changes in ({"platform": False}, {"state": "disabled"}, {"state": "active", "platform": False}):
            answer = await client.patch(f"{API}/accounts/{root.id}", json=changes)
            assert answer.status_code == 409, answer.text
        await omni_app.kernel.accounts.set_platform(SYSTEM, off.id, platform=False)
        assert (await fresh(root)).platform

    async def test_lost_factors_are_removed(self, omni_app: RunningOmni) -> None:
        """All of them, whatever became of their plugins."""
        ann, root = await omni_app.person(), await omni_app.person("root@example.com", platform=True)
        await AccountFactor.create(account_id=ann.id, plugin_id="gone", method="gone", kind="possession")
        await AccountFactor.create(account_id=ann.id, plugin_id="gone", method="codes", kind="recovery")
        client = await omni_app.signed_in(root)
        assert (await client.delete(f"{API}/accounts/{ann.id}/factors")).status_code == 204
        assert not await AccountFactor.exists()

    async def test_wrong_password_is_a_problem_of_its_own(self) -> None:
        """Programs may rely on it."""
        assert (WrongPassword.status, WrongPassword.type) == (403, "wrong-password")
