"""Wiring: all that the plugin contributes."""

from collections.abc import Sequence

from omni_sdk import Authenticator, Metric, Middleware, Plugin, Route, hookimpl

from . import routes, tenants
from .settings import Config


class Prometheus(Plugin):
    """Metrics for Prometheus."""

    @hookimpl
    def omni_config(self) -> type[Config]:
        return Config

    @hookimpl
    def omni_authenticators(self) -> Sequence[Authenticator]:
        return [routes.SCRAPER]

    @hookimpl
    def omni_routes(self) -> Sequence[Route]:
        return [routes.METRICS]

    @hookimpl
    def omni_middleware(self) -> Sequence[Middleware]:
        return [tenants.COUNTED]

    @hookimpl
    def omni_metrics(self) -> Sequence[Metric]:
        return [tenants.REQUESTS, tenants.SECONDS]


plugin = Prometheus()
