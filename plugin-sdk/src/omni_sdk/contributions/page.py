"""Pages of the dashboard, declared as data over the plugin's own routes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ._checks import fixed, named
from .access import Permission
from .route import Route


def _reads(block: str, route: Route) -> None:
    if route.method != "GET":
        msg = f"{block}: reads a GET route, not {route.method} {route.path}"
        raise ValueError(msg)


@dataclass(frozen=True)
class Action:
    """A button: calls the route, with a form if it has a body, after a question if `confirm` is set."""

    title: str
    route: Route
    confirm: str | None = None


@dataclass(frozen=True)
class Table:
    """The items of a list route.

    Columns are fields of its schema; `actions` take their path parameters from the row; `empty` is what to say
    when there are none. `home` shows its first rows on the home page, too; `live` is the topic of `ctx.publish` under
    which new items are told.
    """

    source: Route
    columns: Sequence[str]
    actions: Sequence[Action] = ()
    empty: str = ""
    title: str = ""
    home: bool = False
    live: str | None = None

    def __post_init__(self) -> None:
        _reads("Table", self.source)
        fixed(self, "columns", "actions")


@dataclass(frozen=True)
class PageForm:
    """A form from the body schema of a route, filled from the route `values` if given."""

    submit: Route
    values: Route | None = None
    title: str = ""

    def __post_init__(self) -> None:
        if self.values is not None:
            _reads("PageForm.values", self.values)


@dataclass(frozen=True)
class Chart:
    """The items of a list route, drawn: field `x` against each of the fields `y`.

    `home` shows it on the home page, too. `live` is the topic of `ctx.publish` under which items are told as they come
    to be: one with an `x` that is there already takes its place, any other stands behind the last. `unit` is as that
    of a `Figure`.
    """

    source: Route
    kind: Literal["line", "bar", "area", "pie"]
    x: str
    y: Sequence[str]
    title: str = ""
    unit: str = ""
    home: bool = False
    live: str | None = None

    def __post_init__(self) -> None:
        _reads("Chart", self.source)
        fixed(self, "y")


@dataclass(frozen=True)
class Figure:
    """One headline number: a field of an object route, and with it what it was before, and how it went.

    `previous` is the field to compare it with, `history` one with a list of numbers, the oldest first, drawn as a small
    line; `better` says whether growth is good. `unit` stands behind the number; `%` shows a share of 1 as per cent,
    `bytes` a size, and the code of a currency (`EUR`) money.
    """

    field: str
    title: str = ""
    unit: str = ""
    previous: str | None = None
    history: str | None = None
    better: Literal["up", "down"] | None = None


@dataclass(frozen=True)
class Figures:
    """Headline numbers: fields of an object route, by name or as `Figure`; `home` shows them on the home page, too.

    `live` is the topic of `ctx.publish` under which an object with new values of the fields is told; anything else that
    is told there has the route asked again, every few seconds at most.
    """

    source: Route
    fields: Sequence[str | Figure]
    home: bool = False
    title: str = ""
    live: str | None = None

    def __post_init__(self) -> None:
        _reads("Figures", self.source)
        fixed(self, "fields")


Block: TypeAlias = Table | PageForm | Chart | Figures | Action
"""What a page is made of."""


@dataclass(frozen=True)
class Page:
    """Shown to whoever holds `needs`, in the tenants that have the plugin on."""

    name: str
    title: str
    blocks: Sequence[Block]
    needs: Permission | None = None
    icon: str | None = None

    def __post_init__(self) -> None:
        named("page", self.name)
        fixed(self, "blocks")
