"""Omni with the probe's factors, and people who have some."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "probes"))

import omni_factor_probe

from omni_kernel.auth.models import Account
from omni_sdk import Plugin
from omni_sdk.testing.app import RunningOmni


@pytest.fixture
def omni_plugins() -> list[Plugin]:
    """The probe."""
    omni_factor_probe.REMOVED.clear()
    return [omni_factor_probe.plugin]


@pytest.fixture
async def ann(omni_app: RunningOmni) -> Account:
    """Somebody in no tenant."""
    return await omni_app.person()
