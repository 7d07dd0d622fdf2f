"""The hub's hooks, and what they return: report types and formats."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from omni_sdk import Context, hookspec

from .parameters import Parameters
from .period import Period
from .report import Report, Result
from .warehouse import Events

P = TypeVar("P", bound=Parameters)
WORD = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def _worded(what: str, name: str) -> None:
    if not WORD.fullmatch(name):
        msg = f"{what} {name!r} should be lower-case words joined by hyphens"
        raise ValueError(msg)


@dataclass(frozen=True)
class ReportType(Generic[P]):
    """`ReportType("usage", "Usage", "How much the API is used.", UsageParameters, compute)`.

    The form of a report is made of the parameters' JSON schema: give each field a title, and a description where it is not
    plain. `overview` gives the few figures and charts of this type on the tenant's dashboard, by a query or two.
    """

    name: str
    title: str
    summary: str
    parameters: type[P]
    compute: Callable[[Context[Any], Events, Period, P], Awaitable[Result]]
    """From the events of the period, and of the one that it is compared with."""
    overview: Callable[[Context[Any], Events, Period], Awaitable[Result]] | None = None
    """The same over the last 30 days, for the dashboard."""

    def __post_init__(self) -> None:
        _worded("report type", self.name)


@dataclass(frozen=True)
class Rendering:
    """A file as it is made: its chunks, what it is, and how its name ends (without a dot)."""

    chunks: AsyncGenerator[bytes, None]
    """Closed when nobody reads on: let go of files in a `finally`."""
    media_type: str
    suffix: str


@dataclass(frozen=True)
class Format:
    """`Format("csv", "CSV", render)`: a kind of file that any report may be rendered to.

    How far it is, is seen by which rows it has read. What a format cannot hold is said in the file, never left out silently.
    """

    name: str
    title: str
    render: Callable[[Context[Any], Report], Awaitable[Rendering]]

    def __post_init__(self) -> None:
        _worded("format", self.name)


class AnalyticsHooks:
    """Mix it in beside `Plugin`: `class UsageReport(Plugin, AnalyticsHooks)`."""

    @hookspec
    def analytics_report_types(self) -> Sequence[ReportType[Any]]:
        """Reports that tenants may run."""
        return ()

    @hookspec
    def analytics_formats(self) -> Sequence[Format]:
        """Files that a report may be rendered to."""
        return ()
