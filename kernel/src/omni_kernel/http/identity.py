"""Who calls, and for which tenant: one function per kind of `auth`, chosen when a route is mounted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Literal, Protocol
from uuid import UUID

from omni_kernel.auth.actors import Actor
from omni_kernel.auth.token import SESSION
from omni_kernel.http.request import HttpRequest
from omni_kernel.http.signature import NAMES, TENANT_NAMES
from omni_kernel.tenancy.missing import NoTenant
from omni_sdk import Authenticator, Public, SignedLink
from omni_sdk.errors import Forbidden, Problem, Unauthenticated

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.plugins.gate import TenantState
    from omni_kernel.plugins.staging import BoundRoute

TOKEN = "token"  # noqa: S105  (the parameter of a signed link)
SESSION_START = f"{SESSION}_"


class Caller(Protocol):
    """What identification reads and fills in."""

    request: HttpRequest
    values: tuple[str, ...]
    given: dict[str, str]
    actor: Actor
    state: TenantState | None


Identify = Callable[[Any], Awaitable[None]]


class Identity:
    """Ways to tell who calls, over the services of one kernel."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def of(self, bound: BoundRoute) -> Identify:
        """The way of one route."""
        auth = bound.route.auth
        if isinstance(auth, Public):
            return self._public(bound)
        if isinstance(auth, SignedLink):
            return self._linked(bound)
        if isinstance(auth, Authenticator):
            return self._authenticated(bound, auth)
        return self._signed

    def glance(self, request: HttpRequest) -> tuple[Actor, TenantState] | None:
        """Who calls for which tenant, where this process knows both by heart; for what is told of a refused request,
        so no credential is looked up, and none that was sent wrongly counts.
        """
        kernel = self._kernel
        kind: Literal["browser", "bearer"] = "bearer"
        try:
            token = token_of(request.fields)
            if token is None:
                token, kind = kernel.cookies.session_of(request.fields), "browser"
                kernel.cookies.refuse_cross_site(request.method, request.fields)
        except Problem:
            return None
        if not token:
            return None
        named = request.fields.get(b"omni-tenant", b"").decode("latin-1")
        if kind == "bearer" and not token.startswith(SESSION_START):
            return self._known_key(token, named)
        live = kernel.sessions.peek(token, kind)
        state = self._known(named or str(live.tenant_id or "")) if live else None
        actor = kernel.sessions.actor_at(live, state.tenant.id) if live and state else None
        return (actor, state) if actor and state else None

    def _known_key(self, token: str, named: str) -> tuple[Actor, TenantState] | None:
        credential = self._kernel.keys.peek(token)
        if credential is None:
            return None
        own = credential.tenant_id
        state = self._known(str(own or named))
        if state is None or (own is not None and named not in ("", state.tenant.slug, str(own))):
            return None
        return credential.actor, state

    def _known(self, named: str) -> TenantState | None:
        """The tenant of that slug or id, where its state is at hand."""
        try:
            return self._kernel.gate.peek(UUID(named))
        except ValueError:
            return self._kernel.gate.peek_slug(named)

    async def _signed(self, call: Caller) -> None:
        fields, kernel = call.request.fields, self._kernel
        token = token_of(fields)
        if token is None:
            await self._by_cookie(call)
            return
        if token.startswith(SESSION_START):
            await self._by_session(call, token, "bearer")
            return
        # Keys here and not in a coroutine of their own: most requests come by one.
        credential = kernel.keys.peek(token) or await kernel.keys.verify(token)
        call.actor, tenant_id = credential.actor, credential.tenant_id
        kernel.usage.saw(credential.actor.id)
        wanted = fields.get(b"omni-tenant")
        if tenant_id is not None:
            call.state = state = kernel.gate.peek(tenant_id) or await kernel.gate.state(tenant_id)
            if wanted is not None and wanted.decode("latin-1") not in (state.tenant.slug, str(tenant_id)):
                raise NoTenant(wanted.decode("latin-1"))
        elif wanted is not None:
            call.state = await kernel.gate.by_slug(wanted.decode("latin-1"))

    async def _by_cookie(self, call: Caller) -> None:
        request, cookies = call.request, self._kernel.cookies
        token = cookies.session_of(request.fields)
        if not token:
            raise Unauthenticated("sign in, or send an API key as 'Authorization: Bearer <key>' or 'X-API-Key: <key>'")
        cookies.refuse_cross_site(request.method, request.fields)
        await self._by_session(call, token, "browser")

    async def _by_session(self, call: Caller, token: str, kind: Literal["browser", "bearer"]) -> None:
        kernel, wanted = self._kernel, call.request.fields.get(b"omni-tenant")
        live = kernel.sessions.peek(token, kind) or await kernel.sessions.verify(token, kind)
        kernel.usage.saw_session(live.key)
        named = wanted.decode("latin-1") if wanted is not None else str(live.tenant_id or "")
        state = (kernel.gate.peek_slug(named) or await kernel.gate.by_slug(named)) if named else None
        tenant_id = state.tenant.id if state else None
        call.actor = kernel.sessions.actor_at(live, tenant_id) or await kernel.sessions.actor(live, tenant_id, named)
        call.state = state

    def _public(self, bound: BoundRoute) -> Identify:
        names = NAMES.findall(bound.path)
        at = next((names.index(n) for n in names if n in TENANT_NAMES), None) if "tenant" in names else None

        async def identify(call: Caller) -> None:
            if at is not None:
                call.state = await self._kernel.gate.by_slug(call.values[at])
            call.actor = Actor("anonymous", call.request.client_ip)

        return identify

    def _linked(self, bound: BoundRoute) -> Identify:
        names = NAMES.findall(bound.path)

        async def identify(call: Caller) -> None:
            token = call.request.query.get(TOKEN)
            if not token:
                raise Unauthenticated("this address works only with its signature: use the whole link")
            tenant_id, name, parameters = self._kernel.links.read(token)
            if name != bound.route.name:
                raise Forbidden("this link is for something else")
            call.values = tuple(parameters.get(n, v) for n, v in zip(names, call.values, strict=True))
            call.given = {n: v for n, v in parameters.items() if n not in names}
            call.state = await self._kernel.gate.state(tenant_id) if tenant_id else None
            call.actor = Actor("anonymous", call.request.client_ip)

        return identify

    def _authenticated(self, bound: BoundRoute, auth: Authenticator) -> Identify:
        prefix = f"{bound.area}."

        async def identify(call: Caller) -> None:
            async with self._kernel.contexts.edge(bound.plugin_id, call.request) as ctx:
                principal = await auth.check(ctx)
            if principal is None:
                raise Unauthenticated(f"this route takes the credentials of {auth.name!r}")
            granted = frozenset(prefix + p.name for p in principal.permissions)
            call.actor = Actor("key", principal.subject, granted)
            if principal.tenant_id is not None:
                call.state = await self._kernel.gate.state(principal.tenant_id)

        return identify


def token_of(fields: dict[bytes, bytes]) -> str | None:
    """The key or token of a request's headers, if it has one; Unauthenticated for what is neither."""
    sent = fields.get(b"authorization")
    if sent is not None:
        scheme, _, token = sent.partition(b" ")
        if scheme.lower() != b"bearer" or not token:
            raise Unauthenticated("send the API key as 'Authorization: Bearer <key>'")
        return token.strip().decode("latin-1")
    key = fields.get(b"x-api-key")
    return key.decode("latin-1") if key else None


def challenge_of(bound: BoundRoute) -> str:
    """`WWW-Authenticate` of a 401 (RFC 9110, 11.6.1)."""
    auth = bound.route.auth
    basic = isinstance(auth, Authenticator) and auth.openapi == "http-basic"
    return f'{"Basic" if basic else "Bearer"} realm="omni"'
