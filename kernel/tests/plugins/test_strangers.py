"""What broken plugins do to the kernel: nothing. It starts, all others work, the report names them and the way out."""

from typing import Any

import pytest

from omni_kernel.plugins.status import PluginStatus, StartRefused
from omni_kernel.settings import ConfigError

from .conftest import Install, Start

PLUGIN = """
from omni_sdk import *
from omni_sdk.contributions import *
from tortoise import fields

{top}

class Stranger(Plugin):
{body}

plugin = Stranger()
"""
HANDLER = """
async def answer(ctx: RequestContext) -> None:
    "Nothing."

READ = Permission("thing.read")
"""
ROUTES = """
    @hookimpl
    def omni_permissions(self): return [READ]
    @hookimpl
    def omni_routes(self): return [{}]
"""


def source(body: str = "    pass", top: str = "") -> str:
    return PLUGIN.format(body=body, top=top)


BROKEN: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "fails at import": (source(top="1 / 0"), {}, "quarantined", "ZeroDivisionError"),
    "syntax error": ("def", {}, "quarantined", "SyntaxError"),
    "exits at import": (source(top="import sys; sys.exit(3)"), {}, "quarantined", "sys.exit(3)"),
    "os-level exception": (source(top="raise KeyboardInterrupt.__base__('x')"), {}, "quarantined", "BaseException"),
    "imports what is missing": (source(top="import no_such_module_here"), {}, "quarantined", "no_such_module_here"),
    "no plugin": ("plugin = 3", {}, "quarantined", "not an instance"),
    "raises in a hook": (source("    @hookimpl\n    def omni_routes(self): raise RuntimeError('boom')"), {}, "quarantined", "boom"),
    "exits in a hook": (source("    @hookimpl\n    def omni_routes(self): raise SystemExit(1)"), {}, "quarantined", "SystemExit"),
    "misspells a hook": (source("    @hookimpl\n    def omni_ruotes(self): return []"), {}, "quarantined", "omni_routes"),
    "forgets the mark": (source("    def omni_routes(self): return []"), {}, "quarantined", "without @hookimpl"),
    "returns the wrong thing": (source("    @hookimpl\n    def omni_routes(self): return [1]"), {}, "quarantined", "omni_routes returned 1"),
    "returns no list": (source("    @hookimpl\n    def omni_routes(self): return None"), {}, "quarantined", "not a list of Route"),
    "takes an argument too many": (source("    @hookimpl\n    def omni_routes(self, x): return []"), {}, "quarantined", "omni_routes"),
    "permission undeclared": (
        source("    @hookimpl\n    def omni_routes(self): return [Route.get('/a', answer, auth=READ)]", HANDLER),
        {},
        "quarantined",
        "omni_permissions",
    ),
    "handler without context": (
        source(ROUTES.format("Route.get('/a', bad, auth=READ)"), HANDLER + "async def bad(name: str) -> None: 'x'"),
        {},
        "quarantined",
        "context",
    ),
    "root path not in the manifest": (
        source(ROUTES.format("Route.get('/a', answer, auth=READ, mount='root')"), HANDLER),
        {},
        "quarantined",
        "root_paths",
    ),
    "clashes with itself": (
        source(ROUTES.format("Route.get('/{a}', bad, auth=READ), Route.get('/{b}', worse, auth=READ)"), HANDLER + """
async def bad(ctx: RequestContext, a: str) -> None: 'x'
async def worse(ctx: RequestContext, b: str) -> None: 'x'
"""),
        {},
        "quarantined",
        "is taken by",
    ),
    "table outside its prefix": (
        source("    @hookimpl\n    def omni_models(self): return [Row]", """
class Row(TenantModel):
    name = fields.CharField(max_length=9)
    class Meta:
        table = "omni_tenant_copy"
"""),
        {},
        "quarantined",
        "p_acme_bad__",
    ),
    "edge middleware in a tenant": (
        source("    @hookimpl\n    def omni_middleware(self): return [Middleware.edge(around)]", """
async def around(ctx: EdgeContext, call_next: Next) -> Response: return await call_next()
"""),
        {},
        "quarantined",
        'level = "platform"',
    ),
    "hook of a hub it does not require": (
        source("    @hookimpl\n    def phrasebook_phrases(self): return []"), {}, "quarantined", "no hook of this Omni",
    ),
    "needs a missing plugin": (source(), {"requires": ["acme-nowhere>=1"]}, "unmet", "acme-nowhere"),
    "needs what is no hub": (source(), {"requires": ["acme-good>=1"]}, "unmet", "provides no contract"),
    "needs itself": (source(), {"requires": ["acme-bad"]}, "unmet", "circle"),
    "contract of the future": (source(), {"api": 99}, "incompatible", "contract 99"),
    "unknown scope": (source(), {"scopes": {"root": True}}, "quarantined", "root"),
    "unknown key": (source(), {"colour": "red"}, "quarantined", "colour"),
}  # fmt: skip


def status_of(report: list[PluginStatus], plugin_id: str) -> PluginStatus:
    return next(s for s in report if s.id == plugin_id)


@pytest.mark.parametrize("what", BROKEN)
async def test_the_kernel_starts_and_names_what_is_broken(what: str, install: Install, start: Start) -> None:
    code, keys, standing, reason = BROKEN[what]
    install("acme-good")
    install("acme-bad", code, **keys)
    async with start() as kernel:
        found = status_of(list(kernel.registry.report), "acme-bad")
        assert found.standing == standing, found
        assert reason in found.reason, found.reason
        assert found.hint
        assert status_of(list(kernel.registry.report), "acme-good").standing == "loaded"
        assert "acme-bad" not in kernel.registry.plugins
        assert not [r for r in kernel.registry.routes if r.plugin_id == "acme-bad"]


async def test_a_plugin_that_hangs_is_stopped(install: Install, start: Start) -> None:
    install("acme-good")
    install("acme-bad", source(top="while True:\n    try:\n        import time; time.sleep(60)\n    except Exception: pass"))
    async with start(plugin_policy={"acme-bad": {"load_seconds": 0.2}}) as kernel:
        found = status_of(list(kernel.registry.report), "acme-bad")
        assert found.standing == "quarantined"
        assert "took longer than 0.2 s" in found.reason
        assert "acme-good" in kernel.registry.plugins


@pytest.mark.parametrize(
    "manifest",
    ["", "id = ", 'id = "Acme Bad"', "\x00", "[[id]]\n", 'id = "acme-other"\ntitle="x"\nsummary="x"\ncategory="x"\napi=1'],
)
async def test_a_broken_manifest_is_reported_with_the_distribution(manifest: str, install: Install, start: Start) -> None:
    install("acme-bad", manifest=manifest or "\n")
    async with start() as kernel:
        found = status_of(list(kernel.registry.report), "acme-bad")
        assert found.standing == "quarantined"
        assert found.distribution == "acme-bad"
        assert "acme-bad" in found.hint


async def test_a_missing_manifest(install: Install, start: Start, tmp_path: object) -> None:
    package = install("acme-bad")
    import importlib.util

    spec = importlib.util.find_spec(package)
    assert spec
    assert spec.origin
    from pathlib import Path

    (Path(spec.origin).parent / "omni-plugin.toml").unlink()
    async with start() as kernel:
        assert "is missing" in status_of(list(kernel.registry.report), "acme-bad").reason


async def test_a_cycle_names_its_members(install: Install, start: Start) -> None:
    install("acme-one", requires=["acme-two"])
    install("acme-two", requires=["acme-three"])
    install("acme-three", requires=["acme-one"])
    install("acme-good")
    async with start() as kernel:
        reasons = {s.id: s.reason for s in kernel.registry.report}
        for member in ("acme-one", "acme-two", "acme-three"):
            assert "circle" in reasons[member]
            assert "acme-one" in reasons[member]
        assert "acme-good" in kernel.registry.plugins


async def test_who_requires_a_broken_one_is_not_loaded_either(install: Install, start: Start) -> None:
    install("acme-hub", source(top="1 / 0"), provides=1)
    install("acme-leaf", requires=["acme-hub>=1"])
    async with start() as kernel:
        found = status_of(list(kernel.registry.report), "acme-leaf")
        assert found.standing == "unmet"
        assert "acme-hub" in found.reason


async def test_the_second_claim_of_a_route_is_refused(install: Install, start: Start) -> None:
    code = source(ROUTES.format("Route.get('/acme', answer, auth=READ, mount='root')"), HANDLER)
    install("acme-a", code, root_paths=["/acme"])
    install("acme-b", code, root_paths=["/acme"])
    async with start() as kernel:
        assert "acme-a" in kernel.registry.plugins
        found = status_of(list(kernel.registry.report), "acme-b")
        assert found.standing == "quarantined"
        assert "taken by 'acme-a'" in found.reason


async def test_abort_refuses_to_start(install: Install, start: Start) -> None:
    install("acme-bad", source(top="1 / 0"))
    with pytest.raises(StartRefused, match="acme-bad"):
        async with start(plugin_policy={"acme-bad": {"on_failure": "abort"}}):
            pass


async def test_configuration_of_strangers_is_checked_all_at_once(install: Install, start: Start) -> None:
    install(
        "acme-one",
        source(
            "    @hookimpl\n    def omni_config(self): return Conf",
            "from pydantic import BaseModel\nclass Conf(BaseModel):\n    size: int = 1",
        ),
    )
    tables = {"acme-one": {"size": "many", "colour": 1}, "acme-none": {"x": 1}}
    with pytest.raises(ConfigError) as caught:
        async with start(plugins=tables, drivers={"mail": {"use": "pigeon"}, "carrier": {}}):
            pass
    paths = {p.path for p in caught.value.problems}
    assert paths == {
        "plugins.acme-one.size",
        "plugins.acme-one.colour",
        "plugins.acme-none",
        "drivers.mail.use",
        "drivers.carrier",
    }


async def test_a_plugin_without_its_configuration_waits(install: Install, start: Start) -> None:
    install(
        "acme-one",
        source(
            "    @hookimpl\n    def omni_config(self): return Conf",
            "from pydantic import BaseModel\nclass Conf(BaseModel):\n    size: int",
        ),
    )
    async with start() as kernel:
        found = status_of(list(kernel.registry.report), "acme-one")
        assert found.standing == "quarantined"
        assert "plugins.acme-one.size" in found.reason
    async with start(plugins={"acme-one": {"size": 3}}) as kernel:
        assert "acme-one" in kernel.registry.plugins


async def test_hundreds_load_in_order_of_requirement(install: Install, start: Start) -> None:
    install("acme-z", provides=1)
    for n in range(30):
        install(f"acme-{n}", requires=["acme-z>=1"], after=[f"acme-{n + 1}"] if n < 29 else [])
    async with start() as kernel:
        order = [p for p in kernel.registry.plugins if p.startswith("acme-")]
        assert order[0] == "acme-z"
        assert order[1:] == [f"acme-{n}" for n in reversed(range(30))]
