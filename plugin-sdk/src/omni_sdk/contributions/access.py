"""Who may call: permissions, and the ways to say who is calling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ._checks import asynchronous, fixed, named

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from uuid import UUID

    from omni_sdk.context import EdgeContext


@dataclass(frozen=True)
class Permission:
    """What a role or a key may be granted.

    `Permission("greeting.read", roles=("member",))` in the plugin acme-greeter is `acme-greeter.greeting.read`
    on the wire. The roles named get it by default, and every role above them, too
    (owner ⊃ admin ⊃ member ⊃ viewer).
    """

    name: str
    roles: Sequence[str] = ()
    title: str = ""

    def __post_init__(self) -> None:
        named("permission", self.name)
        fixed(self, "roles")


@dataclass(frozen=True)
class SignedIn:
    """Anybody who is signed in to the tenant; `fresh` asks for a login within so many minutes."""

    fresh: int | None = None

    def __post_init__(self) -> None:
        if self.fresh is not None and self.fresh < 1:
            msg = f"SignedIn(fresh={self.fresh!r}) is in minutes and must be 1 or more"
            raise ValueError(msg)


@dataclass(frozen=True)
class Public:
    """Nobody need be signed in, for the reason given.

    A `{tenant}` in the route's path names the tenant; without one there is none.
    """

    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            msg = "Public needs a reason: why may anybody call this route?"
            raise ValueError(msg)


@dataclass(frozen=True)
class SignedLink:
    """Whoever holds a link made by `ctx.urls.signed`: tenant and parameters come out of it, verified."""


@dataclass(frozen=True)
class Principal:
    """What an authenticator found; `tenant_id` None is the installation's own."""

    tenant_id: UUID | None
    subject: str
    permissions: Sequence[Permission] = ()

    def __post_init__(self) -> None:
        fixed(self, "permissions")


@dataclass(frozen=True)
class Authenticator:
    """A way to sign requests, for the routes that name it.

    `check` answers None for "not mine", raises `Unauthenticated` for "mine and bad". `openapi` is how the
    security scheme is documented: `http-bearer`, `http-basic` or `apiKey-header:<name>`.
    """

    name: str
    check: Callable[[EdgeContext], Awaitable[Principal | None]]
    openapi: str = "http-bearer"

    def __post_init__(self) -> None:
        named("authenticator", self.name)
        asynchronous("authenticator", self.check)


Auth: TypeAlias = Permission | SignedIn | Public | SignedLink | Authenticator
"""Who may call a route: exactly one of these, always stated."""
