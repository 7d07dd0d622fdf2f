"""Omni with factors and identity providers of its own, and people who sign in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

sys.path.insert(0, str(Path(__file__).parent / "probes"))

import omni_login_factors
import omni_login_idp

from omni_kernel.auth.models import Account, AccountFactor
from omni_kernel.auth.policy import PLATFORM, Rules, Subject
from omni_sdk import Plugin
from omni_sdk.testing.app import SYSTEM, RunningOmni

PASSWORD = "correct horse battery staple"
LOGIN = "/api/v1/auth/login"
KINDS = {f.name: f.kind for f in omni_login_factors.plugin.omni_factors()}
RIGHT, WRONG = {"pin": "1234"}, {"pin": "0000"}


class Person:
    """Somebody at one browser (or other client), and the login that is going on in it."""

    def __init__(self, http: httpx.AsyncClient, email: str = "ann@example.com") -> None:
        self.http, self.email = http, email
        self.flow = ""
        self.last: httpx.Response

    async def begin(self, **body: Any) -> dict[str, Any]:
        """`POST auth/login`; what comes next."""
        return self._seen(await self.http.post(LOGIN, json=body))

    async def password(self, password: str = PASSWORD, **body: Any) -> dict[str, Any]:
        """The same, with e-mail and password."""
        return await self.begin(email=self.email, password=password, **body)

    async def step(self, answers: dict[str, Any] | None = None, method: str | None = None) -> dict[str, Any]:
        """The next step."""
        body = {k: v for k, v in {"answers": answers, "method": method}.items() if v is not None}
        return self._seen(await self.http.post(f"{LOGIN}/{self.flow}/step", json=body))

    async def reauthenticate(self, password: str | None = None) -> dict[str, Any]:
        """Prove it again."""
        return self._seen(await self.http.post("/api/v1/auth/reauthenticate", json={"password": password} if password else {}))

    async def look(self) -> dict[str, Any]:
        """The step at hand."""
        return self._seen(await self.http.get(f"{LOGIN}/{self.flow}"))

    async def back(self, provider: str, *, post: dict[str, str] | None = None, **query: str) -> httpx.Response:
        """Come back from an identity provider; a POST comes from its site and without cookies."""
        url = f"/api/v1/auth/callback/{provider}"
        if post is None:
            return await self.http.get(url, params=query)
        request = httpx.Request("POST", self.http.base_url.join(url), data=post, headers={"Origin": "https://idp.example"})
        answer = await self.http._transport.handle_async_request(request)
        await answer.aread()
        return answer

    async def me(self) -> dict[str, Any] | None:
        """Who is signed in, if anybody."""
        answer = await self.http.get("/api/v1/auth/me")
        found: dict[str, Any] | None = answer.json() if answer.status_code == 200 else None
        return found

    def _seen(self, answer: httpx.Response) -> dict[str, Any]:
        self.last, said = answer, answer.json()
        if answer.status_code >= 400:
            return {"type": said["type"].rpartition("/")[2], "status": answer.status_code}
        self.flow = said["flow_id"]
        step: dict[str, Any] = said["step"]
        return step


class People:
    """Makes rows, and sets rules."""

    def __init__(self, omni_app: RunningOmni) -> None:
        self._app = omni_app

    async def has(self, account: Account, *methods: str) -> None:
        """An account that enrolled these."""
        for method in methods:
            await AccountFactor.create(account_id=account.id, plugin_id="login-factors", method=method, kind=KINDS[method])

    async def rule(self, tenant_id: UUID | None = None, **rules: Any) -> None:
        """What the platform, or a tenant, wants."""
        subject = Subject.tenant(tenant_id) if tenant_id else PLATFORM
        await self._app.kernel.policies.set(SYSTEM, subject, Rules(**rules))

    async def signed_in(self, account: Account, **how: Any) -> Person:
        """Somebody who signed in just now; the cookie is where the browser keeps those of answers, too."""
        http, name = await self._app.signed_in(account, **how), self._app.kernel.cookies.session_name
        if token := http.cookies.get(name):
            http.cookies.clear()
            http.cookies.set(name, token, domain="testserver.local")
        return Person(http, account.email)

    def at(self, email: str = "ann@example.com") -> Person:
        """Somebody at a browser of his own."""
        return Person(self._app.browser(), email)


@pytest.fixture(autouse=True)
def _sound() -> Iterator[None]:
    """Nothing fails but where a test wants it."""
    yield
    for failing in (omni_login_factors.FAILS, omni_login_idp.FAILS, omni_login_factors.ASKED):
        failing.clear()


@pytest.fixture
def omni_plugins() -> list[Plugin]:
    """The two probes."""
    return [omni_login_factors.plugin, omni_login_idp.plugin]


@pytest.fixture
def people(omni_app: RunningOmni) -> People:
    """Makes rows, and sets rules."""
    return People(omni_app)


@pytest.fixture
async def ann(omni_app: RunningOmni) -> Account:
    """Somebody in no tenant, with a password."""
    return await omni_app.person()


@pytest.fixture
def her(ann: Account, people: People) -> Person:
    """Ann at her browser."""
    return people.at(ann.email)
