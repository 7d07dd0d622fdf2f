"""What people plausibly do one after the other, for routes that want more than an id of one's own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from omni_testbed.sides import KEY, PEOPLE, WAYS, Operation, Side, Way
from omni_testbed.surfaces import links

from omni_isolation.analytics import Analytics
from omni_isolation.game import Tenants

WHOLE = PEOPLE[1]
"""In person, signed in to all of the account, by bearer token."""
PASSWORD = "correct horse battery staple"  # of nobody
LAST = {"GET": 0, "POST": 1, "PUT": 1, "PATCH": 1, "DELETE": 2}


class Flows:
    """Of one side."""

    def __init__(self, game: Tenants, side: Side) -> None:
        self.game, self.side, self.living = game, side, game.living
        self.address = f"{side.mark}.walker@example.com"

    def ask(self, method: str, path: str, way: Way = KEY, **options: Any) -> httpx.Response:
        """As this side; it has to work."""
        answer = self.game.send(self.side, method, path, way, **options)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer

    def work(self) -> None:
        """Let jobs and events be done."""
        self.living.wait(self.living.omni.run_jobs())

    def walk(self) -> None:
        """All of them."""
        steps = [self.passwords, self.login, self.invited, self.letters, self.files, self.subscribers]
        if self.side is self.game.sides[0]:
            steps.append(self.factors)  # ten codes are hashed: long enough for once
        for step in (*steps, Analytics(self.game, self.side).walk, self.leaving):
            step()

    # -- people

    def signed_in(self, path: str, body: Any, method: str = "POST", token: str = "") -> httpx.Response:
        """A person with a password, who signed in just now, or a while ago with this token."""
        headers = {"Authorization": f"Bearer {token or self.token()}"}
        answer = self.living.send(method, path, headers=headers, json=body)
        self.game.look(self.side, answer)
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
        return answer

    def token(self) -> str:
        """Of a new session."""
        made = self.living.kernel.sessions.create(
            self.walker, kind="bearer", methods=["pwd", "totp"], tenant_id=None, ip="192.0.2.7", device=self.side.mark
        )
        return self.living.wait(made)[1]

    def passwords(self) -> None:
        """A person's: changed, reset, proven again; an address confirmed and another one taken."""
        made = self.living.omni.person(
            self.address, name=self.side.mark, password=PASSWORD, verified=False, tenant=self.side.tenant
        )
        self.walker = self.living.wait(made)
        self.signed_in("/api/v1/auth/password/change", {"current": PASSWORD, "password": f"{PASSWORD}s"})
        self.signed_in("/api/v1/auth/email/verify", None)
        self.signed_in("/api/v1/auth/email/change", {"email": f"{self.side.mark}.moved@example.com"})
        self.work()
        mailed = dict(links(self.living, self.side.mark))
        for action in ("verify-email", "change-email"):
            path = {"verify-email": "verify", "change-email": "change"}[action]
            self.ask("POST", f"/api/v1/auth/email/{path}/confirm", json={"token": mailed[action]})
        self.ask("POST", "/api/v1/auth/password/reset", json={"email": self.walker_address()})
        self.work()
        token = dict(links(self.living, self.side.mark))["set-password"]
        self.ask("POST", "/api/v1/auth/password/reset/confirm", json={"token": token, "password": PASSWORD})

    def login(self) -> None:
        """Step by step, by either door; then the password once more."""
        answers = {"email": self.walker_address(), "password": PASSWORD}
        for path in ("/api/v1/auth/login/{}/step", "/api/v1/security/2fa/validate"):
            begun = self.ask("POST", "/api/v1/auth/login", json={"client": "bearer"}).json()
            body = {"answers": answers} if "{}" in path else {"flow_id": begun["flow_id"], "answers": answers}
            headers = {"Omni-Flow": begun["flow_token"]}
            self.ask("POST", path.format(begun["flow_id"]), json=body, headers=headers)
        self.signed_in("/api/v1/auth/reauthenticate", {})
        self.ask("GET", "/api/v1/auth/providers", params={"tenant": self.side.tenant.slug})

    def walker_address(self) -> str:
        """Which may have moved."""
        from omni_kernel.auth.models import Account

        async def found() -> str:
            return (await Account.get(id=self.walker.id)).email

        return self.living.wait(found())

    def factors(self) -> None:
        """An app and backup codes; then one of them away."""
        path, token = "/api/v1/security/2fa", self.token()
        begun = self.signed_in(f"{path}/setup", {"method": "totp"}, token=token).json()
        body = {"flow_id": begun["flow_id"], "answers": {"code": code(str(begun), self.living.clock.now().timestamp())}}
        self.signed_in(f"{path}/verify", body, token=token)
        begun = self.signed_in(f"{path}/setup", {"method": "backup-codes"}, token=token).json()
        first = begun["step"]["show"]["codes"].split()[0]
        self.signed_in(f"{path}/verify", {"flow_id": begun["flow_id"], "answers": {"code": first}}, token=token)
        self.signed_in(f"{path}/backup-codes/regenerate", None)
        self.signed_in(f"{path}/backup-codes", None, "DELETE")

    def leaving(self) -> None:
        """A person leaves the tenant, and then altogether."""
        self.signed_in(f"/api/v1/tenants/{self.side.tenant.slug}/members/leave", None)
        self.signed_in("/api/v1/auth/me", None, "DELETE")

    # -- things

    def invited(self) -> None:
        """Somebody looks at an invitation, and joins."""
        sent = {"email": f"{self.side.mark}.joins@example.com"}
        made = self.ask("POST", "/api/v1/invitations", json=sent).json()["id"]
        self.living.clock.advance(timedelta(minutes=2))
        self.ask("POST", f"/api/v1/invitations/{made}/resend")
        self.work()
        token = dict(links(self.living, f"{self.side.mark}.joins"))["invitation"]
        self.ask("POST", "/api/v1/invitations/look", json={"token": token})
        self.ask("POST", "/api/v1/invitations/accept", json={"token": token, "name": self.side.mark, "password": PASSWORD})

    def letters(self) -> None:
        """Jobs that died, as they are in the database; and one that waits."""
        base = "/api/v1/dead-letters"
        self.ask("GET", f"{base}/{self.dead()}")
        self.ask("POST", f"{base}/{self.dead()}/replay")
        self.ask("POST", f"/api/v1/jobs/{self.dead()}/retry")
        self.ask("DELETE", f"{base}/{self.dead()}")
        self.ask("POST", f"/api/v1/jobs/{self.copy()}/cancel")

    def copy(self) -> str:
        """A job that waits."""
        note = self.ask("POST", "/api/v1/x/notes/notes", json={"title": self.side.mark}).json()["id"]
        return str(self.ask("POST", f"/api/v1/x/notes/notes/{note}/copies").json()["id"])

    def dead(self) -> str:
        """A job that failed for good."""
        job = self.copy()
        now = int(self.living.clock.now().timestamp() * 1000)
        sql = "UPDATE omni_job SET state = 'dead', error = ? WHERE id = ?"
        assert self.living.wait(self.living.kernel.db.execute(sql, [self.side.mark, job])) == 1, now
        return job

    def files(self) -> None:
        """By links that are signed."""
        note = self.side.ids["note_id"][0]
        for path, name in (
            (f"/api/v1/x/notes/notes/{note}/link", "url"),
            (f"/api/v1/security/audit-logs/exports/{self.side.ids['export_id'][0]}", "url"),
        ):
            self.work()
            self.ask("GET", str(httpx.URL(self.ask("GET", path).json()[name]).raw_path.decode()))

    def subscribers(self) -> None:
        """One of a plugin that is on."""
        path = "/api/v1/events/subscribers/notes:welcome"
        self.ask("GET", path)
        self.ask("POST", f"{path}/replay", json={"time": "2026-01-01T00:00:00Z"})
        self.work()
        self.ask("POST", f"{path}/resume", json={"replay": True})


def code(told: str, moment: float) -> str:
    """Of RFC 6238, from the address that an app is set up with."""
    start = told.index("otpauth://")
    secret = parse_qs(urlsplit(told[start:].split("'", maxsplit=1)[0]).query)["secret"][0]
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(moment) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def sweep(game: Tenants, side: Side) -> None:
    """Every route that is still to be reached, with ids of one's own: by key, in person, by the platform; what deletes, last."""
    # Nobody has the role that this is about.
    harmless = [o for o in game.ending if o.path.endswith("/roles/{role}/login-policy")]
    for operation in sorted([*game.operations, *harmless], key=place):
        for way in (way for way in WAYS if not reached(game, operation)):
            options = game.body(side, operation)
            game.keep(side, operation.path, game.send(side, operation.method, game.path(operation, side.first()), way, **options))
        by_the_platform(game, side, operation)


def end(game: Tenants, side: Side) -> None:
    """What is not played, since nothing comes after it."""
    for operation in sorted(game.ending, key=place):
        by_the_platform(game, side, operation)


def place(operation: Operation) -> tuple[Any, ...]:
    """When its turn is: what takes things away comes last, and the whole after its parts."""
    off = operation.path.endswith(("/disable", "/purge"))
    return off, LAST[operation.method], -len(operation.names), -len(operation.path)


def reached(game: Tenants, operation: Operation) -> bool:
    """Did it give a 2xx to anybody?"""
    return (operation.method, operation.path) in game.reached


def by_the_platform(game: Tenants, side: Side, operation: Operation) -> None:
    """Its key, in the tenant and beyond all tenants."""
    for named in ({"Omni-Tenant": side.tenant.slug}, {}):
        if not reached(game, operation):
            url, options = game.path(operation, side.first()), game.body(side, operation)
            answer = game.living.send(operation.method, url, game.platform, headers=named, **options)
            assert answer.status_code < 500, answer.text
            game.seen(answer)
