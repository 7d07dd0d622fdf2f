"""Kinds of plugins that installed hubs have templates for; their manifests say so, and nothing of them is imported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from omni_kernel.cli.errors import FAILED, USAGE, Refused
from omni_sdk.manifest import OWN_SCAFFOLDS

if TYPE_CHECKING:
    from pathlib import Path

    from omni_kernel.plugins.discovery import Candidate
    from omni_sdk.manifest import Manifest

FOLDER = "scaffolds"


@dataclass(frozen=True)
class Scaffold:
    """Templates of one hub for one kind of plugin."""

    kind: str
    hub: Candidate
    manifest: Manifest
    folder: Path

    @property
    def values(self) -> dict[str, str]:
        """What its templates may name beside what follows from the new plugin's name."""
        return {
            "hub": self.manifest.id,
            "hub_package": self.hub.package,
            "hub_distribution": self.hub.distribution,
            "provides": str(self.manifest.provides),
            "summary": f"A {self.kind} for {self.manifest.title}.",
            "dependencies": ", ".join([f'"{self.hub.distribution}"', '"omni-plugin-sdk"', '"pydantic>=2.10"']),
        }


def find(kind: str, of: str | None) -> Scaffold:
    """The templates for a kind; `of` names the hub, where several have some. `Refused` where nobody or nobody alone has."""
    from omni_kernel.plugins import discovery

    hubs = {c.id: (c, c.manifest) for c in discovery.installed() if c.manifest and c.manifest.scaffolds and not c.problem}
    holders = {hub_id: found for hub_id, found in hubs.items() if kind in found[1].scaffolds and of in (None, hub_id)}
    if not holders:
        theirs = [f"{name} (of {hub_id})" for hub_id, (_, manifest) in sorted(hubs.items()) for name in manifest.scaffolds]
        whose = f" of {of!r}" if of else ""
        raise Refused(f"there is no kind {kind!r}{whose}: there are {', '.join([*OWN_SCAFFOLDS, *theirs])}", USAGE)
    if len(holders) > 1:
        raise Refused(f"the kind {kind!r} is of {' and of '.join(sorted(holders))}: add --of HUB", USAGE)
    ((hub, manifest),) = holders.values()
    package = discovery.package_folder(hub.package)
    folder = package / FOLDER / kind if package else None
    if folder is None or not folder.is_dir():
        raise Refused(f"the hub {hub.id!r} promises {FOLDER}/{kind} in its package {hub.package!r}, but has none", FAILED)
    return Scaffold(kind, hub, manifest, folder)
