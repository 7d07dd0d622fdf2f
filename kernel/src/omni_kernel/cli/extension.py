"""What to write for a plugin that extends a hub: read from the hub's own hookspecs, whoever made it."""

from __future__ import annotations

import collections.abc
import sys
import typing
from collections import defaultdict
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from omni_kernel.cli.errors import NOT_FOUND, USAGE, Refused
from omni_kernel.cli.probe import GROUP
from omni_kernel.cli.samples import Source

if TYPE_CHECKING:
    from omni_sdk import Plugin

_MARK = "omni_spec"


@dataclass(frozen=True)
class Hub:
    """An installed hub: its id, the module that it exports, its hooks and the plugin."""

    id: str
    package: str
    distribution: str
    version: int
    hooks: type[object]
    plugin: Plugin


@dataclass
class Imports:
    """Import statements, collected while code is written; rendered as isort orders them."""

    names: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, module: str, name: str) -> str:
        """Import a name; the name."""
        self.names[module].add(name)
        return name

    def render(self) -> str:
        """Lines, the standard library first."""
        standard = [module for module in self.names if module.partition(".")[0] in sys.stdlib_module_names]
        others = [module for module in self.names if module not in standard]
        blocks = [
            "\n".join(f"from {m} import {', '.join(sorted(self.names[m], key=_by_kind))}" for m in sorted(modules))
            for modules in (standard, others)
            if modules
        ]
        return "\n\n".join(blocks)


def _by_kind(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2
    return kind, name.lower()


def values_of(hub_id: str, package: str) -> dict[str, str]:
    """What the templates of an extension need to know of its hub."""
    hub = _installed(hub_id)
    hook, returned = _first_hook(hub)
    (kind,) = typing.get_args(returned)
    short = package.rpartition("_")[2]
    source = Source(hub.package, short, Imports())
    constant = source.contribution(kind)
    wiring = Source(hub.package, short, Imports())
    for name in ("Plugin", "hookimpl"):
        wiring.imports.add("omni_sdk", name)
    hooks_name = wiring.name(hub.hooks)
    annotation = wiring.render(returned)
    tests = Source(hub.package, short, Imports())
    kind_name = tests.name(typing.get_origin(kind) or kind)
    tests.imports.add("omni_sdk", "Tenant")
    tests.imports.add("omni_sdk.testing", "OmniApp")
    return {
        "hub": hub.id,
        "hub_package": hub.package,
        "hub_version": str(hub.version),
        "hooks_name": hooks_name,
        "contributes": f"`{kind_name}` through `{hook}`",
        "contributions": f"\n{source.text(constant)}",
        "plugin_imports": f"\n{wiring.imports.render()}\n\nfrom .contributions import {constant}\n",
        "hooks": f"\n    @hookimpl\n    def {hook}(self) -> {annotation}:\n        return [{constant}]\n",
        "kind": kind_name,
        "test_imports": _with_hub_plugin(tests.imports, hub),
        "dependencies": ", ".join(sorted({f'"{hub.distribution}"', '"omni-plugin-sdk"', *source.distributions})),
    }


def _with_hub_plugin(imports: Imports, hub: Hub) -> str:
    point = next(point for point in entry_points(group=GROUP) if point.name == hub.id)
    imports.add(point.module, f"{point.attr} as hub")
    return imports.render()


def _installed(hub_id: str) -> Hub:
    from omni_kernel.plugins import discovery

    found = next((each for each in discovery.installed() if each.id == hub_id and each.entry_point), None)
    if found is None or found.entry_point is None:
        raise Refused(f"no plugin {hub_id!r} is installed: omni plugin install PATH installs it", NOT_FOUND)
    if found.manifest is None or found.problem:
        raise Refused(f"plugin {hub_id!r}: {found.problem}", USAGE)
    plugin = found.entry_point.load()
    hooks = plugin.omni_hookspecs()
    if not _hooks_of(hooks):
        raise Refused(f"plugin {hub_id!r} is no hub: it opens no hooks of its own", USAGE)
    version = found.manifest.provides or 1
    return Hub(hub_id, found.package, found.distribution, version, hooks, plugin)


def _hooks_of(hooks: object) -> list[Any]:
    members = vars(hooks).values() if isinstance(hooks, type) else ()
    return [member for member in members if hasattr(member, _MARK)]


def _first_hook(hub: Hub) -> tuple[str, Any]:
    """Name and return type of the hook to implement; the others are in the hub's README."""
    function = _hooks_of(hub.hooks)[0]
    module = import_module(function.__module__)
    returned = typing.get_type_hints(function, vars(module))["return"]
    if typing.get_origin(returned) is not collections.abc.Sequence:
        raise Refused(f"{function.__name__} of {hub.id!r} returns no Sequence of a dataclass: {returned!r}", USAGE)
    return function.__name__, returned
