"""Run as a process of its own: import a plugin and say how it went; whatever it does there stops nobody else.

python -m omni_kernel.cli.probe DISTRIBUTION   → one line of JSON, a list of {"id", "error"}
"""

from __future__ import annotations

import json
import sys
import traceback
from importlib.metadata import EntryPoint, distribution

GROUP = "omni.plugins"


def probe(entry_point: EntryPoint) -> dict[str, str | None]:
    """Import one; SystemExit and its like count as failures, too."""
    from omni_sdk import Plugin

    try:
        found = entry_point.load()
    except BaseException:  # noqa: BLE001  (a plugin may raise anything at all)
        last = traceback.format_exc(limit=-1).strip().splitlines()
        return {
            "id": entry_point.name,
            "error": f"{last[-1]} ({last[1].strip() if len(last) > 1 else 'at import'})",
        }
    if not isinstance(found, Plugin):
        return {"id": entry_point.name, "error": f"{entry_point.value} is no omni_sdk.Plugin, but {found!r}"}
    return {"id": entry_point.name, "error": None}


def main() -> None:
    """Probe every plugin of the distribution named on the command line."""
    points = [point for point in distribution(sys.argv[1]).entry_points if point.group == GROUP]
    answers = [probe(point) for point in points]
    # The plugin may have printed things of its own: ours is the last line.
    sys.stdout.write(f"\n{json.dumps(answers)}\n")


if __name__ == "__main__":
    main()
