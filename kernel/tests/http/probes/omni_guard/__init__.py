"""A platform plugin whose contributions each test chooses."""

from collections.abc import Sequence

from omni_sdk import HealthCheck, Middleware, Plugin, Route, hookimpl


class Guard(Plugin):
    """Contributes what it was made with."""

    def __init__(
        self, *, middleware: Sequence[Middleware] = (), health: Sequence[HealthCheck] = (), routes: Sequence[Route] = ()
    ) -> None:
        self.middleware, self.health, self.routes = middleware, health, routes

    @hookimpl
    def omni_middleware(self) -> Sequence[Middleware]:
        return self.middleware

    @hookimpl
    def omni_health_checks(self) -> Sequence[HealthCheck]:
        return self.health

    @hookimpl
    def omni_routes(self) -> Sequence[Route]:
        return self.routes
