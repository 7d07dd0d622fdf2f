"""An HTTP route: path, handler, and who may call; parameters, body and answer are the handler's annotations."""

from __future__ import annotations

import difflib
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Concatenate, Literal, TypeAlias, TypedDict, Unpack, get_args

from ._checks import asynchronous
from .access import Auth

if TYPE_CHECKING:
    from omni_sdk.context import RequestContext

    Handler: TypeAlias = Callable[Concatenate[RequestContext[Any], ...], Awaitable[object]]

Method: TypeAlias = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]

PATH = re.compile(r"/|(?:/(?:\{[A-Za-z_]\w*\}|[A-Za-z0-9._~-]+))+")


@dataclass(frozen=True)
class Limits:
    """What one call may take, and what it weighs for rate limits and quotas (`cost`)."""

    body_bytes: int = 1_000_000
    seconds: float = 30
    cost: int = 1

    def __post_init__(self) -> None:
        if self.body_bytes < 0 or self.seconds <= 0 or self.cost < 0:
            msg = f"{self} must have body_bytes >= 0, seconds > 0 and cost >= 0"
            raise ValueError(msg)


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class Deprecation:
    """Told to callers as `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link` headers; 410 after the sunset."""

    since: date
    sunset: date | None = None
    successor: str | None = None
    """The URL or path of what to use instead."""

    def __post_init__(self) -> None:
        if self.sunset is not None and self.sunset < self.since:
            msg = f"the sunset {self.sunset} lies before the deprecation {self.since}"
            raise ValueError(msg)


class Options(TypedDict, total=False):
    """What a route may say beside path, handler and `auth`."""

    mount: Literal["api", "root"]
    """`root` paths stand in the manifest (`root_paths`), too."""
    limits: Limits
    version: int
    """Of the API, in the path: `/api/v<version>/…`."""
    deprecated: Deprecation
    status: int
    """Of the answer, when the handler does not say another one."""
    origins: Sequence[str]
    """Browsers of these origins may call (CORS); `*` for all, then without cookies."""
    idempotent: bool
    """False refuses `Idempotency-Key`; by default every write with an answer that can be stored takes it."""
    fresh: int
    """A session must have signed in within so many minutes, or the answer is 403 `reauthentication-required`; what a
    key may, it may at any time."""
    summary: str
    """By default the handler's docstring."""


@dataclass(frozen=True, eq=False)
class Route:
    """`Route.get("/greetings/{name}", greet, auth=READ)` → `/api/v1/x/acme-greeter/greetings/{name}`.

    Routes are compared by identity: pages, links and middleware refer to them as objects.
    """

    method: Method
    path: str
    handler: Handler
    auth: Auth
    options: Options
    _name: str | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        where = f"route {self.method} {self.path!r}"
        if not PATH.fullmatch(self.path):
            msg = f"{where}: a path is '/' or segments such as '/greetings/{{name}}', without a slash at its end"
            raise ValueError(msg)
        names = re.findall(r"\{(\w+)\}", self.path)
        if len(names) != len(set(names)):
            msg = f"{where}: a path parameter stands twice"
            raise ValueError(msg)
        if not isinstance(self.auth, get_args(Auth)):
            msg = f"{where}: auth={self.auth!r} must be one of {[kind.__name__ for kind in get_args(Auth)]}, as object"
            raise TypeError(msg)
        _known(where, self.options)
        asynchronous(f"{where}: its handler", self.handler)

    @classmethod
    def get(cls, path: str, handler: Handler, *, auth: Auth, **options: Unpack[Options]) -> Route:
        """Read; changes nothing."""
        return cls("GET", path, handler, auth, options)

    @classmethod
    def post(cls, path: str, handler: Handler, *, auth: Auth, **options: Unpack[Options]) -> Route:
        """Create or do."""
        return cls("POST", path, handler, auth, options)

    @classmethod
    def put(cls, path: str, handler: Handler, *, auth: Auth, **options: Unpack[Options]) -> Route:
        """Replace."""
        return cls("PUT", path, handler, auth, options)

    @classmethod
    def patch(cls, path: str, handler: Handler, *, auth: Auth, **options: Unpack[Options]) -> Route:
        """Change a part."""
        return cls("PATCH", path, handler, auth, options)

    @classmethod
    def delete(cls, path: str, handler: Handler, *, auth: Auth, **options: Unpack[Options]) -> Route:
        """Remove."""
        return cls("DELETE", path, handler, auth, options)

    @property
    def name(self) -> str:
        """`POST /api/v1/x/acme-greeter/greetings/{name}`: how metrics, limits and settings call it.

        Known once the plugin is loaded, since the path it is mounted at depends on the plugin; RuntimeError before.
        """
        if self._name is None:
            msg = f"route {self.method} {self.path!r} is not mounted yet: its name is known once its plugin is loaded"
            raise RuntimeError(msg)
        return self._name

    @property
    def limits(self) -> Limits:
        """What was declared, or the defaults."""
        return self.options.get("limits", DEFAULT_LIMITS)


def bind(route: Route, path: str) -> None:
    """Tell a route the full path it is mounted at; for whoever mounts it, which is the kernel.

    Doing it again with the same path does nothing; ValueError with another one, since a route that two plugins
    contribute would carry one name for both.
    """
    name = f"{route.method} {path}"
    if route._name not in {None, name}:
        msg = f"route {name!r} is mounted as {route._name!r} already; make a Route of its own"
        raise ValueError(msg)
    object.__setattr__(route, "_name", name)


def _known(where: str, options: Options) -> None:
    for option in options:
        if option not in Options.__annotations__:
            near = difflib.get_close_matches(option, Options.__annotations__, 1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; there are {sorted(Options.__annotations__)}"
            msg = f"{where}: unknown option {option!r}{hint}"
            raise TypeError(msg)
