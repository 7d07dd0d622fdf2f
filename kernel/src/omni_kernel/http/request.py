"""The request as handlers and middleware see it; everything is read from the ASGI scope when it is asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from omni_kernel.http.forwarded import Proxies
from omni_sdk.errors import Problem, TooLarge

if TYPE_CHECKING:
    from omni_kernel.clock import Clock

MOST_QUERY_FIELDS = 1000


class BadRequest(Problem):
    """What was sent cannot be read."""

    status = 400
    title = "Bad request"


class ClientGone(Problem):
    """The client went away before its request was whole; never sent, and nobody's fault but the client's."""

    status = 499


class Headers(Mapping[str, str]):
    """Names in any case; of a header that came several times the values joined by commas (RFC 9110, 5.3)."""

    __slots__ = ("_values",)

    def __init__(self, raw: list[tuple[bytes, bytes]]) -> None:
        self._values: dict[str, str] = {}
        for name_bytes, value_bytes in raw:
            name, value = name_bytes.decode("latin-1"), value_bytes.decode("latin-1")
            separator = "; " if name == "cookie" else ", "
            self._values[name] = f"{self._values[name]}{separator}{value}" if name in self._values else value

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class HttpRequest:
    """`fields` are the raw headers for the kernel's own look-ups: bytes, names in lower case, the last of each."""

    __slots__ = (
        "_body", "_client_ip", "_headers", "_pairs", "_query", "body_bytes", "bytes_in", "bytes_out", "call", "fields",
        "id", "live", "method", "proxies", "raw_path", "reading", "receive", "received", "scope",
    )  # fmt: skip

    def __init__(self, scope: Any, receive: Any, id_: str, clock: Clock, proxies: Proxies) -> None:
        self.scope = scope
        self.receive = receive
        self.id = id_
        self.received = clock.now()
        self.proxies = proxies
        self.method: str = scope["method"]
        self.fields: dict[bytes, bytes] = dict(scope["headers"])
        self.raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
        self.body_bytes = 0
        self.bytes_in = self.bytes_out = 0
        """Of the bodies, as far as they were read and sent."""
        self.live = False
        """Is the answer a stream of server-sent events?"""
        self.reading = False
        """Is the body being streamed to a handler?"""
        self.call: Any = None
        self._body: bytes | None = None
        self._headers: Headers | None = None
        self._pairs: list[tuple[str, str]] | None = None
        self._query: dict[str, str] | None = None
        self._client_ip: str | None = None

    @property
    def path(self) -> str:
        """Percent-decoded, as the server gives it."""
        path: str = self.scope["path"]
        return path

    @property
    def headers(self) -> Mapping[str, str]:
        """Names in any case."""
        if self._headers is None:
            self._headers = Headers(self.scope["headers"])
        return self._headers

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The query as sent, in order; raises BadRequest when it is no percent-encoded UTF-8."""
        if self._pairs is None:
            self._pairs = form_pairs(self.scope["query_string"], "query string")
        return self._pairs

    @property
    def query(self) -> Mapping[str, str]:
        """Query parameters; of one that came several times the last."""
        if self._query is None:
            self._query = dict(self.pairs)
        return self._query

    @property
    def client_ip(self) -> str:
        """Where the request came from, behind trusted proxies."""
        if self._client_ip is None:
            forwarded = self.headers.get("x-forwarded-for", "") if self.proxies.networks else ""
            self._client_ip = self.proxies.client(self.scope, forwarded)
        return self._client_ip

    async def body(self) -> bytes:
        """The whole body, read once; raises TooLarge beyond the route's limit."""
        if self._body is None:
            self._refuse_declared()
            chunk, more = await self._next(0)
            if more:
                chunks, size = [chunk], len(chunk)
                while more:
                    chunk, more = await self._next(size)
                    chunks.append(chunk)
                    size += len(chunk)
                chunk = b"".join(chunks)
            self._body = chunk
        return self._body

    async def stream(self) -> AsyncIterator[bytes]:
        """The body as it comes; raises TooLarge as soon as it is known to be."""
        self._refuse_declared()
        self.reading, size = True, 0
        while self.reading:
            chunk, self.reading = await self._next(size)
            size += len(chunk)
            if chunk:
                yield chunk

    async def _next(self, size: int) -> tuple[bytes, bool]:
        """The next chunk after `size` bytes, and whether more will come."""
        message = await self.receive()
        if message["type"] == "http.disconnect":
            raise ClientGone("the client went away")
        chunk: bytes = message.get("body", b"")
        self.bytes_in += len(chunk)
        if size + len(chunk) > self.body_bytes:
            raise too_large(self.body_bytes)
        return chunk, message.get("more_body", False)

    def _refuse_declared(self) -> None:
        declared = self.fields.get(b"content-length")
        if declared is not None and declared.isdigit() and int(declared) > self.body_bytes:
            raise too_large(self.body_bytes)


def too_large(limit: int) -> TooLarge:
    """The refusal of a body beyond `limit` bytes."""
    return TooLarge(f"the body is larger than the {limit} bytes that this route takes", limit=limit)


def form_pairs(raw: bytes, what: str) -> list[tuple[str, str]]:
    """Names and values of `a=1&b=2` in order; raises BadRequest when they are no percent-encoded UTF-8."""
    if not raw:
        return []
    try:
        text = raw.decode()
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_QUERY_FIELDS)
    except UnicodeDecodeError as error:
        raise BadRequest(f"the {what} is not percent-encoded UTF-8") from error
    except ValueError as error:
        raise BadRequest(f"the {what} has more than {MOST_QUERY_FIELDS} fields") from error
    if "%00" in text or "\0" in text:
        raise BadRequest(f"the {what} has a NUL in it")
    return pairs
