"""Routes say who may call them, refuse what cannot work, and know their name once they are mounted."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_sdk import Deprecation, Limits, Permission, Public, RequestContext, Route, SignedIn, SignedLink, Table
from omni_sdk.contributions.route import bind

READ = Permission("thing.read")


async def handler(ctx: RequestContext, name: str = "") -> None:
    """Answer nothing."""


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_a_method_for_each_method(method: str) -> None:
    """With options as keywords."""
    route: Route = getattr(Route, method)("/x/{name}", handler, auth=READ, status=202, limits=Limits(cost=3))
    assert (route.method, route.path, route.handler, route.auth) == (method.upper(), "/x/{name}", handler, READ)
    assert route.options == {"status": 202, "limits": Limits(cost=3)}
    assert route.limits.cost == 3


def test_limits_have_defaults() -> None:
    """A megabyte and thirty seconds."""
    assert Route.get("/", handler, auth=READ).limits == Limits(body_bytes=1_000_000, seconds=30, cost=1)


def test_the_name_is_known_once_mounted() -> None:
    """Before, asking is a mistake that says so; mounting again is none, elsewhere it is."""
    route = Route.post("/x/{name}", handler, auth=READ)
    with pytest.raises(RuntimeError, match=r"route POST '/x/\{name\}' is not mounted yet"):
        route.name  # noqa: B018
    bind(route, "/api/v1/x/acme/x/{name}")
    bind(route, "/api/v1/x/acme/x/{name}")
    assert route.name == "POST /api/v1/x/acme/x/{name}"
    with pytest.raises(ValueError, match=r"is mounted as 'POST /api/v1/x/acme/x/{name}' already"):
        bind(route, "/api/v1/x/other/x/{name}")


def test_routes_are_themselves() -> None:
    """Compared by identity, so that they can be keys and stand in pages."""
    one, other = (Route.get("/", handler, auth=READ, origins=["*"]) for _ in range(2))
    assert one != other
    assert {one: 1}[one] == 1
    assert hash(Table(one, ["name"])) == hash(Table(one, ("name",)))
    assert "_name" not in repr(one)


@pytest.mark.parametrize("auth", [READ, SignedIn(), SignedIn(fresh=5), Public("no secrets"), SignedLink()])
def test_every_kind_of_auth(auth: Any) -> None:
    """Is taken as an object."""
    assert Route.get("/", handler, auth=auth).auth is auth


@pytest.mark.parametrize("auth", ["thing.read", None, Permission, 1])
def test_a_name_is_no_auth(auth: Any) -> None:
    """Also where nobody checks types."""
    with pytest.raises(TypeError, match="must be one of"):
        Route.get("/", handler, auth=auth)


@pytest.mark.parametrize(
    "path", ["", "x", "/x/", "//", "/x//y", "/{}", "/{1}", "/{a}{b}", "/a b", "/{a}/{a}", "/x?y", "/x#y", "/é"]
)
def test_bad_paths_are_refused(path: str) -> None:
    """With the path in the message."""
    with pytest.raises(ValueError, match="route GET '"):
        Route.get(path, handler, auth=READ)


@given(st.lists(st.from_regex(r"[A-Za-z0-9._~-]{1,8}", fullmatch=True), min_size=1, max_size=5))
def test_plain_paths_are_taken(parts: list[str]) -> None:
    """Unreserved characters of RFC 3986, in segments."""
    assert Route.get("/" + "/".join(parts), handler, auth=READ).path == "/" + "/".join(parts)


def test_a_misspelt_option_says_which_was_meant() -> None:
    """Also where nobody checks types."""
    options: dict[str, Any] = {"limts": 1}
    with pytest.raises(TypeError, match="unknown option 'limts'; did you mean 'limits'"):
        Route.get("/", handler, auth=READ, **options)
    options = {"qqq": 1}
    with pytest.raises(TypeError, match=r"unknown option 'qqq'; there are \['deprecated'"):
        Route.get("/", handler, auth=READ, **options)


def test_handlers_are_async() -> None:
    """A plain function would block everybody."""

    def plain(ctx: RequestContext) -> None: ...

    unchecked: Any = plain
    with pytest.raises(TypeError, match=r"its handler .*plain must be an 'async def' function"):
        Route.get("/", unchecked, auth=READ)


def test_deprecation_comes_before_the_sunset() -> None:
    """Or on the same day."""
    Deprecation(date(2026, 1, 1), date(2026, 1, 1))
    with pytest.raises(ValueError, match="lies before the deprecation"):
        Deprecation(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize("limits", [{"body_bytes": -1}, {"seconds": 0}, {"cost": -1}])
def test_limits_are_positive(limits: dict[str, Any]) -> None:
    """Or nothing could ever be answered."""
    with pytest.raises(ValueError, match="must have"):
        Limits(**limits)
