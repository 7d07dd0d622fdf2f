"""Only this plugin."""

import pytest

from omni_live_traffic.plugin import plugin
from omni_sdk import Plugin


@pytest.fixture
def omni_plugins() -> list[Plugin]:
    """This one."""
    return [plugin]
