"""A mail server on the loopback, which answers as a test says."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session

from omni_driver_mail import SmtpMail


class Box:
    """What arrived; `answers` are to `RCPT` of an address, one after the other, in the place of 250."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.answers: dict[str, list[str]] = {}
        self.meanwhile: Callable[[], Awaitable[object]] | None = None
        """What happens while such an answer is given, once."""
        self.port = 0

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]) -> str:  # noqa: N802
        """Take it, unless told otherwise."""
        given = self.answers.get(address, [])
        answer = given.pop(0) if given else "250 OK"
        if not answer.startswith("250") and self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            await happens()
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep it."""
        self.mails.append(envelope)
        return "250 OK"

    @property
    def to(self) -> list[list[str]]:
        """Who got each mail, by the envelope."""
        return [list(mail.rcpt_tos) for mail in self.mails]

    def wire(self, at: int) -> bytes:
        """A mail as it travelled."""
        content = self.mails[at].original_content
        assert content is not None
        return content

    def message(self, at: int) -> EmailMessage:
        """The same, parsed."""
        return message_from_bytes(self.wire(at), policy=policy.default)  # of typeshed

    @property
    def driver(self) -> SmtpMail:
        """What hands mails over to it."""
        config = {"host": "127.0.0.1", "port": self.port, "tls": "none", "timeout_seconds": 5}
        return SmtpMail(SmtpMail.Config.model_validate(config))


@asynccontextmanager
async def serving() -> AsyncIterator[Box]:
    """Let a server of `aiosmtpd` listen."""
    box, loop = Box(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, hostname="localhost", loop=loop), "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
        await server.wait_closed()
        await asyncio.sleep(0)  # transports end in the turn after
