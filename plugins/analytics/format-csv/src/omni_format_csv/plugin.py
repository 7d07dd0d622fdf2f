"""Wiring: all that the plugin contributes."""

from collections.abc import Sequence

from omni_analytics import AnalyticsHooks, Format, Rendering, Report, streamed
from omni_sdk import Context, Plugin, hookimpl

from .settings import Settings


async def render(ctx: Context[Settings], report: Report) -> Rendering:
    """A zip, made while it is read."""
    from .writing.archive import archived
    from .writing.files import Files

    files = Files(report, ctx.settings, ctx.locale.text)
    return Rendering(streamed(archived(files)), "application/zip", "csv.zip")


class CsvFormat(Plugin, AnalyticsHooks):
    """Reports as CSV."""

    @hookimpl
    def omni_settings(self) -> type[Settings]:
        return Settings

    @hookimpl
    def analytics_formats(self) -> Sequence[Format]:
        return [Format("csv", "CSV", render)]


plugin = CsvFormat()
