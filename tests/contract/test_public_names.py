"""What strangers program against is pinned: every public name of the SDK, with its signature, in `omni_sdk.txt`.

A change of the SDK changes that file, so that it is seen in review. After a change that is meant:

    OMNI_UPDATE_SNAPSHOTS=1 .venv/bin/python -m pytest tests/contract/test_public_names.py

What a line taken away or changed means for plugins stands in CONTRIBUTING.md (deprecation).
"""

from __future__ import annotations

import ast
import difflib
import os
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType

import omni_sdk
import omni_sdk.testing

PACKAGE = Path(omni_sdk.__file__).parent
SNAPSHOT = Path(__file__).parent / "omni_sdk.txt"
TESTING = {"__init__.py", "protocols.py", "plugin.py", "conformance.py", "doubles.py", "blobs.py", "s3.py"}
"""Of `omni_sdk.testing`, what tests of plugins may use; the rest is its inside."""


def lines() -> Iterator[str]:
    """The snapshot, as it would be now."""
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
        for found in defined(ast.parse(path.read_text("utf-8")).body):
            yield f"{module}: {found}"


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


def test_public_names_and_signatures_are_as_pinned() -> None:
    """If a change is meant, the head of this file says how to take it over."""
    now = "\n".join(lines()) + "\n"
    if os.environ.get("OMNI_UPDATE_SNAPSHOTS"):
        SNAPSHOT.write_text(now, "utf-8")
    pinned = SNAPSHOT.read_text("utf-8")
    difference = "\n".join(difflib.unified_diff(pinned.splitlines(), now.splitlines(), "pinned", "now", lineterm="", n=0))
    assert not difference, f"the public contract changed:\n{difference}\n{__doc__}"


def test_every_export_is_importable_and_documented() -> None:
    """Whoever looks it up finds a sentence."""
    for package in (omni_sdk, omni_sdk.testing):
        assert sorted(package.__all__) == sorted(set(package.__all__))
        for name in package.__all__:
            found = getattr(package, name)
            if isinstance(found, type | FunctionType):
                assert (found.__doc__ or "").strip(), f"{package.__name__}.{name} has no docstring"
