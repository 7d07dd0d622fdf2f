"""A plugin whose contributions each test chooses."""

from collections.abc import Sequence

from omni_sdk import Authenticator, Middleware, On, Permission, Plugin, Route, hookimpl

READ = Permission("thing.read", roles=("member",))
WRITE = Permission("thing.write", roles=("admin",))


class Probe(Plugin):
    """Contributes what it was made with."""

    def __init__(self, *routes: Route, middleware: Sequence[Middleware] = (), on: Sequence[On] = ()) -> None:
        self.routes, self.middleware, self.on = routes, middleware, on

    @hookimpl
    def omni_permissions(self) -> Sequence[Permission]:
        return [READ, WRITE]

    @hookimpl
    def omni_routes(self) -> Sequence[Route]:
        return self.routes

    @hookimpl
    def omni_middleware(self) -> Sequence[Middleware]:
        return self.middleware

    @hookimpl
    def omni_event_handlers(self) -> Sequence[On]:
        return self.on

    @hookimpl
    def omni_authenticators(self) -> Sequence[Authenticator]:
        return [r.auth for r in self.routes if isinstance(r.auth, Authenticator)]
