"""`omni plugin new --kind report` and `--kind format`: what a stranger begins with is whole."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("kind", ["report", "format"])
def test_what_is_written_passes_its_own_tests(kind: str, tmp_path: Path) -> None:
    """Those of the scaffold, conformance included, in a process of their own; and it is tidy."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OMNI_")}
    environment |= {"OMNI_CONFIG": str(tmp_path / "omni.toml")}
    (tmp_path / "omni.toml").write_text("")

    def run(*arguments: str, where: Path = tmp_path, **more: str) -> None:
        done = subprocess.run(
            arguments, cwd=where, env=environment | more, check=False, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stdout + done.stderr

    bin_ = Path(sys.executable).parent
    run(str(bin_ / "omni"), "plugin", "new", "acme-tea", "--kind", kind)
    folder = tmp_path / "acme-tea"
    run(str(bin_ / "ruff"), "check", ".", where=folder)
    run(str(bin_ / "ruff"), "format", "--check", ".", where=folder)
    run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests", where=folder, PYTHONPATH=str(folder / "src"))
