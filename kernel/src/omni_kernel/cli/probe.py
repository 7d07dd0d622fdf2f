"""Run as a process of its own: look at a distribution's plugins and import them; what they do there stops nobody else.

python -m omni_kernel.cli.probe DISTRIBUTION   → a line of JSON, a list of {"id", "error", "code", "title", …}
"""

from __future__ import annotations

import json
import sys
import traceback
from importlib.metadata import EntryPoint, distribution
from typing import Any

from omni_kernel.cli.errors import CONFLICT, FAILED

GROUP = "omni.plugins"


def look(entry_point: EntryPoint) -> dict[str, Any]:
    """Read a plugin's manifest and, if that is good, import it."""
    from omni_kernel.plugins import discovery, order

    candidates = discovery.installed()
    own = next(each for each in candidates if each.id == entry_point.name and each.entry_point == entry_point)
    if own.manifest is None or own.problem:
        return {"id": own.id, "error": own.problem, "code": CONFLICT}
    manifests = {each.id: each.manifest for each in candidates if each.manifest}
    if unmet := order.unmet(own.manifest, manifests):
        return {"id": own.id, "error": "; ".join(unmet), "code": CONFLICT}
    manifest = own.manifest
    told = {"id": own.id, "title": manifest.title, "summary": manifest.summary, "level": manifest.level}
    scopes = manifest.scopes.model_dump(mode="json", exclude_defaults=True)
    return told | {"scopes": scopes, "error": import_error(entry_point), "code": FAILED}


def import_error(entry_point: EntryPoint) -> str | None:
    """Import it; what went wrong, SystemExit and its like included, or None."""
    from omni_sdk import Plugin

    try:
        found = entry_point.load()
    except BaseException as error:  # noqa: BLE001  (a plugin may raise anything at all)
        where = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {error} ({where.filename}, line {where.lineno})"
    return None if isinstance(found, Plugin) else f"{entry_point.value} is no omni_sdk.Plugin, but {found!r}"


def main() -> None:
    """Look at every plugin of the distribution named on the command line."""
    points = [point for point in distribution(sys.argv[1]).entry_points if point.group == GROUP]
    answers = [look(point) for point in points]
    # The plugin may have printed things of its own: ours is the last line.
    sys.stdout.write(f"\n{json.dumps(answers)}\n")


if __name__ == "__main__":
    main()
