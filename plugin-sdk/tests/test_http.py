"""Small things of the HTTP page that hold values; drivers' kinds; scripts."""

import hashlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import BaseModel

from omni_sdk import Cookie, Cursor, DriverKind, File, Header, Html, Items, Redirect, Reply, Response, Script, Stream, Text
from omni_sdk.drivers import MAIL, SMS, DeliveryFailed, MailDriver, SmsDriver


class Thing(BaseModel):
    name: str


def test_answers_have_the_usual_defaults() -> None:
    """Statuses and media types."""
    assert (Reply(1).status, Reply(1).location, Reply(1).headers) == (200, None, {})
    assert Redirect("/x").status == 303
    assert Html("<p>").status == 200
    assert Text("x").media_type == "text/plain; charset=utf-8"
    assert (File("x").filename, File("x").inline) == (None, False)
    assert (Header("X-Who").name, Cookie("theme").name) == ("X-Who", "theme")

    async def chunks() -> AsyncIterator[bytes]:
        yield b"x"

    assert Stream(chunks()).media_type == "application/octet-stream"
    response = Response(200, {}, b"")
    response.headers["X"] = "y"
    assert response.headers == {"X": "y"}


def test_lists_have_one_shape() -> None:
    """Items, and the cursor of what comes next."""
    assert Items(items=[Thing(name="a")], next="c").model_dump() == {"items": [{"name": "a"}], "next": "c"}
    assert Items[Thing].model_json_schema()["properties"]["next"]
    assert Cursor().model_dump() == {"cursor": None, "limit": 50, "sort": None}


def test_a_script_knows_its_digest() -> None:
    """By which Redis runs it."""
    script = Script("return 1")
    assert script.sha == hashlib.sha1(b"return 1").hexdigest()
    assert script.sha in repr(script)


@pytest.mark.parametrize(("kind", "base", "default"), [(MAIL, MailDriver, "file"), (SMS, SmsDriver, None)])
def test_kinds_of_the_kernel(kind: DriverKind[Any], base: type, default: str | None) -> None:
    """Mail has a default; whoever wants SMS picks a driver."""
    assert (kind.base, kind.default) == (base, default)
    with pytest.raises(TypeError, match="abstract"):
        base(None)


async def test_drivers_close_by_doing_nothing() -> None:
    """Unless they hold something."""

    class Silent(SmsDriver):
        Config = Thing

        def __init__(self, config: BaseModel) -> None:
            self.sent: list[str] = []

        async def send(self, to: str, text: str) -> None:
            self.sent.append(text)

    driver = Silent(Thing(name="x"))
    await driver.send("+41", "hi")
    await driver.close()
    assert driver.sent == ["hi"]
    assert DeliveryFailed("no", permanent=True).permanent
