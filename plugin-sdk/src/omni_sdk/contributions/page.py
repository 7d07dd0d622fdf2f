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
    when there are none.
    """

    source: Route
    columns: Sequence[str]
    actions: Sequence[Action] = ()
    empty: str = ""

    def __post_init__(self) -> None:
        _reads("Table", self.source)
        fixed(self, "columns", "actions")


@dataclass(frozen=True)
class PageForm:
    """A form from the body schema of a route, filled from the route `values` if given."""

    submit: Route
    values: Route | None = None

    def __post_init__(self) -> None:
        if self.values is not None:
            _reads("PageForm.values", self.values)


@dataclass(frozen=True)
class Chart:
    """The items of a list route, drawn: field `x` against each of the fields `y`."""

    source: Route
    kind: Literal["line", "bar", "area", "pie"]
    x: str
    y: Sequence[str]

    def __post_init__(self) -> None:
        _reads("Chart", self.source)
        fixed(self, "y")


@dataclass(frozen=True)
class Figures:
    """Headline numbers: fields of an object route; `home` shows them on the home page, too."""

    source: Route
    fields: Sequence[str]
    home: bool = False

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
