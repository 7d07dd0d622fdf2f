"""Mistakes that a type checker refuses: each line marked `# E:` errs, and no other one does.

Never run: `test_typing.py` has mypy read it.
"""

from abc import ABC, abstractmethod
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from omni_sdk import (
    AccountContext,
    Authenticator,
    Command,
    CommandContext,
    ConsoleContext,
    Context,
    Counter,
    DriverKind,
    EdgeContext,
    Event,
    EventContext,
    EventType,
    Gauge,
    JobContext,
    Middleware,
    Next,
    On,
    Permission,
    PlatformContext,
    Plugin,
    Principal,
    Public,
    RequestContext,
    Response,
    Route,
    Schedule,
    SignedIn,
    Table,
    hookimpl,
    job,
)

READ = Permission("thing.read")
CALLS = Counter("calls_total", "Calls.")
DEPTH = Gauge("depth", "Depth.")


class MySettings(BaseModel):
    colour: str = "red"


class Painted(BaseModel):
    colour: str


class Wet(BaseModel):
    hours: int


class Store(ABC):
    @abstractmethod
    def keep(self) -> None: ...


PAINTED = EventType("painted", Painted)
STORE = DriverKind[Store]("store", Store)


@job("dry", retry=5)  # E: a number is no Backoff
async def dry(ctx: JobContext[MySettings], thing: UUID, hours: int = 1) -> None: ...


@job("paint")
async def paint(ctx: JobContext[MySettings], thing: UUID, *, colour: str) -> str:
    return colour


@job("blocking")  # E: not async
def blocking(ctx: JobContext[MySettings]) -> None: ...


async def no_context(name: str) -> None: ...
async def read(ctx: RequestContext[MySettings], name: str) -> Painted: ...  # type: ignore[empty-body]
async def scrape(ctx: EdgeContext) -> None: ...
async def on_event(ctx: EventContext[MySettings], event: Event[Painted]) -> None: ...
async def on_platform(ctx: PlatformContext, event: Event[Any]) -> None: ...
async def around(ctx: RequestContext[MySettings], call_next: Next) -> Response: ...  # type: ignore[empty-body]
async def command(ctx: CommandContext[MySettings], name: str) -> None: ...
async def console(ctx: ConsoleContext) -> None: ...
async def check(ctx: EdgeContext) -> Principal | None: ...
async def tenant_check(ctx: RequestContext) -> Principal | None: ...


class Mine(Plugin):
    @hookimpl
    def omni_routes(self) -> list[Permission]:  # E: permissions are no routes
        return []

    @hookimpl
    def omni_permissions(self) -> list[Permission]:
        return [READ]

    @hookimpl
    def omni_settings(self) -> MySettings:  # E: an instance, where the model is asked for
        return MySettings()


async def inside(ctx: RequestContext[MySettings], platform: PlatformContext, account: AccountContext) -> None:
    ctx.settings.colour.upper()
    _ = ctx.settings.color  # E: no such setting
    ctx.tenant = ctx.tenant  # E: read only
    _ = platform.tenant  # E: no tenant there
    _ = account.settings  # E: a person has no tenant's settings
    await ctx.jobs.enqueue(paint(UUID(int=1), colour="red"), after=timedelta(minutes=1))
    await ctx.jobs.enqueue(paint(UUID(int=1)))  # E: an argument is missing
    await ctx.jobs.enqueue(paint("one", colour="red"))  # E: a text is no UUID
    await ctx.jobs.enqueue(paint(UUID(int=1), color="red"))  # E: no such argument
    await ctx.jobs.enqueue(paint)  # E: the job, where a call is asked for
    await ctx.events.emit(PAINTED, Painted(colour="red"))
    await ctx.events.emit(PAINTED, Wet(hours=1))  # E: another event's data
    ctx.metrics.add(CALLS, colour="red")
    ctx.metrics.add(DEPTH)  # E: gauges are set
    ctx.metrics.set(DEPTH, "deep")  # E: a text is no number
    ctx.driver(STORE).keep()
    ctx.driver(STORE).lose()  # E: the driver's base has no such method
    ctx.contributions(Wet)
    ctx.contributions(Store)  # E: abstract
    await ctx.cache.set("key", b"value")  # E: for how long?
    ctx.actor.may(READ)
    ctx.actor.may(Public("x"))  # E: no permission


GOOD = Route.get("/{name}", read, auth=READ, summary="Read one.")
Route.get("/metrics", scrape, auth=Public("Numbers."), mount="root")
Route.get("/x", no_context, auth=READ)  # E: no context first
Route.get("/x", read)  # E: who may call?
Route.get("/x", read, auth="thing.read")  # E: a name, where the object is asked for
Route.get("/x", read, auth=SignedIn("yes"))  # E: minutes
Route.get("/x", read, auth=READ, limts=1)  # E: misspelt
Route.get("/x", read, auth=READ, mount="rooot")  # E: api or root
Table("things", ["name"])  # E: a route's name, where the route is asked for
Middleware.identified(around)
Middleware.edge(around)  # E: at the edge there is no tenant
Schedule("dry", cron="0 7 * * *", job=paint(UUID(int=1), colour="red"))
Schedule("dry", cron="0 7 * * *", job=paint)  # E: not a call
On("x.y", on_event)
On("x.y", on_platform)
On("x.y", read)  # E: takes no event
On.batch("x.y", on_event)  # E: takes one event, not many
Command("c", command)
Command("c", console)
Command("c", on_platform.__name__)  # E: a name, where the function is asked for
Authenticator("a", check)
Authenticator("a", tenant_check)  # E: before anybody is known there is no tenant


def hub(ctx: Context[Any]) -> None:
    _ = ctx.settings.whatever  # Any: a hub knows no plugin's settings
