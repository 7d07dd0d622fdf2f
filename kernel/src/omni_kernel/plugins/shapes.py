"""What each hook must return, read from the hookspecs' own annotations, for the kernel's and for hubs' alike."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args, get_origin, get_type_hints

from omni_sdk.errors import ContractBroken

MARK = "omni_spec"


@dataclass(frozen=True, slots=True)
class Shape:
    """`many`: a sequence of `kind`; `is_class`: subclasses of it instead of instances."""

    hook: str
    kind: type[Any]
    many: bool
    is_class: bool

    def check(self, answer: object) -> tuple[Any, ...]:
        """The items of a hook's answer; raises ContractBroken naming what is wrong."""
        if self.many and (not isinstance(answer, Sequence) or isinstance(answer, str)):
            raise ContractBroken(f"{self.hook} returned {type(answer).__name__}, not a list of {self.kind.__name__}")
        items = tuple(answer) if self.many and isinstance(answer, Sequence) else (answer,)
        for item in items:
            fits = isinstance(item, type) and issubclass(item, self.kind) if self.is_class else isinstance(item, self.kind)
            if not fits:
                wanted = f"a subclass of {self.kind.__name__}" if self.is_class else f"a {self.kind.__name__}"
                raise ContractBroken(f"{self.hook} returned {item!r}, which is not {wanted}")
        return items


def shapes(specs: type[object]) -> dict[str, Shape]:
    """The hooks that a class declares with `@hookspec`, by name."""
    found = {}
    for name, function in inspect.getmembers(specs, inspect.isfunction):
        if hasattr(function, MARK):
            found[name] = shape_of(name, get_type_hints(function)["return"])
    return found


def shape_of(hook: str, annotation: Any) -> Shape:
    """`Sequence[X]`, `Sequence[type[X]]`, `type[X]` or `X`."""
    many = get_origin(annotation) is not None and issubclass(get_origin(annotation), Sequence)
    inner = get_args(annotation)[0] if many else annotation
    is_class = get_origin(inner) is type
    inner = get_args(inner)[0] if is_class else inner
    kind = get_origin(inner) or inner
    return Shape(hook, kind, many, is_class)
