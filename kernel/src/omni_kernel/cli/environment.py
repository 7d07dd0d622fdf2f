"""The Python environment that Omni runs in: what is installed there, and how more is."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution, entry_points
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from omni_kernel.cli.errors import FAILED, NOT_FOUND, USAGE, Refused
from omni_kernel.cli.probe import GROUP

PROBE_SECONDS = 60
NOTED = "plugins.json"
LOCK = "requirements.lock"


@dataclass(frozen=True, slots=True)
class Noted:
    """A plugin that somebody installed: kept in `data/plugins.json`, so that a new environment gets it again."""

    distribution: str
    source: str
    """A folder, installed editable; or a requirement."""


def installer() -> list[str]:
    """The command that installs into this environment: uv beside it, in `.tools` or on PATH; else pip."""
    places = [Path(sys.executable).parent / "uv", *(folder / ".tools" / "bin" / "uv" for folder in _roots())]
    found = next((str(place) for place in places if place.is_file()), None) or shutil.which("uv")
    if found:
        return [found, "pip", "install", "--python", sys.executable, "--quiet"]
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    raise Refused("neither uv nor pip is here to install with: run scripts/bootstrap, or put uv on PATH")


def install(*arguments: str) -> None:
    """Install something; `Refused` with the installer's own words."""
    command = [*installer(), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Refused(f"could not install: {' '.join(done.stderr.split()) or done.stdout}")
    importlib.invalidate_caches()


def uninstall(name: str) -> None:
    """Take a distribution out again."""
    command = [part if part != "install" else "uninstall" for part in installer()]
    extra = ["-y"] if "-m" in command else []
    subprocess.run([*command, *extra, name], capture_output=True, check=False)
    importlib.invalidate_caches()


def distributions_of(plugin_id: str) -> list[str]:
    """Distributions that bring a plugin of that id."""
    found = {canonicalize_name(point.dist.name) for point in entry_points(group=GROUP, name=plugin_id) if point.dist}
    return sorted(found)


def plugins_of(name: str) -> list[str]:
    """Ids of the plugins that a distribution brings."""
    return sorted(point.name for point in entry_points(group=GROUP) if point.dist and canonicalize_name(point.dist.name) == name)


def missing(name: str) -> list[str]:
    """Requirements of a distribution that are not met here, as they are written."""
    unmet = []
    for text in distribution(name).requires or ():
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        have = installed(requirement.name)
        if have is None or not requirement.specifier.contains(have.version, prereleases=True):
            unmet.append(str(requirement).partition(";")[0].strip())
    return unmet


def constraints() -> list[str]:
    """Hold what Omni itself needs at the versions of its lock file, where there is one."""
    lock = next((file for folder in _roots() if (file := folder / LOCK).is_file()), None)
    return ["--constraint", str(lock)] if lock else []


def installed(name: str) -> Distribution | None:
    """A distribution of this environment."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def version_of(name: str) -> str:
    """The version of a distribution that is installed."""
    return distribution(name).version


def name_of(source: str) -> str:
    """The distribution that a folder holds or a requirement names, in its canonical spelling."""
    folder = Path(source)
    if (folder / "pyproject.toml").is_file():
        try:
            name = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]["name"]
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise Refused(f"{folder / 'pyproject.toml'} names no project: {error!r}", USAGE) from error
        return canonicalize_name(str(name))
    if os.sep in source or folder.is_dir():
        raise Refused(f"{source}: no pyproject.toml there; a plugin's folder has one", NOT_FOUND)
    try:
        return canonicalize_name(Requirement(source).name)
    except InvalidRequirement as error:
        raise Refused(f"{source!r} is neither a folder nor a name: {error}", USAGE) from error


def plugins() -> set[str]:
    """Ids of all plugins that are installed."""
    return {point.name for point in entry_points(group=GROUP)}


def probe(name: str) -> list[dict[str, Any]]:
    """Try its plugins in a process of their own; what their manifests say, or `Refused` with what is wrong."""
    command = [sys.executable, "-m", "omni_kernel.cli.probe", name]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PROBE_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise Refused(f"{name}: its import did not end within {PROBE_SECONDS} s") from error
    try:
        found: list[dict[str, Any]] = json.loads(done.stdout.strip().rpartition("\n")[2])
    except ValueError as error:
        raise Refused(f"{name}: its import ended the process (exit code {done.returncode})") from error
    for plugin in found:
        if plugin["error"]:
            raise Refused(f"plugin {plugin['id']!r}: {plugin['error']}", plugin["code"])
    if not found:
        raise Refused(f"{name} has no plugin: its pyproject.toml names none under the entry-point group {GROUP!r}")
    return found


def noted(data_dir: Path) -> list[Noted]:
    """What people installed here."""
    try:
        rows = json.loads((data_dir / NOTED).read_text("utf-8"))["plugins"]
        return [Noted(row["distribution"], row["source"]) for row in rows]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(f"{data_dir / NOTED} is damaged ({error!r}): mend or remove it", FAILED) from error


def note(data_dir: Path, plugin: Noted) -> None:
    """Remember one more, or where it comes from now."""
    others = [other for other in noted(data_dir) if other.distribution != plugin.distribution]
    _write(data_dir, [*others, plugin])


def forget(data_dir: Path, name: str) -> None:
    """Remember one no more."""
    if others := [other for other in noted(data_dir) if other.distribution != name]:
        _write(data_dir, others)
    else:
        (data_dir / NOTED).unlink(missing_ok=True)


def _write(data_dir: Path, plugins: Iterable[Noted]) -> None:
    rows = sorted((asdict(each) for each in plugins), key=_by_name)
    data_dir.mkdir(parents=True, exist_ok=True)
    beside = data_dir / f"{NOTED}.new"
    beside.write_text(json.dumps({"plugins": rows}, indent=2) + "\n", "utf-8")
    beside.replace(data_dir / NOTED)


def python(*arguments: str, capture: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a module of this environment."""
    command: Sequence[str] = [sys.executable, "-m", *arguments]
    quiet = {"OMNI_LOG__LEVEL": "error", **os.environ}
    return subprocess.run(command, capture_output=capture, text=True, check=False, env=quiet)


def _by_name(row: dict[str, Any]) -> str:
    return str(row["distribution"])


def _roots() -> Iterable[Path]:
    """Where a checkout may be: beside the `omni.toml` in use, and where this package lies."""
    from omni_kernel.settings import find

    if path := find():
        yield path.resolve().parent
    yield Path(__file__).resolve().parents[4]
