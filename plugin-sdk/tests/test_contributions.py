"""What is contributed is frozen, hashable, and refuses what could not work."""

import asyncio
import dataclasses
import functools
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

import omni_sdk
from omni_sdk import (
    AccountContext,
    Action,
    Authenticator,
    Chart,
    Command,
    CommandContext,
    Context,
    Counter,
    DriverKind,
    EdgeContext,
    Factor,
    Figure,
    Figures,
    Flow,
    FormStep,
    Gauge,
    Health,
    HealthCheck,
    Histogram,
    Identity,
    IdentityProvider,
    Lifecycle,
    Middleware,
    Next,
    Page,
    PageForm,
    Permission,
    PlatformContext,
    Principal,
    Public,
    RequestContext,
    Response,
    Route,
    SignedIn,
    Table,
    Template,
    contributions,
)

READ = Permission("thing.read", roles=["member"])


async def handler(ctx: RequestContext) -> None: ...


GET = Route.get("/", handler, auth=READ)
POST = Route.post("/", handler, auth=READ)


@pytest.mark.parametrize("name", contributions.__all__)
def test_contributions_are_frozen(name: str) -> None:
    """Each dataclass among them; and each says what it is."""
    kind = getattr(contributions, name)
    if dataclasses.is_dataclass(kind):
        assert kind.__dataclass_params__.frozen  # type: ignore[union-attr]  # mypy does not know of it
        assert kind.__doc__
        assert not kind.__doc__.startswith(f"{name}(")  # which dataclass writes when nobody else did


def test_sequences_become_tuples() -> None:
    """So that contributions may be keys, and lists cannot change behind them."""
    roles = ["member"]
    permission = Permission("a.b", roles=roles)
    roles.append("viewer")
    assert permission.roles == ("member",)
    assert len({permission, Permission("a.b", roles=("member",)), Counter("a", "A.", labels=["x"])}) == 2
    assert Principal(None, "s", [READ]).permissions == (READ,)
    assert Identity("s", groups=["g"]).groups == ("g",)
    text: Any = "member"
    with pytest.raises(TypeError, match="takes a sequence, not the string 'member'"):
        Permission("a.b", roles=text)


@pytest.mark.parametrize(
    "make",
    [
        Permission,
        Template,
        lambda name: Page(name, "T", []),
        lambda name: DriverKind[Any](name, object),
        lambda name: Counter(name, "Help."),
    ],
)
@pytest.mark.parametrize("name", ["", "Upper", "a b", "a/b", "é", ".", None])
def test_bad_names_are_refused(make: Callable[[Any], object], name: Any) -> None:
    """They stand in paths, permissions and metrics."""
    with pytest.raises(ValueError, match=r"name .* must match"):
        make(name)


def test_metrics_differ_by_kind() -> None:
    """And histograms have rising buckets."""
    assert len({Counter("a", "A."), Gauge("a", "A.")}) == 2
    assert Histogram("a", "A.", buckets=[1, 2]).buckets == (1, 2)
    for buckets in ((), (2, 1), (1, 1)):
        with pytest.raises(ValueError, match="must rise"):
            Histogram("a", "A.", buckets=buckets)
    with pytest.raises(ValueError, match="label of 'a'"):
        Counter("a", "A.", labels=("no-hyphen",))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Gauge("a_total", "A."), "is a counter's"),
        (lambda: Histogram("a_total", "A."), "is a counter's"),
        (lambda: Counter("a_count", "A."), "'_count'"),
        (lambda: Gauge("a_bucket", "A."), "'_bucket'"),
        (lambda: Counter("a_info", "A."), "'_info'"),
        (lambda: Counter("a", "A.", labels=("le",)), "'le'"),
        (lambda: Gauge("a", "A.", labels=("__name__",)), "'__name__'"),
        (lambda: Gauge("a", "A.", read=lambda ctx: {}), "async def"),  # type: ignore[arg-type,return-value]  # the mistake
    ],
)
def test_metrics_keep_off_what_exporters_make(make: Callable[[], object], says: str) -> None:
    with pytest.raises((ValueError, TypeError), match=says):
        make()
    assert Gauge("a_info", "A.").name == "a_info"


def test_auth_says_why_and_how_fresh() -> None:
    """An empty reason is none, and no minute is never."""
    with pytest.raises(ValueError, match="needs a reason"):
        Public(" ")
    with pytest.raises(ValueError, match="in minutes"):
        SignedIn(fresh=0)


@pytest.mark.parametrize("make", [lambda: Table(POST, ["a"]), lambda: Chart(POST, "line", "x", ["y"]), lambda: Figures(POST, ["a"]),
                                  lambda: PageForm(POST, POST)])  # fmt: skip
def test_blocks_read_get_routes(make: Callable[[], object]) -> None:
    """Showing a page changes nothing."""
    with pytest.raises(ValueError, match="reads a GET route, not POST /"):
        make()


def test_a_page_of_all_blocks() -> None:
    """Is hashable data."""
    blocks: list[Any] = [
        Table(GET, ["a"], actions=[Action("Do", POST, confirm="Sure?")], title="All", home=True, live="news"),
        PageForm(POST, GET, title="Change"),
        Chart(GET, "bar", "x", ["y"], title="Drawn", unit="ms", home=True, live="news"),
        Figures(GET, ["a", Figure("b", "B", "%", previous="c", history="d", better="up")], home=True, live="news"),
        Action("Do", POST),
    ]
    page = Page("things", "Things", blocks, needs=READ)
    assert page.blocks == tuple(blocks)
    assert hash(page)


async def edge(ctx: EdgeContext, call_next: Next) -> Response:
    return await call_next()


async def around(ctx: RequestContext, call_next: Next) -> Response:
    return await call_next()


def test_middleware_by_slot() -> None:
    """A class method for each."""
    made = [Middleware.edge(edge), *(getattr(Middleware, slot)(around) for slot in ("identified", "authorised", "handler"))]
    assert [m.slot for m in made] == ["edge", "identified", "authorised", "handler"]


async def health(ctx: PlatformContext) -> Health:
    return Health(ok=True)


async def check(ctx: EdgeContext) -> Principal | None:
    return None


async def command(ctx: CommandContext, name: str) -> None: ...
async def in_tenant(ctx: Context[Any]) -> None: ...
async def step(ctx: AccountContext, flow: Flow) -> FormStep: ...  # type: ignore[empty-body]
async def right(ctx: AccountContext, flow: Flow, answer: Any) -> bool:
    return True


async def gone(ctx: AccountContext) -> None: ...
async def provider(*_: Any) -> Any: ...


def plain(*_: Any) -> Any: ...


@pytest.mark.parametrize(
    "make",
    [
        lambda f: HealthCheck("a", f),
        lambda f: Authenticator("a", f),
        lambda f: Command("a", f),
        Middleware.edge,
        lambda f: Lifecycle(enabled=f),
        lambda f: Lifecycle(purge=f),
        lambda f: Lifecycle(demo=f),
        lambda f: Factor("a", "A", "possession", f, f, f, f, f),
        lambda f: IdentityProvider("a", f, f, f),
    ],
)
def test_functions_are_async(make: Callable[[Any], object]) -> None:
    """Plain functions are refused, by name; wrapped and partial ones count as what they are inside."""

    class Called:
        async def __call__(self, *_: Any) -> Any: ...

    @functools.wraps(provider)
    def decorated(*args: Any) -> Awaitable[Any]:
        return provider(*args)

    with pytest.raises(TypeError, match="plain must be an 'async def' function"):
        make(plain)
    with pytest.raises(TypeError, match="3 must be an 'async def' function"):
        make(3)
    assert all(make(good) for good in (provider, decorated, functools.partial(provider, 1), Called()))


def test_whole_ones_are_taken() -> None:
    """As the sketch's plugins make them."""
    assert HealthCheck("a", health).critical is False
    assert Authenticator("a", check).openapi == "http-bearer"
    assert Command("a", command).run is command
    assert (Command("a", command).group, Command("a", command, group="report").group) == (None, "report")
    with pytest.raises(ValueError, match="group"):
        Command("a", command, group="Two Words")
    assert Factor("totp", "App", "possession", enrol=step, confirm=right, challenge=step, verify=right, remove=gone)
    assert IdentityProvider("oidc", provider, provider, provider).handle == "state"
    assert Lifecycle(enabled=in_tenant).export is None


async def test_middleware_wraps() -> None:
    """It is an ordinary async function."""

    async def last() -> Response:
        return Response(200, {}, b"")

    context: Any = None
    assert (await Middleware.edge(edge).around(context, last)).status == 200
    assert asyncio.iscoroutinefunction(Middleware.handler(around).around)


def test_the_public_names_are_these() -> None:
    """Each export stands in `__all__`, and everything a hook may return is among them."""
    assert set(contributions.__all__) <= set(omni_sdk.__all__)
    assert all(hasattr(omni_sdk, name) for name in omni_sdk.__all__)
    assert len(omni_sdk.__all__) == len(set(omni_sdk.__all__))
    models = {"TenantModel", "AccountModel", "PlatformModel", "CredentialModel", "SecretField", "reveal"}
    assert models <= set(omni_sdk.__all__)
