"""What leaves Omni during a test, kept to be looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from omni_sdk.contributions import Event, EventType
from omni_sdk.drivers import MailDriver, SmsDriver
from omni_sdk.models import new_id

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.jobs.caller import Caller

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Mail:
    """A mail that was sent."""

    to: str
    subject: str
    text: str
    message: EmailMessage


class NoConfig(BaseModel):
    """Nothing to configure."""


class KeptMail(MailDriver):
    """Keeps mails instead of delivering them."""

    Config = NoConfig

    def __init__(self, config: BaseModel) -> None:
        self.mails: list[Mail] = []
        del config

    async def send(self, message: EmailMessage) -> None:
        """Keep it."""
        body = message.get_body(("plain",))
        text = body.get_content() if body else ""
        self.mails.append(Mail(str(message["To"]), str(message["Subject"]), text, message))


class KeptSms(SmsDriver):
    """Keeps text messages instead of delivering them."""

    Config = NoConfig

    def __init__(self, config: BaseModel) -> None:
        self.texts: list[tuple[str, str]] = []
        del config

    async def send(self, to: str, text: str) -> None:
        """Keep it."""
        self.texts.append((to, text))


class Outbox:
    """Mails, text messages and durable events since the test began."""

    def __init__(self) -> None:
        self.mail, self.sms = KeptMail(NoConfig()), KeptSms(NoConfig())
        self._events: list[tuple[str, dict[str, object]]] = []
        self._names: dict[int, str] = {}

    @property
    def mails(self) -> Sequence[Mail]:
        """In the order they were sent."""
        return self.mail.mails

    @property
    def texts(self) -> Sequence[tuple[str, str]]:
        """(number, text), in the order they were sent."""
        return self.sms.texts

    def events(self, type: EventType[M]) -> Sequence[Event[M]]:  # noqa: A002  (as the contract says it)
        """Events of this type, as a subscriber gets them."""
        name = self._names.get(id(type), type.name)
        model = Event[type.data]  # type: ignore[name-defined]  # a model made at run time
        return [model.model_validate(data) for full, data in self._events if full == name]

    def watch(self, kernel: "Kernel") -> None:
        """Keep what this kernel's plugins emit, once it is committed."""
        from omni_kernel.jobs.events import EventService

        self._names |= {id(kind): name for name, kind in kernel.registry.event_types.items()}
        mine = self

        class Watched(EventService):
            async def emit(self, caller: "Caller", name: str, data: BaseModel, durable: bool = True) -> None:
                await super().emit(caller, name, data, durable)
                kept = mine.kept(kernel, caller, name, data)
                kernel.db.after_commit(lambda: mine._events.append((name, kept)))

        kernel.events = Watched(kernel)

    def kept(self, kernel: "Kernel", caller: "Caller", name: str, data: BaseModel) -> dict[str, object]:
        """An event as a subscriber would get it."""
        return {
            "id": new_id(),
            "type": name,
            "time": kernel.clock.now(),
            "tenant_id": caller.tenant_id,
            "actor": caller.actor,
            "request_id": caller.request_id,
            "ip": caller.ip,
            "user_agent": caller.user_agent,
            "data": data.model_dump(mode="json", warnings=False),
        }
