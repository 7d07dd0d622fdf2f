"""The kinds of drivers that the kernel itself has: what delivers mail and text messages, and what keeps files.

A driver is an entry point in `omni.drivers.<kind>`: a subclass of the kind's base, with a pydantic model named
`Config`, which `[drivers.<kind>]` of `omni.toml` is validated by. A `Path` that the operator leaves at a relative
default lies in the `data_dir` of the installation.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import ClassVar, Protocol

from pydantic import BaseModel

from .contributions.driver import DriverKind
from .errors import Problem


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


class BlobsDown(Exception):
    """The store of blobs cannot be used; for the operator: which one, why, and the way out. People get a 503."""


class StorageFull(Problem):
    """There is no room for the blob; 507 (RFC 4918, 11.5)."""

    status = 507
    type = "storage-full"
    title = "No room left"


@dataclass(frozen=True, slots=True)
class BlobStat:
    """What is known of a blob without reading it."""

    name: str
    media_type: str
    size: int
    """In bytes."""
    modified: datetime
    """Aware, in UTC."""
    etag: str
    """Another one whenever the content is (a strong validator: RFC 9110, 8.8.1); visible ASCII without quotes."""


class BlobContent(Protocol):
    """The chunks of a blob, none of them empty; one version of it to its end, whoever replaces it meanwhile."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Itself; it can be read once."""

    async def __anext__(self) -> bytes:
        """The next chunk, of at most a few MB."""

    async def aclose(self) -> None:
        """Let go of it, read or not."""


class BlobDriver(ABC):
    """Keeps files by name. `omni_sdk.testing.blobs` tests all that is said here.

    Names come checked: segments between single slashes, none of them empty, `.` or `..`, of printable characters,
    at most 240 bytes each when percent-encoded and 900 bytes of UTF-8 together. A blob may be named as the first
    segments of another, as `a` beside `a/b`; letters count by case, and are not normalised. A prefix is the first
    segments of a name, and stands for what is below it: `a` for `a/b`, neither for `a` nor for `ab`.

    All methods raise `BlobsDown` when the store cannot be used.
    """

    Config: ClassVar[type[BaseModel]]
    """What the operator configures; the driver is made with one instance of it."""

    @abstractmethod
    def __init__(self, config: BaseModel) -> None:
        """Connect to nothing yet, and touch no file."""

    @abstractmethod
    async def write(self, name: str, chunks: AsyncIterator[bytes], media_type: str) -> None:
        """Keep all of it, in place of what was there, safe from a crash once this returns; `StorageFull` without room.

        Others read what was until then. Of two writers one wins, whole. When `chunks` raises, when the caller is
        cancelled, or the process dies, what was stays, and nothing of the new is left for good.
        """

    @abstractmethod
    async def open(self, name: str, start: int = 0, end: int | None = None) -> tuple[BlobStat, BlobContent]:
        """The blob as a whole, and its bytes from `start` to before `end`; those beyond it are none. `NotFound`."""

    @abstractmethod
    async def stat(self, name: str) -> BlobStat:
        """What is known of it; `NotFound` if there is none."""

    @abstractmethod
    async def delete(self, name: str) -> None:
        """Remove it, if it is there."""

    @abstractmethod
    def list(self, prefix: str = "") -> AsyncIterator[str]:
        """Names below the prefix, all by default, in any order; one that comes or goes meanwhile may be missed."""

    @abstractmethod
    async def delete_all(self, prefix: str) -> None:
        """Remove all that is below the prefix."""

    async def close(self) -> None:  # noqa: B027  (many hold nothing)
        """Let go of connections; nothing is asked afterwards."""


MAIL = DriverKind[MailDriver]("mail", MailDriver, default="file")
SMS = DriverKind[SmsDriver]("sms", SmsDriver)
BLOBS = DriverKind[BlobDriver]("blobs", BlobDriver, default="file")
