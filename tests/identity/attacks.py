"""What attackers have: browsers anywhere, and eyes on all that Omni answers, mails and keeps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pyotp

from omni_kernel.auth.models import Account
from omni_kernel.http.examples import example
from omni_sdk import Tenant
from omni_sdk.testing.app import RunningOmni
from omni_sdk.testing.doubles import Outbox

PASSWORD = "correct horse battery staple"
API = "/api/v1"
LOGIN, ME = f"{API}/auth/login", f"{API}/auth/me"
REAUTHENTICATE = f"{API}/auth/reauthenticate"
SETUP, CONFIRM = f"{API}/security/2fa/setup", f"{API}/security/2fa/verify"
EVIL = "https://evil.example"
WRITES = ("post", "put", "patch", "delete")


def browser(omni: RunningOmni, ip: str = "198.51.100.7", **headers: str) -> httpx.AsyncClient:
    """A browser at that address, where nobody is signed in."""
    http = omni.browser()
    http._transport = httpx.ASGITransport(omni.http, client=(ip, 40_000))
    http.headers.update(headers)
    return http


def without_cookies(omni: RunningOmni, **headers: str) -> httpx.AsyncClient:
    """A client that says nothing but this."""
    http = browser(omni)
    del http.headers["origin"]
    http.headers.update(headers)
    return http


async def signed_in(omni: RunningOmni, account: Account, tenant: Tenant | None = None, **how: Any) -> httpx.AsyncClient:
    """A browser in which that person is; what answers set takes the place of its cookie."""
    http, name = await omni.signed_in(account, tenant=tenant, **how), omni.kernel.cookies.session_name
    token = http.cookies[name]
    http.cookies.clear()
    http.cookies.set(name, token, domain="testserver.local")
    return http


async def federated(omni: RunningOmni, account: Account, tenant: Tenant, *methods: str) -> httpx.AsyncClient:
    """A client whose session a tenant's identity provider opened."""
    _, token = await omni.kernel.sessions.create(
        account, kind="bearer", methods=methods or ("federated",), tenant_id=tenant.id, ip="192.0.2.9", device="idp"
    )
    return without_cookies(omni, authorization=f"Bearer {token}")


def bearer(token: str) -> dict[str, str]:
    """The header."""
    return {"authorization": f"Bearer {token}"}


async def login(http: httpx.AsyncClient, email: str = "ann@example.com", password: str = PASSWORD, **body: Any) -> httpx.Response:
    """The password's step."""
    return await http.post(LOGIN, json={"email": email, "password": password, **body})


async def step(http: httpx.AsyncClient, flow_id: str, code: str, method: str | None = None) -> httpx.Response:
    """A factor's step."""
    return await http.post(f"{LOGIN}/{flow_id}/step", json={"answers": {"code": code}, "method": method})


def session_of(answer: httpx.Response, start: str = "omni-session=") -> str:
    """The token that an answer sets in a cookie, or nothing."""
    found = (c.partition(";")[0] for c in answer.headers.get_list("set-cookie"))
    return next((c.partition("=")[2] for c in found if c.startswith(start)), "")


def type_of(answer: httpx.Response) -> str:
    """The problem's type, or nothing."""
    return str(answer.json()["type"]).rpartition("/")[2] if answer.status_code >= 400 else ""


@dataclass
class App:
    """An authenticator app, and the backup codes beside it."""

    omni: RunningOmni
    secret: str
    codes: Sequence[str] = ()

    def code(self, later: int = 0) -> str:
        """What it shows now, or so many steps later."""
        return str(pyotp.TOTP(self.secret).at(int(self.omni.kernel.clock.timestamp()) + 30 * later))


async def with_app(omni: RunningOmni, account: Account, *, backup: bool = False) -> App:
    """Enrolled through the front door; the code that confirmed is used up."""
    http = await signed_in(omni, account)
    begun = (await http.post(SETUP, json={"method": "totp"})).json()
    app = App(omni, begun["step"]["show"]["secret"])
    answer = await http.post(CONFIRM, json={"flow_id": begun["flow_id"], "answers": {"code": app.code(-1)}})
    assert answer.status_code == 200, answer.text
    if backup:
        begun = (await http.post(SETUP, json={"method": "backup-codes"})).json()
        app.codes = begun["step"]["show"]["codes"].split("\n")
        answer = await http.post(CONFIRM, json={"flow_id": begun["flow_id"], "answers": {"code": app.codes[0]}})
        assert answer.status_code == 200, answer.text
    return app


def links(outbox: Outbox) -> list[tuple[str, str, str]]:
    """(to, action, token) of each mailed link."""
    return [(m.to, *found) for m in outbox.mails for found in re.findall(r"/auth/([a-z-]+)#([\w-]+)", m.text)]


@dataclass(frozen=True)
class Operation:
    """One of the document of the API."""

    method: str
    path: str
    public: bool
    body: Any
    """As the document would have it, or nothing."""

    def url(self, names: Mapping[str, str]) -> str:
        """Its address; whatever is not named has a random id."""
        return re.sub(r"\{(\w+)\}", lambda found: names.get(found[1], str(uuid4())), self.path)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


async def operations(http: httpx.AsyncClient) -> Sequence[Operation]:
    """All that there are."""
    answer = await http.get(f"{API}/openapi.json")
    return list(_operations(answer.json()))


def _operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method, said in item.items():
            if method in (*WRITES, "get"):
                security = said.get("security", document.get("security", [{}]))
                yield Operation(method.upper(), path, security in ([], [{}]), _body(document, said))


def _body(document: Mapping[str, Any], said: Mapping[str, Any]) -> Any:
    schema = said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    return example(schema, document["components"]["schemas"]) if schema else None


def alike(answers: Iterable[httpx.Response]) -> set[tuple[int, str, str]]:
    """Status, body and headers, without what is of one request: so many as can be told apart."""
    return {(a.status_code, _plain(a.text), _plain(str(sorted(_told(a))))) for a in answers}


def _told(answer: httpx.Response) -> Iterator[tuple[str, str]]:
    for name, value in answer.headers.multi_items():
        if name not in ("omni-request-id", "date"):
            yield name, re.sub(r"=[\w-]{43};", "=…;", value)


def _plain(text: str) -> str:
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{12}\b", "…", text)
    return re.sub(r'"(request_id|expires_at)":"[^"]*"', "…", text)
