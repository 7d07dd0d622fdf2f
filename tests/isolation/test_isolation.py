"""Two tenants' keys and people, and the platform's administrator, act through every route there is; nobody ever sees the
other's rows.

What a tenant writes carries its mark, and what is made for it gets an id: neither may stand in an answer to the other.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from omni_notes.plugin import plugin as notes
from omni_testbed.inprocess import Living
from omni_testbed.sides import KEY, PARAMETER, PEOPLE, WAYS, Operation, Side, Way, operations, refusal

from omni_kernel.auth.models import Identity
from omni_sdk.testing.app import Bench

EXAMPLES = int(os.environ.get("OMNI_TEST_EXAMPLES", "20"))
STEPS = 40
STREAM = "/api/v1/stream"
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
    "identity_id",
}  # fmt: skip
NAMES = {"tenant", "plugin_id", "provider", "method", "name", "token"}
"""Parameters of paths that are no ids of a tenant's or a person's things."""
UNSEEN = "00000000-0000-7000-8000-00000000dead"


class Tenants(RuleBasedStateMachine):
    """The moves of the game."""

    bench: Bench

    @initialize()
    def begin(self) -> None:
        self.living = Living(self.bench, [notes])
        self.living.__enter__()
        self.platform = self.living.key(None)
        self.sides = (self.side(), self.side())
        document = self.living.send("GET", "/api/v1/openapi.json", self.platform).json()
        found = [o for o in operations(document) if o.path != STREAM]
        strange = {name for o in found for name in o.names} - IDS - NAMES
        assert not strange, f"say whether {strange} are ids, and furnish both sides with one"
        self.operations = [o for o in found if (o.method, o.path) not in HARMFUL]
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
        of: dict[str, Any] = {"account_id": side.person.id, "tenant_id": side.tenant.id, "subject": side.mark}
        made = Identity.create(provider="none", connection="", **of)
        side.ids["identity_id"].append(str(self.living.wait(made).id))
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

    def other(self, side: Side) -> Side:
        """The other tenant."""
        return self.sides[1 - self.sides.index(side)]

    def keep(self, side: Side, path: str, answer: httpx.Response) -> None:
        """Remember what was made."""
        if answer.status_code not in {200, 201, 202} or "json" not in answer.headers.get("content-type", ""):
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
        if operation.path.endswith("/api-keys"):
            filled = {"name": side.mark, "roles": ["viewer"]}
        return {"data": filled} if "form" in operation.kind else {"json": filled}

    # -- the moves

    @rule(data=st.data(), turn=st.booleans(), way=st.sampled_from(WAYS))
    def acts_on_its_own(self, data: st.DataObject, turn: bool, way: Way) -> None:
        """Any route, with ids of its own."""
        side, operation = self.sides[turn], data.draw(st.sampled_from(self.operations))
        url = self.path(operation, self.own(side, data))
        answer = self.send(side, operation.method, url, way, **self.body(side, operation))
        self.keep(side, operation.path, answer)
        if operation.path.endswith(("/enable", "/disable")) and answer.status_code == 200:
            side.enabled = operation.path.endswith("/enable")
        if operation.of_administrators:
            assert answer.status_code == 403, answer.text
        elif operation.of_notes and not operation.public and not way.in_tenant:
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
        self.keep(side, operation.path, answer)
        if operation.path.endswith(("/enable", "/disable")) and answer.status_code == 200:
            side.enabled = operation.path.endswith("/enable")

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
        rows = self.living.kernel.db.rows
        for side in self.sides:
            mine = [f"%{side.mark}%", str(side.tenant.id)]
            found = self.living.wait(rows("SELECT title FROM p_notes__note WHERE title LIKE ? AND tenant_id != ?", mine))
            assert not found, found
            mine = [str(side.person.id), str(side.tenant.id)]
            found = self.living.wait(rows("SELECT roles FROM omni_membership WHERE account_id = ? AND tenant_id != ?", mine))
            assert not found, found

    def teardown(self) -> None:
        if hasattr(self, "living"):
            self.living.__exit__(None, None, None)


def test_two_tenants_never_see_each_other(omni_bench: Bench) -> None:
    """Hypothesis chooses the moves."""
    Tenants.bench = omni_bench
    run_state_machine_as_test(
        Tenants,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


# -- what the game leaves out


@contextmanager
def pair(bench: Bench) -> Iterator[Tenants]:
    """The same two tenants, for a test of its own."""
    Tenants.bench = bench
    made = Tenants()
    try:
        made.begin()
        yield made
    finally:
        made.teardown()


def test_every_operation_with_an_id_of_the_other_is_not_there(omni_bench: Bench) -> None:
    """All of them, one after the other, by key and in person: the game may miss one, this may not."""
    with pair(omni_bench) as game:
        side, theirs = game.sides
        tenant = f"/api/v1/tenants/{theirs.tenant.slug}"
        lists = ["/api/v1/x/notes/notes", "/api/v1/roles", "/api/v1/invitations", f"{tenant}/members", f"{tenant}/login-policy"]
        before = [game.send(theirs, "GET", path).json() for path in lists]
        tried = 0
        for operation in game.by_id:
            for swapped in (name for name in operation.names if name in IDS):
                for way, foreign in ((w, f) for w in WAYS for f in game.foreign(side, swapped)):
                    answer = game.refused(side, operation, way, side.first() | {swapped: foreign})
                    assert answer.status_code != 404 or answer.json()["type"] == "/problems/not-found", answer.text
                    tried += answer.status_code == 404
        assert tried > 200
        assert [game.send(theirs, "GET", path).json() for path in lists] == before, "its rows are as they were"


def test_every_operation_in_the_others_name_is_not_there(omni_bench: Bench) -> None:
    """Whatever a key or a person may in the tenant of its own: with the other's name in the header there is nothing."""
    with pair(omni_bench) as game:
        side, theirs = game.sides
        closed = [operation for operation in game.operations if not operation.public]
        for operation, way in ((o, w) for o in closed for w in WAYS):
            url, options = game.path(operation, theirs.first()), game.body(side, operation)
            answer = game.send(side, operation.method, url, way, headers={"Omni-Tenant": theirs.tenant.slug}, **options)
            assert answer.status_code == 404, f"{way} {operation.method} {url}: {answer.status_code} {answer.text}"
            assert answer.json()["type"] == "/problems/not-found", answer.text


def test_accounts_are_for_administrators_whatever_the_id(omni_bench: Bench) -> None:
    """A tenant learns nothing of who has an account: its own people, the other's, and nobody get one and the same answer."""
    with pair(omni_bench) as game:
        side, theirs = game.sides
        about = [o for o in game.by_id if o.of_administrators]
        for operation, way in ((o, w) for o in about for w in WAYS):
            ids = [str(side.person.id), side.ids["account_id"][0], str(theirs.person.id), theirs.ids["account_id"][0], UNSEEN]
            answers = [game.refused(side, operation, way, {"account_id": each}).json() for each in ids]
            assert {(a["status"], a["type"], a["detail"]) for a in answers} == {(403, answers[0]["type"], answers[0]["detail"])}
        assert len(about) > 6


def test_a_login_is_of_whoever_began_it(omni_bench: Bench) -> None:
    """Without its token, or with another login's, it is not there: by its address, and by its id in a body."""
    with pair(omni_bench) as game:
        side, theirs = game.sides
        assert game.send(side, "GET", f"/api/v1/auth/login/{side.ids['flow_id'][0]}").status_code == 200
        flow = theirs.ids["flow_id"][0]
        for method, path, body in (
            ("GET", f"auth/login/{flow}", None),
            ("POST", f"auth/login/{flow}/step", {"answers": {}}),
            ("POST", "security/2fa/validate", {"flow_id": flow, "answers": {}}),
            ("POST", "security/2fa/verify", {"flow_id": flow, "answers": {}}),
        ):
            for token in (side.flow_token, "", "nonsense"):
                answer = game.send(side, method, f"/api/v1/{path}", PEOPLE[1], headers={"Omni-Flow": token}, json=body)
                assert answer.status_code == 404, f"{method} {path}: {answer.text}"


def test_a_deleted_tenant_takes_its_rows_and_nobody_elses(omni_bench: Bench) -> None:
    """Its key is not valid any more, its people find it nowhere; the other one's rows are as they were."""
    with pair(omni_bench) as game:
        gone, stays = game.sides
        before = game.send(stays, "GET", "/api/v1/x/notes/notes").json()
        answer = game.living.send("DELETE", f"/api/v1/tenants/{gone.tenant.slug}", game.platform)
        assert answer.status_code == 204, answer.text
        refused = game.living.send("GET", "/api/v1/x/notes/notes", gone.key)
        assert refused.status_code == 401, refused.text
        for way in (way for way in PEOPLE if way.named and not way.bound):
            assert game.send(gone, "GET", "/api/v1/x/notes/notes", way).status_code == 404
        assert game.send(stays, "GET", "/api/v1/x/notes/notes").json() == before
        db = game.living.kernel.db
        for table in tables(game.living):
            columns = {row["name"] for row in game.living.wait(db.rows(f"PRAGMA table_info({table})", []))}
            if "tenant_id" in columns:
                rows = game.living.wait(db.rows(f"SELECT id FROM {table} WHERE tenant_id = ?", [str(gone.tenant.id)]))
                assert not rows, f"{table} keeps rows of a tenant that is gone"
        files = [path for path in game.living.kernel.settings.data_dir.rglob("*") if path.is_file()]
        assert [f for f in files if str(stays.tenant.id) in str(f)], "the other one's files are there"
        assert not [f for f in files if str(gone.tenant.id) in str(f)], "files of a tenant that is gone"


def tables(living: Living) -> list[str]:
    """Of the database."""
    rows = living.wait(living.kernel.db.rows("SELECT name FROM sqlite_master WHERE type = 'table'", []))
    return [row["name"] for row in rows if row["name"].startswith(("omni_", "p_"))]


def test_a_suspended_tenant_has_nothing_on(omni_bench: Bench) -> None:
    """Its plugins' routes are 404 until the suspension ends; the other tenant goes on."""
    with pair(omni_bench) as game:
        side, other = game.sides
        path = f"/api/v1/tenants/{side.tenant.slug}"
        assert game.living.send("POST", f"{path}/suspend", game.platform).status_code == 200
        assert game.send(side, "GET", "/api/v1/x/notes/notes").json()["type"] == "/problems/plugin-not-enabled"
        assert game.send(other, "GET", "/api/v1/x/notes/notes").status_code == 200
        assert game.living.send("POST", f"{path}/resume", game.platform).status_code == 200
        assert game.send(side, "GET", "/api/v1/x/notes/notes").json()["items"]


def test_keys_that_do_not_count(omni_bench: Bench) -> None:
    """Each is refused with a type of its own, on every route that takes a key."""
    with pair(omni_bench) as game:
        living, (side, other) = game.living, game.sides
        made = game.send(side, "POST", "/api/v1/api-keys", json={"name": "mine", "roles": ["owner"]}).json()
        short = living.key(side.tenant.id, "owner", lives=timedelta(hours=1))
        for key in (made["key"], short):
            assert living.send("GET", "/api/v1/x/notes/notes", key).status_code == 200
        foreign = game.send(other, "DELETE", f"/api/v1/api-keys/{made['id']}")
        assert foreign.status_code == 404
        assert game.send(side, "DELETE", f"/api/v1/api-keys/{made['id']}").json()["revoked_at"]
        living.clock.advance(timedelta(hours=2))
        broken = side.key[:-1] + ("A" if side.key[-1] != "A" else "B")
        wrong = {
            made["key"]: "/problems/key-revoked",
            short: "/problems/key-expired",
            broken: "/problems/invalid-key",
            unissued(): "/problems/invalid-key",
            "nonsense": "/problems/invalid-key",
        }
        for operation in (o for o in game.operations if not o.public):
            for key, kind in wrong.items():
                url = game.path(operation, side.first())
                answer = living.send(operation.method, url, key, **game.body(side, operation))
                assert (answer.status_code, answer.json()["type"]) == (401, kind), (operation, answer.text)
                assert key not in answer.text, "a key is never echoed"


def unissued() -> str:
    """A well-formed key that nobody made."""
    from omni_kernel.auth import token

    return token.generate()


def test_a_weak_key_may_only_what_it_was_given(omni_bench: Bench) -> None:
    """A viewer's key reads; every write is 403 and changes nothing. The answer names the permission, if one would do."""
    with pair(omni_bench) as game:
        side = game.sides[0]
        viewer = game.living.key(side.tenant.id, "viewer")
        before = game.send(side, "GET", "/api/v1/x/notes/notes").json()
        for operation in (o for o in game.operations if o.method != "GET" and not o.public):
            url, options = game.path(operation, side.first()), game.body(side, operation)
            answer = game.living.send(operation.method, url, viewer, **options)
            assert answer.status_code == 403, (operation, answer.status_code, answer.text)
            assert answer.json().get("permission") == operation.permission, (operation, answer.text)
            assert operation.permission or operation.personal or operation.of_administrators, operation
        assert game.send(side, "GET", "/api/v1/x/notes/notes").json() == before
