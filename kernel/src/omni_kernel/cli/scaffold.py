"""`omni plugin new`: a complete plugin to start from, in a folder of its own."""

from __future__ import annotations

import keyword
import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template
from typing import Annotated, Literal

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
        Literal["plugin", "hub", "extension"],
        typer.Option(help="A plugin, a hub for others, or one that extends a hub."),
    ] = "plugin",
    of: Annotated[str | None, typer.Option(metavar="HUB", help="Which installed hub an extension extends.")] = None,
    directory: Annotated[Path, typer.Option("--dir", metavar="PATH", help="Where its folder is made.")] = Path(),
    json: Json = False,
) -> None:
    """Write a complete plugin, with tests, that is yours to change."""
    if (kind == "extension") != (of is not None):
        raise Refused("--kind extension and --of HUB go together", USAGE)
    values = named(name, kind, of)
    folder = directory / name
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} is there already: choose another name, or --dir", CONFLICT)
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
        "summary": _SUMMARIES[kind].format(hub=hub),
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


def write(kind: str, folder: Path, values: dict[str, str]) -> list[str]:
    """Render a kind's templates into a folder; the paths written, relative to it."""
    templates = files("omni_kernel.cli") / "templates"
    written = []
    for root in (templates / "common", templates / kind):
        for template, path in _walk(root):
            target = folder / path.replace("__package__", values["package"]).removesuffix(SUFFIX)
            target = target.with_name(".gitignore") if target.name == "gitignore" else target
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(Template(template.read_text("utf-8")).substitute(values), "utf-8")
            written.append(str(target.relative_to(folder)))
    return sorted(written)


def _walk(folder: Traversable, above: str = "") -> list[tuple[Traversable, str]]:
    found: list[tuple[Traversable, str]] = []
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        path = f"{above}{entry.name}"
        found += _walk(entry, f"{path}/") if entry.is_dir() else [(entry, path)] if path.endswith(SUFFIX) else []
    return found
