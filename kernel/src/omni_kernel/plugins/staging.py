"""One plugin's contributions, gathered from its hooks and checked before anybody else sees them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel

from omni_kernel.http.signature import context_kind
from omni_sdk import (
    Command,
    Factor,
    IdentityProvider,
    Job,
    Middleware,
    NoSettings,
    Permission,
    PlatformContext,
    Plugin,
    Route,
)
from omni_sdk.context import Context
from omni_sdk.contributions.route import bind
from omni_sdk.errors import ContractBroken
from omni_sdk.manifest import Manifest

from .discovery import Candidate
from .shapes import Shape

T = TypeVar("T")
IMPL_MARK = "omni_impl"
PLATFORM_ONLY = (Factor, IdentityProvider)
KERNEL = "omni"


@dataclass(frozen=True)
class BoundRoute:
    """A route where it is mounted."""

    plugin_id: str
    route: Route
    path: str
    permission: str | None
    area: str


@dataclass
class Loaded:
    """A plugin in this process, with what it contributes, by hook and by type."""

    candidate: Candidate
    manifest: Manifest
    plugin: Plugin
    by_hook: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    by_type: dict[type[Any], tuple[Any, ...]] = field(default_factory=dict)
    routes: tuple[BoundRoute, ...] = ()

    @property
    def id(self) -> str:
        """Its id."""
        return self.manifest.id

    @property
    def platform(self) -> bool:
        """Is it on for the whole installation?"""
        return self.manifest.level == "platform"

    def one(self, hook: str) -> Any:
        """The only answer of a hook that returns one thing, or None."""
        return next(iter(self.by_hook.get(hook, ())), None)

    def of(self, kind: type[T]) -> tuple[T, ...]:
        """Its contributions of a type."""
        return self.by_type.get(kind, ())

    @property
    def settings_model(self) -> type[BaseModel]:
        """What a tenant's admin sets."""
        return self.one("omni_settings") or NoSettings

    @property
    def config_model(self) -> type[BaseModel] | None:
        """What the operator sets."""
        found: type[BaseModel] | None = self.one("omni_config")
        return found

    @property
    def prefix(self) -> str:
        """What its permissions and events begin with: the area of a hub, else its id, since others may share an area."""
        area = self.manifest.area if self.manifest.provides else None
        return area or self.id


def refuse_unmarked(plugin: Plugin, shapes: Mapping[str, Shape]) -> None:
    """An override without `@hookimpl` would silently never be called; nor would a misspelt hook."""
    for name, member in inspect.getmembers(type(plugin), callable):
        declared = next((c.__dict__[name] for c in type(plugin).__mro__ if name in c.__dict__), None)
        marked, is_spec = hasattr(declared, IMPL_MARK), hasattr(declared, "omni_spec")
        if marked and name not in shapes:
            raise ContractBroken(f"{name} is no hook of this Omni nor of a hub that it requires: {nearest(name, shapes)}")
        if not marked and not is_spec and (name in shapes or name.startswith("omni_")):
            raise ContractBroken(f"{name} overrides a hook without @hookimpl: mark it, or rename it")
        del member


def nearest(name: str, shapes: Mapping[str, Shape]) -> str:
    """A hint for a misspelt hook."""
    from difflib import get_close_matches

    close = get_close_matches(name, shapes, 1)
    return f"did you mean {close[0]!r}?" if close else "see hookspecs.py of the SDK for the list"


def gather(loaded: Loaded, answers: Iterator[tuple[Shape, Any]]) -> None:
    """Take what the hooks returned into `loaded`, checked against the hookspecs' types."""
    kinds: dict[type[Any], list[Any]] = {}
    for shape, answer in answers:
        items = shape.check(answer)
        loaded.by_hook[shape.hook] = items
        kinds.setdefault(shape.kind, []).extend(items)
    loaded.by_type = {kind: tuple(items) for kind, items in kinds.items()}
    check_level(loaded)
    check_words(loaded)
    loaded.routes = tuple(bound(loaded, route) for route in loaded.of(Route))


def check_level(loaded: Loaded) -> None:
    """What runs before a tenant is known belongs to the platform."""
    if loaded.platform:
        return
    edge = [m for m in loaded.of(Middleware) if m.slot == "edge"]
    early = [kind.__name__ for kind in PLATFORM_ONLY if loaded.of(kind)] + ["edge middleware"] * bool(edge)
    early += [f"the job {j.name!r}, which takes a PlatformContext," for j in loaded.of(Job) if tenantless(j.run)]
    if early:
        raise ContractBroken(f'{early[0]} needs level = "platform" in the manifest of {loaded.id!r}')


def check_words(loaded: Loaded) -> None:
    """A command stands below a word that the manifest reserves, or below the plugin's id."""
    for command in loaded.of(Command):
        if command.group is not None and command.group not in loaded.manifest.commands:
            raise ContractBroken(
                f"the command {command.name!r} is of the group {command.group!r}, but commands of the manifest lacks it"
            )


def tenantless(function: Any) -> bool:
    """Does its context lack a tenant?"""
    bases = context_kind(function).__mro__
    return PlatformContext in bases and Context not in bases


def bound(loaded: Loaded, route: Route) -> BoundRoute:
    """Where a route stands, or ContractBroken when it may not stand there."""
    m, version = loaded.manifest, route.options.get("version", 1)
    if not route.path.startswith("/"):
        raise ContractBroken(f"the path {route.path!r} of a route must begin with a slash")
    if route.options.get("mount") == "root":
        if loaded.id != KERNEL and route.path not in m.root_paths:
            raise ContractBroken(f"{route.path!r} is mounted at the root, but root_paths of the manifest lacks it")
        path = route.path
    elif loaded.id == KERNEL:
        path = f"/api/v{version}{route.path}"
    else:
        path = f"/api/v{version}/{m.area or f'x/{loaded.id}'}{route.path}"
    full = path.rstrip("/") or "/"
    auth = route.auth
    permission = full_name(loaded, auth) if isinstance(auth, Permission) else None
    if isinstance(auth, Permission) and auth not in loaded.of(Permission):
        raise ContractBroken(f"{route.method} {full} asks the permission {auth.name!r}, which omni_permissions does not return")
    bind(route, full)
    return BoundRoute(loaded.id, route, full, permission, loaded.prefix)


def full_name(loaded: Loaded, permission: Permission) -> str:
    """`acme-greeter.greeting.read`."""
    return f"{loaded.prefix}.{permission.name}"


def label_of(plugin_id: str) -> str:
    """The tortoise app of a plugin."""
    return f"p_{plugin_id.replace('-', '_')}"
