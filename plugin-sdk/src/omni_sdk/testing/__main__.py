"""`python -m omni_sdk.testing ID_OR_PATH [--json]`: the conformance suite for a plugin that is installed here."""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from dataclasses import asdict
from importlib.metadata import entry_points
from pathlib import Path

from omni_sdk.hookspecs import Plugin

GROUP = "omni.plugins"


def id_of(name: str) -> str:
    """The plugin's id: given, or read from the pyproject.toml of a folder."""
    path = Path(name) / "pyproject.toml"
    if not path.is_file():
        return name
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    plugins = table.get("project", {}).get("entry-points", {}).get(GROUP, {})
    if not plugins:
        sys.exit(f"{path} has no entry point in the group {GROUP!r}")
    return str(next(iter(plugins)))


def find(plugin_id: str) -> Plugin:
    """The installed plugin with this id."""
    found = [e for e in entry_points(group=GROUP) if e.name == plugin_id]
    if not found:
        there = ", ".join(sorted(e.name for e in entry_points(group=GROUP))) or "none"
        sys.exit(f"no plugin {plugin_id!r} is installed here (there are: {there}); omni plugin install PATH installs one")
    plugin = found[0].load()
    if not isinstance(plugin, Plugin):
        sys.exit(f"{found[0].value!r} is no omni_sdk.Plugin")
    return plugin


def main() -> int:
    """Exit code 0: it conforms; 1: it does not."""
    parser = argparse.ArgumentParser(prog="python -m omni_sdk.testing", description=__doc__)
    parser.add_argument("plugin", help="id of an installed plugin, or the folder of its project")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    arguments = parser.parse_args()
    from .conformance import run

    report = run(find(id_of(arguments.plugin)))
    if arguments.json:
        print(json.dumps({"plugin": report.plugin, "passed": report.passed, "findings": [asdict(f) for f in report.findings]}))
    else:
        for f in report.findings:
            print(f"{f.state:>14}  {f.check}" + (f": {f.detail}" if f.detail else ""))
    return 0 if report.passed else 1


if __name__ == "__main__":
    sys.exit(main())
