"""A running Omni for tests: real database, real Redis, real HTTP pipeline; only the internet and the clock are ours."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import httpx

from omni_kernel.app import Kernel
from omni_kernel.auth.actors import person_of
from omni_kernel.auth.models import Account, Identity
from omni_kernel.cli.console import Console
from omni_kernel.clock import Clock
from omni_kernel.http.asgi import HttpApp
from omni_kernel.jobs.caller import Caller
from omni_kernel.redis.link import AWAY
from omni_kernel.redis.server import PrivateServer
from omni_kernel.services.totals import GAUGES, TOTALS
from omni_kernel.settings import Settings, load
from omni_kernel.storage import migrations
from omni_kernel.tenancy.models import Membership
from omni_sdk.contributions import Job
from omni_sdk.drivers import MAIL, SMS
from omni_sdk.hookspecs import Plugin

from . import databases, postgres
from .doubles import Outbox

if TYPE_CHECKING:
    from omni_sdk.context import Account as AccountInfo
    from omni_sdk.context import AccountContext, Context, Tenant

SYSTEM = Caller.system("omni", None)
EVERYTHING = ("*",)


class Bench:
    """What tests share: a Redis of their own, and a migrated database per set of plugins, copied for each test."""

    def __init__(self) -> None:
        # Short, since a unix socket's path holds 107 bytes at most.
        self.folder = Path(tempfile.mkdtemp(prefix="omni-"))
        self._redis = PrivateServer(self.folder)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._templates: dict[tuple[str, ...], str] = {}
        self._count = 0

    def redis_url(self) -> str:
        """Where the shared Redis is; started when first asked for, on a loop that outlives those of the tests."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._loop.run_forever, name="omni-redis", daemon=True)
            self._thread.start()
            asyncio.run_coroutine_threadsafe(self._redis.start(), self._loop).result()
        return self._redis.url

    def close(self) -> None:
        """Stop and remove everything."""
        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(self._redis.stop(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def settings(self, overrides: dict[str, Any] | None = None, template: str | None = None) -> Settings:
        """A configuration with a data folder and a database of its own: an empty one, or a copy of `template`'s."""
        self._count += 1
        data = self.folder / str(self._count)
        data.mkdir()
        (data / "omni.toml").write_text("", encoding="utf-8")
        base: dict[str, Any] = {
            "environment": "test",
            "public_url": "http://testserver",
            "data_dir": str(data),
            "database": {"url": databases.made(data / "omni.db", template), "pool": 4},
            "redis": {"url": self.redis_url()},
            "auth": {"argon2_time_cost": 1, "argon2_memory_kib": 8, "argon2_parallelism": 1},
        }
        return load(data / "omni.toml", base | (overrides or {}))

    @asynccontextmanager
    async def kernel(
        self, plugins: Iterable[Plugin], clock: Clock | None = None, overrides: dict[str, Any] | None = None
    ) -> AsyncIterator[Kernel]:
        """A running kernel with these plugins and what they require, its database migrated, and removed afterwards."""
        chosen = list(plugins)
        settings = await self.prepared(chosen, overrides)
        try:
            async with Kernel.open(settings, "test", plugins=chosen, clock=clock) as kernel:
                with suppress(*AWAY):  # what the test before counted: the Redis is the same
                    await kernel.redis.client.delete(TOTALS, GAUGES)
                yield kernel
        finally:
            databases.dropped(settings.database.url)

    async def prepared(self, chosen: Sequence[Plugin], overrides: dict[str, Any] | None = None) -> Settings:
        """A configuration with a migrated database for these plugins, which whoever asks removes."""
        return self.settings(overrides, await self.template(chosen, overrides))

    async def template(self, chosen: Sequence[Plugin], overrides: dict[str, Any] | None = None) -> str:
        """The URL of a migrated database for these plugins, to be copied and not to be used."""
        key = tuple(sorted(f"{type(p).__module__}.{type(p).__qualname__}" for p in chosen))
        if key not in self._templates:
            # The first set migrates everything itself; where others follow, they begin with the kernel's tables.
            base = await self.template(()) if key and self._templates else None
            self._templates[key] = await self._migrated(self.settings(overrides, base), chosen)
        return self._templates[key]

    def installation(self) -> str:
        """The URL of a database with the tables of all that is installed, to be copied. Call it where no loop runs, and
        before the test installs plugins of its own.
        """
        if EVERYTHING not in self._templates:
            self._templates[EVERYTHING] = asyncio.run(self._migrated(self.settings(), None))
        return self._templates[EVERYTHING]

    async def _migrated(self, settings: Settings, chosen: Sequence[Plugin] | None) -> str:
        async with Kernel.open(settings, "cli", plugins=chosen, migrated=False) as kernel:
            await migrations.migrate(settings.database.url, kernel.apps())
        return settings.database.url


class SteppingClock(Clock):
    """Time that goes on by itself, and at once where somebody sleeps."""

    async def sleep(self, seconds: float) -> None:
        """Have slept."""
        self.advance(timedelta(seconds=seconds))
        await asyncio.sleep(0)


class KeyAuth(httpx.Auth):
    """Makes a key when the first request is sent, since fixtures are made without waiting."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._key: str | None = None

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Send the key along."""
        if self._key is None:
            self._key = await self._make()
        request.headers["Authorization"] = f"Bearer {self._key}"
        yield request


class Terminal(Console):
    """Keeps what is printed."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[Any] = []

    def print(self, value: object) -> None:
        """Keep it."""
        self.said.append(value)


class RunningOmni:
    """The fixture `omni_app`."""

    def __init__(self, kernel: Kernel, outbox: Outbox) -> None:
        self.kernel = kernel
        self.http = HttpApp(kernel)
        self._clients: list[httpx.AsyncClient] = []
        outbox.watch(kernel)
        kernel.drivers.put(MAIL, outbox.mail)
        kernel.drivers.put(SMS, outbox.sms)

    def id_of(self, plugin: Plugin) -> str:
        """Of a plugin that the test module imports."""
        for loaded in self.kernel.registry.plugins.values():
            if loaded.plugin is plugin:
                return loaded.id
        failed = [f"{s.id}: {s.reason} ({s.hint})" for s in self.kernel.registry.report if s.reason]
        msg = f"{plugin!r} is not loaded here. " + (
            "; ".join(failed) or "Import it at the top of the test module, or return it from a fixture omni_plugins."
        )
        raise LookupError(msg)

    async def tenant(self, slug: str) -> Tenant:
        """A new tenant, with an owner `owner@<slug>.example` who has been there before any plugin."""
        made = await self.kernel.tenants.create(SYSTEM, slug, slug.replace("-", " ").title())
        account = await Account.create(email=f"owner@{slug}.example", name="Olivia Owner")
        await Membership.create(tenant_id=made.id, account_id=account.id, roles=["owner"])
        return (await self.kernel.gate.state(made.id)).tenant

    async def enable(self, plugin: Plugin, tenant: Tenant, **settings: object) -> None:
        """Switch it on, and first whatever it requires; granting all that they ask for."""
        plugin_id = self.id_of(plugin)
        loaded, state = self.kernel.registry.plugins[plugin_id], await self.kernel.gate.state(tenant.id)
        for required in loaded.manifest.requirements:
            if required not in state.active:
                await self.enable(self.kernel.registry.plugins[required].plugin, tenant)
        await self.kernel.lifecycle.enable(SYSTEM, tenant.id, plugin_id, settings=settings, grant=loaded.manifest.scopes)

    async def disable(self, plugin: Plugin, tenant: Tenant) -> None:
        """Switch it off."""
        await self.kernel.lifecycle.disable(SYSTEM, tenant.id, self.id_of(plugin))

    async def emit(self, event: str, tenant: Tenant, **data: object) -> None:
        """Let something have happened, with as much of its data as the test cares for."""
        kind = self.kernel.registry.event_types.get(event)
        if kind is None:
            msg = f"nobody declares the event {event!r}; there are {sorted(self.kernel.registry.event_types)}"
            raise LookupError(msg)
        payload = kind.data.model_construct(**data)
        await self.kernel.events.emit(Caller.system("omni", tenant.id), event, payload, durable=kind.durable)

    @asynccontextmanager
    async def inside(self, plugin: Plugin, tenant: Tenant) -> AsyncIterator[Context[Any]]:
        """The plugin's own context."""
        plugin_id, state = self.id_of(plugin), await self.kernel.gate.state(tenant.id)
        async with self.kernel.contexts.event(plugin_id, state, Caller.system(plugin_id, tenant.id)) as ctx:
            yield ctx

    @asynccontextmanager
    async def for_account(self, plugin: Plugin, account: AccountInfo) -> AsyncIterator[AccountContext]:
        """The plugin's context for a person, to call the functions of its second factor with."""
        person = person_of(await Account.get(id=account.id))
        caller = Caller(self.id_of(plugin), None, "account", str(person.id))
        async with self.kernel.contexts.account(caller.plugin_id, person, caller) as ctx:
            yield ctx

    def client(self, tenant: Tenant | None, *permissions: str) -> httpx.AsyncClient:
        """A client with a key of the tenant, or a platform administrator's for None."""

        async def make() -> str:
            names = permissions or tuple(self.kernel.registry.permissions)
            tenant_id = tenant.id if tenant else None
            _, key = await self.kernel.keys.create(SYSTEM, tenant_id, "test", permissions=names)
            return key

        made = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.http), base_url=self.kernel.settings.public_url, auth=KeyAuth(make)
        )
        self._clients.append(made)
        return made

    async def person(
        self,
        email: str = "ann@example.com",
        *,
        name: str = "Ann",
        password: str | None = "correct horse battery staple",  # noqa: S107  (of nobody)
        verified: bool = True,
        platform: bool = False,
        tenant: Tenant | None = None,
        roles: Sequence[str] = ("member",),
    ) -> Account:
        """An account, and a membership if a tenant is named."""
        kernel, now = self.kernel, self.kernel.clock.now()
        account = await Account.create(
            email=email,
            name=name,
            platform=platform,
            password=await kernel.passwords.hash(password) if password else None,
            email_verified_at=now if verified else None,
        )
        if tenant is not None:
            await Membership.create(tenant_id=tenant.id, account_id=account.id, roles=list(roles))
        return account

    def browser(self) -> httpx.AsyncClient:
        """A browser: keeps cookies, and says which page asks; nobody is signed in."""
        origin = self.kernel.settings.public_url
        made = httpx.AsyncClient(transport=httpx.ASGITransport(self.http), base_url=origin, headers={"Origin": origin})
        self._clients.append(made)
        return made

    async def signed_in(
        self,
        account: AccountInfo,
        *,
        methods: Sequence[str] = ("pwd",),
        tenant: Tenant | None = None,
        kind: Literal["browser", "bearer"] = "browser",
    ) -> httpx.AsyncClient:
        """A client of somebody who signed in just now."""
        sessions, made = self.kernel.sessions, self.browser()
        _, token = await sessions.create(account, kind=kind, methods=methods, tenant_id=None, ip="192.0.2.7", device="test")
        if kind == "browser":
            made.cookies.set(self.kernel.cookies.session_name, token)
        else:
            made.headers["Authorization"] = f"Bearer {token}"
        if tenant is not None:
            made.headers["Omni-Tenant"] = tenant.slug
        return made

    async def command(
        self, plugin: Plugin, run: Callable[..., Awaitable[None]], *args: Any, within: Tenant | None = None, **options: Any
    ) -> list[Any]:
        """Run a command as at a terminal, in a tenant if it is one of those; gives what it printed."""
        terminal, state = Terminal(), await self.kernel.gate.state(within.id) if within else None
        async with self.kernel.contexts.command(self.id_of(plugin), state, terminal) as ctx:
            await run(ctx, *args, **options)
        return terminal.said

    async def linked(self, account: AccountInfo, tenant: Tenant, provider: str, subject: str) -> UUID:
        """Let an identity provider of the tenant know the account; gives the identity's id."""
        made = await Identity.create(
            tenant_id=tenant.id, account_id=account.id, provider=provider, connection="main", subject=subject
        )
        return made.id

    async def everything(self, sql: str) -> list[dict[str, Any]]:
        """The rows of a statement, whoever's they are: to see how something is kept."""
        return await self.kernel.db.everybodys().execute_query_dict(sql)

    async def as_owner(self, sql: str) -> None:
        """Run a statement as the role that owns the tables, which may change what they are."""
        if self.kernel.db.dialect == "sqlite":
            await self.kernel.db.execute(sql)
        else:
            await postgres.execute(sql, self.kernel.settings.database.url)

    async def run_jobs(self, *only: Job[..., Any]) -> int:
        """Deliver events and run what is due."""
        names = {place for place, job in self.kernel.registry.jobs.items() if any(job is o for o in only)}
        await self.kernel.jobs.scheduler.reconcile()
        ran = await self.kernel.jobs.run_due(names or None)
        await self.kernel.events.settle()
        return int(ran)

    def outside(self, host: str, handler: Callable[[httpx.Request], httpx.Response]) -> None:
        """Answer requests to that host by the handler."""
        self.kernel.outbound.transports[host] = httpx.MockTransport(handler)

    async def close(self) -> None:
        """Close what was handed out."""
        for client in self._clients:
            await client.aclose()
