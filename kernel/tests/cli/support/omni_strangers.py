"""Strangers' plugins for the command line, installed by their dist-info as pip would."""

from __future__ import annotations

import importlib
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

Stranger = Callable[..., Path]
"""`stranger("acme-a", source, "provides = 1")`: a plugin with this code and these lines in its manifest; its package."""

HEAD = """
from collections.abc import Sequence

from pydantic import BaseModel

from omni_sdk import *
from omni_sdk.errors import Conflict
"""


class Shelf:
    """A folder of installed packages, on `sys.path` until it is cleared."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._packages = folder, set[str]()
        folder.mkdir()
        sys.path.insert(0, str(folder))

    def put(self, plugin_id: str, source: str = "class It(Plugin):\n    pass", *manifest: str) -> Path:
        """Install one; `plugin = It()` is added to its code."""
        package = plugin_id.replace("-", "_")
        self._packages.add(package)
        place = self._folder / package
        place.mkdir()
        (place / "__init__.py").write_text("")
        (place / "plugin.py").write_text(f"{HEAD}{textwrap.dedent(source)}\n\nplugin = It()\n")
        required = [f'id = "{plugin_id}"', f'title = "{plugin_id.title()}"', 'summary = "One."', 'category = "test"', "api = 1"]
        (place / "omni-plugin.toml").write_text("\n".join([*required, *manifest]))
        info = self._folder / f"{package}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {plugin_id}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[omni.plugins]\n{plugin_id} = {package}.plugin:plugin\n")
        importlib.invalidate_caches()
        return place

    def clear(self) -> None:
        """Forget all of them."""
        sys.path.remove(str(self._folder))
        for name in [name for name in sys.modules if name.partition(".")[0] in self._packages]:
            del sys.modules[name]
        importlib.invalidate_caches()
