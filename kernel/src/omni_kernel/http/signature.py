"""A handler's annotations, read once at load: what it takes from the request and what it answers.

A name in the path is a path parameter; a pydantic model, a dict or a list of such is the JSON body; `bytes`,
`BodyStream` and `Parts` are the raw, the streamed and the multipart body; the rest are query parameters, unless a
marker (`Query`, `Form`, `Header`, `Cookie`) says otherwise. What cannot work raises ContractBroken here.
"""

from __future__ import annotations

import inspect
import re
import types
import typing
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, JsonValue, PydanticUserError, TypeAdapter
from pydantic.errors import PydanticSchemaGenerationError

from omni_sdk import Context, Cookie, Cursor, EdgeContext, Form, Header, PlatformContext, Public, Query
from omni_sdk.errors import ContractBroken
from omni_sdk.http import Part

if TYPE_CHECKING:
    from omni_kernel.plugins.staging import BoundRoute

NAMES = re.compile(r"\{(\w+)\}")
ROUTE_CONTEXT = "a RequestContext, or an EdgeContext where no tenant is needed"
UNION = (Union, types.UnionType)
TENANT_NAMES = frozenset({"tenant", "tenant_id"})


class Place(StrEnum):
    """Where a parameter comes from."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
    SPREAD = "spread"
    """A model whose fields are query parameters."""
    JSON = "json"
    FORM = "form"
    RAW = "raw"
    STREAM = "stream"
    PARTS = "parts"


BODIES = frozenset({Place.JSON, Place.FORM, Place.RAW, Place.STREAM, Place.PARTS})


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: `name` in Python, `wire` outside; `many`: it may come several times."""

    name: str
    wire: str
    place: Place
    adapter: TypeAdapter[Any]
    plain: bool
    """A plain str, which needs no validation."""
    many: bool
    required: bool
    default: Any

    @property
    def model(self) -> type[BaseModel] | None:
        """The pydantic model that it is, if it is one."""
        kind = bare(self.adapter._type)
        return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


@dataclass(frozen=True, slots=True)
class Signature:
    """What a handler takes and gives."""

    context: type[Any]
    parameters: tuple[Parameter, ...]
    answer: Any

    @property
    def needs_tenant(self) -> bool:
        """Does its context have a tenant?"""
        return Context in self.context.__mro__

    @property
    def body(self) -> Parameter | None:
        """The parameter that is the body, if there is one."""
        return next((p for p in self.parameters if p.place in BODIES), None)


def context_kind(function: Any) -> type[Any]:
    """The type of a function's first parameter, without its arguments; ContractBroken when it has none."""
    plain = inspect.unwrap(function)
    first = next(iter(inspect.signature(plain).parameters), None)
    found = hints(plain).get(first) if first else None
    kind = get_origin(found) or found
    if not isinstance(kind, type):
        raise ContractBroken(f"{where(plain)} must take its context first, annotated: (ctx: RequestContext, …)")
    return kind


def read(method: str, path: str, handler: Callable[..., Any]) -> Signature:
    """The signature of a route's handler; ContractBroken says what it must not be."""
    kind = context_kind(handler)
    if not handed(kind):
        raise ContractBroken(f"{where(handler)} answers a route, so its context is {ROUTE_CONTEXT}, not {kind.__name__}")
    plain, in_path = inspect.unwrap(handler), set(NAMES.findall(path))
    annotations = hints(plain)
    parameters = tuple(
        parameter(p, annotations.get(p.name), in_path, f"{method} {path}: {where(plain)}")
        for p in list(inspect.signature(plain).parameters.values())[1:]
    )
    check(parameters, in_path, method, f"{method} {path}: {where(plain)}")
    return Signature(kind, parameters, annotations.get("return", Any))


def handed(kind: type[Any]) -> bool:
    """Is it a context that a route can be given?"""
    return kind in (Context, PlatformContext) or EdgeContext in kind.__mro__


def check_route(bound: BoundRoute) -> None:
    """Refuse a route that could never be called; ContractBroken says why."""
    route = bound.route
    found = read(route.method, bound.path, route.handler)
    if isinstance(route.auth, Public) and found.needs_tenant and "{tenant}" not in bound.path:
        raise ContractBroken(
            f"{route.name} is public and takes a context with a tenant: name it by {{tenant}} in the path, or take an EdgeContext"
        )


def hints(function: Any) -> dict[str, Any]:
    """Annotations with their markers; ContractBroken when one cannot be found at run time."""
    try:
        return typing.get_type_hints(function, include_extras=True)
    except NameError as error:
        raise ContractBroken(
            f"{where(function)}: {error}; annotations of handlers are read at run time: import the name outside of TYPE_CHECKING"
        ) from error


def where(function: Any) -> str:
    """How an error names a function."""
    return f"{getattr(function, '__module__', '?')}.{getattr(function, '__qualname__', function)}"


def parameter(found: inspect.Parameter, annotation: Any, in_path: set[str], place: str) -> Parameter:
    """One parameter of a handler."""
    name = found.name
    if found.kind in (found.VAR_POSITIONAL, found.VAR_KEYWORD, found.POSITIONAL_ONLY):
        raise ContractBroken(f"{place}: {name!r} is passed by name: no *args, **kwargs or '/'")
    if annotation is None:
        raise ContractBroken(f"{place}: the parameter {name!r} needs an annotation")
    marker = next((m for m in extras(annotation) if isinstance(as_instance(m), Query | Form | Header | Cookie)), None)
    kind, wire = placed(name, annotation, as_instance(marker), in_path)
    if kind in (Place.STREAM, Place.PARTS):
        annotation = Any
    required = found.default is inspect.Parameter.empty
    return Parameter(
        name, wire, kind, adapter(annotation, name, place), bare(annotation) is str and not constraints(annotation),
        is_many(annotation), required, None if required else found.default,
    )  # fmt: skip


def placed(name: str, annotation: Any, marker: Any, in_path: set[str]) -> tuple[Place, str]:
    """Where a parameter comes from, and its name there."""
    if isinstance(marker, Header):
        return Place.HEADER, marker.name.lower()
    if isinstance(marker, Cookie):
        return Place.COOKIE, marker.name
    if isinstance(marker, Form):
        return Place.FORM, name
    if name in in_path:
        return Place.PATH, name
    if isinstance(marker, Query) or bare(annotation) is Cursor:
        return (Place.SPREAD if is_model(annotation) else Place.QUERY), name
    return body_place(annotation) or Place.QUERY, name


def body_place(annotation: Any) -> Place | None:
    """Which kind of body an annotation asks for, if any."""
    kind = bare(annotation)
    if kind is bytes:
        return Place.RAW
    if get_origin(kind) is AsyncIterator:
        return Place.PARTS if get_args(kind) == (Part,) else Place.STREAM
    return Place.JSON if is_structured(annotation) else None


def is_structured(annotation: Any) -> bool:
    """Can it only come as JSON: a model, a dict, a list of them, or a union with one?"""
    kind = bare(annotation)
    origin = get_origin(kind) or kind
    if is_model(kind) or kind is JsonValue or typing.is_typeddict(origin) or hasattr(origin, "__dataclass_fields__"):
        return True
    if origin in UNION or several(origin):
        return any(is_structured(a) for a in get_args(kind))
    return isinstance(origin, type) and issubclass(origin, Mapping)


def is_model(annotation: Any) -> bool:
    """A pydantic model, generic ones included?"""
    kind = bare(annotation)
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def is_many(annotation: Any) -> bool:
    """May it come several times: a list of scalars, optional or not?"""
    kind = bare(annotation)
    if get_origin(kind) in UNION:
        return any(is_many(a) for a in get_args(kind))
    return several(get_origin(kind) or kind)


def several(origin: Any) -> bool:
    """A list, a set, a tuple, or what they are kinds of?"""
    return isinstance(origin, type) and issubclass(origin, Sequence | AbstractSet) and not issubclass(origin, str | bytes)


def bare(annotation: Any) -> Any:
    """Without `Annotated`."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return annotation


def extras(annotation: Any) -> tuple[Any, ...]:
    """What `Annotated` adds."""
    return get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()


def constraints(annotation: Any) -> list[Any]:
    """What `Annotated` adds beside our markers."""
    return [m for m in extras(annotation) if not isinstance(as_instance(m), Query | Form | Header | Cookie)]


def as_instance(marker: Any) -> Any:
    """`Query` and `Form` may stand without parentheses."""
    return marker() if marker in (Query, Form) else marker


def adapter(annotation: Any, name: str, place: str) -> TypeAdapter[Any]:
    """The validator of a parameter or of an answer."""
    try:
        return TypeAdapter(annotation)
    except (PydanticSchemaGenerationError, PydanticUserError) as error:
        raise ContractBroken(f"{place}: {name} cannot be read from a request: {error.message}") from error


def check(parameters: tuple[Parameter, ...], in_path: set[str], method: str, place: str) -> None:
    """Refuse what could never be called."""
    taken = {p.name for p in parameters if p.place is Place.PATH}
    if missing := in_path - taken - TENANT_NAMES:
        raise ContractBroken(f"{place} does not take {min(missing)!r}, which its path has")
    bodies = [p.name for p in parameters if p.place in BODIES]
    if len(bodies) > 1:
        raise ContractBroken(f"{place} takes two bodies, {bodies[0]!r} and {bodies[1]!r}: make them one model")
    if bodies and method == "GET":
        raise ContractBroken(f"{place} reads {bodies[0]!r} from a body, which GET has not: use Query(), or POST")
    for p in parameters:
        if p.place is Place.PATH and p.many:
            raise ContractBroken(f"{place}: the path parameter {p.name!r} must be one value")
        if p.place is Place.FORM and p.model is None:
            raise ContractBroken(f"{place}: Form() marks a pydantic model, not {p.name!r}")
