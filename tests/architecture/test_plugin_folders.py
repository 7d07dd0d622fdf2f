"""Every plugin has the same file names, so that whoever knows one finds their way in all."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from omni_sdk import manifest

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "kernel" / "src" / "omni_kernel" / "cli" / "templates"
FOLDERS = sorted(path.parent for path in ROOT.glob("plugins/*/*/pyproject.toml"))
NAMES = {
    "omni-plugin.toml", "__init__.py", "plugin.py", "settings.py", "models.py", "schemas.py", "errors.py", "service.py",
    "routes.py", "jobs.py", "events.py", "middleware.py", "commands.py", "permissions.py", "lifecycle.py", "py.typed", "migrations", "templates", "assets", "locales",
}  # fmt: skip
"""What may stand in a plugin's package; a file may be absent, none is renamed."""
OF_A_HUB = {"contract.py", "contract", "testing.py", "scaffolds"}
OF_AN_EXTENSION = {"contributions.py"}
OUTSIDE = {"pyproject.toml", "README.md", "GUIDE.md", "api-report.txt", "src", "tests"}


def name(folder: Path) -> str:
    """For the report."""
    return str(folder.relative_to(ROOT))


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_a_plugins_folder(folder: Path) -> None:
    """One package in `src`, tests beside it, a README; nothing else."""
    found = {path.name for path in folder.iterdir() if path.name not in {"__pycache__", "data"} and not path.name.startswith(".")}
    assert {"pyproject.toml", "README.md", "src", "tests"} <= found <= OUTSIDE
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    package = project["name"].replace("-", "_")
    assert [path.name for path in (folder / "src").iterdir() if path.is_dir()] == [package]
    assert project["name"].startswith("omni-")
    probes = folder / "tests" / "probes"  # packages of plugins that the tests install
    assert not [path for path in (folder / "tests").rglob("__init__.py") if probes not in path.parents]
    for path in (folder / "tests").glob("*.py"):
        assert path.name.startswith("test_") or path.name == "conftest.py", path.name


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_a_plugins_package(folder: Path) -> None:
    """Names by role; drivers are no plugins: each is a module by its own name, and needs no manifest."""
    (package,) = [path for path in (folder / "src").iterdir() if path.is_dir()]
    if not (package / "omni-plugin.toml").is_file():
        entry_points = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
        assert all(group.startswith("omni.drivers.") for group in entry_points), f"{name(folder)} has no manifest"
        return
    found = manifest.read((package / "omni-plugin.toml").read_text("utf-8"))
    extra = {path.name for path in package.iterdir() if path.name != "__pycache__"} - NAMES
    modules = {each for each in extra - OF_A_HUB if each.endswith(".py")}
    packages = {each for each in extra - OF_A_HUB - modules if (package / each / "__init__.py").is_file()}
    # One of its own, and what is more than that in one package of its own; a hub has a package for each of its parts.
    assert len(modules) <= 1, f"{name(folder)}: {modules} should be one of {sorted(NAMES)}"
    assert len(packages) <= (8 if found.provides else 1), f"{name(folder)}: {packages} are many"
    assert extra - OF_A_HUB - modules - packages <= {"schema.json"}
    assert (package / "plugin.py").read_text("utf-8").count("\n") < 120, "plugin.py is wiring only"
    assert package.name.removeprefix("omni_").replace("_", "-").endswith(found.id)
    assert "conforms(plugin)" in (folder / "tests" / "test_plugin.py").read_text("utf-8")


@pytest.mark.parametrize(("kind", "more"), [("plugin", set()), ("hub", OF_A_HUB), ("extension", OF_AN_EXTENSION)])
def test_what_omni_plugin_new_writes(kind: str, more: set[str]) -> None:
    """The same names: strangers begin with them."""
    package = TEMPLATES / kind / "src" / "__package__"
    found = {path.name.removesuffix(".tmpl") for path in package.iterdir()}
    assert {"omni-plugin.toml", "__init__.py", "plugin.py"} <= found <= NAMES | more
    tests = {path.name.removesuffix(".tmpl") for path in (TEMPLATES / kind / "tests").iterdir()}
    assert "test_plugin.py" in tests
