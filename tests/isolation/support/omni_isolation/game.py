"""Two tenants' keys and people, and the platform's administrator, act through every route there is; nobody ever sees the
other's rows.

What a tenant writes carries its mark, and what is made for it gets an id: neither may stand in an answer to the other.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from typing import Any, ClassVar
from uuid import uuid4

import httpx
import schemathesis
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from omni_notes.plugin import plugin as notes
from omni_testbed.inprocess import Living
from omni_testbed.sides import KEY, PARAMETER, PEOPLE, WAYS, Operation, Side, Way, operations, refusal
from omni_testbed.surfaces import Logs, rows

from omni_isolation.analytics import DOORS, Analytics
from omni_kernel.auth.models import Identity
from omni_sdk import Plugin
from omni_sdk.testing.app import Bench

EXAMPLES = int(os.environ.get("OMNI_TEST_EXAMPLES") or ("60" if os.environ.get("OMNI_SOAK") else "4"))
STEPS = 30
STREAM, METRICS = "/api/v1/stream", "/metrics"
HARMFUL = {
    ("DELETE", "/api/v1/tenants/{tenant_id}"): "ends the game; a test of its own follows below",
    ("POST", "/api/v1/tenants/{tenant_id}/suspend"): "ends the game; a test of its own follows below",
    ("POST", "/api/v1/tenants/{tenant_id}/members/leave"): "who left can act for nobody any more",
    ("PUT", "/api/v1/tenants/{tenant_id}/login-policy"): "wants a factor that nobody has: all people are locked out",
    ("PUT", "/api/v1/tenants/{tenant_id}/roles/{role}/login-policy"): "the same, for those with the role",
    ("PUT", "/api/v1/accounts/{account_id}/login-policy"): "the same, for one person",
    ("PUT", "/api/v1/login-policies/platform"): "the same, for everybody",
    ("DELETE", "/api/v1/accounts/{account_id}"): "who is erased can act for nobody any more",
    ("DELETE", "/api/v1/auth/me"): "who is erased can act for nobody any more",
}
"""Not played, and why; with an id of the other's they are harmless, so that is tried."""
IDS = {
    "note_id", "account_id", "key_id", "job_id", "tenant_id", "role", "invitation_id", "session_id", "device_id", "flow_id",
    "identity_id", "schedule_id", "entry_id", "export_id", "run_id", "download_id", "import_id", "erasure_id", "sending_id",
}  # fmt: skip
NAMES = {"tenant", "plugin_id", "provider", "method", "name", "token", "subscriber"}
"""Parameters of paths that are no ids of a tenant's or a person's things."""
UNSEEN = "00000000-0000-7000-8000-00000000dead"


def installed() -> list[Plugin]:
    """All plugins of this repository."""
    return [point.load() for point in entry_points(group="omni.plugins")]


class Tenants(RuleBasedStateMachine):
    """The moves of the game."""

    bench: Bench
    overrides: ClassVar[dict[str, Any] | None] = None

    @initialize()
    def begin(self) -> None:
        self.logs = Logs().__enter__()
        self.living = Living(self.bench, [notes, *installed()], self.overrides)
        self.living.__enter__()
        self.platform = self.living.key(None)
        self.sides = (self.side(), self.side())
        document = self.living.send("GET", "/api/v1/openapi.json", self.platform).json()
        self.schema = schemathesis.openapi.from_dict(document)
        found = [o for o in operations(document) if o.path not in {STREAM, METRICS} and not o.path.startswith(DOORS)]
        strange = {name for o in found for name in o.names} - IDS - NAMES
        assert not strange, f"say whether {strange} are ids, and furnish both sides with one"
        self.operations = [o for o in found if (o.method, o.path) not in HARMFUL]
        self.ending = [o for o in found if (o.method, o.path) in HARMFUL]
        self.reached = set[tuple[str, str]]()
        self.addresses = [(o, re.compile(PARAMETER.sub(r"([^/]+)", o.path))) for o in found]
        self.by_id = [o for o in found if IDS & set(o.names) and not o.public]
        self.owners = frozenset(self.living.kernel.registry.role_permissions("owner"))
        for side in self.sides:
            self.furnish(side)

    def side(self) -> Side:
        """A tenant with the notes on, and an owner."""
        mark = f"mark{uuid4().hex[:12]}"
        tenant = self.living.tenant(f"t-{uuid4().hex[:8]}")
        self.living.enable(notes, tenant, greeting=mark, token=f"token-{mark}")
        made = self.living.omni.person(f"{mark}.owner@example.com", name=mark, password=None, tenant=tenant, roles=["owner"])
        return Side(tenant, self.living.key(tenant.id, "owner"), self.living.wait(made), mark)

    def furnish(self, side: Side) -> None:
        """One of everything."""
        base = f"/api/v1/tenants/{side.tenant.slug}"
        for path, body in (
            ("/api/v1/x/notes/notes", {"title": side.mark}),
            ("/api/v1/invitations", {"email": f"{side.mark}.invited@example.com"}),
            ("/api/v1/roles", {"name": side.mark, "title": side.mark, "permissions": ["omni.member.read"]}),
            ("/api/v1/api-keys", {"name": side.mark, "roles": ["viewer"]}),
            ("/api/v1/auth/login", {"client": "bearer"}),
        ):
            self.keep(side, path, self.send(side, "POST", path, json=body))
        note = side.ids["note_id"][0]
        self.send(side, "PUT", f"/api/v1/x/notes/notes/{note}/file", content=side.mark.encode())
        path = f"/api/v1/x/notes/notes/{note}/copies"
        self.keep(side, path, self.send(side, "POST", path))
        member = {"email": f"{side.mark}@example.com", "name": side.mark}
        self.keep(side, f"{base}/members", self.living.send("POST", f"{base}/members", self.platform, json=member))
        side.ids["session_id"].append(side.session(self.living, "bearer")[0])
        self.living.wait(self.living.kernel.devices.trust(side.person.id, 30, side.mark))
        devices = self.send(side, "GET", "/api/v1/security/devices", PEOPLE[0]).json()["items"]
        side.ids["device_id"].append(devices[0]["id"])
        self.living.wait(self.living.omni.run_jobs())  # schedules, and entries of the audit log
        listed = self.send(side, "GET", "/api/v1/schedules").json()["items"]
        side.ids["schedule_id"] += [row["id"] for row in listed]
        entries = self.send(side, "GET", "/api/v1/security/audit-logs").json()["items"]
        side.ids["entry_id"].append(entries[0]["id"])
        path = "/api/v1/security/audit-logs/export"
        side.ids["export_id"].append(self.send(side, "POST", path, json={"format": "jsonl"}).json()["id"])
        of: dict[str, Any] = {"account_id": side.person.id, "tenant_id": side.tenant.id, "subject": side.mark}
        made = Identity.create(provider="none", connection="", **of)
        side.ids["identity_id"].append(str(self.living.wait(made).id))
        Analytics(self, side).furnish()
        assert set(side.ids) == IDS - {"tenant_id"}, side.ids

    # -- acting and looking

    def send(self, side: Side, method: str, url: str, way: Way = KEY, **options: Any) -> httpx.Response:
        """As that tenant; whatever comes back must be free of the other's."""
        headers = side.headers(self.living, way) | {"Omni-Flow": side.flow_token} | options.pop("headers", {})
        answer = self.living.send(method, url, headers=headers, **options)
        self.look(side, answer)
        return answer

    def look(self, side: Side, answer: httpx.Response) -> None:
        """Nothing of the other side in it, but what was sent along."""
        asked = f"{answer.request.url}{answer.request.content.decode('utf-8', 'replace')}{dict(answer.request.headers)}"
        seen = f"{answer.text}{dict(answer.headers)}"
        leaked = {secret for secret in self.other(side).secrets() if secret in seen and secret not in asked}
        assert not leaked, f"{answer.request.method} {answer.request.url} shows {leaked}: {answer.text[:500]}"
        assert f"token-{side.mark}" not in seen, f"{answer.request.url} shows a secret setting"
        assert answer.status_code < 500, answer.text
        self.seen(answer)

    def seen(self, answer: httpx.Response) -> None:
        """Remember which route gave what was asked for."""
        if answer.is_success:
            method, path = answer.request.method, answer.request.url.path
            self.reached |= {
                (o.method, o.path) for o, address in self.addresses if o.method == method and address.fullmatch(path)
            }

    def other(self, side: Side) -> Side:
        """The other tenant."""
        return self.sides[1 - self.sides.index(side)]

    def keep(self, side: Side, path: str, answer: httpx.Response) -> None:
        """Remember what was made."""
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if answer.status_code not in {200, 201, 202} or kind != "application/json":
            return
        body = answer.json()
        if path.endswith(("/notes", "/forms")) and "id" in body:
            side.ids["note_id"].append(body["id"])
        elif path.endswith("/copies"):
            side.ids["job_id"].append(body["id"])
        elif path.endswith("/members") and "account_id" in body:
            side.ids["account_id"].append(body["account_id"])
        elif path.endswith(("/api-keys", "/rotate")) and "key" in body:
            side.ids["key_id"].append(body["id"])
        elif path.endswith("/invitations") and "id" in body:
            side.ids["invitation_id"].append(body["id"])
        elif path.endswith("/roles") and "name" in body:
            side.ids["role"].append(body["name"])
        elif path.endswith("/auth/login") and body.get("flow_token"):
            side.ids["flow_id"].append(body["flow_id"])
            side.flow_token = body["flow_token"]

    def path(self, operation: Operation, values: dict[str, str]) -> str:
        """The path with these values, and something for the rest."""
        return PARAMETER.sub(lambda found: values.get(found[1], UNSEEN), operation.path)

    def own(self, side: Side, draw: st.DataObject) -> dict[str, str]:
        """Ids of what the tenant has."""
        found = {name: draw.draw(st.sampled_from(ids), label=name) for name, ids in side.ids.items()}
        named = draw.draw(st.sampled_from([side.tenant.slug, str(side.tenant.id)]), label="tenant")
        return side.first() | found | {"tenant_id": named, "tenant": named}

    def foreign(self, side: Side, name: str) -> list[str]:
        """What the other tenant has, by the parameter that takes it."""
        theirs = self.other(side)
        if name == "tenant_id":
            return [theirs.tenant.slug, str(theirs.tenant.id)]
        return [*theirs.ids[name], str(theirs.person.id)] if name == "account_id" else theirs.ids[name]

    def refused(self, side: Side, operation: Operation, way: Way, values: dict[str, str]) -> httpx.Response:
        """The answer to whoever asks for what is not there, which is as it was promised."""
        url = self.path(operation, values)
        answer = self.send(side, operation.method, url, way, **self.body(side, operation))
        promised = refusal(way, operation, self.owners)
        assert answer.status_code == promised, f"{way} {operation.method} {url}: {answer.status_code} {answer.text}"
        return answer

    def body(self, side: Side, operation: Operation) -> dict[str, Any]:
        """What to send: the document's example, with the tenant's mark in it."""
        if operation.kind == "application/octet-stream":
            return {"content": side.mark.encode()}
        if operation.body is None:
            return {}
        filled = dict(operation.body)
        for name in {"name", "title", "text"} & filled.keys():
            filled[name] = side.mark
        if "email" in filled:
            filled["email"] = f"{side.mark}.{uuid4().hex[:4]}@example.com"
        if "flow_id" in filled:
            filled["flow_id"] = side.ids["flow_id"][0]
        filled.pop("tenant", None)
        if operation.path.endswith("/enable"):
            filled = {"grant": {"events": ["tenant.member.added"]}, "settings": {"greeting": side.mark}}
        if operation.path.endswith("/settings"):
            filled = {"greeting": side.mark}
        if operation.path.endswith("/purge"):
            filled = {"confirm": side.first()["plugin_id"]}
        if operation.path.endswith("/api-keys"):
            filled = {"name": side.mark, "roles": ["viewer"]}
        return {"data": filled} if "form" in operation.kind else {"json": filled}

    def noted(self, side: Side, operation: Operation, answer: httpx.Response) -> None:
        """What was made, and whether the plugin is on."""
        self.keep(side, operation.path, answer)
        if operation.path.endswith(("/enable", "/disable", "/purge")) and answer.status_code == 200:
            side.enabled = operation.path.endswith("/enable")

    # -- the moves

    @rule(data=st.data(), turn=st.booleans(), way=st.sampled_from(WAYS))
    def sends_what_the_schema_allows(self, data: st.DataObject, turn: bool, way: Way) -> None:
        """Any route that takes a body, with whatever its schema lets through: refused or done, and nothing of the other in it."""
        writing = [o for o in self.operations if "json" in o.kind]
        side, operation = self.sides[turn], data.draw(st.sampled_from(writing))
        case: Any = data.draw(self.schema[operation.path][operation.method].as_strategy(), label="case")
        body = case.body if isinstance(case.body, dict | list) else {}
        answer = self.send(side, operation.method, self.path(operation, self.own(side, data)), way, json=body)
        self.noted(side, operation, answer)

    @rule(data=st.data(), turn=st.booleans(), way=st.sampled_from(WAYS))
    def acts_on_its_own(self, data: st.DataObject, turn: bool, way: Way) -> None:
        """Any route, with ids of its own."""
        side, operation = self.sides[turn], data.draw(st.sampled_from(self.operations))
        url = self.path(operation, self.own(side, data))
        answer = self.send(side, operation.method, url, way, **self.body(side, operation))
        self.noted(side, operation, answer)
        if operation.of_administrators:
            assert answer.status_code == 403, answer.text
        elif operation.of_a_tenant and not operation.public and not way.in_tenant:
            assert (answer.status_code, answer.json()["type"]) == (400, "/problems/tenant-required"), answer.text
        elif operation.of_notes and not side.enabled and "/shared/" not in url:
            assert answer.json()["type"] == "/problems/plugin-not-enabled", answer.text

    @rule(data=st.data(), turn=st.booleans(), way=st.sampled_from(WAYS))
    def reaches_for_the_others(self, data: st.DataObject, turn: bool, way: Way) -> None:
        """Any route that takes an id, with one that the other tenant has: it is not there."""
        side, operation = self.sides[turn], data.draw(st.sampled_from(self.by_id))
        swapped = data.draw(st.sampled_from([name for name in operation.names if name in IDS]), label="swapped")
        theirs = data.draw(st.sampled_from(self.foreign(side, swapped)), label="theirs")
        self.refused(side, operation, way, self.own(side, data) | {swapped: theirs})

    @rule(data=st.data(), turn=st.booleans(), way=st.sampled_from(WAYS))
    def filters_by_the_others(self, data: st.DataObject, turn: bool, way: Way) -> None:
        """Filters and cursors of the other tenant find nothing."""
        side = self.sides[turn]
        theirs, query = self.other(side), dict[str, str]()
        lists = [
            "tenants",
            "x/notes/notes",
            "jobs",
            "api-keys",
            "tenants/{tenant_id}/invitations",
            "sessions",
            "security/devices",
        ]
        path = f"/api/v1/{data.draw(st.sampled_from(lists))}"
        page = self.living.send("GET", path, headers=theirs.headers(self.living, way), params={"limit": 1})
        if page.status_code == 200 and page.json()["next"]:
            query["cursor"] = page.json()["next"]
        query |= {"slug": theirs.tenant.slug, "word": theirs.mark}
        answer = self.send(side, "GET", path, way, params=query)
        assert answer.status_code in {200, 400, 403, 404, 422}, answer.text

    @rule(turn=st.booleans(), data=st.data(), way=st.sampled_from(WAYS))
    def names_the_other_in_the_header(self, turn: bool, data: st.DataObject, way: Way) -> None:
        """A tenant's key says which tenant, and a person belongs to some: a header that says another gets 404."""
        closed = [o for o in self.operations if not o.public]
        side, operation = self.sides[turn], data.draw(st.sampled_from(closed))
        named = data.draw(st.sampled_from(self.foreign(side, "tenant_id")))
        url = self.path(operation, self.own(side, data))
        answer = self.send(side, operation.method, url, way, headers={"Omni-Tenant": named}, **self.body(side, operation))
        assert answer.status_code == 404, f"{way} {operation.method} {url}: {answer.status_code} {answer.text}"

    @rule(data=st.data(), turn=st.booleans())
    def the_administrator_acts_in_one_tenant(self, data: st.DataObject, turn: bool) -> None:
        """With `Omni-Tenant` the platform's key sees that tenant's rows, and not the other's; accounts belong to no tenant."""
        closed = [o for o in self.operations if not o.public and not o.of_administrators]
        side, operation = self.sides[turn], data.draw(st.sampled_from(closed))
        url, options = self.path(operation, self.own(side, data)), self.body(side, operation)
        if (operation.method, operation.path) == ("POST", "/api/v1/tenants"):
            return
        headers = {"Omni-Tenant": side.tenant.slug}
        answer = self.living.send(operation.method, url, self.platform, headers=headers, **options)
        self.look(side, answer)
        self.noted(side, operation, answer)

    @rule(data=st.data(), turn=st.booleans())
    def the_administrator_must_say_which(self, data: st.DataObject, turn: bool) -> None:
        """Without `Omni-Tenant` a route of the plugin answers 400, since it works in a tenant."""
        mine = [o for o in self.operations if o.of_notes and not o.public]
        operation, side = data.draw(st.sampled_from(mine)), self.sides[turn]
        url = self.path(operation, self.own(side, data))
        answer = self.living.send(operation.method, url, self.platform, **self.body(side, operation))
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/tenant-required"), answer.text

    @rule(turn=st.booleans())
    def background_work_is_done(self, turn: bool) -> None:
        """Copies and greetings of both; what they wrote is looked at afterwards."""
        self.living.wait(self.living.kernel.jobs.run_due(None))
        side = self.sides[turn]
        answer = self.send(side, "GET", "/api/v1/x/notes/notes", params={"limit": 200})
        if answer.status_code == 200:
            found = {row["id"] for row in answer.json()["items"]}
            side.ids["note_id"] += sorted(found - set(side.ids["note_id"]))

    @precondition(lambda self: hasattr(self, "sides"))
    @invariant()
    def rows_stay_where_they_are(self) -> None:
        """In the database itself: no note with the mark of one tenant belongs to the other, and nobody to both."""
        for side in self.sides:
            sql = "SELECT title FROM p_notes__note WHERE title LIKE ? AND tenant_id != ?"
            found = rows(self.living, sql, f"%{side.mark}%", side.tenant.id)
            assert not found, found
            sql = "SELECT roles FROM omni_membership WHERE account_id = ? AND tenant_id != ?"
            found = rows(self.living, sql, side.person.id, side.tenant.id)
            assert not found, found

    def teardown(self) -> None:
        try:
            if len(getattr(self, "sides", ())) == 2:
                self.surfaces()
        finally:
            if hasattr(self, "living"):
                self.living.__exit__(None, None, None)
                self.logs.__exit__()

    def surfaces(self) -> None:
        """Log lines of the one, mails to the one and events of the one are free of the other's mark."""
        for side in self.sides:
            other = self.other(side)
            assert not [line for line in self.logs.of(side) if other.mark in line]
            mails = [mail for mail in self.living.outbox.mails if side.mark in mail.to]
            assert not [mail for mail in mails if other.mark in f"{mail.subject}{mail.text}{mail.message}"]
            events = [event for _, event in self.living.outbox._events if str(event["tenant_id"]) == str(side.tenant.id)]
            assert events, "events were raised"
            told = [str({**event, "data": {**event["data"], "path": ""}}) for event in events]  # type: ignore[dict-item]  # a dict
            assert not [event for event in told if other.mark in event]


@contextmanager
def pair(bench: Bench, overrides: dict[str, Any] | None = None) -> Iterator[Tenants]:
    """The same two tenants, for a test of its own."""
    Tenants.bench, Tenants.overrides = bench, overrides
    made = Tenants()
    try:
        made.begin()
        yield made
    finally:
        Tenants.overrides = None
        made.teardown()
