"""What is installed: entry points and manifests, read without importing anything of a plugin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

from omni_sdk import Plugin, manifest
from omni_sdk.manifest import Manifest

GROUP = "omni.plugins"
MANIFEST = "omni-plugin.toml"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plugin that somebody installed: its manifest, or the problem with it."""

    id: str
    distribution: str
    version: str
    package: str
    manifest: Manifest | None
    problem: str | None = None
    hint: str = ""
    entry_point: EntryPoint | None = None
    plugin: Plugin | None = None


def package_folder(package: str) -> Path | None:
    """Where a top-level package lies; importing nothing, which holds as long as the name has no dot."""
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


def read_manifest(package: str) -> tuple[Manifest | None, str | None]:
    """The manifest beside a package, or what is wrong with it."""
    folder = package_folder(package)
    if folder is None:
        return None, f"the package {package!r} that its entry point names cannot be found"
    path = folder / MANIFEST
    try:
        return manifest.read(path.read_text(encoding="utf-8")), None
    except FileNotFoundError:
        return None, f"{MANIFEST} is missing in the package {package!r}"
    except (ValueError, OSError) as error:
        return None, f"{MANIFEST} of {package!r}: {error}"


def of_entry_point(entry_point: EntryPoint) -> Candidate:
    """What an entry point promises."""
    package = entry_point.module.partition(".")[0]
    name, version = (entry_point.dist.name, entry_point.dist.version) if entry_point.dist else (package, "?")
    found, problem = read_manifest(package)
    if found and found.id != entry_point.name:
        problem = f"its entry point is called {entry_point.name!r}, its manifest says id = {found.id!r}"
        found = None
    hint = "" if found else f"mend the distribution {name!r} ({version}), or uninstall it"
    return Candidate(entry_point.name, name, version, package, found, problem, hint, entry_point)


def of_object(plugin: Plugin) -> Candidate:
    """A plugin that a test hands over, with the manifest beside its package."""
    package = type(plugin).__module__.partition(".")[0]
    found, problem = read_manifest(package)
    return Candidate(found.id if found else package, package, "0", package, found, problem, plugin=plugin)


def installed() -> list[Candidate]:
    """Every plugin of this environment, by id; a second one with the same id becomes a problem."""
    unique: dict[str, Candidate] = {}
    clashes: list[Candidate] = []
    for entry_point in sorted(entry_points(group=GROUP), key=lambda e: (e.name, e.value)):
        candidate = of_entry_point(entry_point)
        first = unique.setdefault(candidate.id, candidate)
        if first is not candidate and first.distribution != candidate.distribution:
            problem = f"{first.distribution!r} has the id {candidate.id!r}, too"
            clashes.append(
                Candidate(
                    candidate.id,
                    candidate.distribution,
                    candidate.version,
                    candidate.package,
                    None,
                    problem,
                    "uninstall one of them",
                )
            )
    return [*unique.values(), *clashes]


def with_required(plugins: Iterable[Plugin]) -> list[Candidate]:
    """The plugins that a test names, and whatever installed ones they require; nothing else."""
    chosen = {c.id: c for c in map(of_object, plugins)}
    others: dict[str, Candidate] | None = None
    waiting = list(chosen.values())
    while waiting:
        candidate = waiting.pop()
        for requirement in candidate.manifest.requirements if candidate.manifest else ():
            if requirement in chosen:
                continue
            others = {c.id: c for c in installed()} if others is None else others
            if found := others.get(requirement):
                chosen[found.id] = found
                waiting.append(found)
    return list(chosen.values())
