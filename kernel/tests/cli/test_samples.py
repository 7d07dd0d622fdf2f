"""Code for an extension of any hub: it compiles, and gives what the hub asks for."""

from __future__ import annotations

import sys
import types
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Generic, Literal, TypeVar

import pytest
from pydantic import BaseModel

from omni_kernel.cli.extension import Imports
from omni_kernel.cli.samples import Source
from omni_sdk import Context

P = TypeVar("P", bound=BaseModel)


class Unit(Enum):
    """A choice."""

    DAY = "day"


@dataclass(frozen=True)
class Report:
    """What is computed."""

    title: str
    tables: Sequence[str]
    figures: Mapping[str, Decimal]
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class ReportType(Generic[P]):
    """A bit of everything."""

    name: str
    title: str
    parameters: type[P]
    compute: Callable[[Context[Any], P, int], Awaitable[Report]]
    chunks: Callable[[Context[Any], Report], AsyncIterator[bytes]]
    plain: Callable[[str, str], str]
    forget: Callable[[], None]
    unit: Unit
    kind: Literal["bar", "line"]
    every: timedelta
    cost: int | None
    size: float
    on: bool
    nested: Report
    extra: Mapping[str, str] = field(default_factory=dict)


@pytest.fixture
def hub() -> Iterator[str]:
    """A public module that exports what a hub would."""
    module = types.ModuleType("acme_sample_hub")
    for each in (Unit, Report, ReportType):
        setattr(module, each.__name__, each)
    sys.modules[module.__name__] = module
    yield module.__name__
    del sys.modules[module.__name__]


async def test_gives_what_the_hub_asks_for(hub: str) -> None:
    """The code runs, and every part of it is of its type."""
    source = Source(hub, "usage", Imports())
    code = source.text(source.contribution(ReportType[Any]))
    made: dict[str, Any] = {}
    exec(compile(code, "contributions.py", "exec"), made)
    found = made["USAGE"]
    assert isinstance(found, ReportType)
    assert (found.name, found.title, found.unit, found.kind) == ("usage", "Usage", Unit.DAY, "bar")
    assert (found.every, found.cost, found.on) == (timedelta(minutes=1), None, True)
    assert issubclass(found.parameters, BaseModel)
    context: Any = None
    report = await found.compute(context, found.parameters(), 1)
    assert report == Report(title="Usage", tables=(), figures={})
    assert [chunk async for chunk in found.chunks(context, report)] == [b""]
    assert found.plain("Ann", "Bob") == "Usage: Ann"
    found.forget()
    assert "from acme_sample_hub import Report, ReportType, Unit" in code
    assert source.distributions == {'"pydantic>=2.10"'}


def test_imports_stand_as_isort_orders_them() -> None:
    """The standard library first; constants, classes, the rest."""
    imports = Imports()
    for module, name in (("omni_sdk", "hookimpl"), ("omni_sdk", "Plugin"), ("typing", "Any"), ("omni_sdk", "MAIL")):
        imports.add(module, name)
    assert imports.render() == "from typing import Any\n\nfrom omni_sdk import MAIL, Plugin, hookimpl"
