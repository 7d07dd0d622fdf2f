"""What a plugin's function is handed, and all that it may use; one kind per place, each with what exists there.

    PlatformContext            no tenant: health checks; jobs and events of the installation
    ├─ EdgeContext             + request: edge middleware, authenticators, routes without a tenant
    ├─ ConsoleContext          + print, track: commands without a tenant
    ├─ AccountContext          + account: second factors
    └─ Context[S]              + tenant, actor, settings, data: whatever a hub calls
       ├─ RequestContext[S]    + request, route
       ├─ JobContext[S]        + progress, attempt, due
       ├─ EventContext[S]
       └─ CommandContext[S]    + print, track

`S` is the model of the plugin's settings. All of these are protocols: the kernel has the only implementation.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from pydantic import BaseModel, JsonValue
from typing_extensions import TypeVar

from .contributions import DriverKind, Route
from .http import Request
from .services import (
    Account,
    Actor,
    Blobs,
    Cache,
    Clock,
    Database,
    Directory,
    Events,
    Family,
    Jobs,
    JobState,
    Locale,
    Log,
    Mail,
    Member,
    Memory,
    Metrics,
    NextRun,
    Sample,
    Script,
    Sms,
    Tenant,
    Urls,
)

if TYPE_CHECKING:
    import httpx  # slow to import, and most plugins call nobody

__all__ = [
    "Account",
    "AccountContext",
    "Actor",
    "Blobs",
    "Cache",
    "Clock",
    "CommandContext",
    "ConsoleContext",
    "Context",
    "Database",
    "Directory",
    "EdgeContext",
    "EventContext",
    "Events",
    "Family",
    "JobContext",
    "JobState",
    "Jobs",
    "Locale",
    "Log",
    "Mail",
    "Member",
    "Memory",
    "Metrics",
    "NextRun",
    "NoSettings",
    "PlatformContext",
    "RequestContext",
    "Sample",
    "Script",
    "Sms",
    "Tenant",
    "Urls",
]


class NoSettings(BaseModel):
    """The settings of a plugin that has none."""


T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)
S_co = TypeVar("S_co", bound=BaseModel, covariant=True, default=NoSettings)


class PlatformContext(Protocol):
    """What exists everywhere, with or without a tenant."""

    @property
    def tenant_id(self) -> UUID | None:
        """Of the tenant at hand; None where there is none, whatever the function declares."""

    @property
    def clock(self) -> Clock:
        """The time; tests set it."""

    @property
    def log(self) -> Log:
        """Structured log lines; tenant, actor, plugin and request id stand in each, secrets in none."""

    @property
    def metrics(self) -> Metrics:
        """The plugin's counters, gauges and histograms."""

    @property
    def cache(self) -> Cache:
        """Redis: shared by all processes, empty at any moment."""

    @property
    def memory(self) -> Memory:
        """Objects kept in this process."""

    @property
    def db(self) -> Database:
        """Transactions and locks over the plugin's models."""

    @property
    def jobs(self) -> Jobs:
        """Durable jobs and schedules of this plugin."""

    @property
    def events(self) -> Events:
        """To say what happened."""

    @property
    def blobs(self) -> Blobs:
        """Files of this plugin."""

    @property
    def http(self) -> "httpx.AsyncClient":
        """Reaches only the hosts that were granted, and no private address."""

    @property
    def mail(self) -> Mail:
        """Mail from the plugin's templates; scope `mail`."""

    @property
    def sms(self) -> Sms:
        """Text messages; scope `sms`."""

    @property
    def urls(self) -> Urls:
        """Links to routes and pages, as people outside see them."""

    @property
    def locale(self) -> Locale:
        """The language at hand: what the request at hand accepts, else the account's, the tenant's, or the installation's."""

    def config(self, model: type[M]) -> M:
        """The operator's `[plugins.<id>]`, as the model that `omni_config` returns."""

    def driver(self, kind: DriverKind[T]) -> T:
        """The one that the operator picked, bound to the context's tenant, if it has one; or `DriverMissing`."""


class EdgeContext(PlatformContext, Protocol):
    """Before anybody is known: edge middleware, authenticators, routes without a tenant."""

    @property
    def request(self) -> Request:
        """The request at hand."""

    @property
    def actor(self) -> Actor:
        """Who acts; as long as nobody is known, the network address."""


class AccountContext(PlatformContext, Protocol):
    """A person, across tenants: second factors."""

    @property
    def account(self) -> Account:
        """Whose factor it is; `AccountModel`s are bound to it."""


class Context(PlatformContext, Protocol[S_co]):
    """Within a tenant: whatever a hub calls, and the base of all kinds that have a tenant."""

    @property
    def tenant(self) -> Tenant:
        """Whose data it is; `TenantModel`s are bound to it."""

    @property
    def actor(self) -> Actor:
        """Who acts."""

    @property
    def directory(self) -> Directory:
        """The tenant's people; scope `directory`."""

    @property
    def settings(self) -> S_co:
        """What the tenant's admin set, validated; secrets in clear inside of their `SecretStr`."""

    async def publish(self, topic: str, data: JsonValue) -> None:
        """To people of this tenant who have the dashboard open; best effort."""

    def contributions(self, kind: type[T]) -> Sequence[tuple[str, T]]:
        """(plugin id, contribution) of that type, of all plugins that are active here."""

    def contribution(self, kind: type[T], name: str) -> tuple[str, T]:
        """The one with that name; `NotFound` if nobody active has it."""

    def child(self, plugin_id: str) -> AbstractAsyncContextManager["Context[Any]"]:
        """The context of a plugin that contributes to this one, to call it with.

        `async with ctx.child(plugin_id) as its:` counts time and errors inside against that plugin. Problems,
        `Retry` and `Discard` pass; anything else comes out as `ContributionFailed`.
        """


class RequestContext(Context[S_co], EdgeContext, Protocol[S_co]):
    """A request within a tenant: routes, and middleware behind the edge."""

    @property
    def route(self) -> Route:
        """Which route it is; `ctx.route.name` is the key for metrics, limits and settings."""


class JobContext(Context[S_co], Protocol[S_co]):
    """A job within a tenant; `actor` is who enqueued it."""

    @property
    def id(self) -> UUID:
        """The job's, the same in every attempt: use it as an idempotency key."""

    @property
    def attempt(self) -> int:
        """From 1."""

    @property
    def last_attempt(self) -> bool:
        """Whether a failure now makes it a dead letter."""

    @property
    def due(self) -> datetime | None:
        """When the schedule that enqueued it was due, in UTC, the same in every attempt; None for all other jobs."""

    def progress(self, done: float, note: str = "") -> None:
        """0 to 1; never blocks, so libraries' callbacks may call it; raises `Cancelled` once somebody cancelled."""


class EventContext(Context[S_co], Protocol[S_co]):
    """`actor` is who raised the event; the event itself is the handler's second argument."""


class ConsoleContext(PlatformContext, Protocol):
    """A command without a tenant."""

    def print(self, value: object) -> None:
        """Text, a model or a list of models: rich for people, JSON under `--json`."""

    def track(self, rows: AsyncIterator[T], *, total: int | None = None, title: str = "") -> AsyncIterator[T]:
        """The same rows, with a progress bar for people."""

    async def tenants(self, only: str | None = None) -> Sequence[AbstractAsyncContextManager["CommandContext[Any]"]]:
        """The plugin's context in each tenant that has it on, or in the one with that slug or id, to be entered in turn.

        Level `platform` only: `ScopeNotGranted` for others. `NotFound` where the one that was named does not have it on.
        """


class CommandContext(Context[S_co], ConsoleContext, Protocol[S_co]):
    """A command within a tenant; `actor` is whom `omni login` or `--as` says."""
