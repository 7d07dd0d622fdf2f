"""What every plugin of Omni must do."""

from omni_report_performance.plugin import plugin
from omni_sdk.testing import conforms


def test_plugin() -> None:
    """The conformance suite, whole."""
    conforms(plugin)
