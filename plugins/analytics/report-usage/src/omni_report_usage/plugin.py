"""Wiring: all that the plugin contributes."""

from collections.abc import Sequence
from typing import Any

from omni_analytics import AnalyticsHooks, ReportType
from omni_sdk import Plugin, hookimpl

from .settings import Settings
from .usage.report import USAGE


class UsageReport(Plugin, AnalyticsHooks):
    """How much the API is used, and by whom."""

    @hookimpl
    def omni_settings(self) -> type[Settings]:
        return Settings

    @hookimpl
    def analytics_report_types(self) -> Sequence[ReportType[Any]]:
        return [USAGE]


plugin = UsageReport()
