"""Where files stand, how long they are, and what must not be in them."""

from __future__ import annotations

import ast
import os
import re
from collections import Counter
from pathlib import Path

import pytest

FOLDERS = {"kernel", "plugin-sdk", "plugins", "config", "deploy", "web-dashboard", "tests"}
"""Those of the design."""
BESIDE = {"scripts"}
"""What the Makefile and CI call."""
MOST_LINES = 600
LONG = {"plugin-sdk/tests/test_models.py": 1080, "kernel/tests/http/test_pipeline.py": 610}
"""Longer ones, to be split; this list only shrinks."""
GUIDE_LINES = 400
GENERATED = {"requirements.lock", "schema.d.ts", "omni.schema.json", "api-report.txt", "uv.lock"}
INDEX_VARIABLES = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "UV_INDEX", "UV_INDEX_URL", "UV_DEFAULT_INDEX")
INDEX = re.compile(rb"(?m)^\s*(--(extra-)?index-url|-i |--find-links|--trusted-host)|://[^\s\"']+/simple\b")


def test_top_level_folders_are_those_of_the_design(tracked: list[Path]) -> None:
    """No other but dot-folders, and data/, which git ignores."""
    found = {path.parts[0] for path in tracked if len(path.parts) > 1 and not path.parts[0].startswith(".")}
    assert found <= FOLDERS | BESIDE, found - FOLDERS - BESIDE
    assert {"kernel", "plugin-sdk", "plugins", "config", "tests"} <= found


def test_no_file_is_too_long(tracked: list[Path], root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody reads 600 lines; those above the guide value are named, so that the list can shrink."""
    lines = {
        path: (root / path).read_bytes().count(b"\n")
        for path in tracked
        if path.suffix in {".py", ".ts", ".tsx", ".tmpl"} and path.name not in GENERATED
    }
    over = {str(path): count for path, count in lines.items() if count > GUIDE_LINES}
    with capsys.disabled():
        print(f"\nfiles over {GUIDE_LINES} lines: {over or 'none'}")
    assert not {path: count for path, count in over.items() if count > LONG.get(path, MOST_LINES)}


def test_the_kernels_size_is_told(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """At most 6,000 lines is the aim: Python, without tests, command line and generated migrations."""
    source = root / "kernel" / "src" / "omni_kernel"
    physical, code = Counter[str](), Counter[str]()
    for path in source.rglob("*.py"):
        part, text = path.relative_to(source).parts[0], path.read_text("utf-8")
        physical[part] += text.count("\n")
        code[part] += lines_of_code(text)
    aside = {"cli", "migrations"}
    with capsys.disabled():
        for title, counted in (("lines", physical), ("lines of code, without blanks, comments and docstrings", code)):
            parts = {name: count for name, count in counted.most_common() if name not in aside}
            print(f"\nkernel: {sum(parts.values())} {title}: {parts}; aside: cli {counted['cli']}")
    assert physical


def lines_of_code(text: str) -> int:
    """Lines on which a statement or a part of one stands."""
    strings = {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    counted = (n for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.lstrip().startswith("#"))
    return sum(number not in strings for number in counted)


def test_no_address_of_this_machine_stands_in_a_file(tracked: list[Path], root: Path) -> None:
    """No path of whoever wrote it, and no package index, which would be another's elsewhere."""
    here = {f"{root}/", f"{Path.home()}/"} | ({f"{root.parent}/"} if root.parent != Path("/") else set())
    here |= {value for name in INDEX_VARIABLES if (value := os.environ.get(name, ""))}
    for path in tracked:
        text = (root / path).read_bytes()
        found = [address for address in sorted(here) if address.encode() in text]
        assert not found, f"{path} names {found}"
        if path.suffix in {".lock", ".toml", ".txt", ".cfg", ".yml", ".yaml", ".sh", ""} and path.name != "LICENSE":
            assert not INDEX.search(text), f"{path} names a package index: {INDEX.search(text)}"


def test_the_lock_file_pins_by_hash_and_names_no_index(root: Path) -> None:
    """Each requirement has a version and at least one hash; none comes from a URL or a path."""
    text = (root / "requirements.lock").read_text("utf-8")
    logical = [line for line in text.replace("\\\n", " ").splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert len(logical) > 30
    for line in logical:
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z0-9,_-]+\])?==\S+", line), line
        assert "--hash=sha256:" in line, line
        assert "://" not in line, line


def test_the_schema_of_the_configuration_is_current(root: Path) -> None:
    """After a change: `omni config schema > config/omni.schema.json`."""
    from pydantic_core import to_json

    from omni_kernel.settings import config_schema

    now = to_json(config_schema(), indent=2, fallback=str).decode() + "\n"
    assert now == (root / "config" / "omni.schema.json").read_text("utf-8")


def test_the_configuration_of_this_checkout_holds_every_key(root: Path) -> None:
    """Each with a comment, at its default: `omni.toml` is what people read first."""
    import tomllib

    from omni_kernel.settings import Settings

    text = (root / "omni.toml").read_text("utf-8")
    table = tomllib.loads(text)
    for name, field in Settings.model_fields.items():
        assert name in table, f"omni.toml lacks {name}"
        model = field.annotation
        for key in getattr(model, "model_fields", ()):
            assert key in table[name], f"omni.toml lacks {name}.{key}"
    for line in text.splitlines():
        if re.match(r"[a-z_]+ = ", line):
            assert "#" in line, f"omni.toml: {line!r} has no comment"
