"""The command line, called in this process, on an installation of its own."""

from __future__ import annotations

import gc
import getpass
import io
import os
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "support"))

from omni_ran import Omni, Ran, Say  # found by the path above
from omni_strangers import Shelf, Stranger  # as above

from omni_kernel import log  # as above
from omni_kernel.cli import invoke  # as above
from omni_kernel.plugins import discovery  # as above
from omni_sdk.testing.app import Bench  # as above


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation's folder, with an omni.toml; it is the working directory."""
    for name in [name for name in os.environ if name.startswith("OMNI_")]:
        monkeypatch.delenv(name)
    # Kept from leaking: `--config` and `--debug` set these for the processes that a command starts.
    monkeypatch.setenv("OMNI_CONFIG", str(tmp_path / "omni.toml"))
    monkeypatch.setenv("OMNI_DEBUG", "")
    (tmp_path / "omni.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def omni(home: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Omni]:
    """`omni("tenant", "list", "--json")`."""

    def run(*arguments: str) -> Ran:
        capsys.readouterr()
        code = invoke(arguments)
        told = capsys.readouterr()
        return Ran(code, told.out, told.err)

    yield run
    log.configure()
    gc.enable()  # `serve` switches it off, for a process of its own


@pytest.fixture
def installed(omni: Omni, home: Path, omni_bench: Bench) -> Omni:
    """The same, after `omni init`, which finds the tables there already: to make them takes seconds."""
    (home / "data").mkdir()
    shutil.copy(omni_bench.installation().removeprefix("sqlite://"), home / "data" / "omni.db")
    assert omni("init").code == 0
    return omni


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Stranger]:
    """Install strangers' plugins. Ask for it after `installed`, whose tables are those of the plugins of this repository."""
    shelf = Shelf(tmp_path / "site")
    yield shelf.put
    shelf.clear()


@pytest.fixture
def alone(stranger: Stranger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No plugin is found but strangers': what those of this repository do is tested beside them."""
    del stranger
    shelf = tmp_path / "site"

    def only(group: str) -> list[EntryPoint]:
        return [each for each in entry_points(group=group) if each.dist and Path(str(each.dist.locate_file(""))) == shelf]

    monkeypatch.setattr(discovery, "entry_points", only)


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> Say:
    """Put lines on standard input: `say("ann@example.com", "secret")`; with `terminal=True` somebody types them."""

    def put(*lines: str, terminal: bool = False) -> None:
        given = io.StringIO("".join(f"{line}\n" for line in lines))
        given.isatty = lambda: terminal  # type: ignore[method-assign]  # what a terminal's says
        monkeypatch.setattr(sys, "stdin", given)
        monkeypatch.setattr(getpass, "getpass", lambda _: given.readline().rstrip("\n"))

    return put


@pytest.fixture(autouse=True)
def _own_environment() -> Iterator[None]:
    """`serve` hands its options to its children by variables, which must not reach other tests."""
    saved = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(saved)
