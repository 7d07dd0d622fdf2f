"""A throw-away Python environment over the one of this checkout, so that installing into it changes nothing here."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

SCRIPT = "#!{python}\nfrom omni_kernel.cli import main\n\nmain()\n"


class Environment:
    """`environment.omni` is the command; `environment.site` is where plugins are installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
        self.python = folder / "bin" / "python"
        self.site = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
        below = sysconfig.get_path("purelib")
        # addsitedir, for the .pth files in there: the packages of this workspace are installed editable.
        (self.site / "below.pth").write_text(f"import site; site.addsitedir({below!r})\n", "utf-8")
        self.omni = folder / "bin" / "omni"
        self.omni.write_text(SCRIPT.format(python=self.python), "utf-8")
        self.omni.chmod(0o755)

    def variables(self) -> dict[str, str]:
        """The process environment of its commands: nothing of Omni's from outside."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("OMNI_", "COV_", "PYTEST_"))}
        kept |= {"VIRTUAL_ENV": str(self.folder), "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "COLUMNS": "200"}
        kept |= {"PYTHONFAULTHANDLER": "1", "PYTHONDONTWRITEBYTECODE": ""}
        if find_spec("hatchling") and find_spec("editables"):
            # What a plugin is built with is here: then no index is asked. pip reads the variable the wrong way round.
            kept |= {"UV_NO_BUILD_ISOLATION": "1", "PIP_NO_BUILD_ISOLATION": "0", "UV_OFFLINE": "1"}
        return kept
