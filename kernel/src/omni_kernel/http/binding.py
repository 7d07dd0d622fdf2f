"""From a request to a handler's arguments. All errors of a request are told at once; values are never repeated.

Query parameters that a route does not know are refused where it declares some and a person or key calls it, since a
misspelt filter would silently give everything; links that travel by mail or web (Public, SignedLink, authenticators)
pick up parameters of others on the way, so there they are ignored. Unknown fields of a body are always refused, unless
a model in it sets `extra` itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Literal

from pydantic import ValidationError
from pydantic_core import from_json
from starlette.requests import cookie_parser

from omni_kernel.http.multipart import Reader, boundary_of
from omni_kernel.http.problems import MalformedJson, UnsupportedMediaType, body_errors, invalid, parameter_errors
from omni_kernel.http.request import BadRequest, HttpRequest, form_pairs
from omni_kernel.http.signature import NAMES, TENANT_NAMES, Parameter, Place, Signature, is_many
from omni_sdk.errors import NotFound

NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
FORM_TYPE = b"application/x-www-form-urlencoded"
Errors = list[dict[str, str]]
MISSING = {"detail": "Field required", "type": "missing"}


class Binder:
    """How one route reads its arguments; everything that can be decided at load is."""

    def __init__(self, signature: Signature, path: str, *, closed: bool) -> None:
        names = NAMES.findall(path)
        of: dict[Place, list[Parameter]] = {place: [] for place in Place}
        for parameter in signature.parameters:
            of[parameter.place].append(parameter)
        self.path = [(names.index(p.name), p) for p in of[Place.PATH]]
        self.query = [*of[Place.QUERY], *of[Place.SPREAD]]
        self.headers = [*of[Place.HEADER], *of[Place.COOKIE]]
        self.known = set(wire_names(self.query)) if closed and self.query else None
        self.body = signature.body
        self.tenant_at = [names.index(n) for n in names if n in TENANT_NAMES] if signature.needs_tenant else []
        self.names_tenant = self.body is not None and names_tenant(self.body) and signature.needs_tenant
        self._read_body = BODY_READERS[self.body.place](self.body) if self.body else None

    async def arguments(self, request: HttpRequest, values: tuple[str, ...], given: dict[str, str]) -> dict[str, Any]:
        """The handler's arguments; `given` are those of a signed link, which override what the query says.

        Raises Invalid, BadRequest, UnsupportedMediaType or TooLarge.
        """
        arguments: dict[str, Any] = {}
        errors: Errors = []
        for index, p in self.path:
            if p.plain:
                arguments[p.name] = values[index]
            else:
                take(arguments, errors, p, "path", values[index])
        if self.query or given:
            self._bind_query(request, given, arguments, errors)
        for p in self.headers:
            bind_header(request, p, arguments, errors)
        if errors:
            raise invalid(errors)
        if self._read_body is not None and self.body is not None:
            arguments[self.body.name] = await self._read_body(request)
        return arguments

    def agree(self, values: tuple[str, ...], arguments: dict[str, Any], tenant: Any) -> None:
        """A tenant named in path or body must be the credential's; NotFound otherwise."""
        for index in self.tenant_at:
            if values[index] not in (tenant.slug, str(tenant.id)):
                raise NotFound("there is no such thing in this tenant")
        if self.names_tenant and self.body is not None:
            said = getattr(arguments[self.body.name], "tenant_id", None)
            if said is not None and str(said) != str(tenant.id):
                raise NotFound("there is no such thing in this tenant")

    def _bind_query(self, request: HttpRequest, given: dict[str, str], arguments: dict[str, Any], errors: Errors) -> None:
        sent: dict[str, list[str]] = {}
        for name, value in request.pairs:
            sent.setdefault(name, []).append(value)
        sent |= {name: [value] for name, value in given.items()}
        for p in self.query:
            if p.place is Place.SPREAD:
                take(arguments, errors, p, "query", by_field(p, sent))
            elif found := sent.get(p.wire):
                take(arguments, errors, p, "query", found if p.many else found[-1])
            else:
                absent(p, "query", arguments, errors)
        if self.known is not None:
            errors += [
                {"parameter": n, "in": "query", "detail": "unknown parameter", "type": "unknown_parameter"}
                for n in sent.keys() - self.known
            ]


def take(arguments: dict[str, Any], errors: Errors, p: Parameter, place: str, value: Any) -> None:
    """Validate one parameter."""
    try:
        arguments[p.name] = p.adapter.validator.validate_python(value)
    except ValidationError as error:
        errors += parameter_errors(error, p.wire, place, spread=p.place is Place.SPREAD)


def absent(p: Parameter, place: str, arguments: dict[str, Any], errors: Errors) -> None:
    """Take the default of what was not sent, or say that it is missing."""
    if p.required:
        errors.append({"parameter": p.wire, "in": place, **MISSING})
    else:
        arguments[p.name] = p.default


def bind_header(request: HttpRequest, p: Parameter, arguments: dict[str, Any], errors: Errors) -> None:
    """Read a header or a cookie."""
    if p.place is Place.COOKIE:
        value: Any = cookie_parser(request.headers.get("cookie", "")).get(p.wire)
    else:
        value = request.headers.get(p.wire)
    if value is None:
        absent(p, p.place.value, arguments, errors)
        return
    if p.many:
        value = [part.strip() for part in value.split(",")]
    take(arguments, errors, p, p.place.value, value)


def by_field(p: Parameter, sent: dict[str, list[str]]) -> dict[str, Any]:
    """What was sent for the fields of a spread model: lists for those that take several, else the last one."""
    model = p.model
    several = {wire for wire, field in fields_of(p) if is_many_field(field)} if model else set()
    return {name: sent[name] if name in several else sent[name][-1] for name, _ in fields_of(p) if name in sent}


def fields_of(p: Parameter) -> list[tuple[str, Any]]:
    """Fields of a model by their names outside."""
    model = p.model
    return (
        [(f.validation_alias if isinstance(f.validation_alias, str) else n, f) for n, f in model.model_fields.items()]
        if model
        else []
    )


def is_many_field(field: Any) -> bool:
    """Does a model's field take several values?"""
    return is_many(field.annotation)


def wire_names(parameters: Iterable[Parameter]) -> Iterable[str]:
    """Every query parameter that these know."""
    for p in parameters:
        yield from [wire for wire, _ in fields_of(p)] if p.place is Place.SPREAD else [p.wire]


def names_tenant(body: Parameter) -> bool:
    """Does a body have a field `tenant_id`?"""
    return body.model is not None and "tenant_id" in body.model.model_fields


def sets_extra(schema: Any) -> bool:
    """Does a model anywhere in a core schema say itself what happens to unknown fields?"""
    if isinstance(schema, dict):
        config = schema.get("config")
        if isinstance(config, dict) and "extra_fields_behavior" in config:
            return True
        return any(sets_extra(v) for k, v in schema.items() if k not in {"metadata", "default"})
    return isinstance(schema, list | tuple) and any(sets_extra(v) for v in schema)


def unknown_fields(p: Parameter) -> Literal["forbid"] | None:
    """What happens to unknown fields of a body: refused, unless a model in it says something itself."""
    return None if sets_extra(p.adapter.core_schema) else "forbid"


def media_type(request: HttpRequest) -> bytes:
    """What the body says it is, without parameters; refuses what is compressed."""
    encoding = request.fields.get(b"content-encoding", b"identity").lower()
    if encoding != b"identity":
        raise UnsupportedMediaType("send the body as it is, without Content-Encoding")
    return request.fields.get(b"content-type", b"").partition(b";")[0].strip().lower()


def json_reader(p: Parameter) -> Callable[[HttpRequest], Any]:
    """A body that is JSON."""
    validate = p.adapter.validator.validate_json
    extra = unknown_fields(p)

    async def read(request: HttpRequest) -> Any:
        body = await request.body()
        kind = media_type(request)
        if kind != b"application/json" and not (kind.startswith(b"application/") and kind.endswith(b"+json")):
            if not body and not p.required:
                return p.default
            sent = repr(kind.decode("latin-1")) if kind else "none"
            raise UnsupportedMediaType(f"send the body as application/json; its Content-Type is {sent}")
        refuse_odd(body)
        try:
            return validate(body, strict=True, extra=extra)
        except ValidationError as error:
            raise refused(error) from error

    return read


def refuse_odd(body: bytes) -> None:
    """NaN and Infinity are no JSON (RFC 8259), and NUL no text that a database takes."""
    if b"NaN" in body or b"Infinity" in body:
        try:
            from_json(body, allow_inf_nan=False)
        except ValueError as error:
            raise MalformedJson(str(error)) from error
    if b"\\u0000" in body and NUL.search(body):
        raise invalid([{"pointer": "#", "detail": "NUL (\\u0000) is not allowed in text", "type": "nul"}])


def refused(error: ValidationError) -> Exception:
    """400 when the body is no JSON, 422 when it is the wrong one."""
    errors = body_errors(error)
    if errors[0]["type"] == "json_invalid":
        return MalformedJson(errors[0]["detail"])
    return invalid(errors)


def form_reader(p: Parameter) -> Callable[[HttpRequest], Any]:
    """A body that is a urlencoded form."""
    validate = p.adapter.validator.validate_python
    extra = unknown_fields(p)

    async def read(request: HttpRequest) -> Any:
        if media_type(request) != FORM_TYPE:
            raise UnsupportedMediaType(f"send the body as {FORM_TYPE.decode()}")
        sent: dict[str, list[str]] = {}
        for name, value in form_pairs(await request.body(), "form"):
            sent.setdefault(name, []).append(value)
        known = by_field(p, sent)
        try:
            return validate(known | {n: v[-1] for n, v in sent.items() if n not in known}, extra=extra)
        except ValidationError as error:
            raise invalid(body_errors(error)) from error

    return read


def raw_reader(_: Parameter) -> Callable[[HttpRequest], Any]:
    """A body that is bytes."""
    return HttpRequest.body


def stream_reader(_: Parameter) -> Callable[[HttpRequest], Any]:
    """A body that is read as it comes."""

    async def read(request: HttpRequest) -> Any:
        return request.stream()

    return read


def parts_reader(_: Parameter) -> Callable[[HttpRequest], Any]:
    """A multipart body, part by part."""

    async def read(request: HttpRequest) -> Any:
        if media_type(request) != b"multipart/form-data":
            raise UnsupportedMediaType("send the body as multipart/form-data")
        boundary = boundary_of(request.fields[b"content-type"])
        if not boundary:
            raise BadRequest("the Content-Type multipart/form-data lacks its boundary")
        return Reader(boundary, request.stream()).parts()

    return read


BODY_READERS: dict[Place, Callable[[Parameter], Callable[[HttpRequest], Any]]] = {
    Place.JSON: json_reader,
    Place.FORM: form_reader,
    Place.RAW: raw_reader,
    Place.STREAM: stream_reader,
    Place.PARTS: parts_reader,
}
