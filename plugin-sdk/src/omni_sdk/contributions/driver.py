"""A kind of driver that a hub declares and the operator picks in `[drivers.<kind>]`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from ._checks import named

D = TypeVar("D")


@dataclass(frozen=True)
class DriverKind(Generic[D]):
    """`WAREHOUSE = DriverKind[Warehouse]("warehouse", Warehouse, default="duckdb")`.

    Used as `ctx.driver(WAREHOUSE)`. Drivers are entry points in the group `omni.drivers.<name>`: subclasses of
    `base` that hold a pydantic model named `Config`, made with one instance of it.
    """

    name: str
    base: type[object]
    default: str | None = None
    """The driver of whoever configures none; without a default the operator has to choose."""

    def __post_init__(self) -> None:
        named("driver kind", self.name)
