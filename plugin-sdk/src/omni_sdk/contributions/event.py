"""Events that a plugin declares, and handlers of anybody's."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, cast
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from ._checks import asynchronous, named

if TYPE_CHECKING:
    from omni_sdk.context import EventContext

D_co = TypeVar("D_co", covariant=True)
M = TypeVar("M", bound=BaseModel)

PATTERN = re.compile(r"(?:\*\*|\*|[a-z0-9_-]+)(?:\.(?:\*\*|\*|[a-z0-9_-]+))*")


class Event(BaseModel, Generic[D_co]):
    """Something that happened: the envelope, and `data` in the schema that the reader asks for."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    type: str
    """The full name: `acme-greeter.greeted`, `tenant.member.added`."""
    time: datetime
    """When it happened, in UTC."""
    tenant_id: UUID | None
    actor: str | None
    request_id: str | None
    ip: str | None
    user_agent: str | None
    data: D_co


@dataclass(frozen=True)
class EventType(Generic[M]):
    """`GREETED = EventType("greeted", Greeted)` in acme-greeter is `acme-greeter.greeted`.

    Durable ones are written in the emitter's transaction and never lost; the others are best effort.
    """

    name: str
    data: type[M]
    durable: bool = True

    def __post_init__(self) -> None:
        named("event type", self.name)


if TYPE_CHECKING:
    Handler: TypeAlias = Callable[[EventContext[Any], Event[Any]], Awaitable[None]]
    BatchHandler: TypeAlias = Callable[[EventContext[Any], Sequence[Event[Any]]], Awaitable[None]]


@dataclass(frozen=True)
class On:
    """Call `handler` for an event type, or for all whose name matches a pattern (`invoice.*`, `**`).

    The data are validated into the handler's `Event[…]` annotation: declare the fields that you read, no more.
    A handler that takes a `PlatformContext` gets the events that have no tenant.
    """

    event: str | EventType[Any]
    handler: Handler
    durable: bool = True
    """Durable events, each until it succeeds; False: transient ones too, best effort, in the process at hand."""
    batched: bool = False
    """Made by `On.batch`: the handler takes a sequence."""
    size: int = 1
    """How many events a batch holds at most."""
    seconds: float = 0
    """How long a batch waits at most to be filled."""

    def __post_init__(self) -> None:
        if isinstance(self.event, str) and not PATTERN.fullmatch(self.event):
            msg = f"event {self.event!r} is no event name or pattern, such as 'tenant.member.added', 'invoice.*', '**'"
            raise ValueError(msg)
        if self.size < 1 or self.seconds < 0:
            msg = f"a batch has a size of 1 or more and waits 0 seconds or more, not {self.size} and {self.seconds}"
            raise ValueError(msg)
        asynchronous("event handler", self.handler)

    @classmethod
    def batch(
        cls,
        event: str | EventType[Any],
        handler: BatchHandler,
        *,
        size: int = 1000,
        seconds: float = 1,
        durable: bool = True,
    ) -> On:
        """The same, many at a time, for what comes often: up to `size`, or what came within `seconds`."""
        return cls(event, cast("Handler", handler), durable, batched=True, size=size, seconds=seconds)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    words = {"**": r".+", "*": r"[^.]+"}
    return re.compile(r"\.".join(words.get(word, re.escape(word)) for word in pattern.split(".")))


def matches(pattern: str, name: str) -> bool:
    """Whether the full name of an event type matches: `*` is one word of it, `**` one or more."""
    return pattern in {name, "**"} or _compiled(pattern).fullmatch(name) is not None
