"""Commands that plugins contribute, through `omni` itself, each in a process of its own."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess, run

import pytest

from omni_sdk.testing.app import Bench

PLUGINS = Path(__file__).parent / "plugins"
Omni = Callable[..., "CompletedProcess[str]"]


@pytest.fixture
def omni_command(omni_bench: Bench, installed: None, tmp_path: Path) -> Omni:
    """`omni_command("tenant", "list")` runs it with the test's own omni.toml."""
    config = tmp_path / "omni.toml"
    lines = ['environment = "test"', f'data_dir = "{tmp_path / "data"}"', f'redis.url = "{omni_bench.redis_url()}"']
    config.write_text("\n".join([*lines, "[plugins.warden]", 'token = "x"']), encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), str(PLUGINS)])
    environment = os.environ | {"OMNI_CONFIG": str(config), "PYTHONPATH": path}

    def go(*arguments: str) -> CompletedProcess[str]:
        command = [sys.executable, "-m", "omni_kernel.cli", *arguments]
        return run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)

    return go


def test_omni_commands(omni_command: Omni) -> None:
    """Arguments and options by annotation; `--tenant` where the context has one; one line where something is wrong."""
    for setup in ("migrate", "tenant create here", "tenant create there", "plugin enable sampler --tenant here --grant"):
        done = omni_command(*setup.split())
        assert done.returncode == 0, done.stderr
    noted = omni_command("sampler", "note", "twice", "--times", "2", "--tenant", "here", "--json")
    assert sorted(note["text"] for note in json.loads(noted.stdout)) == ["first", "twice", "twice"]
    assert omni_command("sampler", "about").stdout.split() == ["about", "a", "sampler"]
    off = omni_command("sampler", "note", "x", "--tenant", "there")
    assert (off.returncode, off.stderr.count("\n")) == (3, 1)
    assert "omni plugin enable sampler --tenant there" in off.stderr
    assert omni_command("sampler", "note", "x").returncode == 2
