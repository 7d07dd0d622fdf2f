"""Only this plugin, and reports to render with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import pytest

from omni_analytics import Period, Rendering, Report, Result, between, compared
from omni_analytics.testing import context
from omni_format_xlsx.plugin import plugin
from omni_sdk import Plugin

Render: TypeAlias = Callable[..., Any]
NOON = datetime(2026, 3, 15, 11, 30, tzinfo=UTC)


@pytest.fixture
def omni_plugins() -> list[Plugin]:
    """This one."""
    return [plugin]


ASKED: set[str] = set()


def said(message: str) -> str:
    """To a reader of English: as it is."""
    ASKED.add(message)
    return message


@pytest.fixture
def asked() -> set[str]:
    """All texts that were asked for in the reader's language, from now on."""
    ASKED.clear()
    return ASKED


def march() -> Period:
    """A month that is half over, beside the one before."""
    month = between(date(2026, 3, 1), date(2026, 3, 31), ZoneInfo("Europe/Vienna"), "day", NOON)
    return compared(month, (date(2026, 2, 1), date(2026, 2, 28)))


@pytest.fixture
def report() -> Callable[..., Report]:
    """A report with what is given in its result."""

    def made(parameters: Sequence[tuple[str, str]] = (), *, period: Period | None = None, **result: Any) -> Report:
        return Report("usage", "Usage", "Söhne & Co", "en", NOON, period or march(), parameters, Result(**result))

    return made


@pytest.fixture
def rendering() -> Callable[..., Any]:
    """What the format gives for a report."""

    async def made(report: Report, **settings: Any) -> Rendering:
        [form] = plugin.analytics_formats()
        model = plugin.omni_settings()
        return await form.render(context(NOON, settings=model(**settings) if model else None, locale=said), report)

    return made


@pytest.fixture
def render(rendering: Callable[..., Any]) -> Render:
    """The whole file."""

    async def made(report: Report, **settings: Any) -> bytes:
        return b"".join([chunk async for chunk in (await rendering(report, **settings)).chunks])

    return made
