"""Code around requests, in one of four slots: edge → identified → authorised → handler.

`await call_next()` always gives a response: what a handler raises has become a problem by then.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from omni_sdk.http import Response

from ._checks import asynchronous

if TYPE_CHECKING:
    from omni_sdk.context import EdgeContext, RequestContext

    Around: TypeAlias = Callable[[RequestContext[Any], "Next"], Awaitable[Response]]

Next: TypeAlias = Callable[[], Awaitable[Response]]
"""The rest of the way to the handler; call it once, or answer without it."""

Slot: TypeAlias = Literal["edge", "identified", "authorised", "handler"]


@dataclass(frozen=True)
class Middleware:
    """Around every request of the tenants for whom the plugin is on; `after` of the manifest orders within a slot.

    Made by the class method that is named as the slot. `when` is asked once, when a process starts, with what the
    operator set (`omni_config`): where it says no, the middleware is left out and costs no request anything.
    """

    slot: Slot
    around: Callable[..., Awaitable[Response]]
    when: Callable[[Any], bool] | None = None

    def __post_init__(self) -> None:
        asynchronous("middleware", self.around)

    @classmethod
    def edge(
        cls, around: Callable[[EdgeContext, Next], Awaitable[Response]], *, when: Callable[[Any], bool] | None = None
    ) -> Middleware:
        """Before anybody is known: no tenant, only the operator's configuration; around all requests."""
        return cls("edge", around, when)

    @classmethod
    def identified(cls, around: Around, *, when: Callable[[Any], bool] | None = None) -> Middleware:
        """Tenant, actor and settings are known, permission not yet asked: rate limits."""
        return cls("identified", around, when)

    @classmethod
    def authorised(cls, around: Around, *, when: Callable[[Any], bool] | None = None) -> Middleware:
        """The call is allowed: response cache, audit of accesses."""
        return cls("authorised", around, when)

    @classmethod
    def handler(cls, around: Around, *, when: Callable[[Any], bool] | None = None) -> Middleware:
        """Innermost, within the request's idempotency record."""
        return cls("handler", around, when)
