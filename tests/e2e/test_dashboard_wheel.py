"""The dashboard as a wheel: built by its own backend, installed where no Node is, served by Omni."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import httpx
import pytest
from omni_testbed.environment import Environment
from omni_testbed.home import Home

PROJECT = Path(__file__).resolve().parents[2] / "web-dashboard"
BUILT = {
    "index.html": '<html><meta name="csp-nonce" content="__NONCE__" /><p>Served from a wheel</p></html>',
    "assets/index-1.js": "console.log(1)",
    "assets/index-1.js.br": "by brotli",
    "omni.svg": "<svg/>",
}
"""As the build leaves it; that itself is looked at in a browser (`web-dashboard/e2e`)."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as for a release, from a copy whose `dist` git ignores, too."""
    base = tmp_path_factory.mktemp("wheel")
    copy = base / "web-dashboard"
    copy.mkdir()
    for name in ("pyproject.toml", "README.md", ".gitignore"):
        shutil.copy(PROJECT / name, copy / name)
    package = copy / "python" / "omni_dashboard"
    package.mkdir(parents=True)
    shutil.copy(PROJECT / "python" / "omni_dashboard" / "__init__.py", package)
    for name, text in BUILT.items():
        target = package / "dist" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(base), str(copy)],
        check=False, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (made,) = base.glob("omni_dashboard-*.whl")
    return made


def test_the_built_files_are_in_it(wheel: Path) -> None:
    """Every one, and nothing to build with."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        assert names == {"omni_dashboard/__init__.py", *(f"omni_dashboard/dist/{name}" for name in BUILT)}
        (told,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "[omni.dashboard]\ndefault = omni_dashboard" in archive.read(told).decode()


def test_omni_serves_it_where_it_is_installed(wheel: Path, tmp_path: Path) -> None:
    """Found by its entry point, with no setting and no Node."""
    environment = Environment(tmp_path / "environment")
    with zipfile.ZipFile(wheel) as archive:
        # All there is to the installation of a wheel without scripts.
        archive.extractall(environment.site)
    home = Home(tmp_path / "home", environment)
    home.init()
    with home.running("serve", "--json") as server, httpx.Client(base_url=server.url()) as client:
        page = client.get("/login", headers={"accept": "text/html"})
        assert page.status_code == 200
        assert "Served from a wheel" in page.text
        assert "__NONCE__" not in page.text
        assert page.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
        script = client.head("/assets/index-1.js", headers={"accept-encoding": "br"})
        assert script.headers["content-encoding"] == "br"
