"""Two tenants and the platform's administrator act through every route there is; nobody ever sees the other's rows.

What a tenant writes carries its mark, and what is made for it gets an id: neither may stand in an answer to the other.
"""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from omni_notes.plugin import plugin as notes
from omni_testbed.inprocess import Living

from omni_sdk import Tenant
from omni_sdk.testing.app import Bench

PARAMETER = re.compile(r"\{(\w+)\}")
EXAMPLES = int(os.environ.get("OMNI_TEST_EXAMPLES", "20"))
STEPS = 40
STREAM = "/api/v1/stream"
HARMFUL = {("DELETE", "/api/v1/tenants/{tenant_id}"), ("POST", "/api/v1/tenants/{tenant_id}/suspend")}
"""They end the game; tests of their own follow below."""
RESUME = "/api/v1/tenants/{tenant_id}/resume"
"""The administrator's alone: tenants get 403, whatever the id."""
UNSEEN = "00000000-0000-7000-8000-00000000dead"


@dataclass(frozen=True)
class Operation:
    """One route, as the OpenAPI document has it."""

    method: str
    path: str
    body: Any
    kind: str = ""

    @property
    def names(self) -> list[str]:
        """Of the parameters in its path."""
        return PARAMETER.findall(self.path)

    @property
    def of_notes(self) -> bool:
        """Is it the plugin's, and not the kernel's?"""
        return self.path.startswith("/api/v1/x/notes/")


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    """All of a document, each with an example of its body."""
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            content = said.get("requestBody", {}).get("content", {})
            kind: str = next(iter(content), "")
            media: dict[str, Any] = content.get(kind, {})
            yield Operation(method.upper(), path, media.get("example"), kind)


@dataclass
class Side:
    """A tenant, its key, its mark, and the ids of what it has, by the name of the parameter that takes them."""

    tenant: Tenant
    key: str
    mark: str
    ids: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    enabled: bool = True

    def secrets(self) -> set[str]:
        """What nobody else may see."""
        return {self.mark, str(self.tenant.id), self.tenant.slug} | {i for ids in self.ids.values() for i in ids}


class Tenants(RuleBasedStateMachine):
    """The moves of the game."""

    bench: Bench

    @initialize()
    def begin(self) -> None:
        self.living = Living(self.bench, [notes])
        self.living.__enter__()
        self.platform = self.living.key(None)
        self.sides = (self.side(), self.side())
        found = list(operations(self.living.send("GET", "/api/v1/openapi.json", self.platform).json()))
        self.operations = [o for o in found if o.path != STREAM and (o.method, o.path) not in HARMFUL]
        ids = {"note_id", "account_id", "key_id", "job_id", "tenant_id"}
        self.by_id = [o for o in self.operations if ids & set(o.names) and "/shared/" not in o.path and o.path != RESUME]
        for side in self.sides:
            self.furnish(side)

    def side(self) -> Side:
        """A tenant with the notes on."""
        mark = f"mark{uuid4().hex[:12]}"
        tenant = self.living.tenant(f"t-{uuid4().hex[:8]}")
        self.living.enable(notes, tenant, greeting=mark, token=f"token-{mark}")
        return Side(tenant, self.living.key(tenant.id, "owner"), mark)

    def furnish(self, side: Side) -> None:
        """One of everything."""
        for path, body in (
            ("/api/v1/x/notes/notes", {"title": side.mark}),
            (f"/api/v1/tenants/{side.tenant.slug}/members", {"email": f"{side.mark}@example.com", "name": side.mark}),
            ("/api/v1/api-keys", {"name": side.mark, "roles": ["viewer"]}),
        ):
            self.keep(side, path, self.send(side, "POST", path, json=body))
        note = side.ids["note_id"][0]
        self.send(side, "PUT", f"/api/v1/x/notes/notes/{note}/file", content=side.mark.encode())
        path = f"/api/v1/x/notes/notes/{note}/copies"
        self.keep(side, path, self.send(side, "POST", path))

    # -- acting and looking

    def send(self, side: Side, method: str, url: str, **options: Any) -> httpx.Response:
        """As that tenant; whatever comes back must be free of the other's."""
        answer = self.living.send(method, url, side.key, **options)
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
        elif path.endswith("/api-keys") and "key" in body:
            side.ids["key_id"].append(body["id"])

    def path(self, operation: Operation, values: dict[str, str]) -> str:
        """The path with these values, and something for the rest."""
        return PARAMETER.sub(lambda found: values.get(found[1], UNSEEN), operation.path)

    def own(self, side: Side, draw: st.DataObject) -> dict[str, str]:
        """Ids of what the tenant has."""
        found = {name: draw.draw(st.sampled_from(ids), label=name) for name, ids in side.ids.items() if ids}
        named = draw.draw(st.sampled_from([side.tenant.slug, str(side.tenant.id)]), label="tenant")
        return found | {"tenant_id": named, "tenant": named, "plugin_id": "notes"}

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
        filled.pop("tenant", None)
        if operation.path.endswith("/enable"):
            filled = {"grant": {"events": ["tenant.member.added"]}, "settings": {"greeting": side.mark}}
        if operation.path.endswith("/settings"):
            filled = {"greeting": side.mark}
        if operation.path.endswith("/api-keys"):
            filled = {"name": side.mark, "roles": ["viewer"]}
        return {"data": filled} if "form" in operation.kind else {"json": filled}

    # -- the moves

    @rule(data=st.data(), turn=st.booleans())
    def acts_on_its_own(self, data: st.DataObject, turn: bool) -> None:
        """Any route, with ids of its own."""
        side, operation = self.sides[turn], data.draw(st.sampled_from(self.operations))
        url = self.path(operation, self.own(side, data))
        answer = self.send(side, operation.method, url, **self.body(side, operation))
        self.keep(side, operation.path, answer)
        if operation.path.endswith(("/enable", "/disable")) and answer.status_code == 200:
            side.enabled = operation.path.endswith("/enable")
        if operation.of_notes and not side.enabled and "/shared/" not in url:
            assert answer.json()["type"] == "/problems/plugin-not-enabled", answer.text

    @rule(data=st.data(), turn=st.booleans())
    def reaches_for_the_others(self, data: st.DataObject, turn: bool) -> None:
        """Any route that takes an id, with one that the other tenant has: it is not there."""
        side, operation = self.sides[turn], data.draw(st.sampled_from(self.by_id))
        mine, theirs = self.own(side, data), self.own(self.other(side), data)
        swapped = data.draw(st.sampled_from(operation.names), label="swapped")
        url = self.path(operation, mine | {swapped: theirs.get(swapped, UNSEEN)})
        answer = self.send(side, operation.method, url, **self.body(side, operation))
        assert answer.status_code == 404, f"{operation.method} {url}: {answer.status_code} {answer.text}"

    @rule(data=st.data(), turn=st.booleans())
    def filters_by_the_others(self, data: st.DataObject, turn: bool) -> None:
        """Filters and cursors of the other tenant find nothing."""
        side = self.sides[turn]
        theirs, query = self.other(side), dict[str, str]()
        path = data.draw(st.sampled_from(["/api/v1/tenants", "/api/v1/x/notes/notes", "/api/v1/jobs", "/api/v1/api-keys"]))
        page = self.living.send("GET", path, theirs.key, params={"limit": 1})
        if page.status_code == 200 and page.json()["next"]:
            query["cursor"] = page.json()["next"]
        query |= {"slug": theirs.tenant.slug, "word": theirs.mark}
        answer = self.send(side, "GET", path, params=query)
        assert answer.status_code in {200, 404, 422}, answer.text

    @rule(turn=st.booleans(), data=st.data())
    def names_the_other_in_the_header(self, turn: bool, data: st.DataObject) -> None:
        """A tenant's key says which tenant; a header that says another gets 404."""
        side, operation = self.sides[turn], data.draw(st.sampled_from(self.operations))
        if any(part in operation.path for part in ("/shared/", "/count/", "/blobs/")):
            return  # they take no key
        named = data.draw(st.sampled_from([self.other(side).tenant.slug, str(self.other(side).tenant.id)]))
        url = self.path(operation, self.own(side, data))
        answer = self.send(side, operation.method, url, headers={"Omni-Tenant": named}, **self.body(side, operation))
        assert answer.status_code == 404, f"{operation.method} {url}: {answer.status_code} {answer.text}"

    @rule(data=st.data(), turn=st.booleans())
    def the_administrator_acts_in_one_tenant(self, data: st.DataObject, turn: bool) -> None:
        """With `Omni-Tenant` the platform's key sees that tenant's rows, and not the other's."""
        side, operation = self.sides[turn], data.draw(st.sampled_from(self.operations))
        url, options = self.path(operation, self.own(side, data)), self.body(side, operation)
        if "/count/" in url or (operation.method, operation.path) == ("POST", "/api/v1/tenants"):
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
        mine = [o for o in self.operations if o.of_notes and "/shared/" not in o.path and "/count/" not in o.path]
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
        """In the database itself: no note with the mark of one tenant belongs to the other."""
        for side in self.sides:
            rows = self.living.wait(
                self.living.kernel.db.rows(
                    "SELECT title, tenant_id FROM p_notes__note WHERE title LIKE ? AND tenant_id != ?",
                    [f"%{side.mark}%", str(side.tenant.id)],
                )
            )
            assert not rows, rows

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


def living_pair(bench: Bench) -> Tenants:
    """The same two tenants, for a test of its own."""
    Tenants.bench = bench
    made = Tenants()
    made.begin()
    return made


def test_every_operation_with_an_id_of_the_other_is_404(omni_bench: Bench) -> None:
    """All of them, one after the other: the game may miss one, this may not."""
    game = living_pair(omni_bench)
    try:
        side, theirs = game.sides
        tried = 0
        for operation in game.by_id:
            for swapped in operation.names:
                ids = {name: found[0] for name, found in side.ids.items()} | {"tenant_id": side.tenant.slug}
                foreign = theirs.tenant.slug if swapped == "tenant_id" else theirs.ids[swapped][0]
                url = game.path(operation, ids | {swapped: foreign})
                answer = game.send(side, operation.method, url, **game.body(side, operation))
                assert answer.status_code == 404, f"{operation.method} {url}: {answer.status_code} {answer.text}"
                assert answer.json()["type"] == "/problems/not-found", answer.text
                tried += 1
        assert tried > 15
        for path in ("suspend", "resume"):
            answer = game.send(side, "POST", f"/api/v1/tenants/{theirs.tenant.slug}/{path}")
            assert answer.status_code in {403, 404}
        assert game.send(side, "DELETE", f"/api/v1/tenants/{theirs.tenant.slug}").status_code in {403, 404}
        assert game.send(theirs, "GET", "/api/v1/x/notes/notes").json()["items"], "its rows are as they were"
    finally:
        game.teardown()


def test_a_deleted_tenant_takes_its_rows_and_nobody_elses(omni_bench: Bench) -> None:
    """Its key is not valid any more; the other one's rows are as they were."""
    game = living_pair(omni_bench)
    try:
        gone, stays = game.sides
        before = game.send(stays, "GET", "/api/v1/x/notes/notes").json()
        answer = game.living.send("DELETE", f"/api/v1/tenants/{gone.tenant.slug}", game.platform)
        assert answer.status_code == 204, answer.text
        refused = game.living.send("GET", "/api/v1/x/notes/notes", gone.key)
        assert refused.status_code == 401, refused.text
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
    finally:
        game.teardown()


def tables(living: Living) -> list[str]:
    """Of the database."""
    rows = living.wait(living.kernel.db.rows("SELECT name FROM sqlite_master WHERE type = 'table'", []))
    return [row["name"] for row in rows if row["name"].startswith(("omni_", "p_"))]


def test_a_suspended_tenant_has_nothing_on(omni_bench: Bench) -> None:
    """Its plugins' routes are 404 until the suspension ends; the other tenant goes on."""
    game = living_pair(omni_bench)
    try:
        side, other = game.sides
        path = f"/api/v1/tenants/{side.tenant.slug}"
        assert game.living.send("POST", f"{path}/suspend", game.platform).status_code == 200
        assert game.send(side, "GET", "/api/v1/x/notes/notes").json()["type"] == "/problems/plugin-not-enabled"
        assert game.send(other, "GET", "/api/v1/x/notes/notes").status_code == 200
        assert game.living.send("POST", f"{path}/resume", game.platform).status_code == 200
        assert game.send(side, "GET", "/api/v1/x/notes/notes").json()["items"]
    finally:
        game.teardown()


def test_keys_that_do_not_count(omni_bench: Bench) -> None:
    """Each is refused with a type of its own, on every route that takes a key."""
    game = living_pair(omni_bench)
    try:
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
        for operation in game.operations:
            if any(part in operation.path for part in ("/shared/", "/count/", "/blobs/")):
                continue
            ids = {name: found[0] for name, found in side.ids.items()} | {"tenant_id": side.tenant.slug, "plugin_id": "notes"}
            for key, kind in wrong.items():
                answer = living.send(operation.method, game.path(operation, ids), key, **game.body(side, operation))
                assert (answer.status_code, answer.json()["type"]) == (401, kind), (operation, answer.text)
                assert key not in answer.text, "a key is never echoed"
    finally:
        game.teardown()


def unissued() -> str:
    """A well-formed key that nobody made."""
    from omni_kernel.auth import token

    return token.generate()


def test_a_weak_key_may_only_what_it_was_given(omni_bench: Bench) -> None:
    """A viewer's key reads; every write is 403 and changes nothing."""
    game = living_pair(omni_bench)
    try:
        side = game.sides[0]
        viewer = game.living.key(side.tenant.id, "viewer")
        before = game.send(side, "GET", "/api/v1/x/notes/notes").json()
        for operation in game.operations:
            if operation.method == "GET" or any(part in operation.path for part in ("/shared/", "/count/")):
                continue
            ids = {name: found[0] for name, found in side.ids.items()} | {"tenant_id": side.tenant.slug, "plugin_id": "notes"}
            url, options = game.path(operation, ids), game.body(side, operation)
            answer = game.living.send(operation.method, url, viewer, **options)
            assert answer.status_code == 403, (operation, answer.status_code, answer.text)
            assert json.loads(answer.text)["permission"]
        assert game.send(side, "GET", "/api/v1/x/notes/notes").json() == before
    finally:
        game.teardown()
