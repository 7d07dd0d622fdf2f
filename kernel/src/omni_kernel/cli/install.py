"""`omni plugin install|upgrade|check`: plugins of others, tried before they are trusted."""

from __future__ import annotations

import json as json_module
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import unquote, urlsplit

import typer

from omni_kernel.cli import environment
from omni_kernel.cli.console import Console, Json, silent
from omni_kernel.cli.errors import FAILED, NOT_FOUND, Refused
from omni_kernel.cli.running import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

Source = Annotated[str, typer.Argument(metavar="PATH|NAME", help="A plugin's folder, or the name of its distribution.")]


def install(
    source: Annotated[str | None, typer.Argument(metavar="PATH|NAME", help="A plugin's folder, or its name.")] = None,
    restore: Annotated[bool, typer.Option("--restore", help="Install again what was installed here before.")] = False,
    json: Json = False,
) -> None:
    """Install a plugin: try its import, show what it asks for, migrate its tables. Nobody has it enabled yet."""
    console = Console(json=json)
    if restore:
        console.print({"restored": _restore()}) if json else _restore()
        return
    if source is None:
        raise Refused("name a plugin's folder or distribution, or give --restore", 2)
    _report(console, _install(console, source))


def upgrade(source: Source, json: Json = False) -> None:
    """Install a newer version of a plugin and migrate; running servers need a restart."""
    name = environment.name_of(source)
    if environment.installed(name) is None:
        raise Refused(f"{name} is not installed: omni plugin install {source}", NOT_FOUND)
    known = {each.distribution: each.source for each in environment.noted(read_settings().data_dir)}
    console = Console(json=json)
    place = source if _folder(source) else known.get(name, source)
    _report(console, _install(console, place, upgrade=True))


def check(
    source: Annotated[str, typer.Argument(metavar="PATH|ID", help="A plugin's folder, or the id of an installed one.")],
    tests: Annotated[bool, typer.Option("--tests", help="Run its own tests, too.")] = False,
    json: Json = False,
) -> None:
    """Run the conformance suite over a plugin; exit code 1 when it does not conform."""
    console = Console(json=json)
    if _folder(source) is None and source not in environment.plugins():
        raise Refused(f"{source!r} is neither a plugin's folder nor the id of an installed plugin", NOT_FOUND)
    with console.progress(f"Checking {source}"):
        suite = environment.python("omni_sdk.testing", source, "--json")
    report = _parsed(suite.stdout, suite.stderr)
    if not json:
        console.table(report["findings"])
    own = _own_tests(source, quiet=json) if tests else None
    if json:
        console.print({"conformance": report, "tests": own})
    if suite.returncode or own:
        raise typer.Exit(FAILED)


def _install(console: Console, source: str, *, upgrade: bool = False) -> dict[str, Any]:
    """All of it, or nothing: what fails half-way is taken out again."""
    name, data_dir = environment.name_of(source), read_settings().data_dir
    before = environment.installed(name)
    with console.progress(f"Installing {name}") as step:
        try:
            _fetch(source, name, step, upgrade=upgrade)
            step("trying its import")
            found = environment.probe(name)
            step("migrating")
            applied = _migrate()
        except Refused:
            if before is None:
                environment.uninstall(name)
            raise
    place = str(_folder(source) or source)
    environment.note(data_dir, environment.Noted(name, place))
    version = environment.version_of(name)
    plugins = [{key: each[key] for key in ("id", "title", "summary", "scopes")} for each in found]
    return {
        "distribution": name,
        "version": version,
        "source": place,
        "plugins": plugins,
        "migrations": applied,
    }


def _fetch(source: str, name: str, step: Callable[[str], None], *, upgrade: bool) -> None:
    step("fetching")
    if folder := _folder(source):
        # First alone: its requirements may be met by what is here and on no index, such as another plugin's folder.
        environment.install("--no-deps", "--editable", str(folder))
    else:
        environment.install(*environment.constraints(), *(["--upgrade"] if upgrade else []), source)
    if unmet := environment.missing(name):
        step(f"fetching {', '.join(unmet)}")
        environment.install(*environment.constraints(), *unmet)


def _migrate() -> list[str]:
    """In a process of its own: this one began before the plugin was here."""
    done = environment.python("omni_kernel.cli", "migrate", "--json")
    if done.returncode:
        raise Refused(f"its migrations failed: {done.stderr.strip().removeprefix('omni: ')}")
    applied: list[str] = json_module.loads(done.stdout)["applied"]
    return applied


def _restore() -> list[str]:
    """Into a fresh environment, what was in the old one; a folder that is gone is told, and stops nothing."""
    gone = [each for each in environment.noted(read_settings().data_dir) if environment.installed(each.distribution) is None]
    # All folders first, alone: they may require one another.
    for each in gone:
        if folder := _folder(each.source):
            _attempt(each, lambda: environment.install("--no-deps", "--editable", str(folder)))
    for each in gone:
        _attempt(each, lambda: _fetch(each.source, each.distribution, silent, upgrade=False))  # noqa: B023  (likewise)
    return [each.distribution for each in gone if environment.installed(each.distribution) is not None]


def _attempt(plugin: environment.Noted, step: Callable[[], None]) -> None:
    try:
        step()
    except Refused as error:
        sys.stderr.write(f"omni: {plugin.distribution} could not be installed again from {plugin.source}: {error}\n")


def _report(console: Console, done: dict[str, Any]) -> None:
    if console.json:
        console.print(done)
        return
    console.say(f"installed {done['distribution']} {done['version']}")
    for plugin in done["plugins"]:
        asked = ", ".join(f"{name}: {_words(value)}" for name, value in plugin["scopes"].items()) or "nothing"
        console.say(f"plugin {plugin['id']} ({plugin['title']}): {plugin['summary']}\n  asks for {asked}")
        console.say(f"  enable it: omni plugin enable {plugin['id']} --tenant TENANT --grant")
    console.say("\n".join(f"applied {name}" for name in done["migrations"]))
    console.say("Servers that run already need a restart to see it.")


def _words(value: object) -> str:
    return "yes" if value is True else ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _folder(source: str) -> Path | None:
    folder = Path(source)
    return folder.resolve() if (folder / "pyproject.toml").is_file() else None


def _linked(plugin_id: str) -> Path | None:
    """The folder that a plugin was installed from, if it is linked to it (PEP 610)."""
    from importlib.metadata import entry_points

    for entry_point in entry_points(group="omni.plugins", name=plugin_id):
        text = entry_point.dist.read_text("direct_url.json") if entry_point.dist else None
        origin = json_module.loads(text) if text else {}
        if origin.get("dir_info", {}).get("editable"):
            return _folder(unquote(urlsplit(origin["url"]).path))
    return None


def _own_tests(source: str, *, quiet: bool) -> int:
    folder = _folder(source) or _linked(source)
    if folder is None:
        raise Refused("--tests needs the plugin's folder: installed plugins come without their tests", NOT_FOUND)
    return environment.python("pytest", "-q", "--rootdir", str(folder), str(folder / "tests"), capture=quiet).returncode


def _parsed(text: str, otherwise: str) -> dict[str, Any]:
    """The report: the last line, since the suite's own Omni logs before it."""
    try:
        found: dict[str, Any] = json_module.loads(text.strip().rpartition("\n")[2])
    except ValueError as error:
        raise Refused(f"the conformance suite did not run: {otherwise.strip() or text.strip()}") from error
    return found
