"""The composition root: settings → storage → plugins → jobs. One Kernel per process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from types import ModuleType
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel
from structlog import get_logger

from omni_sdk import DriverKind, EventType, Middleware, NoSettings, Plugin
from omni_sdk._scope import set_cipher, set_everybodys, set_now, set_recorder
from omni_sdk.drivers import BLOBS

from .auth import housekeeping
from .auth.accounts import AccountService
from .auth.cookies import Cookies
from .auth.devices import DeviceService
from .auth.erasure import Erasure
from .auth.factors import FactorService
from .auth.keys import Keys
from .auth.login import LoginService
from .auth.mail_tokens import MailTokens
from .auth.passwords import Passwords
from .auth.policy import PolicyService
from .auth.sessions import Sessions
from .auth.throttle import Throttle
from .auth.usage import Usage
from .builtin import MANIFEST, KernelPlugin
from .clock import Clock
from .context import ContextFactory
from .http.signature import check_route
from .jobs.caller import Caller
from .jobs.events import EventService
from .jobs.service import JobService
from .plugins import discovery
from .plugins.announce import Announcer
from .plugins.breaker import Breaker
from .plugins.epoch import EpochWatch
from .plugins.gate import Gate
from .plugins.lifecycle import LifecycleService
from .plugins.registry import UNINSTALLED, Registry
from .plugins.staging import KERNEL, label_of
from .plugins.status import Standing
from .plugins.texts import Texts
from .plugins.trips import Trips
from .redis.link import RedisLink
from .redis.server import PrivateServer
from .redis.stream import LiveStream
from .services.drivers import Drivers
from .services.hosts import Outbound
from .services.memory import ProcessMemory
from .services.metrics import MetricStore
from .services.urls import BLOB, Links
from .services.vitals import Vitals
from .settings import ConfigError, Settings, check_owned
from .settings.problems import ConfigProblem
from .storage import migrations
from .storage.archive.presence import in_use, refuse_elsewhere
from .storage.audited import DataRecorder
from .storage.blobs import BlobStore, BoundBlobs, prefix_of
from .storage.database import App, Database
from .storage.secrets import KeyRing
from .storage.trouble import Troubles
from .tenancy import deletion
from .tenancy.invitations import InvitationService
from .tenancy.members import MemberService
from .tenancy.roles import RoleService
from .tenancy.service import TenantService

log = get_logger("omni.kernel")
Role = Literal["web", "worker", "cli", "test"]
SETTLE_SECONDS = 5.0


class MigrationsPending(Exception):
    """The kernel's own tables are not as this version wants them."""


class Kernel:
    """Everything of one process, made in order and taken down in reverse."""

    def __init__(self, settings: Settings, role: Role, clock: Clock | None = None) -> None:
        self.settings, self.role = settings, role
        self.clock = clock or Clock()
        self.troubles = Troubles()
        self.memory = ProcessMemory()
        self.configs: dict[str, BaseModel] = {}

    # -- making

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        settings: Settings,
        role: Role,
        *,
        plugins: Iterable[Plugin] | None = None,
        clock: Clock | None = None,
        migrated: bool = True,
    ) -> AsyncIterator[Kernel]:
        """A running kernel. `plugins` names what a test wants instead of all that is installed; with
        `migrated=False` pending migrations are no obstacle (for `omni migrate` itself).
        """
        kernel = cls(settings, role, clock)
        async with AsyncExitStack() as stack:
            kernel._load(plugins)
            await kernel._open_storage(stack, migrated)
            if migrated:
                await kernel._open_services(stack)
            yield kernel

    @classmethod
    def at_rest(cls, settings: Settings) -> Kernel:
        """One that knows what is installed and has opened nothing: for what looks at files only."""
        kernel = cls(settings, "cli")
        kernel._load(None)
        return kernel

    def _load(self, plugins: Iterable[Plugin] | None) -> None:
        candidates = discovery.installed() if plugins is None else discovery.with_required(plugins)
        self.registry = Registry(self.settings.plugin_policy, check_route)
        self.registry.build(KernelPlugin(self), MANIFEST, candidates)
        self.texts = Texts({plugin.id: plugin.candidate.package for plugin in self.registry.plugins.values()})
        self.drivers = Drivers(self.settings.drivers, self.settings.data_dir)
        for _, kind in self.registry.all(DriverKind):
            self.drivers.declare(kind)
        self._read_configs()

    def _read_configs(self) -> None:
        """`[plugins.<id>]` and `[drivers.<kind>]`, validated by their owners; all problems at once."""
        problems: list[ConfigProblem] = self.drivers.check()
        known = {s.id for s in self.registry.report}
        strange = [name for name in self.settings.plugins if name not in known]
        problems += [
            ConfigProblem(f"plugins.{n}", "no such plugin is installed", "install it, or remove the table") for n in strange
        ]
        for plugin in list(self.registry.plugins.values()):
            table, model = self.settings.plugins.get(plugin.id, {}), plugin.config_model
            if model is None and table:
                problems.append(ConfigProblem(f"plugins.{plugin.id}", "this plugin has no configuration", "remove the table"))
            elif model is not None:
                problems += self._read_config(plugin.id, table, model)
        if problems:
            raise ConfigError(problems)

    def _read_config(self, plugin_id: str, table: dict[str, Any], model: type[BaseModel]) -> list[ConfigProblem]:
        try:
            self.configs[plugin_id] = check_owned(table, f"plugins.{plugin_id}", model)
        except ConfigError as error:
            if table:
                return list(error.problems)
            # Installed, and never configured: it cannot run, but nobody made a mistake in omni.toml.
            first = error.problems[0]
            self.registry.drop(
                plugin_id, f"it needs configuration: {first.path}: {first.message}", f"set [plugins.{plugin_id}] in omni.toml"
            )
        return []

    async def _open_storage(self, stack: AsyncExitStack, migrated: bool) -> None:
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        stack.enter_context(in_use(self.settings.data_dir))
        self.keyring = KeyRing.from_file(self.settings.secrets.key_file)
        set_cipher(self.keyring)
        set_now(self.clock.now)
        if migrated:
            await self._leave_out_unmigrated()
        self.db = Database(self.settings.database.url, self.apps(), self.settings.database.pool, owner=not migrated)
        await self.db.open()
        stack.push_async_callback(self.db.close)
        if migrated:
            await refuse_elsewhere(self.db)
        set_everybodys(self.db.everybodys)
        stack.callback(set_everybodys, None)
        self.links = Links(self.keyring, self.clock)
        stack.push_async_callback(self.drivers.close)
        self.blobs = BlobStore(lambda: self.drivers.get(BLOBS), self.settings.blobs.largest_bytes)

    async def _leave_out_unmigrated(self) -> None:
        """A plugin whose tables are not ready waits; the kernel's own cannot."""
        for label in await migrations.behind(self.settings.database.url, self.apps()):
            if label == KERNEL:
                raise MigrationsPending("the database is not migrated: run `omni migrate` (or `omni init` on the first day)")
            plugin_id = next(p for p in self.registry.plugins if label_of(p) == label)
            self.registry.drop(
                plugin_id, "its tables are not migrated", "run `omni migrate`, then restart", Standing.NEEDS_MIGRATION
            )

    async def _open_services(self, stack: AsyncExitStack) -> None:
        self.redis = RedisLink(await self._redis_url(stack))
        stack.push_async_callback(self.redis.close)
        self.stream = LiveStream(self.redis)
        stack.callback(self.stream.stop)
        self.trips = Trips(self.redis, self.stream, self.clock)
        self.breaker = Breaker(self.trips.note)
        self.metrics = MetricStore(self)
        stack.push_async_callback(self.metrics.stop)  # last of those that count
        self.epoch = EpochWatch(self.db, self.redis, self.clock, self.troubles, agree=self.role != "test")
        self.gate = Gate(self.registry, self.keyring, self.epoch)
        self.gate.on_change(Announcer(self.stream).changed)
        self.epoch.listen(UNINSTALLED, self.registry.silence)
        self.roles = RoleService(self)
        self._open_identity()
        self.outbound = Outbound(self)
        self.contexts = ContextFactory(self)
        self.jobs, self.events = JobService(self), EventService(self)
        stack.push_async_callback(self._settle)
        set_recorder(DataRecorder(self))
        stack.callback(set_recorder, None)
        self.tenants, self.lifecycle = TenantService(self), LifecycleService(self)
        stack.push_async_callback(self.outbound.close)
        await self.epoch.start()
        stack.push_async_callback(self.epoch.stop)
        self.usage.start()
        stack.push_async_callback(self.usage.stop)
        if self.role != "cli":
            self.vitals = Vitals(self)
            await self.metrics.start()
        self.redis.start()

    def _open_identity(self) -> None:
        """People, what they prove themselves by, and what they may."""
        self.passwords, self.throttle, self.mail_tokens = Passwords(self), Throttle(self), MailTokens(self)
        self.cookies = Cookies(self.settings)
        self.accounts, self.erasure = AccountService(self), Erasure(self)
        self.members, self.invitations = MemberService(self), InvitationService(self)
        self.keys, self.sessions, self.usage = Keys(self), Sessions(self), Usage(self)
        self.policies, self.factors, self.devices = PolicyService(self), FactorService(self), DeviceService(self)
        self.login = LoginService(self)

    async def _redis_url(self, stack: AsyncExitStack) -> str:
        if self.settings.redis.url:
            return self.settings.redis.url.get_secret_value()
        server = PrivateServer(self.settings.data_dir)
        stack.push_async_callback(server.stop)
        await server.start()
        return server.url

    async def _settle(self) -> None:
        """Let handlers of transient events finish: they are best effort, so not for long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_SECONDS):
                await self.events.settle()

    # -- what many need

    def apps(self) -> list[App]:
        """Tables of the kernel and of every plugin, as tortoise's apps."""
        from . import tables

        found = [App(KERNEL, models_in(tables), "omni_kernel.migrations")]
        for plugin_id, models in self.registry.models().items():
            package = self.registry.plugins[plugin_id].candidate.package
            if plugin_id != KERNEL:
                found.append(App(label_of(plugin_id), models, f"{package}.migrations"))
        return found

    def middleware(self, slot: str) -> list[tuple[str, Middleware]]:
        """What stands in a slot, outermost first, as far as the operator's configuration wants it."""
        return [(i, m) for i, m in self.registry.middleware(slot) if m.when is None or self._wanted(i, m.when)]

    def _wanted(self, plugin_id: str, when: Callable[[Any], bool]) -> bool:
        try:
            return bool(when(self.configs.get(plugin_id) or NoSettings()))
        except Exception:
            log.exception("middleware cannot say whether it is wanted; it is put in", plugin=plugin_id)
            return True

    def blobs_of(self, plugin_id: str, tenant_id: UUID | None) -> BoundBlobs:
        """Files of a plugin in a tenant."""
        return BoundBlobs(self.blobs, prefix_of(tenant_id, plugin_id), self._sign_blob(tenant_id))

    def _sign_blob(self, tenant_id: UUID | None) -> Any:
        def sign(name: str, expires: Any, filename: str | None) -> str:
            token = self.links.make(tenant_id, BLOB, {"name": name, "filename": filename}, expires)
            return f"{self.settings.public_url}/api/v1/blobs/{token}"

        return sign

    async def tidy(self) -> None:
        """What the worker does every few minutes, in no tenant."""
        await housekeeping.tidy(self)
        await deletion.enqueue_due(self)

    async def emit(self, caller: Caller, tenant_id: UUID | None, event: EventType[Any], data: BaseModel) -> None:
        """An event of the kernel's own."""
        await self.events.emit(replace(caller, plugin_id=KERNEL, tenant_id=tenant_id), event.name, data, durable=event.durable)


def models_in(module: ModuleType) -> list[Any]:
    """Concrete models that a module names."""
    from tortoise.models import Model

    return [m for m in vars(module).values() if isinstance(m, type) and issubclass(m, Model) and not m._meta.abstract]
