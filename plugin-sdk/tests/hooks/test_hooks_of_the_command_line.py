"""Commands that plugins contribute, through `omni` itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from omni_kernel.cli import invoke
from omni_sdk.testing.app import Bench


@pytest.fixture
def omni_command(
    omni_bench: Bench, installed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Any:
    """`omni_command("tenant", "list")` gives exit code, standard output and standard error."""
    config = tmp_path / "omni.toml"
    lines = ['environment = "test"', f'data_dir = "{tmp_path / "data"}"', f'redis.url = "{omni_bench.redis_url()}"']
    config.write_text("\n".join([*lines, "[plugins.warden]", 'token = "x"']), encoding="utf-8")
    monkeypatch.setenv("OMNI_CONFIG", str(config))

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = invoke(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_omni_commands(omni_command: Any) -> None:
    """Arguments and options by annotation; `--tenant` where the context has one; one line where something is wrong."""
    for setup in (["migrate"], ["tenant", "create", "here"], ["tenant", "create", "there"]):
        assert omni_command(*setup)[0] == 0
    assert omni_command("plugin", "enable", "sampler", "--tenant", "here", "--grant")[0] == 0
    code, out, _ = omni_command("sampler", "note", "twice", "--times", "2", "--tenant", "here", "--json")
    assert (code, sorted(note["text"] for note in json.loads(out))) == (0, ["first", "twice", "twice"])
    code, out, _ = omni_command("sampler", "about")
    assert (code, out.split()) == (0, ["about", "a", "sampler"])
    code, _, err = omni_command("sampler", "note", "x", "--tenant", "there")
    assert (code, err.count("\n")) == (3, 1)
    assert "omni plugin enable sampler --tenant there" in err
    assert omni_command("sampler", "note", "x")[0] == 2
    assert omni_command("sampler", "nothing")[0] == 2
