"""What `omni plugin new` writes."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from omni_ran import Omni
from omni_strangers import Stranger

from omni_kernel.cli import errors
from omni_kernel.cli.errors import Refused
from omni_kernel.cli.scaffold import named, write
from omni_kernel.storage import migrations
from omni_kernel.storage.database import App
from omni_sdk import manifest


@pytest.fixture
def importable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where packages can be written and imported, and are forgotten afterwards."""
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.startswith("acme_"):
            del sys.modules[name]


@pytest.mark.parametrize("kind", ["plugin", "hub"])
def test_is_whole(omni: Omni, home: Path, kind: str) -> None:
    """Manifest, packaging, code and tests; nothing of the template is left in them."""
    ran = omni("plugin", "new", "acme-first-thing", "--kind", kind, "--json")
    assert ran.code == 0
    folder = home / "acme-first-thing"
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert set(ran.json["files"]) == files
    assert {"README.md", ".gitignore", "pyproject.toml", "tests/test_plugin.py"} <= files
    for path in sorted(folder.rglob("*.py")):
        compile(path.read_text(), str(path), "exec")
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["omni.plugins"] == {"acme-first-thing": "acme_first_thing.plugin:plugin"}
    read = manifest.read((folder / "src/acme_first_thing/omni-plugin.toml").read_text())
    assert (read.id, read.api, read.provides) == ("acme-first-thing", manifest.CONTRACT, 1 if kind == "hub" else None)


async def test_its_migration_is_what_its_models_ask_for(importable: Path) -> None:
    """So that `omni plugin migrations --make` finds nothing to do."""
    write("plugin", importable / "out", named("acme-drift", "plugin", None))
    sys.path.insert(0, str(importable / "out" / "src"))
    try:
        models = import_module("acme_drift.models")
        assert await migrations.drift([App("p_acme_drift", [models.Greeting], "acme_drift.migrations")]) == []
    finally:
        sys.path.remove(str(importable / "out" / "src"))


def test_a_plugin_of_omni_itself_is_named_so() -> None:
    """The distribution begins with `omni-`, the id does not."""
    values = named("omni-report-churn", "plugin", None)
    assert (values["id"], values["package"], values["class_name"]) == ("report-churn", "omni_report_churn", "ReportChurn")


@pytest.mark.parametrize(
    "name", ["Acme", "acme_greeter", "acme--x", "-acme", "1acme", "", "acme-", "ä", "class", "omni-2fa", "../x"]
)
def test_refuses_what_is_no_name(omni: Omni, home: Path, name: str) -> None:
    """Before anything is written."""
    assert omni("plugin", "new", "--", name).code == errors.USAGE
    assert sorted(path.name for path in home.iterdir()) == ["omni.toml"]


@given(name=st.text(max_size=20))
def test_a_name_is_refused_or_whole(name: str) -> None:
    """Never a crash."""
    try:
        assert named(name, "plugin", None)["package"].isidentifier()
    except Refused as error:
        assert error.code == errors.USAGE  # noqa: PT017  (either way out is right)


def test_never_overwrites(omni: Omni, home: Path) -> None:
    """A folder that is there is somebody's."""
    (home / "acme-x").mkdir()
    (home / "acme-x" / "mine").touch()
    assert omni("plugin", "new", "acme-x").code == errors.CONFLICT
    assert [path.name for path in (home / "acme-x").iterdir()] == ["mine"]


def test_an_extension_needs_its_hub(omni: Omni) -> None:
    """Named, and installed."""
    assert omni("plugin", "new", "acme-x", "--kind", "extension").code == errors.USAGE
    assert omni("plugin", "new", "acme-x", "--of", "acme-hub").code == errors.USAGE
    assert omni("plugin", "new", "acme-x", "--kind", "extension", "--of", "acme-hub").code == errors.NOT_FOUND


HUB = """
class It(Plugin):
    pass

raise RuntimeError("scaffolds are found without this being imported")
"""


def scaffolds(package: Path, kind: str = "parcel", **files: str) -> None:
    """Templates of a hub."""
    folder = package / "scaffolds" / kind / "src" / "__package__"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / f"{name}.tmpl").write_text(text)


def test_a_kind_of_a_hub(omni: Omni, home: Path, stranger: Stranger) -> None:
    """Found by the hub's manifest, which nothing is imported for; what is common to all plugins is there, too."""
    text = "$id $class_name of $hub ($hub_package, $hub_distribution, contract $provides), a $kind, $$5"
    scaffolds(stranger("acme-post", HUB, "provides = 3", 'scaffolds = ["parcel"]'), **{"plugin.py": text})
    ran = omni("plugin", "new", "acme-big-box", "--kind", "parcel", "--json")
    assert (ran.code, ran.json["files"]) == (0, [".gitignore", "pyproject.toml", "src/acme_big_box/plugin.py"])
    written = (home / "acme-big-box" / "src" / "acme_big_box" / "plugin.py").read_text()
    assert written == "acme-big-box AcmeBigBox of acme-post (acme_post, acme-post, contract 3), a parcel, $5"
    project = tomllib.loads((home / "acme-big-box" / "pyproject.toml").read_text())["project"]
    assert project["dependencies"] == ["acme-post", "omni-plugin-sdk", "pydantic>=2.10"]
    assert project["description"] == "A parcel for Acme-Post."


def test_an_unknown_kind_says_which_there_are(omni: Omni, home: Path, stranger: Stranger) -> None:
    """Omni's own, and those of hubs."""
    stranger("acme-post", HUB, "provides = 3", 'scaffolds = ["parcel", "letter"]')
    ran = omni("plugin", "new", "acme-x", "--kind", "parcle")
    assert ran.code == errors.USAGE
    assert "plugin, hub, extension, parcel (of acme-post), letter (of acme-post)" in ran.err
    assert not (home / "acme-x").exists()


def test_a_kind_of_two_hubs_needs_one_named(omni: Omni, stranger: Stranger) -> None:
    """By `--of`, which names nothing else."""
    for hub in ("acme-post", "acme-rail"):
        scaffolds(stranger(hub, HUB, "provides = 1", 'scaffolds = ["parcel"]'), **{"a.txt": "$hub"})
    ran = omni("plugin", "new", "acme-x", "--kind", "parcel")
    assert (ran.code, "acme-post and of acme-rail" in ran.err) == (errors.USAGE, True)
    assert omni("plugin", "new", "acme-x", "--kind", "parcel", "--of", "acme-ship").code == errors.USAGE
    assert omni("plugin", "new", "acme-x", "--kind", "parcel", "--of", "acme-rail").code == 0


@pytest.mark.parametrize(("text", "told"), [("$nonsense", "$nonsense"), ("5 $", "$$")])
def test_a_hubs_mistake_leaves_no_half(omni: Omni, home: Path, stranger: Stranger, text: str, told: str) -> None:
    """The template and what is wrong with it are named, and nothing is written."""
    scaffolds(stranger("acme-post", HUB, "provides = 1", 'scaffolds = ["parcel"]'), **{"a.py": "", "z.py": text})
    ran = omni("plugin", "new", "acme-x", "--kind", "parcel")
    assert (ran.code, "z.py.tmpl" in ran.err, told in ran.err) == (errors.FAILED, True, True)
    assert not (home / "acme-x").exists()


def test_a_hub_without_what_it_promises(omni: Omni, stranger: Stranger) -> None:
    """The folder that is missing is named."""
    stranger("acme-post", HUB, "provides = 1", 'scaffolds = ["parcel"]')
    ran = omni("plugin", "new", "acme-x", "--kind", "parcel")
    assert (ran.code, "scaffolds/parcel" in ran.err) == (errors.FAILED, True)
