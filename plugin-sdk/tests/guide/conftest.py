"""The guide's packages, put together once and installed beside Omni."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from guide_blocks import Assembled, assemble  # found by the path above

from omni_sdk.testing.app import Bench  # as above


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
