"""Two tenants never see each other's rows: the game of `omni_isolation`, and what it leaves out."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from omni_isolation.game import EXAMPLES, IDS, STEPS, UNSEEN, Tenants, pair
from omni_testbed.inprocess import Living
from omni_testbed.sides import PEOPLE, WAYS
from omni_testbed.surfaces import rows

from omni_sdk.testing.app import Bench


def test_two_tenants_never_see_each_other(omni_bench: Bench) -> None:
    """Hypothesis chooses the moves."""
    Tenants.bench = omni_bench
    run_state_machine_as_test(
        Tenants,
        settings=settings(
            # An example takes seconds: no shrinking, which would take an hour.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


# -- what the game leaves out


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
        answer = game.living.send("DELETE", f"/api/v1/tenants/{gone.tenant.slug}?now=true", game.platform)
        assert answer.status_code == 204, answer.text
        refused = game.living.send("GET", "/api/v1/x/notes/notes", gone.key)
        assert refused.status_code == 401, refused.text
        for way in (way for way in PEOPLE if way.named and not way.bound):
            assert game.send(gone, "GET", "/api/v1/x/notes/notes", way).status_code == 404
        assert game.send(stays, "GET", "/api/v1/x/notes/notes").json() == before
        for table in tables(game.living):
            found = rows(game.living, f'SELECT id FROM "{table}" WHERE tenant_id = ?', gone.tenant.id)
            assert not found, f"{table} keeps rows of a tenant that is gone"
        files = [path for path in game.living.kernel.settings.data_dir.rglob("*") if path.is_file()]
        assert [f for f in files if str(stays.tenant.id) in str(f)], "the other one's files are there"
        assert not [f for f in files if str(gone.tenant.id) in str(f)], "files of a tenant that is gone"


def tables(living: Living) -> list[str]:
    """With a tenant's rows."""
    models = [model._meta for app in living.kernel.apps() for model in app.models]
    return [meta.db_table for meta in models if "tenant_id" in meta.fields_db_projection]


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
        computes = "/api/v1/schedules/preview"  # a POST that changes nothing, for whoever may read
        for operation in (o for o in game.operations if o.method != "GET" and not o.public and o.path != computes):
            url, options = game.path(operation, side.first()), game.body(side, operation)
            answer = game.living.send(operation.method, url, viewer, **options)
            assert answer.status_code == 403, (operation, answer.status_code, answer.text)
            assert answer.json().get("permission") == operation.permission, (operation, answer.text)
            assert operation.permission or operation.personal or operation.of_administrators, operation
        assert game.send(side, "GET", "/api/v1/x/notes/notes").json() == before
