"""Source code of an example value for a type: a dataclass of a hub, the functions and models that it is made of."""

from __future__ import annotations

import collections.abc
import dataclasses
import enum
import inspect
import re
import types
import typing
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from pydantic_core import to_json

from omni_kernel.cli.errors import Refused

if TYPE_CHECKING:
    from omni_kernel.cli.extension import Imports

_PLAIN = {
    int: "1",
    float: "1.0",
    bool: "True",
    bytes: 'b""',
    type(None): "None",
    dict: "{}",
    list: "[]",
    Any: "None",
}
_PLAIN |= {object: "None", collections.abc.Mapping: "{}", tuple: "()", set: "set()", frozenset: "frozenset()"}
_PLAIN |= dict.fromkeys((collections.abc.Sequence, collections.abc.Iterable, collections.abc.Collection), "()")
_DISTRIBUTIONS = {"pydantic": '"pydantic>=2.10"'}


class Source:
    """Code being written in a plugin that extends the hub whose public module is `hub`."""

    def __init__(self, hub: str, short: str, imports: Imports) -> None:
        """`short` is what the example values are called."""
        self.hub, self.short, self.imports = hub, short, imports
        self._definitions: list[str] = []
        self._bound: dict[Any, str] = {}
        self.distributions: set[str] = set()

    def text(self, last: str) -> str:
        """Imports, definitions, and the constant `last`."""
        body = "\n\n\n".join(self._definitions)
        constant = f"{last} = {self._bound[last]}"
        return "\n\n".join(part for part in (self.imports.render(), f"\n{body}\n" if body else "", constant) if part)

    def contribution(self, kind: Any) -> str:
        """Write an example of the dataclass `kind`; the name of the constant that holds it."""
        constant = self.short.upper()
        self._bound[constant] = self.sample("", kind)
        return constant

    # -- names and annotations

    def name(self, kind: type[Any]) -> str:
        """The name of a class, imported from the hub's public module where that has it."""
        if kind.__module__ == "builtins":
            return kind.__name__
        for module in (self.hub, "omni_sdk", kind.__module__.partition(".")[0]):
            found = import_module(module)
            if getattr(found, kind.__name__, None) is kind:
                return self._imported(module, kind.__name__)
        return self._imported(kind.__module__, kind.__name__)

    def render(self, annotation: Any) -> str:
        """An annotation as source code."""
        if annotation is Ellipsis or annotation is None or annotation is type(None):
            return "..." if annotation is Ellipsis else "None"
        if annotation is Any or isinstance(annotation, typing.TypeVar):
            return self._bound.get(annotation) or self._imported("typing", "Any")
        if isinstance(annotation, list | tuple):
            return f"[{', '.join(map(self.render, annotation))}]"
        return self._render_generic(annotation)

    def _render_generic(self, annotation: Any) -> str:
        origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
        if origin in (typing.Union, types.UnionType):
            return " | ".join(map(self.render, arguments))
        if origin is typing.Literal:
            return f"{self._imported('typing', 'Literal')}[{', '.join(map(repr, arguments))}]"
        if origin is not None:
            return f"{self.name(origin)}[{', '.join(map(self.render, arguments))}]"
        return self.name(annotation)

    # -- values

    def sample(self, name: str, annotation: Any) -> str:
        """An expression of that type; `name` is the field that it is for."""
        origin, arguments = typing.get_origin(annotation) or annotation, typing.get_args(annotation)
        if origin is str:
            return _quoted(self.short.capitalize() if name in {"title", "summary", "label"} else self.short)
        if origin in _PLAIN:
            return _PLAIN[origin]
        if isinstance(annotation, typing.TypeVar):
            return f"{self._bound[annotation]}()" if annotation in self._bound else "None"
        if origin in (typing.Union, types.UnionType):
            return "None" if type(None) in arguments else self.sample(name, arguments[0])
        return self._special(name, origin, arguments)

    def _special(self, name: str, origin: Any, arguments: tuple[Any, ...]) -> str:
        """What the typing module gives a meaning of its own."""
        if origin is typing.Annotated:
            return self.sample(name, arguments[0])
        if origin is typing.Literal:
            return _quoted(arguments[0])
        if origin is type:
            return self._model(arguments[0] if arguments else object)
        if origin is collections.abc.Callable:
            return self._function(name, arguments[0], arguments[1])
        return self._of_class(origin)

    def _of_class(self, kind: Any) -> str:
        if not isinstance(kind, type):
            raise Refused(f"there is no example for {kind!r}: write this plugin by hand")
        if issubclass(kind, enum.Enum):
            return f"{self.name(kind)}.{next(iter(kind)).name}"
        if kind is Decimal:
            return f'{self.name(kind)}("1")'
        if kind is timedelta:
            return f"{self.name(kind)}(minutes=1)"
        hints = typing.get_type_hints(kind)
        needed = [(name, hints[name]) for name in _required(kind)]
        return f"{self.name(kind)}({', '.join(f'{name}={self.sample(name, hint)}' for name, hint in needed)})"

    def _model(self, wanted: Any) -> str:
        """A pydantic model of the plugin's own, for a field that takes a class."""
        base = wanted.__bound__ if isinstance(wanted, typing.TypeVar) else wanted
        base = base if isinstance(base, type) and issubclass(base, BaseModel) else BaseModel
        name = "Parameters" if "Parameters" not in self._bound else f"Parameters{len(self._bound)}"
        self._bound[name] = name
        self._bound[wanted] = name
        head = f"class {name}({self.name(base)}):"
        self._definitions.append(f'{head}\n    """What is asked for; it has no fields yet."""')
        return name

    def _function(self, name: str, parameters: Any, returned: Any) -> str:
        given = [] if parameters is Ellipsis else list(parameters)
        names = _parameter_names(given)
        listed = ", ".join(f"{n}: {self.render(p)}" for n, p in zip(names, given, strict=True))
        text = next((n for n, p in zip(names, given, strict=True) if p is str), None)
        asynchronous, result, statement = _shape(returned)
        body = "" if result in (None, type(None)) else f"\n    {statement} {self._answer(name, result, text)}"
        head = f"{'async ' * asynchronous}def {name}({listed}) -> {self._returns(returned)}:"
        self._definitions.append(f'{head}\n    """{name.replace("_", " ").capitalize()}: called by the hub."""{body}')
        return name

    def _answer(self, name: str, result: Any, text: str | None) -> str:
        if result is str and text:
            return f'f"{self.short.capitalize()}: {{{text}}}"'
        return self.sample(name, result)

    def _returns(self, returned: Any) -> str:
        origin = typing.get_origin(returned)
        if origin in (collections.abc.Awaitable, collections.abc.Coroutine):
            return self.render(typing.get_args(returned)[-1])
        return self.render(returned)

    def _imported(self, module: str, name: str) -> str:
        self.distributions |= {_DISTRIBUTIONS[module]} if module in _DISTRIBUTIONS else set()
        return self.imports.add(module, name)


def _quoted(value: object) -> str:
    return to_json(value).decode() if isinstance(value, str) else repr(value)


def _required(kind: type[Any]) -> list[str]:
    """Fields without a default."""
    if dataclasses.is_dataclass(kind):
        missing = dataclasses.MISSING
        fields = dataclasses.fields(kind)
        return [f.name for f in fields if f.init and f.default is missing and f.default_factory is missing]
    if issubclass(kind, BaseModel):
        return [name for name, each in kind.model_fields.items() if each.is_required()]
    parameters = inspect.signature(kind).parameters.values()
    return [p.name for p in parameters if p.default is p.empty and p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]


def _shape(returned: Any) -> tuple[bool, Any, str]:
    """Of a function by its return type: whether it is async, what it gives, and by which statement."""
    origin, arguments = typing.get_origin(returned), typing.get_args(returned)
    if origin in (collections.abc.Awaitable, collections.abc.Coroutine):
        return True, arguments[-1], "return"
    if origin in (
        collections.abc.AsyncIterator,
        collections.abc.AsyncGenerator,
        collections.abc.AsyncIterable,
    ):
        return True, arguments[0], "yield"
    if origin in (collections.abc.Iterator, collections.abc.Generator):
        return False, arguments[0], "yield"
    return False, returned, "return"


def _parameter_names(annotations: list[Any]) -> list[str]:
    """`ctx` for a context, `text` for text, else the type's name in lower case; told apart by numbers."""
    names: list[str] = []
    for annotation in annotations:
        kind = typing.get_origin(annotation) or annotation
        label = "context" if str(getattr(kind, "__module__", "")).startswith("omni_sdk.context") else ""
        base = "ctx" if label else "text" if kind is str else _snake(getattr(kind, "__name__", "value"))
        names.append(base if base not in names else f"{base}_{len(names) + 1}")
    return names


def _snake(name: str) -> str:
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return text if text.isidentifier() and text not in {"callable", "type", "list", "dict", "int", "float"} else "value"
