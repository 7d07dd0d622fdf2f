"""What is logged is one line, whatever it holds; and no secret is in it, wherever it stood."""

import json
import logging
import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

import pytest
import structlog
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, SecretBytes, SecretStr

from omni_kernel import log
from omni_kernel.auth.token import generate
from omni_kernel.redaction import MAX_TEXT, redact, redact_text, secret_name

SECRET = "Zq7hunter2hunter2XyW9"


class Lines:
    """What was written to a file descriptor of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.fd = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)

    def text(self) -> str:
        return self._path.read_text()

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text().splitlines()]

    def last(self) -> dict[str, Any]:
        return self.all()[-1]


@pytest.fixture
def lines(tmp_path: Path) -> Iterator[Lines]:
    """Everything that is logged during the test, as JSON; logging is as before afterwards."""
    root = logging.getLogger()
    before, level = root.handlers, root.level
    made = Lines(tmp_path / "log")
    log.configure("debug", "json", fd=made.fd)
    yield made
    os.close(made.fd)
    root.handlers = before
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


class Settings(BaseModel):
    url: str = "https://example.org"
    key: SecretStr
    nested: dict[str, SecretBytes] = {}


@dataclass
class Account:
    name: str
    password: str


class Unprintable:
    def __str__(self) -> str:
        raise ValueError(SECRET)


def test_a_line_says_what_when_where_and_who(lines: Lines) -> None:
    """Context stands beside the fields, and what is bound inside wins."""
    with log.bound(request_id="r1", tenant="acme", plugin="omni"), log.bound(plugin="greeter"):
        structlog.get_logger("any").info("greeted", who="Ann", id=UUID(int=1), price=Decimal("1.50"))
    structlog.get_logger("any").info("afterwards")
    first, second = lines.all()
    assert list(first)[:3] == ["time", "level", "event"]
    assert first["time"].endswith("Z")
    assert {k: v for k, v in first.items() if k != "time"} == {
        "level": "info",
        "event": "greeted",
        "request_id": "r1",
        "tenant": "acme",
        "plugin": "greeter",
        "who": "Ann",
        "id": str(UUID(int=1)),
        "price": "1.50",
    }
    assert set(second) == {"time", "level", "event"}


def test_the_level_is_kept_for_both_kinds_of_loggers(lines: Lines) -> None:
    """Below it nothing is written."""
    log.configure("warning", fd=lines.fd)
    structlog.get_logger().info("no")
    logging.getLogger("arq.worker").info("no")
    log.request_line({"status": 200})
    structlog.get_logger().warning("yes")
    logging.getLogger("some.library").error("yes, %s", "too")
    assert [line["event"] for line in lines.all()] == ["yes", "yes, too"]


@pytest.mark.parametrize("name", ["uvicorn.error", "arq.worker", "tortoise", "my.library"])
def test_the_standard_library_goes_the_same_way(lines: Lines, name: str) -> None:
    """With context, exceptions and redaction."""
    with log.bound(tenant="acme"):
        try:
            raise RuntimeError(f"Authorization: Bearer {SECRET}")
        except RuntimeError:
            logging.getLogger(name).exception("failed with token=%s", SECRET)
    line = lines.last()
    assert (line["logger"], line["level"], line["tenant"]) == (name, "error", "acme")
    assert "RuntimeError" in line["exception"]
    assert SECRET not in lines.text()


def test_a_logger_that_brings_handlers_writes_once(lines: Lines) -> None:
    """Its own handler would go past the redaction, and twice."""
    logging.getLogger("uvicorn").addHandler(logging.StreamHandler())
    log.configure("info", fd=lines.fd)
    logging.getLogger("uvicorn").warning("once")
    assert not logging.getLogger("uvicorn").handlers
    assert len(lines.all()) == 1


def test_chatty_libraries_are_quiet(lines: Lines) -> None:
    """httpx would log URLs, which hold webhook secrets."""
    logging.getLogger("httpx").info("HTTP Request: POST https://hooks.example.org/T0/B0/secret")
    logging.getLogger("uvicorn.access").info("GET / 200")
    assert not lines.text()


def test_warnings_are_logged(lines: Lines) -> None:
    """Python's own go to the log, too."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("careful", UserWarning, stacklevel=1)
    assert "careful" in lines.last()["event"]


def test_arguments_that_do_not_fit_lose_no_line(lines: Lines) -> None:
    """A mistake in a call of the logger is shown, not raised."""
    root = logging.getLogger()
    root.handlers = [handler for handler in root.handlers if handler.__module__ == log.__name__]  # pytest's would raise
    logging.getLogger("odd").warning("%d apples", "many")
    assert lines.last()["event"] == "%d apples"


@pytest.mark.parametrize("value", [2**70, "\ud800", float("nan"), Unprintable(), {1: {2}}, b"\xff", [[[[]]]]])
def test_anything_can_be_logged(lines: Lines, value: object) -> None:
    """And is one line of JSON."""
    structlog.get_logger().info("odd", value=value)
    assert lines.last()["event"] == "odd"
    assert lines.text().count("\n") == 1


def test_a_loop_in_the_data_ends() -> None:
    """Deep data are cut."""
    loop: list[object] = []
    loop.append(loop)
    assert "…" in str(redact(loop))


def test_requests_have_a_fast_line(lines: Lines) -> None:
    """The same shape; and secrets do not show in it either."""
    log.request_line({"route": "GET /x", "status": 200, "seconds": 0.002})
    log.request_line({"route": "GET /x", "path": f"/x?token={SECRET}", "agent": generate()})
    first, second = lines.all()
    assert (first["event"], first["route"], first["status"], first["level"]) == ("request", "GET /x", 200, "info")
    assert second["path"] == "/x?token=[redacted]"
    assert second["agent"] == "[redacted]"


def test_people_get_text(lines: Lines) -> None:
    """The same fields, the same redaction."""
    log.configure("info", "console", fd=lines.fd)
    structlog.get_logger().info("greeted", who="Ann", password=SECRET)
    log.request_line({"route": "GET /x", "status": 200})
    text = lines.text()
    assert "greeted" in text
    assert "who=Ann" in text
    assert "route='GET /x'" in text
    assert SECRET not in text


def test_a_traceback_shows_no_local_variables(lines: Lines) -> None:
    """Neither in JSON nor for people."""

    def fails() -> None:
        password = SECRET
        raise RuntimeError(len(password))

    for kind in ("json", "console"):
        log.configure("info", kind, fd=lines.fd)
        try:
            fails()
        except RuntimeError:
            structlog.get_logger().exception("failed")
    assert "RuntimeError" in lines.text()
    assert SECRET not in lines.text()


def test_a_reader_that_is_gone_stops_nobody(lines: Lines) -> None:
    """A closed pipe is no error of whoever logs."""
    reading, writing = os.pipe()
    os.close(reading)
    log.configure("info", fd=writing)
    structlog.get_logger().info("into the void")
    os.close(writing)
    log.configure("info", fd=lines.fd)


def test_a_slow_reader_gets_whole_lines(lines: Lines) -> None:
    """A pipe that does not block takes a long line in pieces."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    log.configure("info", fd=writing)
    structlog.get_logger().info("long", text="x" * 15_000)
    os.close(writing)
    assert json.loads(os.read(reading, 100_000))["text"] == "x" * 15_000
    os.close(reading)
    log.configure("info", fd=lines.fd)


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("password", True),
        ("db_password", True),
        ("clientSecret", True),
        ("X-API-Key", True),
        ("Authorization", True),
        ("set-cookie", True),
        ("write_key", True),
        ("refresh-token", True),
        ("name", False),
        ("key", False),
        ("idempotency_key", False),
        ("route", False),
        ("author", False),
    ],
)
def test_names_of_secrets(name: str, secret: bool) -> None:
    """However they are written."""
    assert secret_name(name) is secret


# Each way in which a secret may stand in what somebody logs.
PLACES: list[Any] = [
    SecretStr(SECRET),
    SecretBytes(SECRET.encode()),
    Settings(key=SecretStr(SECRET), nested={"a": SecretBytes(SECRET.encode())}),
    Account("Ann", SECRET),
    {"password": SECRET},
    {"api-key": SECRET.encode()},
    {b"authorization": [SECRET]},
    {"tokens": {"a": SECRET}},
    ("Authorization", SECRET),
    [(b"cookie", SECRET.encode())],
    f"Bearer {SECRET}",
    f"authorization: bearer {SECRET}",
    f"Authorization: Basic {SECRET}, and more",
    f"curl -H 'Authorization: Bearer {SECRET}' https://example.org",
    f"Cookie: a=b; session={SECRET}",
    f"https://user:{SECRET}@example.org/path",
    f"redis://:{SECRET}@127.0.0.1:6379/0",
    f"https://example.org/?a=b&access_token={SECRET}&c=d",
    f'{{"password": "some {SECRET} words"}}',
    f'{{\\"password\\": \\"{SECRET}\\"}}',
    f"Account(name='Ann', password='{SECRET}')",
    f"client_secret={SECRET}",
    f"token: {SECRET}",
    f"whsec_{SECRET}",
    f"omni_{SECRET}{SECRET}_abcdef",
    f"xoxb-123-{SECRET}",
    f"eyJ{SECRET}.eyJ{SECRET}.{SECRET}",
    f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}\n-----END RSA PRIVATE KEY-----",
    f"-----BEGIN PRIVATE KEY-----\n{SECRET}",
    RuntimeError(f"refused: Bearer {SECRET}"),
    f"Bearer {SECRET}".encode(),
    Unprintable(),
]


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=3) | st.tuples(inner, inner, inner) | st.dictionaries(st.text(max_size=8), inner, max_size=3)


anything = st.recursive(st.none() | st.integers() | st.text(max_size=12) | st.sampled_from(PLACES), nested, max_leaves=8)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.text(max_size=20), place=st.sampled_from(PLACES), around=anything)
@example(before="", place=PLACES[0], around=None)
def test_a_secret_never_shows(lines: Lines, before: str, place: Any, around: Any) -> None:
    """Wherever it stands, in structlog's fields and in the standard library's messages alike."""
    shown = "" if isinstance(place, Unprintable) else str(place)
    structlog.get_logger().info(f"{before} {shown}", a=place, b={"c": [around, {"d": place}]})
    logging.getLogger("library").warning("%s: %r", before, shown)
    log.request_line({"path": shown})
    assert SECRET not in lines.text()


@pytest.mark.parametrize("place", PLACES)
def test_each_place_by_itself(place: Any) -> None:
    """Each form is known, and what stands around it stays."""
    assert SECRET not in str(redact(place))
    assert SECRET not in str(redact({"outer": [place]}))
    assert redact_text("curl https://example.org/a?b=c") == "curl https://example.org/a?b=c"


def test_a_key_at_the_cut_does_not_show_in_half() -> None:
    """Long texts are cut after they were looked through."""
    key = generate()
    for shift in range(len(key) + 1):
        assert key[:12] not in redact_text("x" * (MAX_TEXT - shift - 1) + " " + key)


@pytest.mark.parametrize(
    "evil",
    ["a" * 16_000, "password" * 2_000, "eyJ-" * 4_000, "a.b-" * 4_000, "://" * 5_000, "token=" * 2_600, "bearer " * 2_000,
     "-----begin private key-----" * 500, "\\" * 16_000, '"' * 16_000, "token" + "\\" * 16_000, "cookie" * 2_600],
)  # fmt: skip
def test_no_text_makes_the_search_slow(evil: str) -> None:
    """Regular expressions can be made to take forever; these not."""
    start = perf_counter()
    redact_text(evil)
    assert perf_counter() - start < 1
