"""What a handler may receive and return; a route's parameters, body and answer are read from its annotations.

A parameter named in the path is a path parameter; a pydantic model is the JSON body; `bytes`, `BodyStream` and
`Parts` are the raw, the streamed and the multipart body; all else is a query parameter, unless a marker says
otherwise: `who: Annotated[str, Header("X-Who")]`. Handlers' annotations are read at run time: never import them
under TYPE_CHECKING.
"""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Generic, Protocol, TypeAlias, TypeVar

from pydantic import AwareDatetime, BaseModel, BeforeValidator, Field, JsonValue, ValidationError

from ._paginate import page_of
from .errors import Invalid

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

MAX_LIMIT = 200
MAX_CURSOR = 4096


def _instant(value: object) -> object:
    if isinstance(value, datetime):
        return value
    with suppress(ValueError):
        if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d[Tt ]", value):
            return datetime.fromisoformat(value)
    msg = f"{str(value)[:40]!r} is no time: write it as 2026-05-01T12:00:00Z (RFC 3339)"
    raise ValueError(msg)


Instant: TypeAlias = Annotated[AwareDatetime, BeforeValidator(_instant)]
"""A time with its zone, as RFC 3339 writes it, in a query or a body: where pydantic alone would take a number, too."""


@dataclass(frozen=True)
class Query:
    """`Annotated[Filters, Query()]`: a model spread over the query string."""


@dataclass(frozen=True)
class Form:
    """`Annotated[Login, Form()]`: a model read from a urlencoded form."""


@dataclass(frozen=True)
class Header:
    """`Annotated[str, Header("X-Who")]`: a request header, by its name."""

    name: str


@dataclass(frozen=True)
class Cookie:
    """`Annotated[str, Cookie("theme")]`: a cookie, by its name."""

    name: str


class Cursor(BaseModel):
    """A parameter of this type makes a route a cursor list: `?cursor=…&limit=…&sort=…`; see `paginate`."""

    cursor: str | None = Field(default=None, max_length=MAX_CURSOR, description="`next` of the page before.")
    limit: int = Field(default=50, ge=1, le=MAX_LIMIT, description="How many items at most.")
    sort: str | None = Field(
        default=None, max_length=100, description="A field to sort by, `-field` for falling; by default the newest first."
    )


class Part(Protocol):
    """One part of a multipart body; read its chunks before asking for the next part."""

    @property
    def name(self) -> str:
        """The form field."""

    @property
    def filename(self) -> str | None:
        """What the caller calls the file: shown, never used as a path."""

    @property
    def media_type(self) -> str:
        """What the caller says it is."""

    def chunks(self) -> AsyncIterator[bytes]:
        """The content, as it arrives."""


BodyStream: TypeAlias = AsyncIterator[bytes]
"""The body, as it arrives, within the route's `body_bytes`."""
Parts: TypeAlias = AsyncIterator[Part]
"""The parts of a multipart body, as they arrive."""


class Request(Protocol):
    """The request at hand: `ctx.request`."""

    @property
    def id(self) -> str:
        """In every log line, and answered as `Omni-Request-Id`."""

    @property
    def method(self) -> str:
        """In capitals."""

    @property
    def path(self) -> str:
        """Without the query string, percent-decoded."""

    @property
    def headers(self) -> Mapping[str, str]:
        """By lower-case name."""

    @property
    def query(self) -> Mapping[str, str]:
        """Parameters of the query string; the last of several with one name."""

    @property
    def client_ip(self) -> str:
        """Of the caller, trusted proxies taken into account."""

    @property
    def received(self) -> datetime:
        """When it came, in UTC."""

    async def body(self) -> bytes:
        """The whole body, within the route's limit; `TooLarge` beyond it."""


class Items(BaseModel, Generic[T]):
    """One page of a list; `next` is the cursor of the page after it, None at the end."""

    items: Sequence[T]
    next: str | None = None


@dataclass(frozen=True)
class Reply(Generic[T]):
    """An answer with another status or headers: `Reply(invoice, status=201, location=…)`."""

    value: T
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    location: str | None = None


@dataclass(frozen=True)
class Redirect:
    """Look there instead."""

    url: str
    status: int = 303


@dataclass(frozen=True)
class Html:
    """A whole page, with the policy that no script runs in it."""

    text: str
    status: int = 200


@dataclass(frozen=True)
class Text:
    """Plain text, or whatever `media_type` says."""

    text: str
    media_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class File:
    """A blob of the plugin, by its name; `inline` shows it rather than saving it."""

    blob: str
    filename: str | None = None
    inline: bool = False


@dataclass(frozen=True)
class Stream:
    """Bytes as they are made; the context lives until the stream ends."""

    chunks: AsyncIterator[bytes]
    media_type: str = "application/octet-stream"
    filename: str | None = None


@dataclass(frozen=True)
class Live:
    """Server-sent events, one per value, until the iterator ends or the caller leaves."""

    events: AsyncIterator[JsonValue]


@dataclass
class Response:
    """What middleware sees and may change or replace: headers may be set, a body is bytes or a stream."""

    status: int
    headers: dict[str, str]
    body: bytes | AsyncIterator[bytes]


def parse(model: type[M], data: object, *, at: str = "") -> M:
    """Validate what a hub cannot declare, since a contribution brings the schema.

    Raises `Invalid`, naming the fields (below `at`), as if the body had been declared so.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise Invalid.of(error, at=at) from error


async def paginate(rows: "QuerySet[Any]", page: Cursor, schema: type[T]) -> Items[T]:
    """One page of a tortoise queryset, each row validated into `schema`.

    Newest first by id unless `page.sort` names a field that is both in `schema` and a column; rows without a
    value come last. Pages are cut by key, not by offset, so rows that come and go between two pages neither
    repeat nor hide others. Raises `Invalid` at `sort` or `cursor` when they are bad.
    """
    items, following = await page_of(rows, page, schema)
    return Items(items=items, next=following)
