"""GUIDE.md is true: its blocks are packages that load, tests that pass, and commands that exist."""

from __future__ import annotations

import ast
import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen
from typing import Any

import click
import pytest
import typer.main
from guide_blocks import CONFIGURATION, GUIDE, MANIFEST, SECONDS, Assembled, Block, Distribution, anchor, blocks, headings
from jinja2 import Environment

from omni_kernel.cli.root import app
from omni_kernel.settings import load
from omni_sdk import Plugin, manifest

HOOKS = sorted(name for name in vars(Plugin) if hasattr(getattr(Plugin, name), "omni_spec"))
TESTS = Path(__file__).parents[1] / "hooks"
LANGUAGES = {"python", "python test", "toml", "console", "jinja", "json", "markdown"}
WITH_PATH = {"python", "python test", "toml", "jinja", "markdown"}
OTHERS = {"curl"}
PATHS = re.compile(r"https?://127\.0\.0\.1:8000(/\S*)")


def of(kind: str) -> list[Block]:
    """Blocks of a language."""
    return [block for block in blocks() if block.kind == kind]


def finished(process: Popen[str]) -> str:
    """What a process said that did not end well."""
    said, _ = process.communicate(timeout=SECONDS)
    return said if process.returncode else ""


# -- the guide covers the contract


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_an_entry(hook: str) -> None:
    """A heading of its name, with an example that implements it."""
    assert hook in headings(), f"GUIDE.md has no heading {hook!r}: tell authors what it is for, with an example"
    assert any(f"def {hook}(" in block.text for block in of("python")), f"no block of GUIDE.md implements {hook!r}"


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_a_test(hook: str) -> None:
    """A function in `tests/hooks` that is called after it."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(TESTS.glob("test_*.py"))]
    names = [node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    wanted = re.compile(rf"test_{hook}(_.+)?")
    assert any(map(wanted.fullmatch, names)), f"no test_{hook} in {TESTS}: contribute it, and assert its effect"


def test_every_manifest_key_is_explained() -> None:
    """In the table of the manifest, and of the scopes."""
    text = GUIDE.read_text(encoding="utf-8")
    keys = [*(manifest.Manifest.model_fields.keys() - {"scopes"}), *manifest.Scopes.model_fields]
    missing = [key for key in keys if not re.search(rf"^\|.*`{key}(`| =)", text, re.MULTILINE)]
    assert not missing, f"no table of GUIDE.md explains {missing}"


def test_links_lead_somewhere() -> None:
    """Within the guide, to a heading that is there."""
    anchors = {anchor(heading) for heading in headings()}
    links = re.findall(r"\]\(#([^)]+)\)", GUIDE.read_text(encoding="utf-8"))
    assert links
    assert not set(links) - anchors


# -- no block is left unchecked


def test_every_block_is_of_a_kind_that_is_checked() -> None:
    """Python, TOML and templates belong to a file, which is then run, read or rendered."""
    unknown = [str(block) for block in blocks() if block.kind not in LANGUAGES]
    homeless = [str(block) for block in blocks() if block.kind in WITH_PATH and not block.path]
    assert not unknown
    assert not homeless
    assert len(of("python")) > 30
    names = {Path(block.path or "").name.removesuffix(".tmpl") for block in of("toml")}
    assert names == {CONFIGURATION, MANIFEST, "pyproject.toml"}


def test_templates_and_json_are_well_formed() -> None:
    """As Jinja and as JSON."""
    for block in of("jinja"):
        Environment(autoescape=True).parse(block.text)
    for block in of("json"):
        json.loads(block.text)


def test_manifests_and_projects_are_read(assembled: Assembled) -> None:
    """Each manifest by the SDK; each project names its own package."""
    for plugin in assembled.plugins:
        assert manifest.read(plugin.manifest).id == plugin.name
    for block in of("toml"):
        if block.path and block.path.endswith("pyproject.toml"):
            project = tomllib.loads(block.text)
            packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
            assert packages == [f"src/{project['project']['name'].replace('-', '_')}"]


def test_configuration_is_read(assembled: Assembled, monkeypatch: pytest.MonkeyPatch) -> None:
    """By Omni's own reader; its owners read their tables in `test_plugins_load`."""
    for name in ("GATEWAY_SCRAPE_TOKEN", "GATEWAY_INTRANET_KEY"):
        monkeypatch.setenv(name, assembled.environment[name])
    settings = load(assembled.root / CONFIGURATION)
    assert settings.drivers["labels"]["use"] == "text"
    assert "acme-gateway" in settings.plugins


# -- the packages work


def test_plugins_load(assembled: Assembled) -> None:
    """All at once, with the operator's configuration of the guide."""
    migrated = assembled.python("omni_kernel.cli", "migrate")
    assert migrated.returncode == 0, migrated.stdout
    listed = assembled.python("omni_kernel.cli", "plugin", "list", "--json")
    found = {row["id"]: row["state"] for row in json.loads(listed.stdout)}
    assert {plugin.name: found.get(plugin.name) for plugin in assembled.plugins} == {
        plugin.name: "loaded" for plugin in assembled.plugins
    }, listed.stdout


def test_plugins_conform_and_their_tests_pass(assembled: Assembled) -> None:
    """The conformance suite for each, and the guide's own tests, as an author runs them."""
    tested = "".join(block.text for block in of("python test") if "conforms(plugin)" in block.text)
    others = [plugin.name for plugin in assembled.plugins if f"from {plugin.package}.plugin import plugin" not in tested]
    suites = [assembled.start("omni_sdk.testing", name) for name in others]
    folders = [str(path) for path in sorted(assembled.root.glob("*/tests"))]
    options = ["-q", "-p", "no:cacheprovider", "--import-mode=importlib", "-W", "error"]
    options += ["-o", "asyncio_mode=auto", "-o", "asyncio_default_fixture_loop_scope=function"]
    tests = assembled.start("pytest", *options, "--rootdir", str(assembled.root), *folders)
    failed = [said for process in (*suites, tests) if (said := finished(process))]
    assert not failed, "\n".join(failed)


def test_scaffolds_conform(assembled: Assembled) -> None:
    """What the hub's templates give is a plugin that conforms, installed beside the hub."""
    made = assembled.python("omni_kernel.cli", "plugin", "new", "acme-mule", "--kind", "carrier", "--dir", "scaffolded")
    assert made.returncode == 0, made.stdout
    mule = Distribution("acme-mule", assembled.root / "scaffolded" / "acme-mule")
    mule.install(mule.folder / "site")
    together = Assembled(assembled.root, [*assembled.distributions, mule], [mule.folder / "site"])
    tested = together.python("pytest", "-q", "-p", "no:cacheprovider", str(mule.folder / "tests"))
    assert tested.returncode == 0, tested.stdout
    assert "1 passed" in tested.stdout


def test_packages_are_well_typed(assembled: Assembled) -> None:
    """mypy, strict, over packages and tests."""
    cache = GUIDE.parents[1] / ".mypy_cache" / "guide"
    sources = [str(d.sources / d.package) for d in assembled.distributions]
    tests = [str(path) for path in sorted(assembled.root.glob("*/tests"))]
    options = ["--strict", f"--cache-dir={cache}", "--exclude=/migrations/", "--explicit-package-bases"]
    (assembled.root / "mypy.ini").write_text(
        "[mypy]\nmypy_path = " + ":".join(str(d.sources) for d in assembled.distributions) + "\n", encoding="utf-8"
    )
    for folder in (sources, *([test] for test in tests)):
        checked = assembled.python("mypy", *options, *folder)
        assert checked.returncode == 0, checked.stdout


# -- commands exist


def commands() -> Iterator[tuple[Block, list[str]]]:
    """Lines of console blocks that are typed."""
    for block in of("console"):
        for line in block.text.splitlines():
            if line.startswith("$ "):
                yield block, shlex.split(line.removeprefix("$ "))


def test_commands_can_be_parsed(assembled: Assembled) -> None:
    """Those of `omni` with all their options, those of plugins by name; addresses by the routes there are."""
    own = {plugin.name for plugin in assembled.plugins}
    own |= {word for plugin in assembled.plugins for word in manifest.read(plugin.manifest).commands}
    for block, (program, *arguments) in commands():
        assert program in OTHERS | {"omni"}, f"{block}: {program}"
        if program == "omni" and arguments[0] not in own:
            parse(typer.main.get_command(app), arguments, str(block))
        elif program == "omni":
            said = assembled.python("omni_kernel.cli", *arguments[:2], "--help")
            assert said.returncode == 0, f"{block}: {said.stdout}"


def parse(command: Any, arguments: list[str], place: str) -> None:
    """Have click read a command line, and run nothing."""
    while isinstance(command, click.Group) or hasattr(command, "commands"):
        name, arguments = arguments[0], arguments[1:]
        assert name in command.commands, f"{place}: no command {name!r}"
        command = command.commands[name]
    command.make_context(command.name, list(arguments))


def test_addresses_are_routes(assembled: Assembled) -> None:
    """What the guide's curl calls is there."""
    called = [(block, path) for block, words in commands() if words[0] == "curl" for path in PATHS.findall(" ".join(words))]
    assert called
    routes = ["PATCH /api/v1/plugins/{plugin_id}/settings"]
    for plugin in assembled.plugins:
        if any(plugin.name in path for _, path in called if "/x/" in path):
            told = assembled.python("omni_kernel.cli", "plugin", "info", plugin.name, "--json")
            routes += json.loads(told.stdout)["routes"]
    patterns = [re.compile(re.sub(r"\{[^}]*\}", "[^/]+", route.partition(" ")[2])) for route in routes]
    for block, path in called:
        assert any(pattern.fullmatch(path) for pattern in patterns), f"{block}: no route {path}"
