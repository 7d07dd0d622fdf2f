"""What every contribution checks of itself when it is made, so that a mistake shows at load and names its place."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
METRIC = re.compile(r"[a-z][a-z0-9_]*")
LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


def named(kind: str, name: object, pattern: re.Pattern[str] = NAME) -> None:
    """Refuse a name that cannot stand in a path, a permission or a metric."""
    if not isinstance(name, str) or not pattern.fullmatch(name):
        msg = f"{kind} name {name!r} must match {pattern.pattern}: lower-case words, such as 'weekly-digest'"
        raise ValueError(msg)


def asynchronous(kind: str, function: object) -> None:
    """Refuse a function that cannot be awaited; decorated functions count as what they wrap."""
    plain = inspect.unwrap(function) if callable(function) else function
    if inspect.iscoroutinefunction(plain) or inspect.iscoroutinefunction(getattr(plain, "__call__", None)):  # noqa: B004
        return
    name = getattr(function, "__qualname__", repr(function))
    msg = f"{kind} {name} must be an 'async def' function"
    raise TypeError(msg)


def fixed(contribution: object, *fields: str) -> None:
    """Turn lists into tuples, so that a frozen contribution is hashable and nobody can change it."""
    for field in fields:
        value: Iterable[object] = getattr(contribution, field)
        if isinstance(value, str):
            msg = f"{type(contribution).__name__}.{field} takes a sequence, not the string {value!r}"
            raise TypeError(msg)
        object.__setattr__(contribution, field, tuple(value))
