"""The ASGI application: one object between the server and the routes. No framework, no middleware classes."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from structlog import get_logger
from uuid_utils import uuid7

from omni_kernel.http.cors import Cors, preflight
from omni_kernel.http.dashboard import Dashboard
from omni_kernel.http.docs import PREFIX, Docs
from omni_kernel.http.files import Sized
from omni_kernel.http.forwarded import Proxies
from omni_kernel.http.headers import DefaultHeaders
from omni_kernel.http.health import Readiness, alive
from omni_kernel.http.metrics import Recorder
from omni_kernel.http.pipeline import GONE, Endpoint, Shared, checked
from omni_kernel.http.problems import MethodNotAllowed, NoRoute, Problems
from omni_kernel.http.request import BadRequest, HttpRequest
from omni_kernel.http.trie import MalformedPath, Trie
from omni_kernel.plugins.staging import KERNEL
from omni_sdk import Middleware, Response

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

PURGE_SECONDS: Final = 600.0
SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)
QUIET: Final = frozenset({"/healthz", "/readyz"})
BODILESS: Final = frozenset({204, 304})
Outer = Callable[[HttpRequest], Awaitable[Response]]
log = get_logger("omni.http")


class HttpApp:
    """Serves one kernel. `end_streams` is called when the server is told to stop, before it waits for requests."""

    def __init__(self, kernel: Kernel) -> None:
        server = kernel.settings.server
        self.kernel = kernel
        self.problems = Problems({p.candidate.package.partition(".")[0]: p.id for p in kernel.registry.plugins.values()})
        self.shared = Shared(kernel, self.problems)
        self.readiness, self.docs, self.dashboard = Readiness(kernel), Docs(kernel), Dashboard(server.dashboard)
        self._proxies = Proxies(server.trusted_proxies)
        self._headers = DefaultHeaders(https=kernel.settings.public_url.startswith("https://"))
        self._recorder = Recorder(kernel, self.shared.identity)
        self._origins = Cors(server.origins)
        self.routes: Trie[Endpoint] = Trie()
        for bound in kernel.registry.routes:
            self.routes.add(bound.route.method, bound.path, Endpoint(bound, self.shared))
        self._respond: Outer = self._dispatch
        for plugin_id, middleware in reversed(kernel.middleware("edge")):
            self._respond = self._edge(plugin_id, middleware, self._respond)
        self._purging: asyncio.Task[None] | None = None
        self._leaving = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI's entrance."""
        if scope["type"] != "http":
            await self._other(scope, receive, send)
            return
        began = perf_counter()
        request = HttpRequest(scope, receive, str(uuid7()), self.kernel.clock, self._proxies)
        self._recorder.in_flight += 1
        try:
            response = await self._respond(request)
            status = await self._send(request, response, send) if response is not GONE else GONE.status
        finally:
            self._recorder.in_flight -= 1
        if request.call is not None or scope["path"] not in QUIET or status >= 400:
            self._recorder.finished(request, status, perf_counter() - began)
        request.call = None  # the two refer to each other, and the collector need not find that out

    async def _other(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1000})

    # -- requests

    async def _dispatch(self, request: HttpRequest) -> Response:
        """Find the route and let it answer; never raises for what is the request's fault."""
        try:
            path = request.raw_path.decode()
            found = self.routes.find(request.method, path)
            if found is not None:
                endpoint, values = found
                response = await endpoint.respond(request, values)
                policy = endpoint.cors
            else:
                response, policy = await self._elsewhere(request, path), self._origins
        except (MalformedPath, UnicodeDecodeError) as error:
            response, policy = self._problem(BadRequest(str(error)), request), self._origins
        if policy.origins and (origin := request.fields.get(b"origin")) is not None:
            policy.add(response, origin.decode("latin-1"))
        return response

    async def _elsewhere(self, request: HttpRequest, path: str) -> Response:
        """What is no route: the kernel's pages, OPTIONS, and what is wrong."""
        if request.method in ("GET", "HEAD") and (page := await self._page(path, request)) is not None:
            return page
        ends = self.routes.at(path)
        if request.method == "OPTIONS" and ends:
            asked = request.headers.get("access-control-request-method", "")
            return preflight({m: e.cors for m, e in ends.items()}, request.headers.get("origin", ""), asked)
        if ends:
            allow = ", ".join(sorted({*ends, "OPTIONS"}))
            refused = MethodNotAllowed(f"{request.method} is not for this path; {allow} are", headers={"Allow": allow})
            return self._problem(refused, request)
        return self._problem(NoRoute("nothing is at this path: see /docs for what there is"), request)

    async def _page(self, path: str, request: HttpRequest) -> Response | None:
        if path == "/healthz":
            return alive()
        if path == "/readyz":
            return await self.readiness.answer()
        if path == PREFIX or path.startswith(f"{PREFIX}/"):
            return self.docs.answer(path)
        return self.dashboard.answer(path, request.fields)

    def _edge(self, plugin_id: str, middleware: Middleware, inner: Outer) -> Outer:
        contexts, around = self.kernel.contexts, middleware.around

        async def layer(request: HttpRequest) -> Response:
            async def call_next() -> Response:
                return await inner(request)

            try:
                async with contexts.edge(plugin_id, request) as ctx:
                    return checked(await around(ctx, call_next), plugin_id)
            except BaseException as error:  # noqa: BLE001  (settle raises again what is no answer)
                return self.shared.settle(error, request, plugin_id)

        return layer

    def _problem(self, error: Exception, request: HttpRequest) -> Response:
        return self.problems.response(error, KERNEL, request.id)

    # -- answers

    async def _send(self, request: HttpRequest, response: Response, send: Any) -> int:
        """Send a response; gives the status that was sent."""
        status, body = response.status, response.body
        try:
            headers = self._headers.raw(response, request.id)
        except (ValueError, AttributeError) as error:
            log.exception("bad headers of an answer", request_id=request.id, exc_info=error)
            response = self._problem(RuntimeError("bad headers"), request)
            status, body, headers = response.status, response.body, self._headers.raw(response, request.id)
        if self._leaving:
            headers.append((b"connection", b"close"))
        if isinstance(body, bytes):
            if status not in BODILESS:
                headers.append((b"content-length", str(len(body)).encode()))
            if request.method == "HEAD":
                body = b""
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})
            request.bytes_out = len(body)
            return status
        if isinstance(body, Sized):
            headers.append((b"content-length", str(body.length).encode()))
        request.live = response.headers.get("content-type", "").startswith("text/event-stream")
        await send({"type": "http.response.start", "status": status, "headers": headers})
        return await self._send_stream(request, body, send, status)

    async def _send_stream(self, request: HttpRequest, body: AsyncIterator[bytes], send: Any, status: int) -> int:
        """Send chunk by chunk until the stream ends or the client leaves.

        All in this one task: context variables that a generator sets would be lost between tasks.
        """
        if request.method == "HEAD":
            await closed(body)
            await send({"type": "http.response.body", "body": b""})
            return status
        watch = self.shared.deadlines.watch(float("inf"))
        leaving = asyncio.ensure_future(left(request))
        leaving.add_done_callback(lambda t: watch.leave() if not t.cancelled() and t.result() else None)
        try:
            async for chunk in body:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
                request.bytes_out += len(chunk)
        except asyncio.CancelledError:
            if not watch.calm():
                raise
            status = GONE.status
        except Exception as error:
            plugin_id = request.call.endpoint.plugin_id if request.call else KERNEL
            log.exception("a stream failed", plugin=plugin_id, request_id=request.id, exc_info=error)
            raise
        finally:
            leaving.cancel()
            self.shared.deadlines.done(watch)
            await closed(body)
        if status != GONE.status:
            await send({"type": "http.response.body", "body": b""})
        return status

    # -- the server's life

    def end_streams(self) -> None:
        """The server is about to stop: say so at `/readyz`, end the live streams, keep no connection."""
        self.readiness.stopping = True
        self.retire()

    def retire(self) -> None:
        """Another process has taken over: the same, but whoever asks here is answered as before."""
        self._leaving = True
        self.shared.lives.end()
        self.kernel.stream.stop()

    async def _lifespan(self, receive: Any, send: Any) -> None:
        await receive()
        restore = self._chain_signals()
        self._purging = asyncio.create_task(self._purge(), name="omni-idempotency-purge")
        await send({"type": "lifespan.startup.complete"})
        await receive()
        restore()
        self.end_streams()
        self._purging.cancel()
        with suppress(asyncio.CancelledError):
            await self._purging
        await send({"type": "lifespan.shutdown.complete"})

    def _chain_signals(self) -> Callable[[], None]:
        """Hear SIGTERM before the server does: it waits for open streams before it ends the lifespan."""
        if threading.current_thread() is not threading.main_thread():
            return lambda: None
        loop, before = asyncio.get_running_loop(), {s: signal.getsignal(s) for s in SIGNALS}

        def chained(number: int, frame: Any) -> None:
            loop.call_soon_threadsafe(self.end_streams)
            if callable(handler := before[signal.Signals(number)]):
                handler(number, frame)

        for number, handler in before.items():
            if callable(handler):
                signal.signal(number, chained)

        def restore() -> None:
            for number, handler in before.items():
                if signal.getsignal(number) is chained:
                    signal.signal(number, handler)

        return restore

    async def _purge(self) -> None:
        """Delete stored answers past their day, now and then."""
        while True:
            await asyncio.sleep(PURGE_SECONDS)
            try:
                await self.shared.idempotency.purge()
            except Exception as error:  # noqa: BLE001  (the next round may go better)
                log.warning("stored answers could not be purged", error=repr(error))


async def left(request: HttpRequest) -> bool:
    """Wait until the client goes away; False where the handler still reads the body, and will notice itself."""
    if request.reading:
        return False
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return True


async def closed(body: AsyncIterator[bytes]) -> None:
    """Let a stream that is not read to its end clean up after itself."""
    if (close := getattr(body, "aclose", None)) is not None:
        await close()
