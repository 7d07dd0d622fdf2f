"""Mail for production: messages are handed to an SMTP server (RFC 5321), by TLS (RFC 8314) unless told otherwise."""

import asyncio
import ssl
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import ClassVar, Literal, Self

import aiosmtplib
from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from omni_sdk.drivers import DeliveryFailed, MailDriver

from .message import wire_form

PORTS = {"implicit": 465, "starttls": 587, "none": 25}
FAILURES = (aiosmtplib.SMTPException, OSError, asyncio.TimeoutError)


class SmtpConfig(BaseModel):
    """`[drivers.mail]` with `use = "smtp"`."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)  # the input holds the password

    host: str = Field(min_length=1, description="The server's name or address.")
    port: int | None = Field(
        default=None, ge=1, le=65535, description="By default 465 for `implicit`, 587 for `starttls`, 25 for `none`."
    )
    tls: Literal["implicit", "starttls", "none"] = Field(
        default="starttls", description="`implicit`: from the first byte; `starttls`: required after a greeting; `none`: never."
    )
    ca_file: Path | None = Field(default=None, description="Certificates to trust in place of the system's, as PEM.")
    username: str | None = Field(default=None, description="Who logs in; nobody by default.")
    password: SecretStr | None = Field(default=None, description='The password: `{ env = "SMTP_PASSWORD" }`.')
    timeout_seconds: float = Field(default=30, gt=0, le=600, description="How long one answer of the server may take.")
    connections: int = Field(default=4, ge=1, le=100, description="How many messages are handed over at the same time.")

    @model_validator(mode="after")
    def _credentials(self) -> Self:
        if (self.username is None) != (self.password is None):
            raise ValueError("username and password go together: set both, or none of them")
        if self.username is not None and self.tls == "none" and not _loopback(self.host):
            raise ValueError(f"the password for {self.host!r} would travel in clear: set tls to 'starttls' or 'implicit'")
        return self


class SmtpMail(MailDriver):
    """Hands over each message on a connection of its own: no state that a restart of the server could break."""

    Config: ClassVar[type[BaseModel]] = SmtpConfig

    def __init__(self, config: BaseModel) -> None:
        self._config = SmtpConfig.model_validate(config, from_attributes=True)
        self._port = self._config.port or PORTS[self._config.tls]
        self._at_once = asyncio.Semaphore(self._config.connections)
        self._trust: ssl.SSLContext | None = None

    async def send(self, message: EmailMessage) -> None:
        """Hand it over; `DeliveryFailed` says which server refused what, and whether trying again may help."""
        wire_form(message)
        async with self._at_once:
            server = self._server()
            try:
                await server.connect()
                await self._login(server)
                await server.send_message(message)
            except FAILURES as error:
                raise self._failure(error) from error
            finally:
                await _leave(server)

    def _server(self) -> aiosmtplib.SMTP:
        config = self._config
        return aiosmtplib.SMTP(
            hostname=config.host,
            port=self._port,
            timeout=config.timeout_seconds,
            use_tls=config.tls == "implicit",
            start_tls=config.tls == "starttls",
            tls_context=None if config.tls == "none" else self._tls_context(),
        )

    def _tls_context(self) -> ssl.SSLContext:
        if self._trust is None:
            try:
                self._trust = ssl.create_default_context(cafile=self._config.ca_file)
            except OSError as error:
                raise DeliveryFailed(f"ca_file {str(self._config.ca_file)!r} holds no certificates: {error}") from error
        return self._trust

    async def _login(self, server: aiosmtplib.SMTP) -> None:
        if self._config.username is not None and self._config.password is not None:
            await server.login(self._config.username, self._config.password.get_secret_value())

    def _failure(self, error: BaseException) -> DeliveryFailed:
        """One clear line, with the server's own words; never the password."""
        where = f"mail server {self._config.host}:{self._port}"
        if isinstance(error, aiosmtplib.SMTPAuthenticationError):
            return DeliveryFailed(
                f"{where} refused the login of {self._config.username!r}: {error.code} {error.message};"
                " check username and password under [drivers.mail]"
            )
        if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
            shown = "; ".join(f"{r.recipient}: {r.code} {r.message}" for r in error.recipients)
            return DeliveryFailed(f"{where} refused {shown}", permanent=all(r.code >= 500 for r in error.recipients))
        if isinstance(error, aiosmtplib.SMTPResponseException):
            return DeliveryFailed(f"{where} answered {error.code} {error.message}", permanent=error.code >= 500)
        if isinstance(error, aiosmtplib.SMTPTimeoutError | TimeoutError):
            return DeliveryFailed(f"{where} did not answer within {self._config.timeout_seconds} s")
        return DeliveryFailed(f"{where} cannot be used: {str(error) or type(error).__name__}")


async def _leave(server: aiosmtplib.SMTP) -> None:
    """Say good-bye; the message is handed over or not by now, whatever the server answers to that."""
    try:
        await server.quit()
    except FAILURES:
        server.close()


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
