"""Wiring: all that the plugin contributes."""

from collections.abc import Sequence
from typing import Any

from omni_analytics import AnalyticsHooks, Format, Rendering, Report, streamed
from omni_sdk import Context, Plugin, hookimpl


async def render(ctx: Context[Any], report: Report) -> Rendering:
    """One object, its rows as they come."""
    from .writing import document

    return Rendering(streamed(document(report, ctx.locale.text)), "application/json", "json")


class JsonFormat(Plugin, AnalyticsHooks):
    """Reports as JSON."""

    @hookimpl
    def analytics_formats(self) -> Sequence[Format]:
        return [Format("json", "JSON", render)]


plugin = JsonFormat()
