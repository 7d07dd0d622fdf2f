"""The dashboard in a browser: `npm run bench` measures the built files, served by an Omni of its own, and writes rows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.children import ROOT, Failed
from tests.benchmarks.rows import Row, at_most, row_of
from tests.benchmarks.stage import Stage

FOLDER = ROOT / "web-dashboard"
BUILT = FOLDER / "python" / "omni_dashboard" / "dist" / "index.html"


def missing() -> str | None:
    """What it would need that is not here, in words; None when all is."""
    chromium = os.environ.get("OMNI_CHROMIUM", "/usr/bin/chromium")
    if not shutil.which("npm"):
        return "Node, on whose path npm is"
    if not (FOLDER / "node_modules" / ".bin" / "playwright").exists() or not BUILT.is_file():
        return "the built dashboard: run `make dashboard`"
    return None if Path(chromium).exists() else f"Chromium at {chromium}: name another by OMNI_CHROMIUM"


def rows(stage: Stage, *, quick: bool) -> Iterator[Row]:
    """Loads of three pages with an empty cache, and a long list under the wheel; without a browser, none."""
    if lacking := missing():
        print(f"the dashboard is not measured: it needs {lacking}", file=sys.stderr)
        return
    target = stage.folder / "dashboard.json"
    known = {**os.environ, "BENCH_JSON": str(target), "BENCH_PYTHON": sys.executable}
    done = subprocess.run(
        ["npm", "run", "--silent", "bench"],
        cwd=FOLDER, env=known | ({"BENCH_QUICK": "yes"} if quick else {}), check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode != 0:
        raise Failed(done.stdout + done.stderr)
    found: list[dict[str, Any]] = json.loads(target.read_text("utf-8"))
    for one in found:
        goal = at_most(one["most"]) if "most" in one else None
        yield row_of(f"dashboard, {one['name']}", one["unit"], one["values"], target=goal, note=one.get("note", ""))
