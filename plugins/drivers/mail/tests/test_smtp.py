"""Mails to a real SMTP server on the loopback."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import ValidationError

from omni_driver_mail import SmtpMail
from omni_sdk.drivers import DeliveryFailed

PASSWORD = "correct horse"


class Box:
    """What arrived; answers as the test says."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.secure: list[bool] = []
        self.rcpt = "250 OK"
        self.data = "250 OK"

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]) -> str:  # noqa: N802
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data.startswith("250"):
            self.mails.append(envelope)
            self.secure.append(session.ssl is not None)
        return self.data


class Silent(asyncio.Protocol):
    """Takes connections, and says nothing."""


def login(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=right, handled=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for localhost, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


Serve = Callable[..., Awaitable[tuple[Box, int]]]


Listen = Callable[..., Awaitable[int]]


@pytest.fixture
async def listen() -> AsyncIterator[Listen]:
    """Listen with protocols of some kind; the port. Whatever is still open at the end is closed."""
    servers: list[asyncio.Server] = []
    made: list[asyncio.Transport] = []

    async def start(kind: Callable[[], asyncio.Protocol], tls: ssl.SSLContext | None = None) -> int:
        def connected() -> asyncio.Protocol:
            protocol = kind()
            before = protocol.connection_made

            def remember(transport: Any) -> None:
                made.append(transport)
                before(transport)

            protocol.connection_made = remember  # type: ignore[method-assign]  # to know what to close
            return protocol

        servers.append(await asyncio.get_running_loop().create_server(connected, "127.0.0.1", 0, ssl=tls))
        port: int = servers[-1].sockets[0].getsockname()[1]
        return port

    yield start
    for server in servers:
        server.close()
    for transport in made:
        transport.abort()
    await asyncio.gather(*(server.wait_closed() for server in servers))
    await asyncio.sleep(0)  # transports end in the turn after


@pytest.fixture
def serve(listen: Listen) -> Serve:
    """Start a mail server with the options given; its box and its port."""

    async def start(*, implicit: ssl.SSLContext | None = None, **options: Any) -> tuple[Box, int]:
        box, loop = Box(), asyncio.get_running_loop()
        return box, await listen(lambda: SMTP(box, hostname="localhost", loop=loop, **options), implicit)

    return start


def driver(port: int, **config: object) -> SmtpMail:
    values = {"host": "localhost", "tls": "none", "timeout_seconds": 5} | config
    return SmtpMail(SmtpMail.Config.model_validate(values | {"port": port}))


def made(to: str = "ann@example.org") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Omni <omni@example.org>", to, "Grüezi"
    message.set_content("Guten Morgen, Ännchen.\n")
    return message


async def test_a_mail_arrives(serve: Serve) -> None:
    """With sender, recipient and content."""
    box, port = await serve()
    await driver(port).send(made())
    (mail,) = box.mails
    assert (mail.mail_from, mail.rcpt_tos) == ("omni@example.org", ["ann@example.org"])
    assert b"Subject: =?utf-8?q?Gr=C3=BCezi?=" in (mail.original_content or b"")


async def test_more_mails_than_connections_arrive(serve: Serve) -> None:
    """They wait for each other."""
    box, port = await serve()
    mail = driver(port, connections=2)
    await asyncio.gather(*(mail.send(made(f"p{n}@example.org")) for n in range(8)))
    assert {mail.rcpt_tos[0] for mail in box.mails} == {f"p{n}@example.org" for n in range(8)}
    await mail.close()


async def test_starttls_with_login(serve: Serve, tls: ssl.SSLContext, certificate: Path) -> None:
    """The default: a password travels encrypted."""
    box, port = await serve(tls_context=tls, require_starttls=True, authenticator=login, auth_required=True)
    await driver(port, tls="starttls", ca_file=certificate, username="omni", password=PASSWORD).send(made())
    assert box.secure == [True]


async def test_implicit_tls(serve: Serve, tls: ssl.SSLContext, certificate: Path) -> None:
    """Encrypted from the first byte."""
    box, port = await serve(implicit=tls)
    await driver(port, tls="implicit", ca_file=certificate).send(made())
    assert len(box.mails) == 1


async def test_a_certificate_that_nobody_trusts_is_refused(serve: Serve, tls: ssl.SSLContext) -> None:
    """No mail leaves."""
    box, port = await serve(tls_context=tls)
    with pytest.raises(DeliveryFailed, match="certificate verify failed"):
        await driver(port, tls="starttls").send(made())
    assert not box.mails


async def test_starttls_is_required_when_asked_for(serve: Serve) -> None:
    """A server without it, or somebody in between who hides it, gets no mail."""
    box, port = await serve()
    with pytest.raises(DeliveryFailed, match="STARTTLS"):
        await driver(port, tls="starttls").send(made())
    assert not box.mails


async def test_a_wrong_password_says_what_to_check(serve: Serve, tls: ssl.SSLContext, certificate: Path) -> None:
    """And does not show it."""
    _, port = await serve(tls_context=tls, require_starttls=True, authenticator=login, auth_required=True)
    mail = driver(port, tls="starttls", ca_file=certificate, username="omni", password="wrong one")
    with pytest.raises(DeliveryFailed, match=r"refused the login of 'omni'.*check username and password") as caught:
        await mail.send(made())
    assert "wrong one" not in str(caught.value)


@pytest.mark.parametrize(("answer", "permanent"), [("550 no such person", True), ("450 later", False)])
async def test_a_refused_recipient_is_named(serve: Serve, answer: str, permanent: bool) -> None:
    """5xx is for good, 4xx is not."""
    box, port = await serve()
    box.rcpt = answer
    with pytest.raises(DeliveryFailed, match=f"refused ann@example.org: {answer}") as caught:
        await driver(port).send(made())
    assert caught.value.permanent is permanent


@pytest.mark.parametrize(("answer", "permanent"), [("554 spam", True), ("452 full", False)])
async def test_a_refused_content_is_told(serve: Serve, answer: str, permanent: bool) -> None:
    """In the server's words."""
    box, port = await serve()
    box.data = answer
    with pytest.raises(DeliveryFailed, match=f"127.0.0.1:{port} answered {answer}") as caught:
        await driver(port, host="127.0.0.1").send(made())
    assert caught.value.permanent is permanent


async def test_nobody_there() -> None:
    """A port that nobody listens on."""
    listening = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    listening.close()
    await listening.wait_closed()
    with pytest.raises(DeliveryFailed, match=f"mail server 127.0.0.1:{port} cannot be used") as caught:
        await driver(port, host="127.0.0.1").send(made())
    assert not caught.value.permanent


async def test_a_server_that_says_nothing(listen: Listen) -> None:
    """Ends after the timeout."""
    port = await listen(Silent)
    with pytest.raises(DeliveryFailed, match=r"did not answer within 0\.05 s"):
        await driver(port, host="127.0.0.1", timeout_seconds=0.05).send(made())


async def test_a_ca_file_that_is_none(serve: Serve, tmp_path: Path) -> None:
    """Is named."""
    _, port = await serve()
    with pytest.raises(DeliveryFailed, match=r"ca_file '.*nothing\.pem' holds no certificates"):
        await driver(port, tls="starttls", ca_file=tmp_path / "nothing.pem").send(made())


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"username": "omni"}, "go together"),
        ({"password": "x"}, "go together"),
        ({"host": "smtp.example.org", "tls": "none", "username": "omni", "password": "hush"}, "would travel in clear"),
        ({"host": ""}, "host"),
        ({"tls": "maybe"}, "tls"),
        ({"prot": 25}, "prot"),
        ({"timeout_seconds": 0}, "timeout_seconds"),
    ],
)
def test_bad_configuration_is_refused(config: dict[str, object], message: str) -> None:
    """With the way out, and without the password."""
    with pytest.raises(ValidationError, match=message) as caught:
        SmtpMail.Config.model_validate({"host": "127.0.0.1"} | config)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(("tls_mode", "port"), [("implicit", 465), ("starttls", 587), ("none", 25)])
def test_ports_by_mode(tls_mode: str, port: int) -> None:
    """RFC 8314's."""
    assert SmtpMail(SmtpMail.Config.model_validate({"host": "h", "tls": tls_mode}))._port == port
