"""Whatever is sent to any route: no 5xx, and each answer is one that the OpenAPI document describes.

The same cases each time, so that a gate is no lottery; `make soak` takes other seeds (`OMNI_TEST_SEED=… pytest tests/api`).
`OMNI_TEST_EXAMPLES` makes it look longer than the hundred seconds that CI has for it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias
from zlib import crc32

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, seed, settings
from omni_notes.plugin import plugin as notes
from omni_testbed.inprocess import Living
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi import checks as said

from omni_kernel.app import Kernel
from omni_kernel.http.openapi import build
from omni_kernel.settings import load
from omni_sdk.testing.app import Bench

Case: TypeAlias = schemathesis.Case[Any]
SEED = int(os.environ.get("OMNI_TEST_SEED", "7"))
EXAMPLES = int(os.environ.get("OMNI_TEST_EXAMPLES", "10"))
CHECKS = [
    schemathesis.checks.not_a_server_error,
    said.status_code_conformance,
    said.content_type_conformance,
    said.response_headers_conformance,
    said.response_schema_conformance,
    said.negative_data_rejection,
]
STREAMS = {"/api/v1/stream"}
"""They answer as long as one listens; the end-to-end tests listen to them."""
CONFIG = {
    "seed": SEED,
    "generation": {"max-examples": EXAMPLES, "mode": "all", "with-security-parameters": False, "database": "none"},
    "phases": {"coverage": {"unexpected-methods": ["PUT", "QUERY"]}, "stateful": {"enabled": False}},
}


class World:
    """A running Omni with the notes on for one tenant, and things in it that can be found by id."""

    def __init__(self, living: Living) -> None:
        self.living = living
        tenant = living.tenant("acme")
        living.enable(notes, tenant)
        self.platform, self.owner, self.people = living.key(None), living.key(tenant.id, "owner"), count()
        note = self.post("/api/v1/x/notes/notes", {"title": "Milk"})
        job = self.post(f"/api/v1/x/notes/notes/{note['id']}/copies", None)
        invited = self.post("/api/v1/invitations", {"email": "eve@example.com"})
        role = self.post("/api/v1/roles", {"name": "support", "permissions": ["omni.member.read"]})
        key = self.post("/api/v1/api-keys", {"name": "reader", "roles": ["viewer"]})
        begun = living.send("POST", "/api/v1/auth/login", json={"client": "bearer"}).json()
        ann = living.wait(living.omni.person(tenant=tenant, password=None))
        self.known = {
            "note_id": note["id"], "job_id": job["id"], "tenant_id": str(tenant.id), "tenant": "acme", "plugin_id": "notes",
            "account_id": str(ann.id), "invitation_id": invited["id"], "role": role["name"], "key_id": key["id"],
            "flow_id": begun["flow_id"], "name": "page.html",
        }  # fmt: skip
        self.flow_token: str = begun["flow_token"]

    def post(self, path: str, body: Any) -> Any:
        """As the tenant's owner."""
        answer = self.living.send("POST", path, self.owner, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def person(self) -> str:
        """A platform administrator who signed in just now, and nobody else: a case may end the session, or the account."""
        living, email = self.living, f"admin{next(self.people)}@example.com"
        account = living.wait(living.omni.person(email, platform=True, password=None))
        made = living.kernel.sessions.create(account, kind="bearer", methods=["pwd"], tenant_id=None, ip="192.0.2.7", device="")
        return living.wait(made)[1]

    def send(self, case: Case) -> httpx.Response:
        """A generated case, as requests would put it on the wire: half of them by a person, half by a key."""
        options = case.as_transport_kwargs(base_url="http://testserver")
        for name in ("timeout", "verify", "allow_redirects", "stream", "cert", "proxies"):
            options.pop(name, None)
        made = requests.Request(**options).prepare()
        url = known_ids(case, str(made.url), self.known)
        bearer = self.person() if crc32(url.encode()) % 2 else self.platform
        headers = {"authorization": f"Bearer {bearer}", "omni-tenant": "acme", "omni-flow": self.flow_token} | dict(made.headers)
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items() if isinstance(value, str)]
        return self.living.send(str(made.method), url, headers=raw, content=made.body or b"")


def known_ids(case: Case, url: str, known: dict[str, str]) -> str:
    """In half of the cases the path names something that is there; nothing is deleted or switched off so."""
    path, info = case.operation.path, case.meta.components.get(ParameterLocation.PATH) if case.meta else None
    harmful = case.method == "DELETE" or path.endswith(("/disable", "/suspend"))
    broken = info is not None and info.mode.is_negative
    if harmful or broken or len(url) % 2 or not set(names(path)) <= set(known):
        return url
    _, mark, query = url.partition("?")
    return f"http://testserver{path.format_map(known)}{mark}{query}"


@pytest.fixture(scope="module")
def world(omni_bench: Bench) -> Iterator[World]:
    """One for all operations: what one of them leaves behind, the next must bear."""
    print(f"\nseed {SEED}: run again with OMNI_TEST_SEED={SEED}")
    with Living(omni_bench, [notes]) as living:
        yield World(living)


def document() -> dict[str, Any]:
    """The whole OpenAPI, which needs no database; the tests are made from it, one for each operation."""
    with TemporaryDirectory() as folder:
        kernel = Kernel(load(None, {"environment": "test", "data_dir": folder}), "test")
        kernel._load([notes])
        return build(kernel, None)


schema = schemathesis.openapi.from_dict(document(), config=schemathesis.Config.from_dict(CONFIG)).exclude(path=sorted(STREAMS))


@schema.parametrize()
@seed(SEED)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_every_operation(case: Case, world: World) -> None:
    """Generated, and with what is generated broken."""
    case.validate_response(world.send(case), checks=CHECKS)


def test_every_operation_wants_a_credential_unless_it_says_otherwise(world: World) -> None:
    """Without one: 401, with the challenge that RFC 9110 wants; a public operation says so by empty security."""
    found = world.living.send("GET", "/api/v1/openapi.json", world.platform).json()
    public = 0
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            url = path.format_map({name: world.known.get(name, "x") for name in names(path)})
            answer = world.living.send(method.upper(), url)
            if operation["security"] == [{}]:
                public += 1
                # A signature is no credential of a person's, and a login that fails is none that is missing.
                assert signed(operation) or kind_of(answer) != "/problems/unauthenticated", (method, path)
            else:
                assert (answer.status_code, kind_of(answer)) == (401, "/problems/unauthenticated"), (method, path, answer.text)
                assert answer.headers["www-authenticate"]
    assert public > 15


def signed(operation: dict[str, Any]) -> bool:
    """Does its address work only with the signature that it was made with?"""
    return any((p.get("name"), p.get("in")) == ("token", "query") for p in operation["parameters"])


def kind_of(answer: httpx.Response) -> str:
    """The type of a problem."""
    return str(answer.json()["type"]) if answer.headers.get("content-type") == "application/problem+json" else ""


def names(path: str) -> list[str]:
    """Of the parameters in a path."""
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]
