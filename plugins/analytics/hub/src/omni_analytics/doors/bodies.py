"""Bodies as Segment libraries send them: perhaps compressed, whatever they say they are."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from typing import Any

from pydantic_core import from_json

from omni_sdk.errors import Problem, TooLarge

BODY_BYTES = 5_000_000
"""As it was sent, and as it is when unpacked; Segment itself takes 500 kB."""
GZIP = 31
"""`wbits` of gzip, and of nothing else."""
KEYS = re.compile(rb"wk_[A-Za-z0-9_-]{43}")


class Malformed(Problem):
    """What was sent is no message of the Segment spec; libraries do not try again."""

    status = 400
    type = "malformed-batch"
    title = "Malformed batch"


class Packed(Problem):
    """It is compressed in another way than gzip."""

    status = 415
    type = "unknown-content-encoding"
    title = "Unknown Content-Encoding"


def unpacked(headers: Mapping[str, str], body: bytes) -> bytes:
    """The body without its compression."""
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding == "identity":
        return body
    if coding != "gzip":
        raise Packed(f"the body's Content-Encoding is {coding[:40]!r}: send it as gzip, or as it is")
    try:
        return _inflated(body)
    except zlib.error as error:
        raise Malformed(f"the body is no gzip: {error}") from error


def _inflated(body: bytes) -> bytes:
    """No more than a limited number of bytes ever come out: a bomb is given up half-way."""
    parts, room = [], BODY_BYTES
    while body:
        stream = zlib.decompressobj(GZIP)
        part = stream.decompress(body, room + 1)
        if len(part) > room:
            raise TooLarge(f"the body is larger than {BODY_BYTES} bytes when unpacked", limit=BODY_BYTES)
        if not stream.eof:
            raise Malformed("the body ends in the middle of its gzip: send all of it")
        parts.append(part)
        room -= len(part)
        body = stream.unused_data
    return b"".join(parts)


def message_of(content: bytes) -> dict[str, Any]:
    """The JSON object that it is."""
    try:
        found = from_json(content)
    except ValueError as error:
        raise Malformed(f"the body is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise Malformed(f"the body is a JSON {type(found).__name__}, not an object")
    return found


def without_keys(content: bytes) -> bytes:
    """Libraries write the key into the body, too: it is not to stand in the database."""
    return KEYS.sub(b"", content) if b"wk_" in content else content
