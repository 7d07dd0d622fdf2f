"""What is told of every request: metrics, one log line, and an event for those who listen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from uuid_utils.compat import uuid7

from omni_kernel.http.request import HttpRequest
from omni_kernel.jobs.caller import Caller
from omni_kernel.jobs.delivery import wrapped
from omni_kernel.log import request_line
from omni_kernel.plugins.staging import KERNEL
from omni_sdk import Counter, Gauge, Histogram
from omni_sdk.events import HTTP_REQUEST_FINISHED, matches

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.http.identity import Identity
    from omni_kernel.http.pipeline import Call
    from omni_kernel.services.metrics import Count, MetricStore, Series

REQUESTS = Counter("http_requests_total", "Requests answered.", ("plugin", "route", "status"))
SECONDS = Histogram("http_request_seconds", "Time to answer a request, its stream included.", ("plugin", "route"))
IN_FLIGHT = Gauge("http_requests_in_flight", "Requests at hand, open streams included.")
METRICS = (REQUESTS, SECONDS, IN_FLIGHT)
NO_ROUTE = "-"
Facts: TypeAlias = tuple[Any, ...]
"""Of a request, as plain values: of thousands of them the garbage collector has nothing to look at."""


class Recorder:
    """Writes down what requests came to; the log line is written at once, so it outlives the process."""

    def __init__(self, kernel: Kernel, identity: Identity) -> None:
        self._kernel, self._identity = kernel, identity
        self._store: MetricStore = kernel.metrics
        self._requests = self._store.name(KERNEL, REQUESTS)
        self._seconds = self._store.name(KERNEL, SECONDS)
        self._in_flight = self._store.name(KERNEL, IN_FLIGHT)
        self._counts: dict[tuple[str, int], Count] = {}
        self._series: dict[str, Series] = {}
        self.in_flight = 0
        self._store.samplers.append(self._sample)
        self._listened = any(
            not s.on.durable and matches(event_of(s.on.event), HTTP_REQUEST_FINISHED.name) for s in kernel.registry.subscribers
        )

    def finished(self, request: HttpRequest, status: int, seconds: float) -> None:
        """A request was answered, its stream included; 499 when nobody was there to hear it."""
        call = request.call
        route = call.endpoint.name if call else NO_ROUTE
        if (count := self._counts.get((route, status))) is None:
            count = self._count(request, route, status)
        count.value += 1.0
        self._series[route].observe(seconds)
        request_line(self._line(request, route, status, seconds))
        if self._listened and (call is not None or status >= 400):
            self._tell(request, call, route, status, seconds)

    def _count(self, request: HttpRequest, route: str, status: int) -> Count:
        """The counter of a route and status, for the first time."""
        plugin_id = request.call.endpoint.plugin_id if request.call else KERNEL
        self._series[route] = self._store.series(self._seconds, (plugin_id, route), SECONDS.buckets)
        count = self._counts[route, status] = self._store.count(self._requests, (plugin_id, route, str(status)))
        return count

    def _sample(self) -> None:
        self._store.set(self._in_flight, (), self.in_flight)

    def _line(self, request: HttpRequest, route: str, status: int, seconds: float) -> dict[str, object]:
        call = request.call
        line = {
            "method": request.method,
            "route": route,
            "status": status,
            "seconds": round(seconds, 6),
            "request_id": request.id,
            "plugin": call.endpoint.plugin_id if call else None,
            "tenant": call.state.tenant.slug if call and call.state else None,
            "actor": f"{call.actor.kind}:{call.actor.id}" if call and call.actor else None,
            "ip": request.client_ip,
        }
        if not call or (status >= 400 and "{token}" not in route):  # a token may still be good
            # What callers wrote is searched for secrets before it is logged, which costs more than all the rest.
            line["path"] = request.raw_path.decode("latin-1")
        return line

    def _tell(self, request: HttpRequest, call: Call | None, route: str, status: int, seconds: float) -> None:
        actor, state = (call.actor, call.state) if call else (None, None)
        if actor is None and status >= 400:
            # Refused before it was known who calls, or at a path without a route.
            actor, state = self._identity.glance(request) or (None, state)
        if call is None and state is None:
            return
        tenant_id = state.tenant.id if state else None
        kind, whose = (actor.kind, actor.id) if actor else ("anonymous", request.client_ip)
        facts = (
            self._kernel.clock.now(), tenant_id, kind, whose, request.id, request.client_ip, request.headers.get("user-agent"),
            route, request.method, status, seconds, call.endpoint.plugin_id if call else KERNEL,
            request.bytes_in, request.bytes_out, request.received, request.live,
        )  # fmt: skip
        self._kernel.events.tell(KERNEL, tenant_id, HTTP_REQUEST_FINISHED.name, envelope_of, facts)


def envelope_of(facts: Facts) -> dict[str, Any]:
    """The event as its readers get it, with `HttpRequestFinished` as JSON has it; made when somebody reads it."""
    now, tenant_id, kind, whose, id_, ip, agent, route, method, status, seconds, plugin, bytes_in, bytes_out, received, live = (
        facts
    )
    data = {
        "route": route, "method": method, "status": status, "seconds": seconds, "plugin": plugin,
        "bytes_in": bytes_in, "bytes_out": bytes_out, "received": received.isoformat(), "live": live,
    }  # fmt: skip
    caller = Caller(KERNEL, tenant_id, kind, whose, id_, ip, agent)
    return wrapped(uuid7(), HTTP_REQUEST_FINISHED.name, now, caller, data)


def event_of(event: Any) -> str:
    """The name or pattern that a handler is for."""
    return event if isinstance(event, str) else event.name
