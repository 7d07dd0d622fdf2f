"""Who may import whom, where import-linter cannot see: undeclared distributions, imports by name, private modules."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECTS = sorted({ROOT / "kernel", ROOT / "plugin-sdk", *(path.parent for path in ROOT.glob("plugins/*/*/pyproject.toml"))})
PLUGINS = [project for project in PROJECTS if "plugins" in project.relative_to(ROOT).parts]
PARTS = {"pydantic_core": "pydantic"}
"""Packages that come with another at exactly one version, and are documented as a part of it."""
ids = [str(project.relative_to(ROOT)) for project in PROJECTS]


@cache
def declared(project: Path) -> frozenset[str]:
    """Distributions that a project may import: itself, and what its pyproject.toml names."""
    table = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [line for lines in table.get("optional-dependencies", {}).values() for line in lines]
    named = [Requirement(line).name for line in [*table.get("dependencies", []), *extras]]
    return frozenset(map(canonicalize_name, [table["name"], *named]))


@cache
def owners() -> dict[str, set[str]]:
    """Which distributions bring a top-level package; those of this workspace are installed by reference."""
    found: dict[str, set[str]] = {t: {*map(canonicalize_name, names)} for t, names in packages_distributions().items()}
    for project in PROJECTS:
        name = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]["name"]
        found |= {path.name: {canonicalize_name(name)} for path in (project / "src").iterdir() if path.is_dir()}
    for part, whole in PARTS.items():
        found[part] |= {whole}
    return found


def sources(folder: Path) -> Iterator[Path]:
    """Python files of a project's package."""
    yield from sorted(path for path in (folder / "src").rglob("*.py") if "templates" not in path.parts)


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Full names of modules that a file imports, by statement or by a name that it gives to the import machinery."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module, node.lineno
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")) and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, node.lineno


@pytest.mark.parametrize("project", PROJECTS, ids=ids)
def test_everything_imported_is_declared(project: Path) -> None:
    """One environment holds the dependencies of all: a missing declaration would show only at a stranger's."""
    missing: dict[str, str] = {}
    for path in sources(project):
        for module, line in imported(path):
            top = module.partition(".")[0]
            if top not in sys.stdlib_module_names and not owners().get(top, set()) & declared(project):
                missing.setdefault(top, f"{path.relative_to(ROOT)}:{line}")
    assert not missing, f"{project.relative_to(ROOT)}/pyproject.toml does not declare {missing}"


@pytest.mark.parametrize("project", PLUGINS, ids=lambda project: str(project.relative_to(ROOT)))
def test_plugins_import_the_public_sdk_alone(project: Path) -> None:
    """Nothing private of it, and nothing of the kernel; tests may use `omni_sdk.testing`, and no more than that."""
    own = {path.name for place in ("src", "tests/probes") for path in (project / place).glob("*")}
    for path in [*sources(project), *sorted((project / "tests").rglob("*.py"))]:
        for module, line in imported(path):
            parts = module.split(".")
            where = f"{path.relative_to(ROOT)}:{line} imports {module}"
            assert parts[0] != "omni_kernel", where
            if parts[0] == "omni_sdk":
                assert not any(part.startswith("_") for part in parts), where
            elif parts[0].startswith("omni_"):
                # Tests may switch a hub on, and use what it has for tests.
                public = len(parts) == 1 or ("tests" in path.parts and parts[1:] in (["plugin"], ["testing"]))
                assert parts[0] in own or public, f"{where}: of another plugin only the public module"


def test_the_kernel_names_no_plugin() -> None:
    """Neither by import nor in a string: what it knows of plugins it learns from their entry points."""
    packages = {path.name for project in PLUGINS for path in (project / "src").iterdir() if path.is_dir()}
    distributions = {name for project in PLUGINS for name in declared(project) if name.startswith("omni-")}
    words = packages | (distributions - {"omni-plugin-sdk", "omni-kernel"})
    assert words
    pattern = re.compile("|".join(map(re.escape, sorted(words))))
    for path in sorted((ROOT / "kernel" / "src").rglob("*")):
        if path.suffix in {".py", ".tmpl", ".toml"}:
            found = pattern.search(path.read_text("utf-8"))
            assert not found, f"{path.relative_to(ROOT)} names {found[0]}"


def test_the_sdk_imports_the_kernel_for_testing_alone() -> None:
    """And there only inside of `omni_sdk.testing`, which nothing else of the SDK imports."""
    for path in sources(ROOT / "plugin-sdk"):
        inside = "testing" in path.relative_to(ROOT / "plugin-sdk" / "src" / "omni_sdk").parts
        for module, line in imported(path):
            where = f"{path.relative_to(ROOT)}:{line} imports {module}"
            assert inside or not module.startswith(("omni_kernel", "omni_sdk.testing")), where
