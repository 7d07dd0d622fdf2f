"""Twilio: a real server on the loopback that answers as Twilio documents it, by the magic numbers of its test account."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import pytest
from pydantic import ValidationError

from omni_driver_sms import TwilioSms
from omni_sdk.drivers import DeliveryFailed

ANN = "+41791234567"
ACCOUNT, KEY, SERVICE = "AC" + "a" * 32, "SK" + "b" * 32, "MG" + "c" * 32
SECRET, TOKEN = "hush-secret", "hush-token"
PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
OWN = {"+15005550006", "OMNI"}
BY_RECIPIENT = {
    "+15005550001": (400, 21211, "The 'To' number +15005550001 is not a valid phone number."),
    "+15005550002": (400, 21612, "The 'To' phone number: +15005550002, is not currently reachable via SMS."),
    "+15005550004": (400, 21610, "Attempt to send to unsubscribed recipient"),
    "+15005550009": (400, 21614, "'To' number is not a valid mobile number"),
    "+15005550011": (400, 21611, "This 'From' number has exceeded the maximum number of queued messages"),
    "+15005550029": (429, 20429, "Too Many Requests"),
    "+15005550050": (500, 20500, "Internal Server Error"),
    "+15005550053": (503, 20503, "Service unavailable"),
}


@dataclass
class Twilio:
    """As much of Twilio as a message needs."""

    port: int = 0
    messages: list[dict[str, str]] = field(default_factory=list)
    connections: int = 0
    html: bool = False
    silent: bool = False
    hang_up: bool = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, any number of requests."""
        self.connections += 1
        try:
            while not self.hang_up and (head := await reader.readuntil(b"\r\n\r\n")):
                status, body = await self.request(head.decode(), reader)
                writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        except asyncio.IncompleteReadError:
            pass  # the client is gone
        finally:
            writer.close()

    async def request(self, head: str, reader: asyncio.StreamReader) -> tuple[int, bytes]:
        """Read it, and answer."""
        first, *lines = head.splitlines()
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        form = dict(parse_qsl((await reader.readexactly(int(headers["content-length"]))).decode(), strict_parsing=True))
        if self.silent:
            await asyncio.Event().wait()
        if self.html:
            return 200, b"<h1>A router's page</h1>"
        assert headers["content-type"] == "application/x-www-form-urlencoded"
        method, path, _ = first.split()
        status, body = self.message(method, path, headers["authorization"], form)
        return status, json.dumps(body).encode()

    def message(self, method: str, path: str, authorization: str, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        """`POST …/Messages.json`."""
        known = {f"Basic {base64.b64encode(pair.encode()).decode()}" for pair in (f"{ACCOUNT}:{TOKEN}", f"{KEY}:{SECRET}")}
        if (method, path) != ("POST", PATH):
            return refusal(404, 20404, f"The requested resource {path} was not found")
        if authorization not in known:
            return refusal(401, 20003, "Authenticate")
        if form["To"] in BY_RECIPIENT:
            return refusal(*BY_RECIPIENT[form["To"]])
        if form.get("From") not in OWN and form.get("MessagingServiceSid") != SERVICE:
            return refusal(400, 21606, "The From phone number is not a valid, SMS-capable inbound phone number")
        self.messages.append(form)
        return 201, {"sid": "SM" + "d" * 32, "status": "queued", "error_code": None, "error_message": None, "to": form["To"]}


def refusal(status: int, code: int, message: str) -> tuple[int, dict[str, object]]:
    """An error as Twilio writes it."""
    return status, {"code": code, "message": message, "more_info": f"https://www.twilio.com/docs/errors/{code}", "status": status}


@pytest.fixture
async def twilio() -> AsyncIterator[Twilio]:
    """On a port of its own."""
    made, writers, tasks = Twilio(), [], []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        tasks.append(asyncio.current_task())
        await made.serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()
    for task in filter(None, tasks):
        task.cancel()
    await asyncio.gather(*filter(None, tasks), return_exceptions=True)
    await asyncio.gather(*(writer.wait_closed() for writer in writers), return_exceptions=True)


def config(**changed: object) -> dict[str, object]:
    """A configuration that is whole; None takes a key away."""
    whole = {"account_sid": ACCOUNT, "api_key": KEY, "api_secret": SECRET, "sender": "+15005550006"} | changed
    return {key: value for key, value in whole.items() if value is not None}


def driver(port: int, **changed: object) -> TwilioSms:
    local = {"base_url": f"http://127.0.0.1:{port}", "timeout_seconds": 5}
    return TwilioSms(TwilioSms.Config.model_validate(config(**local | changed)))


async def test_a_message_is_handed_over(twilio: Twilio) -> None:
    """With every character as it was, over one connection."""
    sms = driver(twilio.port)
    await sms.send(ANN, "Grüezi & a+b=c\n@example.org #12345678")
    await sms.send(ANN, "again")
    assert twilio.messages[0] == {"To": ANN, "From": "+15005550006", "Body": "Grüezi & a+b=c\n@example.org #12345678"}
    assert (len(twilio.messages), twilio.connections) == (2, 1)
    await sms.close()


async def test_closing_twice_and_unused(twilio: Twilio) -> None:
    """Does no harm."""
    sms = driver(twilio.port)
    await sms.close()
    await sms.send(ANN, "x")
    await sms.close()
    await sms.close()
    assert len(twilio.messages) == 1


async def test_the_accounts_token_and_a_messaging_service(twilio: Twilio) -> None:
    """In place of key and sender."""
    token = {"api_key": None, "api_secret": None, "auth_token": TOKEN}
    sms = driver(twilio.port, sender=None, messaging_service_sid=SERVICE, **token)
    await sms.send(ANN, "x")
    assert twilio.messages == [{"To": ANN, "MessagingServiceSid": SERVICE, "Body": "x"}]
    await sms.close()


@pytest.mark.parametrize("to", BY_RECIPIENT)
async def test_what_twilio_refuses(twilio: Twilio, to: str) -> None:
    """In its own words; for good if it is the message, not if Twilio is busy."""
    status, code, message = BY_RECIPIENT[to]
    sms = driver(twilio.port)
    with pytest.raises(DeliveryFailed) as caught:
        await sms.send(to, "x")
    assert str(caught.value) == f"Twilio at 127.0.0.1 answered {status}, code {code}: {message}"
    assert caught.value.permanent is (status == 400 and code != 21611)
    await sms.close()


@pytest.mark.parametrize(("changed", "code"), [({"api_secret": "wrong-one"}, 20003), ({"account_sid": "AC" + "0" * 32}, 20404)])
async def test_wrong_credentials_say_what_to_check(twilio: Twilio, changed: dict[str, object], code: int) -> None:
    """And do not show the secret; nothing is wrong with the message."""
    sms = driver(twilio.port, **changed)
    with pytest.raises(DeliveryFailed, match=rf"code {code}: .*; check account_sid, .* under \[drivers\.sms\]$") as caught:
        await sms.send(ANN, "x")
    assert "wrong-one" not in str(caught.value)
    assert not caught.value.permanent
    await sms.close()


async def test_an_answer_that_is_not_twilios(twilio: Twilio) -> None:
    """Is no success, though it says 200."""
    twilio.html = True
    sms = driver(twilio.port)
    with pytest.raises(DeliveryFailed, match=r"^Twilio at 127\.0\.0\.1 answered 200$") as caught:
        await sms.send(ANN, "x")
    assert not caught.value.permanent
    await sms.close()


async def test_no_answer(twilio: Twilio) -> None:
    """Ends after the timeout."""
    twilio.silent = True
    sms = driver(twilio.port, timeout_seconds=0.05)
    with pytest.raises(DeliveryFailed, match=r"did not answer within 0\.05 s") as caught:
        await sms.send(ANN, "x")
    assert not caught.value.permanent
    await sms.close()


async def test_somebody_who_hangs_up(twilio: Twilio) -> None:
    """Is named."""
    twilio.hang_up = True
    sms = driver(twilio.port)
    with pytest.raises(DeliveryFailed, match=r"Twilio at 127\.0\.0\.1 cannot be used: .+") as caught:
        await sms.send(ANN, "x")
    assert not caught.value.permanent
    await sms.close()


async def test_a_number_that_is_none_is_not_sent(twilio: Twilio) -> None:
    """Nobody is asked."""
    sms = driver(twilio.port)
    with pytest.raises(DeliveryFailed, match=r"E\.164"):
        await sms.send("12345", "x")
    assert twilio.connections == 0


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"account_sid": "SK" + "a" * 32}, "account_sid"),
        ({"account_sid": ACCOUNT + "a"}, "account_sid"),
        ({"api_key": "x"}, "api_key"),
        ({"api_key": None}, "go together"),
        ({"api_secret": None}, "go together"),
        ({"auth_token": TOKEN}, "set either api_key"),
        ({"api_key": None, "api_secret": None}, "set either api_key"),
        ({"sender": None}, "set either sender"),
        ({"messaging_service_sid": SERVICE}, "set either sender"),
        ({"sender": None, "messaging_service_sid": "MG1"}, "messaging_service_sid"),
        ({"base_url": "http://twilio.example.org"}, "travel in clear to 'twilio.example.org'"),
        ({"base_url": "http://192.0.2.1:8080"}, "travel in clear"),
        ({"base_url": "ftp://localhost"}, "base_url"),
        ({"timeout_seconds": 0}, "timeout_seconds"),
        ({"sendr": "x"}, "sendr"),
    ],
)
def test_bad_configuration_is_refused(changed: dict[str, object], message: str) -> None:
    """With the way out, and without the secrets."""
    with pytest.raises(ValidationError, match=message) as caught:
        TwilioSms.Config.model_validate(config(**changed))
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    "base_url", ["https://api.dublin.ie1.twilio.com", "http://localhost:1", "http://[::1]:1", "http://127.0.0.1/"]
)
def test_good_addresses(base_url: str) -> None:
    """TLS anywhere, in clear on this machine; a slash at the end is no part of the path."""
    sms = TwilioSms(TwilioSms.Config.model_validate(config(base_url=base_url)))
    assert sms._url == base_url.rstrip("/") + PATH


def test_the_default_is_twilio_itself() -> None:
    """Over TLS."""
    assert TwilioSms(TwilioSms.Config.model_validate(config()))._url == f"https://api.twilio.com{PATH}"
