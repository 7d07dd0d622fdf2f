"""Strangers' plugins, written into a folder and installed by their dist-info, as pip would."""

import importlib
import sys
import textwrap
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from omni_kernel.app import Kernel
from omni_kernel.storage import migrations
from omni_sdk.testing.app import Bench

Install = Callable[..., str]
Start = Callable[..., AbstractAsyncContextManager[Kernel]]
SUPPORT = str(Path(__file__).parent / "support")

SOURCE = """
from omni_sdk import *
from omni_sdk.models import Model

class Stranger(Plugin):
    pass

plugin = Stranger()
"""


@pytest.fixture
def install(tmp_path: Path) -> Iterator[Install]:
    """`install("acme-one", source, requires=["x"])`: a package and its dist-info on sys.path; gives the package's name."""
    folder = tmp_path / "site"
    folder.mkdir()
    sys.path.insert(0, str(folder))
    packages: list[str] = []

    def write(plugin_id: str, source: str = SOURCE, *, manifest: str | None = None, **keys: object) -> str:
        package = plugin_id.replace("-", "_")
        packages.append(package)
        (folder / package).mkdir()
        (folder / package / "__init__.py").write_text("", encoding="utf-8")
        (folder / package / "plugin.py").write_text(textwrap.dedent(source), encoding="utf-8")
        (folder / package / "omni-plugin.toml").write_text(manifest or toml(plugin_id, keys), encoding="utf-8")
        describe(folder, plugin_id, package)
        importlib.invalidate_caches()
        return package

    yield write
    sys.path.remove(str(folder))
    for name in [m for m in sys.modules if m.partition(".")[0] in packages]:
        del sys.modules[name]
    importlib.invalidate_caches()


@pytest.fixture
def shelf(install: Install, tmp_path: Path) -> Iterator[str]:
    """The stranger of `support/`, installed where it stands; its id."""
    describe(tmp_path / "site", "acme-shelf", "acme_shelf")
    sys.path.insert(0, SUPPORT)
    importlib.invalidate_caches()
    yield "acme-shelf"
    sys.path.remove(SUPPORT)
    for name in [m for m in sys.modules if m.partition(".")[0] == "acme_shelf"]:
        del sys.modules[name]


def describe(folder: Path, plugin_id: str, package: str) -> None:
    """The dist-info of a plugin."""
    info = folder / f"{package}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {plugin_id}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[omni.plugins]\n{plugin_id} = {package}.plugin:plugin\n", encoding="utf-8")


def toml(plugin_id: str, keys: dict[str, object]) -> str:
    """A manifest with these keys beside the required ones."""
    base: dict[str, object] = {"id": plugin_id, "title": plugin_id, "summary": "One.", "category": "test", "api": 1}
    base |= {k: v for k, v in keys.items() if k != "scopes"}
    lines = [f"{k} = {literal(v)}" for k, v in base.items()]
    scopes = keys.get("scopes")
    if isinstance(scopes, dict):
        lines += ["[scopes]", *(f"{k} = {literal(v)}" for k, v in scopes.items())]
    return "\n".join(lines) + "\n"


def literal(value: object) -> str:
    """A TOML value."""
    return str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')


@pytest.fixture(scope="session")
def installation(omni_bench: Bench) -> str:
    """Made before any test installs strangers."""
    return omni_bench.installation()


@pytest.fixture
def start(omni_bench: Bench, installation: str) -> Start:
    """A kernel with everything that is installed, as a server has it."""

    @asynccontextmanager
    async def opened(template: str | None = None, **overrides: object) -> AsyncIterator[Kernel]:
        settings = omni_bench.settings(dict(overrides), TEMPLATES.get(template or "", installation))
        if template not in TEMPLATES:
            async with Kernel.open(settings, "cli", migrated=False) as kernel:
                await migrations.migrate(settings.database.url, kernel.apps())
            if template:
                TEMPLATES[template] = settings.database.url
                settings = omni_bench.settings(dict(overrides), settings.database.url)
        async with Kernel.open(settings, "test") as kernel:
            yield kernel

    return opened


TEMPLATES: dict[str, str] = {}
"""Databases that tests with the same plugins copy."""
