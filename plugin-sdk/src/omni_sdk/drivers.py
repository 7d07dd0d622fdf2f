"""The kinds of drivers that the kernel itself has: what delivers mail and text messages.

A driver is an entry point in `omni.drivers.<kind>`: a subclass of the kind's base, with a pydantic model named
`Config`, which `[drivers.<kind>]` of `omni.toml` is validated by.
"""

from abc import ABC, abstractmethod
from email.message import EmailMessage
from typing import ClassVar

from pydantic import BaseModel

from .contributions.driver import DriverKind


class DeliveryFailed(Exception):
    """A message could not be handed over; `permanent` when trying again would not help."""

    def __init__(self, detail: str, *, permanent: bool = False) -> None:
        super().__init__(detail)
        self.permanent = permanent


class MailDriver(ABC):
    """Hands whole messages over to whatever delivers them."""

    Config: ClassVar[type[BaseModel]]
    """What the operator configures; the driver is made with one instance of it."""

    @abstractmethod
    def __init__(self, config: BaseModel) -> None:
        """Connect to nothing yet: that happens when the first message is sent."""

    @abstractmethod
    async def send(self, message: EmailMessage) -> None:
        """Hand over one message, complete with From and To; `DeliveryFailed` when that does not succeed."""

    async def close(self) -> None:  # noqa: B027  (many hold nothing)
        """Let go of connections; nothing is sent afterwards."""


class SmsDriver(ABC):
    """Hands text messages over to whatever delivers them."""

    Config: ClassVar[type[BaseModel]]
    """What the operator configures; the driver is made with one instance of it."""

    @abstractmethod
    def __init__(self, config: BaseModel) -> None:
        """Connect to nothing yet: that happens when the first message is sent."""

    @abstractmethod
    async def send(self, to: str, text: str) -> None:
        """Hand over one message to a number in E.164 form; `DeliveryFailed` when that does not succeed."""

    async def close(self) -> None:  # noqa: B027  (many hold nothing)
        """Let go of connections; nothing is sent afterwards."""


MAIL = DriverKind[MailDriver]("mail", MailDriver, default="file")
SMS = DriverKind[SmsDriver]("sms", SmsDriver)
