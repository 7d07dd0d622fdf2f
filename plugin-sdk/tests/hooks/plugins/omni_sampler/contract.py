"""What others may contribute to the sampler, and the kind of driver that it uses."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from omni_sdk import Context, DriverKind, hookspec


class Stamp(ABC):
    """Marks a text."""

    Config: type[BaseModel]

    @abstractmethod
    def mark(self, text: str) -> str:
        """The text with a mark on it."""


STAMP = DriverKind[Stamp]("stamp", Stamp, default="ink")


@dataclass(frozen=True)
class Sample:
    """A piece of something."""

    name: str
    taste: Callable[[Context[Any]], Awaitable[str]]


class SamplerHooks:
    """Mixed in beside `Plugin`."""

    @hookspec
    def sampler_samples(self) -> Sequence[Sample]:
        """Samples that tenants may taste."""
        return ()
