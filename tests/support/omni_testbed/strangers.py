"""Strangers' plugins, written as files: a package and its dist-info, as an installer would leave them."""

from __future__ import annotations

import textwrap
from pathlib import Path

Files = dict[str, str]


def write(site: Path, plugin_id: str, source: str, *, files: Files | None = None, **manifest: object) -> str:
    """Install a plugin into the folder `site`; gives its package's name.

    `source` is `plugin.py`; `files` are others of the package by relative path; `manifest` are keys of omni-plugin.toml.
    """
    package = plugin_id.replace("-", "_")
    texts = {"__init__.py": f'"""{plugin_id}."""\n', "plugin.py": source, "omni-plugin.toml": toml(plugin_id, manifest)}
    for name, text in (texts | (files or {})).items():
        target = site / package / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(textwrap.dedent(text), "utf-8")
    describe(site, plugin_id, package)
    return package


def toml(plugin_id: str, keys: dict[str, object]) -> str:
    """A manifest with these keys beside the required ones."""
    base: dict[str, object] = {"id": plugin_id, "title": plugin_id, "summary": "One.", "category": "test", "api": 1}
    base |= {name: value for name, value in keys.items() if name != "scopes"}
    lines = [f"{name} = {literal(value)}" for name, value in base.items()]
    scopes = keys.get("scopes")
    if isinstance(scopes, dict):
        lines += ["[scopes]", *(f"{name} = {literal(value)}" for name, value in scopes.items())]
    return "\n".join(lines) + "\n"


def literal(value: object) -> str:
    """A TOML value."""
    return str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')


def link(site: Path, plugin_id: str, package: str, folder: Path) -> None:
    """Install the package `package` of `folder` as a plugin, where it stands."""
    (site / f"{package}.pth").write_text(f"{folder}\n", "utf-8")
    describe(site, plugin_id, package)


def describe(site: Path, plugin_id: str, package: str) -> None:
    """The dist-info of a plugin."""
    info = site / f"{package}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {plugin_id}\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[omni.plugins]\n{plugin_id} = {package}.plugin:plugin\n", "utf-8")
