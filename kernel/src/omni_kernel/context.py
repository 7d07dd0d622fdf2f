"""The one implementation of the SDK's contexts: a plugin, a tenant if there is one, and services made when asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import Token
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, Self, TypeVar, cast
from uuid import UUID

from pydantic import BaseModel, JsonValue
from structlog import get_logger
from tortoise.exceptions import ValidationError as InvalidValue

from omni_sdk import DriverKind, EdgeContext, NoSettings, Route
from omni_sdk._scope import CURRENT, Scope
from omni_sdk.drivers import BlobsDown
from omni_sdk.errors import ContributionFailed, Discard, NotFound, Problem, Retry, ScopeNotGranted
from omni_sdk.http import Request
from omni_sdk.manifest import Scopes

from .auth.actors import SYSTEM, Actor, Person
from .clock import ZonedClock
from .jobs.caller import Caller
from .jobs.facade import BoundEvents, BoundJobs
from .plugins.breaker import PluginTripped
from .plugins.gate import NOTHING, TenantInfo, TenantState
from .plugins.staging import KERNEL, BoundRoute, Loaded
from .services.bound_metrics import BoundMetrics
from .services.cache import BoundCache
from .services.mail import BoundMail
from .services.memory import BoundMemory
from .services.metrics import cache_read
from .services.people import BoundDirectory, Language
from .services.sms import BoundSms
from .services.urls import BoundUrls
from .storage.audited import ACTING
from .storage.blobs import BoundBlobs
from .storage.database import Database
from .storage.trouble import trouble

if TYPE_CHECKING:
    import httpx

    from .app import Kernel
    from .jobs.run import JobRun

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)
P = ParamSpec("P")
R = TypeVar("R")
ITS_OWN_WORD = (Problem, Retry, Discard)
"""What a plugin may raise to say something; anything else is a failure of its."""


class KernelContext(EdgeContext, Protocol):
    """What the kernel's own routes take: a tenant if the caller has or chose one, and who calls."""

    state: TenantState | None
    who: Actor

    @property
    def reading(self) -> str:
        """The language in which texts of plugins are answered."""

    @property
    def caller(self) -> Caller:
        """The same, for rows of jobs and events."""


def own(handler: Callable[Concatenate[KernelContext, P], Awaitable[R]]) -> Callable[Concatenate[EdgeContext, P], Awaitable[R]]:
    """A handler of the kernel's own, which is handed more than the contract promises to plugins."""
    return cast("Callable[Concatenate[EdgeContext, P], Awaitable[R]]", handler)


class Ctx:
    """Every kind of context. Which attributes a function may use is said by the type it declares."""

    __slots__ = (
        "_acting",
        "_began",
        "_http",
        "_token",
        "account",
        "caller_of",
        "console",
        "kernel",
        "plugin",
        "request",
        "route",
        "run",
        "scope",
        "state",
        "who",
    )

    def __init__(
        self,
        kernel: Kernel,
        plugin: Loaded,
        state: TenantState | None,
        who: Actor,
        *,
        request: Request | None = None,
        route: Route | None = None,
        caller: Caller | None = None,
        run: JobRun | None = None,
        account: Any = None,
        console: Any = None,
    ) -> None:
        self.kernel, self.plugin, self.state, self.who = kernel, plugin, state, who
        # Each is there in the kinds of context that promise it.
        self.request: Any = request
        self.route: Any = route
        self.run, self.account, self.console = run, account, console
        self.caller_of = caller
        self.scope = Scope(state.tenant.id if state else None, account.id if account else None, plugin.manifest.id)
        self._token: Token[Scope] | None = None
        self._acting: Token[Any] | None = None
        self._http: httpx.AsyncClient | None = None

    # -- entering: the scope of models, the breaker, and whose fault an error is

    async def __aenter__(self) -> Self:
        self.kernel.breaker.check(self.plugin.id, self.tenant_id)
        self._token, self._acting = CURRENT.set(self.scope), ACTING.set(self)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if self._token and self._acting:
            CURRENT.reset(self._token)
            ACTING.reset(self._acting)
            self._token = self._acting = None
        if error is None:
            self.kernel.breaker.succeeded(self.plugin.id, self.tenant_id)
        elif blames(error):
            self.kernel.breaker.failed(self.plugin.id, self.tenant_id, error)

    # -- who and where

    @property
    def tenant_id(self) -> UUID | None:
        """The tenant's id, if there is one."""
        return self.state.tenant.id if self.state else None

    @property
    def tenant(self) -> TenantInfo:
        """Whose data it is."""
        if self.state is None:
            raise LookupError("there is no tenant here: take a context that has one")
        return self.state.tenant

    @property
    def actor(self) -> Actor:
        """Who acts, able to tell this plugin's own permissions."""
        return self.who.seen_by(self.plugin.prefix)

    @property
    def settings(self) -> Any:
        """What the tenant's admin set."""
        return self.state.settings(self.plugin.id) if self.state else NoSettings()

    @property
    def granted(self) -> Scopes:
        """What the plugin may use of the kernel."""
        if self.plugin.platform:
            return self.plugin.manifest.scopes
        return self.state.granted(self.plugin.id) if self.state else NOTHING

    @property
    def caller(self) -> Caller:
        """The same, for rows of jobs and events."""
        origin = self.caller_of
        return Caller(
            self.plugin.id,
            self.tenant_id,
            self.who.kind,
            self.who.id,
            origin.request_id if origin else getattr(self.request, "id", None),
            origin.ip if origin else getattr(self.request, "client_ip", None),
            origin.user_agent if origin else (self.request.headers.get("user-agent") if self.request else None),
        )

    # -- services

    @property
    def clock(self) -> ZonedClock:
        """The time."""
        return ZonedClock(self.kernel.clock, self.state.tenant.zone if self.state else None)

    @property
    def log(self) -> Any:
        """Structured log lines with plugin and tenant."""
        return get_logger("omni.plugin").bind(plugin=self.plugin.id, tenant=self.state.tenant.slug if self.state else None)

    @property
    def metrics(self) -> BoundMetrics:
        """The plugin's metrics."""
        return BoundMetrics(self.kernel.metrics, self.plugin.id, self.granted.metrics and self.plugin.platform)

    @property
    def cache(self) -> BoundCache:
        """The plugin's part of Redis."""
        prefix = f"omni:c:{self.plugin.id}:{self.tenant_id or '-'}:"
        return BoundCache(self.kernel.redis.client, prefix, partial(cache_read, self.kernel.metrics, self.plugin.id))

    @property
    def memory(self) -> BoundMemory:
        """Objects kept in this process."""
        return BoundMemory(self.kernel.memory, (self.plugin.id, self.tenant_id))

    @property
    def db(self) -> BoundDatabase:
        """Transactions and locks."""
        return BoundDatabase(self.kernel.db, f"{self.plugin.id}:{self.tenant_id or '-'}:", self.run)

    @property
    def jobs(self) -> BoundJobs:
        """Durable jobs."""
        return BoundJobs(self.kernel, self.caller, self.run)

    @property
    def events(self) -> BoundEvents:
        """To say what happened."""
        return BoundEvents(self.kernel, self.caller, self.run)

    @property
    def blobs(self) -> BoundBlobs:
        """Files of this plugin, in this tenant."""
        return self.kernel.blobs_of(self.plugin.id, self.tenant_id)

    @property
    def http(self) -> httpx.AsyncClient:
        """To the granted hosts only."""
        if self._http is None:
            self._http = self.kernel.outbound.client(self)
        return self._http

    @property
    def mail(self) -> BoundMail:
        """Mail from the plugin's templates."""
        granted = self.granted.mail
        return BoundMail(self.kernel, self.plugin, self.own_language, granted)

    @property
    def sms(self) -> BoundSms:
        """Text messages."""
        return BoundSms(self.kernel, self.plugin.id, self.granted.sms)

    @property
    def directory(self) -> BoundDirectory:
        """The tenant's people."""
        return BoundDirectory(self.kernel, self.tenant.id, self.plugin, self.granted.directory)

    @property
    def urls(self) -> BoundUrls:
        """Links."""
        return BoundUrls(self.kernel.settings.public_url, self.kernel.links, self.plugin.id, self.tenant_id)

    @property
    def locale(self) -> Language:
        """The language that the request accepts, where it says so; else that of whoever it is about."""
        accepts = self.request is not None and "accept-language" in self.request.headers
        language = self.reading if accepts else self.own_language
        return Language(language, self.kernel.texts.of(self.plugin.id, language))

    @property
    def own_language(self) -> str:
        """The person's, else the tenant's: of what is read later, such as a mail."""
        own = self.account.locale if self.account is not None else None
        return own or (self.state.tenant.locale if self.state else "en")

    @property
    def reading(self) -> str:
        """The language of whoever reads the answer: what the request accepts, else the person's, else the tenant's."""
        header = self.request.headers.get("accept-language") if self.request else None
        person: Any = self.who.account
        tenant = self.state.tenant.locale if self.state else None
        return self.kernel.texts.language(header, [person.locale if person else None, tenant])

    def config(self, model: type[M]) -> M:
        """The operator's `[plugins.<id>]`."""
        found = self.kernel.configs.get(self.plugin.id)
        if not isinstance(found, model):
            raise TypeError(f"omni_config of {self.plugin.id!r} does not return {model.__name__}")
        return found

    def driver(self, kind: DriverKind[T]) -> T:
        """The operator's choice, bound to the tenant where the driver can be (`for_tenant`)."""
        owner = self.kernel.registry.driver_owner(kind)
        if owner not in (None, self.plugin.id) and owner not in self.granted.data:
            raise ScopeNotGranted(f"{self.plugin.id!r} may not use data of {owner!r}: `data` was not granted")
        driver: Any = self.kernel.drivers.get(kind)
        bind = getattr(driver, "for_tenant", None)
        found: T = bind(self.tenant) if bind and self.state else driver
        return found

    async def publish(self, topic: str, data: JsonValue) -> None:
        """To people of this tenant who have the dashboard open."""
        self.kernel.stream.publish(self.tenant.id, topic, data)

    # -- hubs

    def contributions(self, kind: type[T]) -> Sequence[tuple[str, T]]:
        """(plugin id, contribution) of all plugins active here."""
        assert self.state is not None
        return self.state.contributions(kind)

    def contribution(self, kind: type[T], name: str) -> tuple[str, T]:
        """The one with that name; NotFound if nobody active has it."""
        for plugin_id, found in self.contributions(kind):
            if getattr(found, "name", None) == name:
                return plugin_id, found
        raise NotFound(f"no {kind.__name__} {name!r} is active here")

    def child(self, plugin_id: str) -> Child:
        """The context of a plugin that contributes to this one."""
        return Child(self, plugin_id)

    # -- jobs and commands

    @property
    def id(self) -> UUID:
        """The job's id."""
        assert self.run is not None
        return self.run.id

    @property
    def attempt(self) -> int:
        """From 1."""
        assert self.run is not None
        return self.run.attempt

    @property
    def last_attempt(self) -> bool:
        """Would a failure now make it a dead letter?"""
        assert self.run is not None
        return self.run.last_attempt

    @property
    def due(self) -> datetime | None:
        """When the schedule that enqueued the job was due."""
        assert self.run is not None
        return self.run.due

    def progress(self, done: float, note: str = "") -> None:
        """0 to 1."""
        assert self.run is not None
        self.run.progress(done, note)

    def print(self, value: object) -> None:
        """To the person at the terminal."""
        self.console.print(value)

    def track(self, rows: AsyncIterator[T], *, total: int | None = None, title: str = "") -> AsyncIterator[T]:
        """The same rows, with a progress bar."""
        found: AsyncIterator[T] = self.console.track(rows, total=total, title=title)
        return found

    async def tenants(self, only: str | None = None) -> Sequence[Ctx]:
        """Contexts of a platform plugin's command, one per tenant that has it on."""
        if not self.plugin.platform:
            raise ScopeNotGranted(f"{self.plugin.id!r} is a tenant's: its commands take a CommandContext")
        gate = self.kernel.gate
        states = [await gate.by_slug(only)] if only else [await gate.state(i) for i in await gate.tenants_with(self.plugin.id)]
        if only and self.plugin.id not in states[0].active:
            raise NotFound(f"{self.plugin.id!r} is off for {only!r}")
        return [Ctx(self.kernel, self.plugin, state, self.who, console=self.console) for state in states]


class BoundDatabase:
    """The SDK's Database of one plugin in one tenant: locks are its own."""

    __slots__ = ("_db", "_prefix", "_run")

    def __init__(self, db: Database, prefix: str, run: JobRun | None = None) -> None:
        self._db, self._prefix, self._run = db, prefix, run

    def transaction(self) -> AbstractAsyncContextManager[None]:
        """All or nothing; nothing for a job that slept through its lease, since another worker runs it by now."""
        return self._db.transaction() if self._run is None else self._fenced(self._run)

    @asynccontextmanager
    async def _fenced(self, run: JobRun) -> AsyncIterator[None]:
        async with self._db.transaction():
            yield
            await run.fence()

    def lock(self, key: str) -> AbstractAsyncContextManager[None]:
        """Inside a transaction, one at a time with this key."""
        return self._db.lock(self._prefix + key)


class Child:
    """`async with ctx.child(plugin_id) as its:`"""

    __slots__ = ("_ctx", "_plugin_id")

    def __init__(self, parent: Ctx, plugin_id: str) -> None:
        kernel = parent.kernel
        if parent.state is None or plugin_id not in parent.state.active:
            raise NotFound(f"no plugin {plugin_id!r} is active here")
        self._plugin_id = plugin_id
        self._ctx = Ctx(
            kernel,
            kernel.registry.plugins[plugin_id],
            parent.state,
            parent.who,
            request=parent.request,
            route=parent.route,
            caller=parent.caller_of,
            run=parent.run,
            console=parent.console,
        )

    async def __aenter__(self) -> Ctx:
        try:
            return await self._ctx.__aenter__()
        except PluginTripped as error:
            # To the hub it is one contribution that fails, not an answer to its own caller.
            raise ContributionFailed(self._plugin_id, str(error)) from error

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        await self._ctx.__aexit__(kind, error, trace)
        if isinstance(error, Exception) and not isinstance(error, (*ITS_OWN_WORD, ContributionFailed)):
            raise ContributionFailed(self._plugin_id, f"{type(error).__name__}: {error}") from error


def blames(error: BaseException) -> bool:
    """Is it the plugin's fault? A client's 4xx is not, nor what a job says by Retry and Discard."""
    if isinstance(error, Problem):
        return error.status >= 500 and error.status not in {503, 507}
    ours = (Retry, Discard, InvalidValue, BlobsDown)
    return isinstance(error, Exception) and not isinstance(error, ours) and trouble(error) is None


class ContextFactory:
    """Makes contexts; the only place that does."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def request(self, bound: BoundRoute, request: Request, state: TenantState | None, actor: Actor) -> Ctx:
        """For a route's handler."""
        plugin = self._kernel.registry.plugins[bound.plugin_id]
        return Ctx(self._kernel, plugin, state, actor, request=request, route=bound.route)

    def around(self, plugin_id: str, bound: BoundRoute, request: Request, state: TenantState | None, actor: Actor) -> Ctx:
        """For middleware of another plugin around that route."""
        plugin = self._kernel.registry.plugins[plugin_id]
        return Ctx(self._kernel, plugin, state, actor, request=request, route=bound.route)

    def edge(self, plugin_id: str, request: Request) -> Ctx:
        """Before anybody is known."""
        anonymous = Actor("anonymous", request.client_ip)
        return Ctx(self._kernel, self._kernel.registry.plugins[plugin_id], None, anonymous, request=request)

    def platform(self, plugin_id: str) -> Ctx:
        """For the installation: health checks."""
        return Ctx(self._kernel, self._kernel.registry.plugins[plugin_id], None, SYSTEM)

    def job(self, plugin_id: str, state: TenantState | None, caller: Caller, run: JobRun) -> Ctx:
        """For a job."""
        return Ctx(self._kernel, self._kernel.registry.plugins[plugin_id], state, actor_of(caller), caller=caller, run=run)

    def event(self, plugin_id: str, state: TenantState | None, caller: Caller) -> Ctx:
        """For a handler of events, a step of a plugin's life, an identity provider at a login."""
        return Ctx(self._kernel, self._kernel.registry.plugins[plugin_id], state, actor_of(caller), caller=caller)

    def command(self, plugin_id: str, state: TenantState | None, console: Any) -> Ctx:
        """For a command at a terminal."""
        return Ctx(self._kernel, self._kernel.registry.plugins[plugin_id], state, SYSTEM, console=console)

    def account(self, plugin_id: str, person: Person, caller: Caller) -> Ctx:
        """For a second factor of a person."""
        plugin = self._kernel.registry.plugins[plugin_id]
        return Ctx(self._kernel, plugin, None, actor_of(caller), caller=caller, account=person)

    def kernel(self, caller: Caller) -> Ctx:
        """The kernel's own, without a tenant."""
        return self.event(KERNEL, None, caller)


def actor_of(caller: Caller) -> Actor:
    """Who raised it; what he may do is not remembered, only who he was."""
    kind: Any = caller.actor_kind
    return Actor(kind, caller.actor_id, platform=kind == "system")
