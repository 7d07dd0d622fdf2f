"""Text messages for production: each is handed to Twilio's REST API, version 2010-04-01, over TLS.

Request: https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource.
Errors: https://www.twilio.com/docs/usage/twilios-response (`status`, `code`, `message`, `more_info`).
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, SecretStr, ValidationError, model_validator

from omni_sdk.drivers import DeliveryFailed, SmsDriver

from .message import check

if TYPE_CHECKING:
    import httpx  # slow to import, and most processes send no text message

QUEUE_FULL = 21611
"""The sender's queue at Twilio is full: the one refusal of a message, by status 400, that time mends."""
LONGEST_REASON = 300


class TwilioConfig(BaseModel):
    """`[drivers.sms]` with `use = "twilio"`."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)  # the input holds the secrets

    account_sid: str = Field(pattern=r"^AC[0-9a-fA-F]{32}$", description="The account that sends, and pays.")
    api_key: str | None = Field(default=None, pattern=r"^SK[0-9a-fA-F]{32}$", description="An API key: what Twilio recommends.")
    api_secret: SecretStr | None = Field(default=None, description='Its secret: `{ env = "TWILIO_API_SECRET" }`.')
    auth_token: SecretStr | None = Field(default=None, description="In place of an API key: the account's own token.")
    sender: str | None = Field(
        default=None, min_length=3, max_length=16, description="Who sends: your number in E.164 form, short code or name."
    )
    messaging_service_sid: str | None = Field(
        default=None, pattern=r"^MG[0-9a-fA-F]{32}$", description="In place of a sender: a service that chooses one."
    )
    base_url: HttpUrl = Field(default=HttpUrl("https://api.twilio.com"), description="Another region's, or a proxy's.")
    timeout_seconds: float = Field(default=10, gt=0, le=600, description="How long each step of a request may take.")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.api_key is None) != (self.api_secret is None):
            raise ValueError("api_key and api_secret go together: set both, or auth_token in place of them")
        if (self.api_key is None) == (self.auth_token is None):
            raise ValueError("set either api_key with api_secret, or auth_token")
        if (self.sender is None) == (self.messaging_service_sid is None):
            raise ValueError("set either sender or messaging_service_sid")
        if self.base_url.scheme != "https" and not _loopback(self.base_url.host or ""):
            raise ValueError(f"the secret would travel in clear to {self.base_url.host!r}: begin base_url with https://")
        return self

    @property
    def credentials(self) -> tuple[str, str]:
        """User and password of HTTP Basic authentication."""
        secret = self.api_secret or self.auth_token or SecretStr("")
        return self.api_key or self.account_sid, secret.get_secret_value()

    @property
    def origin(self) -> dict[str, str]:
        """The form fields that say who sends."""
        return {"From": self.sender} if self.sender else {"MessagingServiceSid": self.messaging_service_sid or ""}


class Refusal(BaseModel):
    """What Twilio says beside a status that is no success."""

    code: int = 0
    message: str = ""


class TwilioSms(SmsDriver):
    """Hands over each message by one request; connections are kept between them.

    Twilio accepts a message before it is delivered: what goes wrong afterwards shows in Twilio's console only.
    """

    Config: ClassVar[type[BaseModel]] = TwilioConfig

    def __init__(self, config: BaseModel) -> None:
        self._config = TwilioConfig.model_validate(config, from_attributes=True)
        self._client: httpx.AsyncClient | None = None
        base = str(self._config.base_url).rstrip("/")
        self._url = f"{base}/2010-04-01/Accounts/{self._config.account_sid}/Messages.json"

    async def send(self, to: str, text: str) -> None:
        """Hand it over; `DeliveryFailed` says what Twilio answered, and whether trying again may help."""
        import httpx

        check(to, text)
        try:
            answer = await self._connected().post(self._url, data={"To": to, "Body": text, **self._config.origin})
        except httpx.TimeoutException as error:
            raise DeliveryFailed(f"{self._where} did not answer within {self._config.timeout_seconds} s") from error
        except httpx.HTTPError as error:
            raise DeliveryFailed(f"{self._where} cannot be used: {str(error) or type(error).__name__}") from error
        if answer.status_code != httpx.codes.CREATED:
            raise self._refused(answer)

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    @property
    def _where(self) -> str:
        return f"Twilio at {self._config.base_url.host}"

    def _connected(self) -> httpx.AsyncClient:
        if self._client is None:
            import httpx

            self._client = httpx.AsyncClient(auth=self._config.credentials, timeout=self._config.timeout_seconds)
        return self._client

    def _refused(self, answer: httpx.Response) -> DeliveryFailed:
        """One clear line, in Twilio's own words.

        Only a 400 is about the message itself. 401, 403 and 404 are about the credentials, which the operator can mend;
        429 was not processed and may be sent again; all else is Twilio's trouble, or of whoever stands in between.
        """
        refusal, status = _read(answer.content), answer.status_code
        detail = f"{self._where} answered {status}"
        if refusal.code:
            detail += f", code {refusal.code}: {refusal.message[:LONGEST_REASON]}"
        if status in {401, 403, 404}:
            detail += "; check account_sid, base_url and the credentials under [drivers.sms]"
        return DeliveryFailed(detail, permanent=status == 400 and refusal.code != QUEUE_FULL)


def _read(content: bytes) -> Refusal:
    try:
        return Refusal.model_validate_json(content)
    except ValidationError:  # a proxy's page, say
        return Refusal()


def _loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
