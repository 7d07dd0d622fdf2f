"""A multipart body as it comes (RFC 7578): part by part, chunk by chunk, never whole in memory."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from omni_kernel.http.request import BadRequest

MOST_PARTS = 1000
Event = tuple[str, bytes]


class IncomingPart:
    """One part; what of it nobody read is skipped when the next one is asked for."""

    def __init__(self, reader: Reader, headers: dict[bytes, bytes]) -> None:
        _, options = parse_options_header(headers.get(b"content-disposition", b""))
        if b"name" not in options:
            raise BadRequest("a part of the body has no name in its Content-Disposition")
        self._reader = reader
        self.name = text(options[b"name"])
        self.filename = text(options[b"filename"]) if b"filename" in options else None
        self.media_type = text(headers.get(b"content-type", b"text/plain"))
        self.done = False

    async def chunks(self) -> AsyncIterator[bytes]:
        """The content as it comes."""
        while not self.done:
            kind, data = await self._reader.next()
            if kind == "data":
                yield data
            else:
                self.done = True


class Reader:
    """Feeds a parser from the request and hands on what it finds."""

    def __init__(self, boundary: bytes, source: AsyncIterator[bytes]) -> None:
        self._source = source
        self._found: deque[Event] = deque()
        self._headers: dict[bytes, bytes] = {}
        self._waiting: deque[dict[bytes, bytes]] = deque()
        self._name, self._value = b"", b""
        self._over = False
        try:
            self._parser = MultipartParser(boundary, {
                "on_header_field": self._header_name, "on_header_value": self._header_value,
                "on_header_end": self._header_over, "on_headers_finished": self._part, "on_part_data": self._data,
                "on_part_end": lambda: self._found.append(("end", b"")), "on_end": self._ended,
            })  # fmt: skip
        except FormParserError as error:
            raise BadRequest(f"the multipart boundary is bad: {error}") from error

    async def parts(self) -> AsyncIterator[IncomingPart]:
        """The parts in order."""
        for _ in range(MOST_PARTS):
            kind, _data = await self.next()
            if kind == "over":
                return
            part = IncomingPart(self, self._waiting.popleft())
            yield part
            async for _rest in part.chunks():
                pass
        raise BadRequest(f"the body has more than {MOST_PARTS} parts")

    async def next(self) -> Event:
        """What comes next: a part begins, data of it, its end, or all is over."""
        while not self._found:
            if self._over:
                return ("over", b"")
            chunk = await anext(self._source, None)
            if chunk is None:
                raise BadRequest("the multipart body ends before its last boundary")
            try:
                self._parser.write(chunk)
            except FormParserError as error:
                raise BadRequest(f"the multipart body is malformed: {error}") from error
        return self._found.popleft()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_over(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name, self._value = b"", b""

    def _part(self) -> None:
        self._waiting.append(self._headers)
        self._headers = {}
        self._found.append(("part", b""))

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._found.append(("data", data[start:end]))

    def _ended(self) -> None:
        self._over = True


def text(raw: bytes) -> str:
    """A header's value; names of files come as UTF-8 from every browser of today."""
    return raw.decode("utf-8", "replace").replace("\0", "")


def boundary_of(content_type: bytes) -> bytes:
    """The boundary of a `multipart/form-data` content type, or b"" when it is another."""
    kind, options = parse_options_header(content_type)
    return options.get(b"boundary", b"") if kind == b"multipart/form-data" else b""
