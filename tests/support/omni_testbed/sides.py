"""Two tenants side by side: what each of them has, who acts for it, and what the OpenAPI document says can be done."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from omni_sdk import Account, Tenant
from omni_testbed.inprocess import Living

if TYPE_CHECKING:
    from omni_kernel.auth.sessions import Kind

PARAMETER = re.compile(r"\{(\w+)\}")
ADMINISTRATORS = ("/api/v1/accounts", "/api/v1/login-policies/")
"""Accounts span tenants: for everybody but the platform's administrators these are 403, whatever the id."""
PERSONAL = ("/api/v1/auth/", "/api/v1/sessions", "/api/v1/security/2fa", "/api/v1/security/devices")
"""One's own account: keys are nobody's."""
WHOLE = ("/api/v1/security/devices", "/api/v1/auth/identities")
"""Refused to whoever signed in by one tenant's identity provider, which does not speak for the whole account."""


@dataclass(frozen=True)
class Operation:
    """One route, as the OpenAPI document has it."""

    method: str
    path: str
    body: Any
    kind: str
    public: bool
    """Without any credential: the document's security is empty."""
    permission: str | None
    """The one that it needs."""

    @property
    def names(self) -> list[str]:
        """Of the parameters in its path."""
        return PARAMETER.findall(self.path)

    @property
    def of_notes(self) -> bool:
        """Is it the plugin's, and not the kernel's?"""
        return self.path.startswith("/api/v1/x/notes/")

    @property
    def of_a_tenant(self) -> bool:
        """Does it work in a tenant only: is it of a plugin that tenants switch on?"""
        return self.of_notes or self.path.startswith("/api/v1/analytics/")

    @property
    def of_administrators(self) -> bool:
        """Is it about the people of the whole installation?"""
        return self.path.startswith(ADMINISTRATORS)

    @property
    def personal(self) -> bool:
        """Is it about whoever asks?"""
        return self.path.startswith(PERSONAL)


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    """All of a document, each with an example of its body."""
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            content = said.get("requestBody", {}).get("content", {})
            kind: str = next(iter(content), "")
            media: dict[str, Any] = content.get(kind, {})
            needs = re.search(r"Needs the permission `([^`]+)`", said.get("description", ""))
            yield Operation(
                method.upper(), path, media.get("example"), kind, said["security"] == [{}], needs[1] if needs else None
            )


@dataclass(frozen=True)
class Way:
    """How one of a tenant asks: by its key, or as its owner in person, who signed in to all of the account or to the tenant."""

    kind: Literal["key", "browser", "bearer"]
    named: bool = False
    """Does a header say which tenant?"""
    bound: bool = False
    """Was it the tenant's identity provider that signed the person in?"""

    @property
    def in_tenant(self) -> bool:
        """Is it known which tenant is meant?"""
        return self.kind == "key" or self.named or self.bound


KEY = Way("key")
PEOPLE = [
    Way("browser", named=True),
    Way("bearer", named=True),
    Way("browser"),
    Way("bearer"),
    Way("browser", bound=True),
    Way("bearer", named=True, bound=True),
]
WAYS = [KEY, *PEOPLE]


def refusal(way: Way, operation: Operation, owners: frozenset[str]) -> int:
    """The status that whoever asks so for what is another's is promised; `owners` is what owners of a tenant may."""
    if operation.of_administrators or (operation.permission and operation.permission not in owners):
        return 403
    if operation.personal:
        return 403 if way.kind == "key" or (way.bound and operation.path.startswith(WHOLE)) else 404
    if way.in_tenant or operation.permission is None:
        return 404
    return 400 if operation.of_a_tenant else 403


@dataclass
class Side:
    """A tenant, its key, its owner, its mark, and the ids of what it has, by the name of the parameter that takes them."""

    tenant: Tenant
    key: str
    person: Account
    mark: str
    ids: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    flow_token: str = ""
    enabled: bool = True

    def secrets(self) -> set[str]:
        """What nobody else may see."""
        ids = {i for ids in self.ids.values() for i in ids}
        return {self.mark, str(self.tenant.id), self.tenant.slug, str(self.person.id)} | ids

    def first(self) -> dict[str, str]:
        """One id of each kind, and the names that it goes by."""
        found = {name: ids[0] for name, ids in self.ids.items() if ids}
        return found | {"tenant_id": self.tenant.slug, "tenant": self.tenant.slug, "plugin_id": "notes"}

    def headers(self, living: Living, way: Way) -> dict[str, str]:
        """What shows that it is this tenant who asks; a person has signed in just now."""
        if way.kind == "key":
            return {"Authorization": f"Bearer {self.key}"}
        token = self.session(living, way.kind, bound=way.bound)[1]
        named = {"Omni-Tenant": self.tenant.slug} if way.named else {}
        if way.kind == "bearer":
            return named | {"Authorization": f"Bearer {token}"}
        cookie = f"{living.kernel.cookies.session_name}={token}"
        return named | {"Cookie": cookie, "Origin": living.kernel.settings.public_url}

    def session(self, living: Living, kind: Kind, *, bound: bool = False) -> tuple[str, str]:
        """Id and token of a new one."""
        within, ip = self.tenant.id if bound else None, "192.0.2.7"
        made = living.kernel.sessions.create(self.person, kind=kind, methods=["pwd"], tenant_id=within, ip=ip, device=self.mark)
        row, token = living.wait(made)
        return str(row.id), token
