"""Wiring: all that the plugin contributes."""

from collections.abc import Sequence

from omni_sdk import Chart, Figure, Figures, Middleware, Page, Permission, Plugin, Route, hookimpl

from . import middleware, routes
from .metering.meter import TOPIC

FIGURES = Figures(
    routes.LAST_MINUTE,
    [
        Figure("rate", "Requests per second", previous="rate_before", history="rate_history"),
        Figure("median", "Median time to answer", unit="ms", previous="median_before", better="down"),
        Figure("slowest", "95 % answered within", unit="ms", previous="slowest_before", better="down"),
        Figure("failed", "Failed", unit="%", previous="failed_before", better="down"),
    ],
    title="Traffic of the last minute",
    home=True,
    live=TOPIC,
)
REQUESTS = Chart(routes.SECONDS, "area", "at", ["requests", "errors"], title="Requests by second", home=True, live=TOPIC)
TIMES = Chart(routes.SECONDS, "line", "at", ["p50", "p95"], title="Time to answer", unit="ms", home=True, live=TOPIC)
TRAFFIC = Page("traffic", "Live traffic", [FIGURES, REQUESTS, TIMES], needs=routes.READ, icon="activity")


class LiveTraffic(Plugin):
    """How many requests a tenant has right now, how long they take, and how many fail."""

    @hookimpl
    def omni_permissions(self) -> Sequence[Permission]:
        return [routes.READ]

    @hookimpl
    def omni_routes(self) -> Sequence[Route]:
        return routes.ROUTES

    @hookimpl
    def omni_middleware(self) -> Sequence[Middleware]:
        return [Middleware.identified(middleware.count)]

    @hookimpl
    def omni_pages(self) -> Sequence[Page]:
        return [TRAFFIC]


plugin = LiveTraffic()
