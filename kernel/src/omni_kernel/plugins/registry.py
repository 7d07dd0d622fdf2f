"""Every plugin of this process and what it contributes. Built once at start-up; read-only from then on."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pluggy
from structlog import get_logger

from omni_kernel.settings import PluginPolicy
from omni_sdk import DriverKind, EventType, Job, Middleware, On, Permission, Plugin, Schedule
from omni_sdk.errors import ContractBroken
from omni_sdk.manifest import CONTRACT, Manifest
from omni_sdk.models import Model

from . import discovery, loading, order, staging, words
from .clashes import Clashes
from .discovery import Candidate
from .limits import TookTooLong, within
from .shapes import Shape, shapes
from .staging import KERNEL, BoundRoute, Loaded
from .status import PluginStatus, Standing, StartRefused

T = TypeVar("T")
log = get_logger("omni.plugins")
UNINSTALLED = "uninstalled"
"""Topic of the epoch: the subject is a plugin's id."""
RANKS = ("viewer", "member", "admin", "owner")


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A handler of events, with a name that stays the same from start to start."""

    plugin_id: str
    name: str
    on: On

    @property
    def key(self) -> str:
        """What cursors and the API call it."""
        return f"{self.plugin_id}:{self.name}"


class Registry:
    """`plugins` are loaded; `report` tells of all that are installed."""

    def __init__(self, policies: Mapping[str, PluginPolicy], check_route: Callable[[BoundRoute], None]) -> None:
        self._policies = policies
        self._check_route = check_route
        self._manager = pluggy.PluginManager("omni")
        self._manager.add_hookspecs(Plugin)
        self._shapes: dict[str, Shape] = shapes(Plugin)
        self._clashes = Clashes()
        self._report: dict[str, PluginStatus] = {}
        self.plugins: dict[str, Loaded] = {}

    # -- building

    @property
    def durable(self) -> list[Subscriber]:
        """Handlers of durable events, each of which has a cursor."""
        return [subscriber for subscriber in self.subscribers if subscriber.on.durable]

    def build(self, kernel: Plugin, manifest: Manifest, candidates: Sequence[Candidate]) -> None:
        """Load the kernel's own contributions, then every candidate that can be loaded."""
        own = Candidate(KERNEL, "omni-kernel", manifest_version(), "omni_kernel", manifest, plugin=kernel)
        self._admit(own, kernel, 0.0)
        ready = self._ready(candidates)
        plugins, failures, took = loading.load(ready, {c.id: self.policy(c.id).load_seconds for c in ready})
        for candidate in ready:
            if error := failures.get(candidate.id):
                self._fail(candidate, Standing.QUARANTINED, error, took.get(candidate.id, 0.0))
        self._add_hubs(ready, plugins, took)
        for candidate in ready:
            if candidate.id in plugins and candidate.id not in self._report:
                self._admit(candidate, plugins[candidate.id], took.get(candidate.id, 0.0))
        self._manager.check_pending()
        self._index()

    def policy(self, plugin_id: str) -> PluginPolicy:
        """What omni.toml says of a plugin."""
        return self._policies.get(plugin_id) or PluginPolicy()

    def _ready(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Those whose manifests allow loading, in loading order."""
        for candidate in candidates:
            if candidate.problem:
                self._note(candidate, Standing.QUARANTINED, candidate.problem, candidate.hint)
        known = {c.id: c for c in candidates if c.manifest and not c.problem}
        manifests = {i: c.manifest for i, c in known.items() if c.manifest}
        sequence, cyclic = order.sort(manifests)
        for plugin_id, cycle in cyclic.items():
            self._note(known[plugin_id], Standing.UNMET, f"requirements in a circle: {' → '.join(cycle)}", "break the circle")
        words_refused = words.refused(manifests, sequence)
        ready, present = [], dict(manifests)
        for plugin_id in cyclic:
            present.pop(plugin_id)
        for plugin_id in sequence:
            if problem := order.unmet(manifests[plugin_id], present):
                wrong_api = manifests[plugin_id].api != CONTRACT
                self._note(known[plugin_id], Standing.INCOMPATIBLE if wrong_api else Standing.UNMET, *problem)
                present.pop(plugin_id)
            elif plugin_id in words_refused:
                hint = "choose another word in `commands` of its manifest, or uninstall one of them"
                self._note(known[plugin_id], Standing.QUARANTINED, words_refused[plugin_id], hint)
                present.pop(plugin_id)
            else:
                ready.append(known[plugin_id])
        return ready

    def _add_hubs(self, ready: Sequence[Candidate], plugins: Mapping[str, Plugin], took: Mapping[str, float]) -> None:
        """Register the hookspecs of all hubs before anything that may implement them."""
        for candidate in ready:
            plugin = plugins.get(candidate.id)
            declare = getattr(type(plugin), "omni_hookspecs", None)
            if plugin is None or not hasattr(declare, staging.IMPL_MARK):
                continue
            try:
                with within(self.policy(candidate.id).load_seconds, "omni_hookspecs"):
                    specs = plugin.omni_hookspecs()
                self._add_specs(candidate, specs)
            except (Exception, SystemExit, TookTooLong) as error:  # noqa: BLE001  (a plugin may raise anything)
                self._fail(candidate, Standing.QUARANTINED, error, took.get(candidate.id, 0.0))

    def _add_specs(self, candidate: Candidate, specs: type[object]) -> None:
        own, prefix = shapes(specs), candidate.id.replace("-", "_") + "_"
        if foreign := [name for name in own if not name.startswith(prefix)]:
            raise ContractBroken(f"the hooks of the hub {candidate.id!r} must begin with {prefix!r}: rename {foreign[0]!r}")
        self._manager.add_hookspecs(specs)
        self._shapes |= own

    def _admit(self, candidate: Candidate, plugin: Plugin, seconds: float) -> None:
        """Register a plugin whole, or not at all."""
        assert candidate.manifest
        lacking = [r for r in candidate.manifest.requirements if r not in self.plugins]
        if lacking:
            reason = f"it requires {lacking[0]!r}, which did not load"
            self._note(candidate, Standing.UNMET, reason, f"see why {lacking[0]!r} failed")
            return
        loaded = Loaded(candidate, candidate.manifest, plugin)
        try:
            with within(self.policy(candidate.id).load_seconds, "calling its hooks"):
                staging.refuse_unmarked(plugin, self._shapes)
                self._manager.register(plugin, name=candidate.id)
                staging.gather(loaded, self._answers(candidate.id))
            for route in loaded.routes:
                self._check_route(route)
            self._clashes.claim(loaded)
        except (Exception, SystemExit, TookTooLong) as error:  # noqa: BLE001  (a plugin may raise anything)
            if self._manager.has_plugin(candidate.id):
                self._manager.unregister(name=candidate.id)
            self._fail(candidate, Standing.QUARANTINED, error, seconds)
            return
        self.plugins[candidate.id] = loaded
        if candidate.id != KERNEL:
            self._note(candidate, Standing.LOADED, seconds=seconds)

    def _answers(self, plugin_id: str) -> Iterator[tuple[Shape, Any]]:
        for name, shape in self._shapes.items():
            for implementation in getattr(self._manager.hook, name).get_hookimpls():
                if implementation.plugin_name == plugin_id and name != "omni_hookspecs":
                    yield shape, implementation.function()

    def _fail(self, candidate: Candidate, standing: Standing, error: BaseException, seconds: float) -> None:
        text = "".join(traceback.format_exception(error))
        reason = (
            str(error)
            if isinstance(error, (ContractBroken, loading.LoadFailed, TookTooLong))
            else f"{type(error).__name__}: {error}"
        )
        self._note(candidate, standing, reason, f"mend or uninstall {candidate.distribution!r}", text, seconds)

    def _note(
        self, candidate: Candidate, standing: Standing, reason: str = "", hint: str = "", text: str = "", seconds: float = 0.0
    ) -> None:
        m, policy = candidate.manifest, self.policy(candidate.id)
        status = PluginStatus(
            candidate.id,
            m.title if m else candidate.id,
            candidate.distribution,
            candidate.version,
            m.level if m else "",
            standing,
            reason,
            hint,
            text,
            seconds,
        )
        key = candidate.id if candidate.id not in self._report else f"{candidate.id} ({candidate.distribution})"
        self._report[key] = status
        if standing is Standing.LOADED:
            return
        log.warning("plugin not loaded", plugin=candidate.id, standing=standing.value, reason=reason, hint=hint)
        on = policy.on_incompatible if standing is Standing.INCOMPATIBLE else policy.on_failure
        if on == "abort":
            raise StartRefused(f"plugin {candidate.id!r} is {standing.value}: {reason}; {hint}, or set its policy to skip")

    def _index(self) -> None:
        everything = self.plugins.values()
        self.routes: Sequence[BoundRoute] = [r for p in everything for r in p.routes]
        self.jobs: Mapping[tuple[str, str], Job[..., Any]] = {(p.id, j.name): j for p in everything for j in p.of(Job)}
        self.schedules: Sequence[tuple[str, Schedule]] = [(p.id, s) for p in everything for s in p.of(Schedule)]
        self.event_types: Mapping[str, EventType[Any]] = {event_name(p, e): e for p in everything for e in p.of(EventType)}
        self.subscribers: Sequence[Subscriber] = [s for p in everything for s in subscribers_of(p)]
        self.permissions: Mapping[str, Permission] = {staging.full_name(p, x): x for p in everything for x in p.of(Permission)}
        self._roles = {role: frozenset(n for n, x in self.permissions.items() if reaches(role, x)) for role in RANKS}

    # -- reading

    @property
    def report(self) -> Sequence[PluginStatus]:
        """How every installed plugin fared, by id."""
        return sorted(self._report.values(), key=lambda s: s.id)

    def all(self, kind: type[T]) -> Iterator[tuple[str, T]]:
        """(plugin id, contribution) of every loaded plugin, in order."""
        for plugin in self.plugins.values():
            for item in plugin.of(kind):
                yield plugin.id, item

    def middleware(self, slot: str) -> Sequence[tuple[str, Middleware]]:
        """What stands in a slot, outermost first."""
        return [(i, m) for i, m in self.all(Middleware) if m.slot == slot]

    def models(self) -> dict[str, tuple[type[Model], ...]]:
        """Tables by plugin."""
        return {p.id: p.by_hook.get("omni_models", ()) for p in self.plugins.values() if p.by_hook.get("omni_models")}

    def driver_owner(self, kind: DriverKind[Any]) -> str | None:
        """The hub that declares a kind of driver; None for the kernel's own kinds."""
        return next((i for i, k in self.all(DriverKind) if k.name == kind.name), None)

    def role_permissions(self, role: str) -> frozenset[str]:
        """What a role of the tenant may do; roles include those below them."""
        return self._roles.get(role, frozenset())

    def mark(self, plugin_id: str, standing: Standing, reason: str, hint: str) -> None:
        """Record what became known after loading (a pending migration)."""
        loaded = self.plugins[plugin_id]
        self._report.pop(plugin_id, None)
        self._note(loaded.candidate, standing, reason, hint)

    def silence(self, plugin_id: str | None) -> None:
        """It was uninstalled while this process runs: nothing of it begins by itself any more, so nothing is left anew."""
        self.schedules = [(owner, schedule) for owner, schedule in self.schedules if owner != plugin_id]
        self.subscribers = [subscriber for subscriber in self.subscribers if subscriber.plugin_id != plugin_id]

    def drop(self, plugin_id: str, reason: str, hint: str, standing: Standing = Standing.QUARANTINED) -> None:
        """Take out a plugin, and all that requires it, before the process serves anybody."""
        self.mark(plugin_id, standing, reason, hint)
        self._manager.unregister(name=plugin_id)
        self._clashes.release(self.plugins.pop(plugin_id))
        for other in [p for p in self.plugins.values() if plugin_id in p.manifest.requirements]:
            self.drop(
                other.id, f"it requires {plugin_id!r}, which is {standing.value}", f"see why {plugin_id!r} failed", Standing.UNMET
            )
        self._index()


def event_name(loaded: Loaded, event: EventType[Any]) -> str:
    """`acme-greeter.greeted`; the kernel's own stand as they are."""
    return event.name if loaded.id == KERNEL else f"{loaded.prefix}.{event.name}"


def subscribers_of(loaded: Loaded) -> Iterator[Subscriber]:
    """Handlers, told apart by the function's name, and by number where one serves several events."""
    seen: dict[str, int] = {}
    for on in loaded.of(On):
        base = on.handler.__name__
        seen[base] = seen.get(base, 0) + 1
        yield Subscriber(loaded.id, base if seen[base] == 1 else f"{base}-{seen[base]}", on)


def reaches(role: str, permission: Permission) -> bool:
    """Whether a role has it by default: owner ⊃ admin ⊃ member ⊃ viewer."""
    return any(RANKS.index(role) >= RANKS.index(r) for r in permission.roles if r in RANKS)


def manifest_version() -> str:
    """Version of the kernel's distribution."""
    from importlib.metadata import version

    return version("omni-kernel")


__all__ = ["BoundRoute", "Loaded", "Registry", "Subscriber", "discovery"]
