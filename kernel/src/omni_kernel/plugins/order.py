"""In which order plugins load: those that others require or stand after come first."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from omni_sdk.manifest import CONTRACT, Manifest


def unmet(manifest: Manifest, present: Mapping[str, Manifest]) -> tuple[str, str] | None:
    """What a manifest asks for and does not get here: the reason, and the way out."""
    if manifest.api != CONTRACT:
        newer = manifest.api > CONTRACT
        return (
            f"it is written for contract {manifest.api}, this Omni speaks contract {CONTRACT}",
            "upgrade Omni" if newer else "upgrade the plugin",
        )
    for plugin_id, versions in manifest.requirements.items():
        hub = present.get(plugin_id)
        if hub is None:
            return f"it requires {plugin_id!r}, which is not here", f"install {plugin_id!r}"
        if str(versions) and not (hub.provides and versions.contains(str(hub.provides))):
            provides = f"provides contract {hub.provides}" if hub.provides else "provides no contract: it is no hub"
            return (
                f"it requires {plugin_id}{versions}, but {plugin_id!r} {provides}",
                f"install a version of {plugin_id!r} that provides {versions}",
            )
    return None


def sort(manifests: Mapping[str, Manifest]) -> tuple[list[str], dict[str, list[str]]]:
    """Ids in loading order, and for each member of a cycle the cycle it is in."""
    cyclic: dict[str, list[str]] = {}
    while True:
        here = {i: m for i, m in manifests.items() if i not in cyclic}
        graph = {i: sorted(before(m) & here.keys()) for i, m in sorted(here.items())}
        try:
            return list(TopologicalSorter(graph).static_order()), cyclic
        except CycleError as error:
            cycle = list(reversed(error.args[1]))
            cyclic.update(dict.fromkeys(cycle, cycle))


def before(manifest: Manifest) -> set[str]:
    """Ids that stand before this one."""
    return manifest.requirements.keys() | set(manifest.after)
