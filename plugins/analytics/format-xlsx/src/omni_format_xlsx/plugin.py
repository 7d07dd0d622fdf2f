"""Wiring: all that the plugin contributes."""

from collections.abc import Sequence
from typing import Any

from omni_analytics import AnalyticsHooks, Format, Rendering, Report
from omni_sdk import Context, Plugin, hookimpl

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def render(ctx: Context[Any], report: Report) -> Rendering:
    """A workbook, written to the disk before its first byte is given."""
    from .workbook.writing import workbook

    return Rendering(workbook(report, ctx.locale.text), MEDIA_TYPE, "xlsx")


class XlsxFormat(Plugin, AnalyticsHooks):
    """Reports as Excel workbooks."""

    @hookimpl
    def analytics_formats(self) -> Sequence[Format]:
        return [Format("xlsx", "Excel workbook", render)]


plugin = XlsxFormat()
