"""Structured logs: one JSON line per event to a file descriptor, or text for people.

structlog and the standard library's loggers (uvicorn, arq, tortoise, plugins' libraries) go the same way: context,
level, time, redaction, line. Lines are written with `os.write`: what was logged survives a kill of the process.
"""

from __future__ import annotations

import json
import logging
import os
import select
from collections.abc import Mapping
from contextvars import ContextVar, Token
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, Self, TypeAlias

import orjson
import structlog
from structlog.typing import EventDict, WrappedLogger

from .redaction import redact_field, redact_fields

Level: TypeAlias = Literal["debug", "info", "warning", "error"]
Format: TypeAlias = Literal["json", "console"]

LEVELS: Mapping[Level, int] = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
# They bring handlers of their own, which would write past the redaction.
FOREIGN = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "arq", "arq.worker", "arq.jobs", "tortoise")
# They log each request (uvicorn: we do), each URL with the secrets in it, or each statement with its values.
QUIET = ("uvicorn.access", "httpx", "httpcore", "tortoise", "tortoise.db_client", "aiosqlite", "asyncio", "hpack")
# What the kernel itself says of a request: names, ids and numbers of its own, which need no look for secrets.
OWN = frozenset(("request_id", "route", "method", "status", "seconds", "bytes", "tenant", "actor", "plugin", "ip", "problem"))

_NO_FIELDS: Mapping[str, object] = {}
_context: ContextVar[Mapping[str, object]] = ContextVar("omni_log_context", default=_NO_FIELDS)


@dataclass
class _Sink:
    """Where lines go; one per process, changed by `configure` only."""

    fd: int = 1
    level: int = logging.INFO
    format: Format = "json"


_sink = _Sink()


class bound:  # noqa: N801  (reads as a function: `with bound(tenant="acme"):`)
    """Fields that stand in each line logged inside: request_id, tenant, actor, plugin. What is inside wins."""

    __slots__ = ("_fields", "_token")

    def __init__(self, **fields: object) -> None:
        self._fields = fields

    def __enter__(self) -> Self:
        self._token: Token[Mapping[str, object]] = _context.set({**_context.get(), **self._fields})
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        _context.reset(self._token)


def configure(level: Level = "info", format: Format = "json", *, fd: int = 1) -> None:  # noqa: A002  (as in omni.toml)
    """Route all logging through one pipeline: `level` is the least that is written, `fd` where to.

    May be called again, as tests and commands do.
    """
    _sink.fd, _sink.level, _sink.format = fd, LEVELS[level], format
    structlog.configure(
        processors=_processors(format),
        wrapper_class=structlog.make_filtering_bound_logger(_sink.level),
        logger_factory=lambda *_: _Writer(),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Handler(_processors(format))]
    root.setLevel(_sink.level)
    for name in FOREIGN:
        foreign = logging.getLogger(name)
        foreign.handlers, foreign.propagate = [], True
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, _sink.level))
    logging.captureWarnings(capture=True)


def request_line(fields: dict[str, object]) -> None:
    """Write one line about a finished request, as fast as it goes.

    Fields in `OWN` are the kernel's own and go as they are; any other (a path, a user agent) is looked through first.
    """
    if _sink.level > logging.INFO:
        return
    if outside := fields.keys() - OWN:
        fields = {**fields, **{name: redact_field(name, fields[name]) for name in outside}}
    line = {"time": datetime.now(UTC), "level": "info", "event": "request", **fields}
    _write(_json(line) if _sink.format == "json" else _console(line))


def _with_context(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {**_context.get(), **event}


def _redacted(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Take secrets out of every field: the last step before the line is made."""
    return redact_fields(event)


def _rendered(_: WrappedLogger, __: str, event: EventDict) -> bytes:
    head = {key: event.pop(key) for key in ("time", "level", "event") if key in event}
    return _json({**head, **event})


def _console_rendered(_: WrappedLogger, __: str, event: EventDict) -> bytes:
    return _console(event)


def _processors(format: Format) -> list[Any]:  # noqa: A002
    return [
        _with_context,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,  # a plain traceback: no values of local variables
        _redacted,
        _rendered if format == "json" else _console_rendered,
    ]


class _Writer:
    """What structlog hands finished lines to."""

    __slots__ = ()

    def msg(self, line: bytes) -> None:
        _write(line)

    debug = info = warning = error = critical = fatal = exception = warn = log = msg


class _Handler(logging.Handler):
    """The standard library's records, by the same processors."""

    def __init__(self, processors: list[Any]) -> None:
        super().__init__()
        self._processors = processors

    def emit(self, record: logging.LogRecord) -> None:
        try:
            event: Any = {"event": record.getMessage(), "logger": record.name}
        except Exception as error:  # noqa: BLE001  (arguments that do not fit their format)
            event = {"event": str(record.msg), "logger": record.name, "problem": str(error)}
        if record.exc_info:
            event["exc_info"] = record.exc_info
        for processor in self._processors:
            event = processor(None, record.levelname.lower(), event)
        _write(event)


def _json(fields: Mapping[str, object]) -> bytes:
    try:
        return orjson.dumps(fields, default=str, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z)
    except TypeError:  # half a character, an integer beyond 64 bits
        return json.dumps(fields, default=str).encode() + b"\n"


_painted = structlog.dev.ConsoleRenderer(
    colors=False,
    timestamp_key="time",
    exception_formatter=structlog.dev.plain_traceback,
)


def _console(fields: Mapping[str, object]) -> bytes:
    event = {**fields, "time": str(fields.get("time", "")), "event": str(fields.get("event", ""))}
    return (_painted(None, "", event) + "\n").encode("utf-8", "backslashreplace")


def _write(line: bytes) -> None:
    """All of the line, whatever is at the other end; a log that cannot be written stops nobody."""
    view = memoryview(line)
    try:
        while view:
            try:
                view = view[os.write(_sink.fd, view) :]
            except BlockingIOError:
                select.select([], [_sink.fd], [], 1)
    except OSError:
        return
