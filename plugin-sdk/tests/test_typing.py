"""The types refuse what they should: mypy errs on the marked lines of `typing/mistakes.py`, and on no others."""

import os
import re
import sys
from pathlib import Path
from subprocess import run

MISTAKES = Path(__file__).parent / "typing" / "mistakes.py"


def test_mypy_refuses_each_mistake_and_nothing_else(tmp_path: Path) -> None:
    """Strict, as a plugin's author would run it."""
    command = [sys.executable, "-m", "mypy", "--strict", "--no-pretty", "--config-file", os.devnull, f"--cache-dir={tmp_path}"]
    # The file is read on its own, so that the name of its folder shadows nobody's `typing`.
    command += ["--scripts-are-modules", str(MISTAKES)]
    found = run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    erring = {int(line) for line in re.findall(r"mistakes\.py:(\d+): error:", found.stdout)}
    lines = MISTAKES.read_text().splitlines()
    marked = {number for number, line in enumerate(lines, 1) if "# E: " in line}
    assert len(marked) >= 30
    missed = {number: lines[number - 1] for number in marked - erring}
    assert not missed, f"mypy takes {missed}"
    assert not erring - marked, found.stdout
