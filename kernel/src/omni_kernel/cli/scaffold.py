"""`omni plugin new`: a complete plugin to start from, in a folder of its own."""

from __future__ import annotations

import keyword
import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template
from typing import Annotated

import typer

from omni_kernel.cli.console import Console, Json
from omni_kernel.cli.errors import CONFLICT, USAGE, Refused

SUFFIX = ".tmpl"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_SUMMARIES = {
    "plugin": "Greets people, new members first, and mails a digest each morning.",
    "hub": "Collects phrases of other plugins, and says them.",
    "extension": "Extends {hub}.",
}


def new(
    name: Annotated[str, typer.Argument(help="What it is called: lower-case words joined by hyphens.")],
    kind: Annotated[
        str,
        typer.Option(help="plugin; hub, for others; extension, of any hub; or a kind that an installed hub has templates for."),
    ] = "plugin",
    of: Annotated[str | None, typer.Option(metavar="HUB", help="Which installed hub an extension extends.")] = None,
    directory: Annotated[Path, typer.Option("--dir", metavar="PATH", help="Where its folder is made.")] = Path(),
    json: Json = False,
) -> None:
    """Write a complete plugin, with tests, that is yours to change."""
    if kind in _SUMMARIES and (kind == "extension") != (of is not None):
        raise Refused("--kind extension and --of HUB go together", USAGE)
    values = named(name, kind, of)
    theirs = None
    if kind not in _SUMMARIES:
        from omni_kernel.cli.hub_scaffolds import find

        theirs = find(kind, of)
    folder = directory / name
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} is there already: choose another name, or --dir", CONFLICT)
    if theirs is not None:
        written = write(theirs.folder, folder, values | theirs.values)
    else:
        if of is not None:
            from omni_kernel.cli.extension import values_of

            values |= values_of(of, values["package"])
        written = write(kind, folder, values)
    console = Console(json=json)
    if json:
        console.print({"folder": str(folder.resolve()), "id": values["id"], "files": written})
        return
    console.say(f"wrote {len(written)} files in {folder}")
    console.say(f"next: omni plugin install {folder}\n      omni plugin check {folder} --tests")


def named(name: str, kind: str, hub: str | None) -> dict[str, str]:
    """Everything that follows from the name; `Refused` when it cannot be one."""
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        hint = "lower-case letters and digits, in words joined by hyphens, a letter first"
        raise Refused(f"{name!r} is no name for a plugin: {hint}", USAGE)
    from omni_sdk.manifest import CONTRACT

    plugin_id = name.removeprefix("omni-")
    words = plugin_id.split("-")
    class_name = "".join(word.capitalize() for word in words)
    if class_name[0].isdigit():
        raise Refused(f"{name!r} is no name for a plugin: a letter comes first, after `omni-`, too", USAGE)
    underscored = plugin_id.replace("-", "_")
    dependencies = ['"omni-plugin-sdk"', '"pydantic>=2.10"', '"tortoise-orm>=1.1.9"']
    return {
        "distribution": name,
        "id": plugin_id,
        "package": name.replace("-", "_"),
        "title": " ".join(words).capitalize(),
        "kind": kind,
        "summary": _SUMMARIES.get(kind, "").format(hub=hub),
        "class_name": class_name if class_name not in _TAKEN else f"{class_name}Plugin",
        "hooks_name": f"{class_name}Hooks",
        "contract_names": ", ".join(sorted([f"{class_name}Hooks", "Phrase"], key=str.lower)),
        "hook_prefix": underscored,
        "label": f"p_{underscored}",
        "table_prefix": f"p_{underscored}__",
        "api": str(CONTRACT),
        "dependencies": ", ".join(dependencies if kind == "plugin" else dependencies[: 2 if kind == "hub" else 1]),
    }


_TAKEN = frozenset(
    {
        "Command",
        "EventType",
        "Greeting",
        "Job",
        "Metric",
        "Model",
        "On",
        "Page",
        "Permission",
        "Phrase",
        "Plugin",
    }
    | {"Any", "Route", "Schedule", "Sequence", "Settings", "Table", "Template"}
)
"""Names that a generated plugin.py imports."""


def write(kind: str | Path, folder: Path, values: dict[str, str]) -> list[str]:
    """Render templates into a folder, of one of Omni's kinds or from a hub's own folder; the paths written, relative to it.

    Nothing is written before all is rendered: a mistake in a hub's template leaves no half of a plugin.
    """
    templates = files("omni_kernel.cli") / "templates"
    own = templates / kind if isinstance(kind, str) else kind
    rendered: dict[str, str] = {}
    for root in (templates / "common", own):
        for template, path in _walk(root):
            name = path.replace("__package__", values["package"]).removesuffix(SUFFIX)
            rendered[".gitignore" if name == "gitignore" else name] = _rendered(template, values)
    for path, text in rendered.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    return sorted(rendered)


def _rendered(template: Traversable, values: dict[str, str]) -> str:
    try:
        return Template(template.read_text("utf-8")).substitute(values)
    except KeyError as error:
        there_are = ", ".join(sorted(values))
        raise Refused(f"the template {template} names ${error.args[0]}, which nobody gives: there are {there_are}") from error
    except ValueError as error:
        raise Refused(f"the template {template} cannot be read: {error}; a $ of its own is written $$") from error


def _walk(folder: Traversable, above: str = "") -> list[tuple[Traversable, str]]:
    found: list[tuple[Traversable, str]] = []
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        path = f"{above}{entry.name}"
        found += _walk(entry, f"{path}/") if entry.is_dir() else [(entry, path)] if path.endswith(SUFFIX) else []
    return found
