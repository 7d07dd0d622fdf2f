"""Wiring: all that the plugin contributes."""

from collections.abc import Sequence
from typing import Any

from omni_analytics import AnalyticsHooks, ReportType
from omni_sdk import Plugin, hookimpl

from .performance.report import PERFORMANCE
from .settings import Settings


class PerformanceReport(Plugin, AnalyticsHooks):
    """How fast the API answers, and how often it fails."""

    @hookimpl
    def omni_settings(self) -> type[Settings]:
        return Settings

    @hookimpl
    def analytics_report_types(self) -> Sequence[ReportType[Any]]:
        return [PERFORMANCE]


plugin = PerformanceReport()
