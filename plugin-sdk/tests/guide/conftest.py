"""The guide's packages, put together once and installed beside Omni."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, STDOUT, CompletedProcess, Popen, run

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from guide import Distribution, assemble  # noqa: E402  # found by the path above

from omni_sdk.testing.app import Bench  # noqa: E402  # as above

SECONDS = 300


@dataclass(frozen=True)
class Assembled:
    """A folder with the guide's packages and omni.toml, and how to run something among them."""

    root: Path
    distributions: Sequence[Distribution]

    @property
    def environment(self) -> dict[str, str]:
        """With all of it installed, and the secrets that omni.toml names."""
        path = [self.root / "site", *(d.sources for d in self.distributions)]
        return os.environ | {
            "PYTHONPATH": os.pathsep.join(map(str, path)),
            "OMNI_CONFIG": str(self.root / "omni.toml"),
            "GATEWAY_SCRAPE_TOKEN": "scrape",
            "GATEWAY_INTRANET_KEY": "intranet",
        }

    def python(self, *arguments: str) -> CompletedProcess[str]:
        """Run a module to its end."""
        command = [sys.executable, "-m", *arguments]
        return run(
            command, cwd=self.root, env=self.environment, stdout=PIPE, stderr=STDOUT, text=True, timeout=SECONDS, check=False
        )

    def start(self, *arguments: str) -> Popen[str]:
        """Run a module beside others."""
        return Popen(
            [sys.executable, "-m", *arguments], cwd=self.root, env=self.environment, stdout=PIPE, stderr=STDOUT, text=True
        )

    @property
    def plugins(self) -> Sequence[Distribution]:
        """Those that are plugins."""
        return [distribution for distribution in self.distributions if distribution.is_plugin]


@pytest.fixture(scope="session")
def assembled(tmp_path_factory: pytest.TempPathFactory, omni_bench: Bench) -> Assembled:
    """Written, installed, and with the migrations that the guide's own command writes."""
    root = tmp_path_factory.mktemp("guide")
    found = Assembled(root, assemble(root, omni_bench.redis_url()))
    for plugin in found.plugins:
        if plugin.has_tables:
            made = found.python("omni_kernel.cli", "plugin", "migrations", plugin.name, "--make", "--name", "initial")
            assert made.returncode == 0, made.stdout
    return found
