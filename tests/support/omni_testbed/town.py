"""A running installation as the end-to-end tests share it: two web processes, a worker, and tenants for each test."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx

from .home import Done, Home, Server
from .waiting import Stopwatch, until

PROBE = "/api/v1/x/acme-probe"


@dataclass
class Workshop:
    """Where plugins were written, and what the commands said."""

    home: Home
    done: dict[str, Done] = field(default_factory=dict)


@dataclass(frozen=True)
class Tenant:
    """A tenant, with the key of an administrator of its."""

    id: str
    slug: str
    key: str


class Town:
    """A running installation: `omni serve --workers 2 --no-worker` and a separate `omni worker`."""

    def __init__(self, home: Home, server: Server, worker: Server) -> None:
        self.home, self.server, self.worker = home, server, worker
        self.platform = server.client(home.key)

    def tenant(self) -> Tenant:
        """A new tenant and a key of its, through the API."""
        slug = f"t-{uuid.uuid4().hex[:10]}"
        made = self.platform.post("/api/v1/tenants", json={"slug": slug, "name": slug.title()})
        assert made.status_code == 201, made.text
        key = self.platform.post("/api/v1/api-keys", json={"name": "test", "tenant": slug, "roles": ["owner"]})
        assert key.status_code == 201, key.text
        return Tenant(made.json()["id"], slug, key.json()["key"])

    def client(self, tenant: Tenant) -> httpx.Client:
        """A client with the tenant's key."""
        return self.server.client(tenant.key)

    def enable(self, plugin: str, tenant: Tenant, **settings: Any) -> None:
        """Through the API, granting all that it asks for."""
        with self.client(tenant) as client:
            asked = client.get(f"/api/v1/plugins/{plugin}").json()["scopes"]
            body = {"grant": asked, "settings": settings}
            answer = client.post(f"/api/v1/plugins/{plugin}/enable", json=body)
        assert answer.status_code == 200, answer.text
        assert answer.json()["state"] == "active", answer.text

    def disable(self, plugin: str, tenant: Tenant) -> None:
        """Through the API."""
        with self.client(tenant) as client:
            answer = client.post(f"/api/v1/plugins/{plugin}/disable")
        assert answer.status_code == 200, answer.text

    def join(self, tenant: Tenant, name: str, *roles: str) -> None:
        """Add a member, without asking: a platform administrator may."""
        body = {"email": f"{name.lower()}@example.com", "name": name, "roles": list(roles) or ["member"]}
        answer = self.platform.post(f"/api/v1/tenants/{tenant.slug}/members", json=body)
        assert answer.status_code == 201, answer.text

    def due(self, tenant: Tenant, plugin: str) -> None:
        """Let the plugin's schedule be due now, as if its hour had come."""
        where = "tenant_id = ? AND plugin_id = ?"
        until(
            lambda: self.home.rows(f"UPDATE omni_schedule SET next_due = 1 WHERE {where} RETURNING id", tenant.id, plugin),
            "the tenant has the schedule",
        )

    @contextmanager
    def every_web_process(self, tenant: Tenant) -> Iterator[dict[int, httpx.Client]]:
        """A kept-alive connection into each web process, by its id. The tenant must have acme-probe on."""
        wanted, found = set(self.server.children("web-process")), dict[int, httpx.Client]()
        with ExitStack() as stack:

            def complete() -> bool:
                client = stack.enter_context(self.client(tenant))
                answer = client.get(f"{PROBE}/process")
                if answer.status_code == 200:  # it may not know yet that the plugin is on
                    found.setdefault(answer.json()["pid"], client)
                return wanted == set(found)

            until(complete, f"a connection into each of {wanted}")
            yield found


def in_force(lines: dict[int, httpx.Client], tenant: Tenant, status: int) -> None:
    """Every web process gives the tenant this answer, within a second from now."""
    said = {"Authorization": f"Bearer {tenant.key}"}
    with Stopwatch() as watch:
        for pid, line in lines.items():
            until(partial(answers, line, said, status), f"process {pid} answers {status}", seconds=2)
    assert watch.seconds < 1, watch.seconds


def answers(line: httpx.Client, said: dict[str, str], status: int) -> bool:
    """Does the process behind this connection give that answer?"""
    return line.get(f"{PROBE}/process", headers=said).status_code == status
