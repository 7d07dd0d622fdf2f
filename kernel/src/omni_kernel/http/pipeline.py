"""One route, from a matched request to a response.

    identify → tenant state → gate → identified middleware → permission → authorised middleware
      → body and arguments → idempotency → handler middleware → handler → answer

Without middleware it is a short chain of coroutines; with it, closures are composed once per (route, set of active
middleware plugins). Whatever fails on the way becomes a problem before the next layer outside sees it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from structlog import get_logger

from omni_kernel.auth.fresh import ReauthenticationRequired, fresh_of
from omni_kernel.http.answers import Answerer, answer_of
from omni_kernel.http.binding import Binder
from omni_kernel.http.cors import Cors
from omni_kernel.http.deadlines import Deadlines, Watch
from omni_kernel.http.deprecation import Deprecated
from omni_kernel.http.files import Sized
from omni_kernel.http.idempotency import Idempotency, IdempotencyRefused
from omni_kernel.http.identity import Identity, challenge_of
from omni_kernel.http.live import Lives
from omni_kernel.http.problems import (
    DeadlineExceeded,
    PluginNotEnabled,
    Problems,
    RequestTimeout,
    TenantRequired,
)
from omni_kernel.http.request import ClientGone, HttpRequest
from omni_kernel.http.signature import Place, read
from omni_kernel.log import bound as log_fields
from omni_kernel.plugins.staging import KERNEL
from omni_sdk import Limits, Middleware, Permission, Public, Response, SignedIn, SignedLink
from omni_sdk.contributions import Authenticator
from omni_sdk.errors import Forbidden, Problem

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.auth.actors import Actor
    from omni_kernel.plugins.gate import TenantState
    from omni_kernel.plugins.staging import BoundRoute

log = get_logger("omni.http")
NOBODY: frozenset[str] = frozenset()
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
GONE = Response(499, {}, b"")
"""Stands for the answer to a client that has left; it is never sent."""
Slots = dict[str, Sequence[tuple[str, Middleware]]]
Stage = Callable[["Call"], Awaitable[Response]]


class Call:
    """One request on its way through one route."""

    __slots__ = ("actor", "arguments", "endpoint", "given", "request", "running", "state", "values", "watch")

    def __init__(self, request: HttpRequest, endpoint: Endpoint, values: tuple[str, ...], watch: Watch) -> None:
        self.request, self.endpoint, self.values, self.watch = request, endpoint, values, watch
        self.actor: Actor = None  # type: ignore[assignment]  # identification is the first stage
        self.state: TenantState | None = None
        self.given: dict[str, str] = {}
        self.arguments: dict[str, Any] = {}
        self.running = False
        """Has the handler begun? Until then a late request is the client's slowness."""


class Shared:
    """What all routes of a process use."""

    def __init__(self, kernel: Kernel, problems: Problems) -> None:
        self.kernel = kernel
        self.problems = problems
        self.deadlines, self.lives = Deadlines(), Lives()
        self.idempotency = Idempotency(kernel.clock, kernel.keyring)
        self.identity = Identity(kernel)
        for topic in ("session", "account", "key", "tenant"):
            kernel.epoch.listen(topic, self.lives.changed)
        kernel.epoch.listen("policy", lambda _: self.lives.changed(None))
        self.slots: Slots = {s: kernel.middleware(s) for s in ("identified", "authorised", "handler")}
        self.middleware_plugins = frozenset(plugin_id for slot in self.slots.values() for plugin_id, _ in slot)

    def settle(self, error: BaseException, request: HttpRequest, plugin_id: str) -> Response:
        """The answer to what was raised; what is nobody's answer is raised again."""
        call: Call | None = request.call
        if isinstance(error, asyncio.CancelledError):
            error = self._interrupted(error, call)
        if isinstance(error, ClientGone):
            return GONE
        if isinstance(error, KeyboardInterrupt | GeneratorExit | asyncio.CancelledError):
            raise error
        response = self.problems.response(error, plugin_id, request.id)
        if response.status >= 500 and not self.kernel.troubles.met(error) and not isinstance(error, Problem):
            route = call.endpoint.name if call else request.raw_path.decode("latin-1")
            log.error("request failed", route=route, plugin=plugin_id, request_id=request.id, exc_info=error)
        if response.status == 401 and call:
            response.headers.setdefault("www-authenticate", call.endpoint.challenge)
        return response

    def _interrupted(self, error: BaseException, call: Call | None) -> BaseException:
        """Why a request was cancelled: its time was over, its client left, or the server stops."""
        if call is None or not call.watch.calm():
            return error
        if call.watch.gone:
            return ClientGone("the client went away")
        if not call.running:
            return RequestTimeout("the request did not arrive whole in time")
        tenant_id = call.state.tenant.id if call.state else None
        seconds = call.endpoint.limits.seconds
        late = DeadlineExceeded(f"it took longer than the {seconds:g} s that this route has", headers={"Retry-After": "1"})
        late.__cause__ = error  # where it stood
        self.kernel.breaker.failed(call.endpoint.plugin_id, tenant_id, late)
        return late


class Endpoint:
    """One mounted route with all that can be decided at load."""

    def __init__(self, bound: BoundRoute, shared: Shared) -> None:
        route, options, kernel = bound.route, bound.route.options, shared.kernel
        server = kernel.settings.server
        self.bound, self.shared, self.kernel = bound, shared, kernel
        self.name, self.plugin_id, self.handler = route.name, bound.plugin_id, route.handler
        self.limits = options.get("limits") or Limits(body_bytes=server.body_bytes, seconds=server.seconds)
        self.signature = read(route.method, bound.path, route.handler)
        self.answer = answer_of(self.signature.answer, options.get("status"), route.name)
        closed = not isinstance(route.auth, Public | SignedLink | Authenticator)
        self.binder = Binder(self.signature, bound.path, closed=closed)
        self.cors = Cors(options.get("origins", server.origins))
        deprecated = options.get("deprecated")
        self.deprecated = Deprecated(deprecated) if deprecated else None
        self.challenge = challenge_of(bound)
        self.writes = route.method in WRITES
        self.idempotent = self.writes and options.get("idempotent", True) and self.answer.storable
        self._permission = bound.permission if isinstance(route.auth, Permission) else None
        self._person = isinstance(route.auth, SignedIn) and route.auth.fresh is not None
        self._fresh = fresh_of(route)
        self._identify = shared.identity.of(bound)
        self._answerer = Answerer(self.answer, shared.lives)
        self._chains: dict[frozenset[str], Stage] = {}
        self._direct = self._compose(NOBODY)

    async def respond(self, request: HttpRequest, values: tuple[str, ...]) -> Response:
        """The response to a request that this route was found for; problems included."""
        request.body_bytes = self.limits.body_bytes
        watch = self.shared.deadlines.watch(self.limits.seconds)
        call = request.call = Call(request, self, values, watch)
        try:
            if self.deprecated is not None:
                self.deprecated.refuse(self.kernel.clock.now())
            await self._identify(call)
            state = call.state
            if state is None:
                self._without_tenant()
                response = await self._direct(call)
            else:
                self._gate(state)
                plugins = self.shared.middleware_plugins
                response = await (self._chain(plugins & state.active) if plugins else self._direct)(call)
        except BaseException as error:  # noqa: BLE001  (settle raises again what is no answer)
            response = self.shared.settle(error, request, self.plugin_id)
        finally:
            self.shared.deadlines.done(watch)
        if self.deprecated is not None:
            response.headers.update(self.deprecated.headers)
        return response

    def _without_tenant(self) -> None:
        if self.signature.needs_tenant:
            raise TenantRequired("say which tenant you mean with the header Omni-Tenant: <slug>")

    def _gate(self, state: TenantState) -> None:
        if self.plugin_id not in state.active and self.plugin_id != KERNEL:
            raise PluginNotEnabled(f"the plugin {self.plugin_id!r} is not enabled for {state.tenant.slug!r}")

    # -- the chain

    def _chain(self, active: frozenset[str]) -> Stage:
        chain = self._chains.get(active)
        if chain is None:
            chain = self._chains[active] = self._compose(active)
        return chain

    def _compose(self, active: frozenset[str]) -> Stage:
        """The stages from identification inwards, with the middleware of these plugins."""
        innermost = self._around("handler", active, self._invoke)

        async def bound(call: Call) -> Response:
            request = call.request
            if inner is bound:  # nothing stands between permission and handler: one coroutine less
                self._permit(call)
            call.arguments = await self.binder.arguments(request, call.values, call.given)
            if call.state is not None:
                self.binder.agree(call.values, call.arguments, call.state.tenant)
            if self.writes and b"idempotency-key" in request.fields:
                return await self._once(call, innermost)
            return await innermost(call)

        inner = self._around("authorised", active, bound)

        async def permitted(call: Call) -> Response:
            self._permit(call)
            return await inner(call)

        return self._around("identified", active, bound if inner is bound else permitted)

    def _permit(self, call: Call) -> None:
        actor, needed = call.actor, self._permission
        if needed is not None and needed not in actor.permissions and not actor.platform:
            raise Forbidden(f"this needs the permission {needed!r}", permission=needed)
        if self._fresh is not None:
            self._refuse_stale(actor, self._fresh)

    def _refuse_stale(self, actor: Actor, minutes: int) -> None:
        """Only a session knows when somebody last signed in; a key never proves that a person is there."""
        since = actor.authenticated_at
        if since is None and not self._person:
            return
        if since is None or since + minutes * 60 <= self.kernel.clock.timestamp():
            raise ReauthenticationRequired(f"this needs a person who signed in within {minutes} minutes", minutes=minutes)

    def _around(self, slot: str, active: frozenset[str], stage: Stage) -> Stage:
        """`stage` within the middleware of a slot; without any, `stage` itself."""
        found = [(i, m) for i, m in self.shared.slots[slot] if i in active]
        if not found:
            return stage
        made = self._settled(stage)
        for plugin_id, middleware in reversed(found):
            made = self._layer(plugin_id, middleware, made)
        return made

    def _settled(self, stage: Stage) -> Stage:
        async def settled(call: Call) -> Response:
            try:
                return await stage(call)
            except BaseException as error:  # noqa: BLE001  (settle raises again what is no answer)
                return self.shared.settle(error, call.request, self.plugin_id)

        return settled

    def _layer(self, plugin_id: str, middleware: Middleware, inner: Stage) -> Stage:
        contexts, around = self.kernel.contexts, middleware.around

        async def layer(call: Call) -> Response:
            async def call_next() -> Response:
                return await inner(call)

            try:
                async with contexts.around(plugin_id, self.bound, call.request, call.state, call.actor) as ctx:
                    return checked(await around(ctx, call_next), plugin_id)
            except BaseException as error:  # noqa: BLE001  (settle raises again what is no answer)
                return self.shared.settle(error, call.request, plugin_id)

        return layer

    async def _once(self, call: Call, innermost: Stage) -> Response:
        if not self.idempotent:
            raise IdempotencyRefused("this route takes no Idempotency-Key: its answer is not stored")
        place = self.signature.body.place if self.signature.body else None
        # A body that is streamed to the handler cannot be read here; its declared length must do.
        streamed = place in (Place.STREAM, Place.PARTS)
        body = call.request.fields.get(b"content-length", b"") if streamed else await call.request.body()
        tenant_id, run = call.state.tenant.id if call.state else None, self._settled(innermost)
        return await self.shared.idempotency.once(
            call.request, tenant_id, call.actor, self.limits.seconds, body, lambda: run(call)
        )

    async def _invoke(self, call: Call) -> Response:
        call.running = True
        ctx = self.kernel.contexts.request(self.bound, call.request, call.state, call.actor)
        with log_fields(request_id=call.request.id, actor=call.actor.id):
            async with ctx:
                value = await self.handler(ctx, **call.arguments)
                response = self._answerer.plain(value) or await self._answerer.response(ctx, value)
        if not isinstance(body := response.body, bytes):
            inside = held(ctx, body)
            response.body = body.within(inside) if isinstance(body, Sized) else inside
        return response


async def held(ctx: Any, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """A stream within its handler's context: the scope, and the breaker's eye, until it ends."""
    async with ctx:
        try:
            async for chunk in body:
                yield chunk
        finally:
            if (close := getattr(body, "aclose", None)) is not None:
                await close()


def checked(answer: object, plugin_id: str) -> Response:
    """What middleware gave, if it is a response."""
    if not isinstance(answer, Response):
        raise TypeError(f"middleware of {plugin_id!r} returned {type(answer).__name__}, not a Response")
    return answer
