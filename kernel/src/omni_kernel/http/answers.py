"""From what a handler returns to a response; the way is chosen once, from its return annotation.

A model, a list or a dict is JSON; None is 204; the answer types of the SDK say the rest. Aliases are used as in the
schema, and fields of subclasses that the annotation does not know stay inside.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from types import NoneType
from typing import Any, get_args, get_origin
from urllib.parse import quote

from pydantic import TypeAdapter
from pydantic_core import to_json

from omni_kernel.http.files import file_response, saved_as
from omni_kernel.http.live import Lives
from omni_kernel.http.signature import UNION, adapter, bare
from omni_sdk import File, Html, Live, Redirect, Reply, Response, Stream, Text
from omni_sdk.errors import ContractBroken

JSON = "application/json"
PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
SPECIAL = (Redirect, Html, Text, File, Stream, Live)
UNSTORABLE = (File, Stream, Live)
Encode = Callable[[Any], bytes]


@dataclass(frozen=True, slots=True)
class Answer:
    """How one route answers."""

    status: int
    values: tuple[Any, ...]
    """The types that become JSON; more than one for a union."""
    special: tuple[type[Any], ...]
    """The SDK's answer types that it may give."""
    empty: bool
    """May it answer None?"""
    adapter: TypeAdapter[Any] | None
    encode: Encode

    @property
    def storable(self) -> bool:
        """Can its answer be kept for a repeated request?"""
        return not any(kind in UNSTORABLE for kind in self.special)

    @property
    def plain(self) -> bool:
        """Is it always JSON with the route's own status?"""
        return self.adapter is not None and not self.special and not self.empty


def answer_of(annotation: Any, status: int | None, place: str) -> Answer:
    """Read a return annotation; ContractBroken when it can be no answer."""
    alternatives = get_args(bare(annotation)) if get_origin(bare(annotation)) in UNION else (annotation,)
    kinds = [inner(a) for a in alternatives]
    special = tuple(k for k in kinds if k in SPECIAL)
    values = tuple(k for k in kinds if k not in SPECIAL and k not in (None, NoneType))
    for kind in values:
        if kind in (bytes, AsyncIterator) or get_origin(kind) is AsyncIterator:
            raise ContractBroken(f"{place} returns raw bytes: wrap them in Stream, Text or Html, which say what they are")
    empty = len(values) + len(special) < len(kinds)
    joined: Any = values[0] if len(values) == 1 else None
    for kind in values[1:] if len(values) > 1 else ():
        joined = (joined or values[0]) | kind
    made = adapter(joined, "the answer", place) if values and joined not in (Any, object) else None
    if status is None:
        status = 204 if empty and not values and not special else 200
    return Answer(status, values, special, empty, made, encoder(made))


def inner(annotation: Any) -> Any:
    """`Reply[X]` answers an X."""
    kind = bare(annotation)
    if (get_origin(kind) or kind) is Reply:
        return (*get_args(kind), Any)[0]
    return kind


def encoder(made: TypeAdapter[Any] | None) -> Encode:
    """The JSON of a value by its annotation, or by what it is where the annotation says nothing."""
    if made is None:
        return lambda value: to_json(value, by_alias=True)
    write = made.serializer.to_json
    return lambda value: write(value, by_alias=True, warnings=False)


class Answerer:
    """Makes the responses of one route."""

    __slots__ = ("_encode", "_lives", "_plain", "_status")

    def __init__(self, answer: Answer, lives: Lives) -> None:
        self._encode, self._status, self._plain, self._lives = answer.encode, answer.status, answer.plain, lives

    def plain(self, value: Any) -> Response | None:
        """The response where it is JSON with the route's own status, as nearly always."""
        if self._plain and not isinstance(value, Reply):
            return Response(self._status, {"content-type": JSON}, self._encode(value))
        return None

    async def response(self, ctx: Any, value: Any) -> Response:
        """The response to what a handler returned."""
        status, headers = self._status, {}
        if isinstance(value, Reply):
            status, headers = value.status, {k.lower(): v for k, v in value.headers.items()}
            if value.location is not None:
                headers["location"] = iri(value.location)
            value = value.value
        made = await self._special(ctx, value, status)
        made.headers.update(headers)
        return made

    async def _special(self, ctx: Any, value: Any, status: int) -> Response:
        if isinstance(value, File):
            return await file_response(ctx, value, status)
        if isinstance(value, Live):
            headers = {"content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no"}
            of = {str(known) for known in (ctx.who.id, ctx.who.session_id, ctx.tenant_id)}
            return Response(status, headers, self._lives.frames(value.events, of))
        make = MAKERS.get(type(value))
        return make(value, status) if make else Response(status, {"content-type": JSON}, self._encode(value))


def page(value: Html, _: int) -> Response:
    """A page in which no script runs."""
    headers = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": PAGE_POLICY,
        "referrer-policy": "no-referrer",
    }
    return Response(value.status, headers, value.text.encode())


def streamed(value: Stream, status: int) -> Response:
    """Bytes as they are made."""
    return Response(status, {"content-type": value.media_type, **saved_as(value.filename)}, value.chunks)


MAKERS: dict[type[Any], Callable[[Any, int], Response]] = {
    NoneType: lambda _, status: Response(204 if status == 200 else status, {}, b""),
    Redirect: lambda value, _: Response(value.status, {"location": iri(value.url)}, b""),
    Text: lambda value, status: Response(status, {"content-type": value.media_type}, value.text.encode()),
    Html: page,
    Stream: streamed,
}
"""Responses to values that are no JSON."""


def iri(url: str) -> str:
    """A URL as a header may hold it."""
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~")
