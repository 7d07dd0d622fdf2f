"""Installing into this environment: what is looked at before and after."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from omni_kernel.cli import environment, errors
from omni_kernel.cli.environment import Noted
from omni_kernel.cli.errors import Refused
from omni_kernel.cli.probe import GROUP, import_error


def test_what_was_installed_is_noted(tmp_path: Path) -> None:
    """In order, each once, the newest source."""
    data = tmp_path / "data"
    assert environment.noted(data) == []
    environment.note(data, Noted("b", "/old"))
    environment.note(data, Noted("a", "a==1"))
    environment.note(data, Noted("b", "/new"))
    assert environment.noted(data) == [Noted("a", "a==1"), Noted("b", "/new")]


def test_a_damaged_note_is_said(tmp_path: Path) -> None:
    """Not taken for an empty one: plugins would be lost without a word."""
    (tmp_path / environment.NOTED).write_text("[]")
    with pytest.raises(Refused, match="damaged"):
        environment.noted(tmp_path)


def test_names_are_canonical(tmp_path: Path) -> None:
    """Of folders and of requirements."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "Acme_Greeter"')
    assert environment.name_of(str(tmp_path)) == "acme-greeter"
    assert environment.name_of("Acme.Greeter>=2") == "acme-greeter"


@pytest.mark.parametrize("text", ["", "[project]", "project = 1", "[project"])
def test_a_folder_without_a_project_is_refused(tmp_path: Path, text: str) -> None:
    """By the file's name."""
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(Refused, match="names no project") as caught:
        environment.name_of(str(tmp_path))
    assert caught.value.code == errors.USAGE


def test_missing_requirements() -> None:
    """Of a distribution that is here, with all that it needs, extras aside."""
    assert environment.missing("omni-kernel") == []
    assert environment.installed("no-such-distribution") is None


def test_an_import_may_do_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Raise, exit, or give something that is no plugin: told in one line, with the place."""
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "acme_exits.py").write_text("import sys\nsys.exit('bye')\n")
    (tmp_path / "acme_no_plugin.py").write_text("plugin = 1\n")
    exits = import_error(EntryPoint("acme-exits", "acme_exits:plugin", GROUP))
    assert exits is not None
    assert "SystemExit: bye" in exits
    assert "acme_exits.py, line 2" in exits
    nothing = import_error(EntryPoint("acme-no-plugin", "acme_no_plugin:plugin", GROUP))
    assert nothing == "acme_no_plugin:plugin is no omni_sdk.Plugin, but 1"


def test_a_distribution_without_plugins_is_refused() -> None:
    """After a look in a process of its own."""
    with pytest.raises(Refused, match="has no plugin"):
        environment.probe("pluggy")
