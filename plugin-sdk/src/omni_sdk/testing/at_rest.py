"""Checks of a plugin that runs nowhere: its manifest, its imports, its tables, its words."""

from __future__ import annotations

import ast
import asyncio
import json
import sys
from importlib.metadata import entry_points
from inspect import getdoc, getmembers, isfunction

from omni_kernel.plugins.discovery import GROUP
from omni_kernel.plugins.shapes import shapes
from omni_kernel.plugins.staging import refuse_unmarked
from omni_kernel.storage.migrations import check_tables
from omni_sdk.contributions import Route
from omni_sdk.hookspecs import Plugin

from .subject import NotApplicable, Subject

BUDGET_SECONDS = 0.05
HARD_LIMIT_SECONDS = 1.0
TRIES = 3

PROBE = """
import json, sys, time
import omni_sdk, tortoise.fields, pydantic, httpx
for name in json.loads(sys.argv[2]): __import__(name)
began = time.perf_counter()
module = __import__(sys.argv[1] + ".plugin", fromlist=["plugin"])
found = [m for m in vars(module).values() if isinstance(m, omni_sdk.Plugin)]
hooks = [getattr(p, n) for p in found for n in dir(type(p)) if hasattr(getattr(type(p), n), "omni_impl")]
for hook in hooks: hook()
print(json.dumps([time.perf_counter() - began, sorted(m for m in sys.modules if m.split(".")[0] == "omni_kernel")]))
"""


async def manifest(subject: Subject) -> None:
    """The manifest can be read, agrees with the entry point, and promises no templates that are not there."""
    assert subject.manifest.id == subject.id
    for kind in subject.manifest.scaffolds:
        there = any((subject.folder / "scaffolds" / kind).rglob("*.tmpl"))
        assert there, f"the manifest promises the scaffold {kind!r}, but its package has no scaffolds/{kind}/….tmpl"
    values = [e for e in entry_points(group=GROUP) if e.module.partition(".")[0] == subject.candidate.package]
    for entry_point in values:
        assert entry_point.name == subject.id, (
            f"the entry point is called {entry_point.name!r}, the manifest says id = {subject.id!r}"
        )


async def marks(subject: Subject) -> None:
    """Every override of a hook is marked, and every marked hook exists."""
    known = shapes(Plugin)
    for base in type(subject.plugin).__mro__:
        known |= shapes(base)
    refuse_unmarked(subject.plugin, known)


async def budget(subject: Subject) -> None:
    """It loads within its time, without the kernel."""
    hubs = [e.module.partition(".")[0] for e in entry_points(group=GROUP) if e.name in subject.manifest.requirements]
    times, kernel = [], []
    for _ in range(TRIES):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PROBE, subject.candidate.package, json.dumps(hubs),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await process.communicate()
        assert process.returncode == 0, f"importing it in a process of its own failed: {err.decode()[-500:]}"
        seconds, kernel = json.loads(out)
        times.append(seconds)
        if kernel or seconds < HARD_LIMIT_SECONDS:
            break  # the others are for a busy machine
    assert not kernel, f"importing it imports the kernel: {kernel[0]}"
    best = min(times)
    assert best < HARD_LIMIT_SECONDS, (
        f"import and hooks take {best * 1000:.0f} ms, the rule is {BUDGET_SECONDS * 1000:.0f} ms: "
        "import what is heavy inside of the functions that need it"
    )


async def imports(subject: Subject) -> None:
    """It imports the SDK and the hubs it requires, nothing else of Omni's."""
    packages = {e.module.partition(".")[0]: e.name for e in entry_points(group=GROUP)}
    for path in sorted(subject.folder.rglob("*.py")):
        for name in imported(ast.parse(path.read_text(encoding="utf-8"))):
            top = name.partition(".")[0]
            where = f"{path.relative_to(subject.folder.parent)} imports {name}"
            assert top != "omni_kernel", f"{where}: a plugin has everything it needs from omni_sdk and its context"
            owner = packages.get(top)
            if owner and top != subject.candidate.package:
                assert owner in subject.manifest.requirements, f"{where}: add {owner!r} to `requires` of the manifest"
                assert name == top, f"{where}: only the public module of a hub, {top!r}, may be imported"


def imported(tree: ast.AST) -> list[str]:
    """Modules that a source imports by absolute name."""
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.append(node.module)
    return found


async def tables(subject: Subject) -> None:
    """Tables carry its prefix."""
    if not hasattr(type(subject.plugin).omni_models, "omni_impl"):
        raise NotApplicable("it has no tables")
    problems = check_tables(subject.id, subject.plugin.omni_models())
    assert not problems, "; ".join(problems)


async def words(subject: Subject) -> None:
    """Every route says what it does."""
    if not hasattr(type(subject.plugin).omni_routes, "omni_impl"):
        raise NotApplicable("it has no routes")
    for route in subject.plugin.omni_routes():
        said = route.options.get("summary") or getdoc(route.handler)
        assert said, f"the handler of {route.method} {route.path} has no docstring: it is what the API's users read"
        assert isinstance(route, Route)


async def hooks_documented(subject: Subject) -> None:
    """A hub's own hooks say what they are for."""
    if not hasattr(type(subject.plugin).omni_hookspecs, "omni_impl"):
        raise NotApplicable("it is no hub")
    for name, function in getmembers(subject.plugin.omni_hookspecs(), isfunction):
        assert not hasattr(function, "omni_spec") or getdoc(function), f"the hook {name} has no docstring"
    assert subject.manifest.provides, "a hub needs `provides` in its manifest: the version of its contract"


CHECKS = (manifest, marks, budget, imports, tables, words, hooks_documented)
