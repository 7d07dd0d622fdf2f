"""What strangers program against is pinned, beside what it is of: every public name with its signature.

`plugin-sdk/api-report.txt` is the SDK's, `plugins/<area>/<hub>/api-report.txt` that of each hub in this repository. A
change of a contract changes that file, so that it is seen in review. After a change that is meant:

    OMNI_UPDATE_SNAPSHOTS=1 .venv/bin/python -m pytest tests/contract/test_public_names.py

What a line taken away or changed means for plugins stands in CONTRIBUTING.md (deprecation).
"""

from __future__ import annotations

import ast
import difflib
import os
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType

import pytest

import omni_sdk
import omni_sdk.testing

ROOT = Path(__file__).parents[2]
PACKAGE = Path(omni_sdk.__file__).parent
NAME = "api-report.txt"
TESTING = {"__init__.py", "protocols.py", "plugin.py", "conformance.py", "doubles.py", "blobs.py", "s3.py"}
"""Of `omni_sdk.testing`, what tests of plugins may use; the rest is its inside."""


# -- the SDK


def lines_of_sdk() -> Iterator[str]:
    """Its report, as it would be now."""
    for package in (omni_sdk, omni_sdk.testing):
        for name in sorted(package.__all__):
            kind = getattr(package, name)
            yield f"{package.__name__} exports {name} from {getattr(kind, '__module__', 'itself')}"
    for path in sorted(PACKAGE.rglob("*.py")):
        relative = path.relative_to(PACKAGE)
        private = any(part.startswith("_") and part != "__init__.py" for part in relative.parts)
        if private or (relative.parts[0] == "testing" and relative.name not in TESTING):
            continue
        module = ".".join(["omni_sdk", *relative.with_suffix("").parts]).removesuffix(".__init__")
        for found in defined(parsed(path).body):
            yield f"{module}: {found}"


# -- hubs: their source is read, and nothing of it imported


@dataclass(frozen=True)
class Source:
    """A module of a hub's package."""

    name: str
    path: Path

    def exports(self) -> Sequence[str]:
        """What its `__all__` says."""
        for node in parsed(self.path).body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
                return sorted(ast.literal_eval(node.value))  # type: ignore[attr-defined]  # it has targets, and so a value
        return []

    def origin(self, name: str) -> Source:
        """The module of this package that defines what is known here by that name."""
        for node in parsed(self.path).body:
            if not isinstance(node, ast.ImportFrom) or name not in {alias.asname or alias.name for alias in node.names}:
                continue
            if found := self._imported(node):
                return found.origin(name)
        return self

    def _imported(self, node: ast.ImportFrom) -> Source | None:
        parts = self.name.split(".") if self.path.name == "__init__.py" else self.name.split(".")[:-1]
        target = [*parts[: len(parts) - node.level + 1], *(node.module or "").split(".")] if node.level else []
        base = self.path.parents[len(parts) - 1].parent
        for path in (base.joinpath(*target).with_suffix(".py"), base.joinpath(*target, "__init__.py")) if target else ():
            if path.is_file():
                return Source(".".join(target), path)
        return None


def hubs() -> list[Path]:
    """Packages of this repository whose manifest says which contract they provide."""
    manifests = sorted(ROOT.glob("plugins/*/*/src/*/omni-plugin.toml"))
    return [path.parent for path in manifests if "provides" in tomllib.loads(path.read_text("utf-8"))]


def lines_of_hub(package: Path) -> Iterator[str]:
    """Its report: what its package exports, and any module directly in it that has an `__all__`, by where that is defined."""
    told: dict[str, list[str]] = {}
    for path in [package / "__init__.py", *sorted(set(package.glob("*.py")) - {package / "__init__.py"})]:
        name = package.name if path.name == "__init__.py" else f"{package.name}.{path.stem}"
        public_module = Source(name, path)
        for export in public_module.exports():
            origin = public_module.origin(export)
            yield f"{name} exports {export} from {origin.name}"
            wanted = [node for node in parsed(origin.path).body if export in names_of(node)]
            told.setdefault(origin.name, []).extend(defined(wanted))
    for module in sorted(told):
        yield from (f"{module}: {line}" for line in dict.fromkeys(told[module]))


def names_of(node: ast.stmt) -> set[str]:
    """What a statement of a module defines."""
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}


# -- both


def parsed(path: Path) -> ast.Module:
    """A module's source."""
    return ast.parse(path.read_text("utf-8"))


def defined(body: list[ast.stmt], inside: str = "") -> Iterator[str]:
    """Public definitions of a module or a class, one line each, in the order of their names."""
    found: list[str] = []
    for node in body:
        if isinstance(node, ast.ClassDef) and public(node.name):
            bases = ", ".join(map(ast.unparse, [*node.bases]))
            found.append(f"{decorated(node)}class {inside}{node.name}({bases})")
            found += defined(node.body, f"{inside}{node.name}.")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (public(node.name) or node.name == "__init__"):
            returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
            word = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
            found.append(f"{decorated(node)}{word} {inside}{node.name}({ast.unparse(node.args)}){returns}")
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and public(node.target.id):
            default = f" = {ast.unparse(node.value)}" if node.value else ""
            found.append(f"{inside}{node.target.id}: {ast.unparse(node.annotation)}{default}")
        elif isinstance(node, ast.Assign) and not variable_of_types(node.value):
            named = [target.id for target in node.targets if isinstance(target, ast.Name) and public(target.id)]
            found += [f"{inside}{name} = …" for name in named]
    yield from sorted(found, key=lambda line: line.replace("async ", ""))


def decorated(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """Decorators change what a thing is: property, dataclass, fixture."""
    return "".join(f"@{ast.unparse(each)} " for each in node.decorator_list)


def variable_of_types(value: ast.expr) -> bool:
    """`T = TypeVar("T")` is for the module's own annotations."""
    return isinstance(value, ast.Call) and ast.unparse(value.func) in {"TypeVar", "ParamSpec"}


def public(name: str) -> bool:
    """Is it for others?"""
    return not name.startswith("_")


def reports() -> dict[Path, list[str]]:
    """Every report of this repository, as it would be now."""
    found = {ROOT / "plugin-sdk" / NAME: list(lines_of_sdk())}
    return found | {package.parents[1] / NAME: list(lines_of_hub(package)) for package in hubs()}


@pytest.mark.parametrize("path", sorted(reports()), ids=lambda path: str(path.parent.relative_to(ROOT)))
def test_public_names_and_signatures_are_as_pinned(path: Path) -> None:
    """If a change is meant, the head of this file says how to take it over."""
    now = "\n".join(reports()[path]) + "\n"
    if os.environ.get("OMNI_UPDATE_SNAPSHOTS"):
        path.write_text(now, "utf-8")
    pinned = path.read_text("utf-8") if path.is_file() else ""
    difference = "\n".join(difflib.unified_diff(pinned.splitlines(), now.splitlines(), "pinned", "now", lineterm="", n=0))
    assert not difference, f"the public contract changed:\n{difference}\n{__doc__}"


def test_no_report_is_left_of_what_is_no_hub_any_more() -> None:
    """Each file has somebody whose report it is."""
    assert {ROOT / "plugin-sdk" / NAME, *ROOT.glob(f"plugins/*/*/{NAME}")} == set(reports())


def test_a_hubs_report_follows_its_exports(tmp_path: Path) -> None:
    """To the module that defines them, through packages between; what is not exported is its own business."""
    package = tmp_path / "acme_hub"
    (package / "contract").mkdir(parents=True)
    (package / "__init__.py").write_text("from .contract import Kept, LIMIT\n__all__ = ['Kept', 'LIMIT']\n")
    (package / "contract" / "__init__.py").write_text("from .rows import Kept\nLIMIT: int = 3\n")
    (package / "contract" / "rows.py").write_text("class Kept:\n    at: int = 1\n    _own = 2\n\nclass Inside:\n    pass\n")
    (package / "testing.py").write_text("__all__ = ['rows']\nasync def rows(n: int) -> None: ...\n")
    (package / "service.py").write_text("def work() -> None: ...\n")
    assert list(lines_of_hub(package)) == [
        "acme_hub exports Kept from acme_hub.contract.rows",
        "acme_hub exports LIMIT from acme_hub.contract",
        "acme_hub.testing exports rows from acme_hub.testing",
        "acme_hub.contract: LIMIT: int = 3",
        "acme_hub.contract.rows: Kept.at: int = 1",
        "acme_hub.contract.rows: class Kept()",
        "acme_hub.testing: async def rows(n: int) -> None",
    ]


def test_every_export_is_importable_and_documented() -> None:
    """Whoever looks it up finds a sentence."""
    for package in (omni_sdk, omni_sdk.testing):
        assert sorted(package.__all__) == sorted(set(package.__all__))
        for name in package.__all__:
            found = getattr(package, name)
            if isinstance(found, type | FunctionType):
                assert (found.__doc__ or "").strip(), f"{package.__name__}.{name} has no docstring"
