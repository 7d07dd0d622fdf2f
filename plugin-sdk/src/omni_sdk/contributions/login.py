"""Second factors and identity providers: each answers with the next step, as data that the dashboard renders."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ._checks import asynchronous, fixed, named

if TYPE_CHECKING:
    from pydantic import BaseModel, JsonValue

    from omni_sdk.context import AccountContext, Context

Answers: TypeAlias = Mapping[str, str]
"""What came back from an identity provider: the parameters of the GET, or the fields of the POST."""


@dataclass(frozen=True)
class Flow:
    """One login or enrolment in progress.

    `handle` is opaque, single-use and bound to the browser: send it as OAuth's `state` or SAML's `RelayState`,
    and the kernel finds the flow again. `callback_url` takes GET and cross-site POST.
    """

    handle: str
    callback_url: str
    connection: str = ""
    memory: Mapping[str, JsonValue] = field(default_factory=dict)
    """What the step before asked to remember."""


@dataclass(frozen=True)
class FormStep:
    """Ask the person; `fields` is a pydantic model, whose validated answers come to the next function."""

    fields: type[BaseModel]
    text: str = ""
    qr: str | None = None
    """Text to show as a QR code."""
    show: Mapping[str, str] = field(default_factory=dict)
    """What to show once beside the fields, to be copied: a secret, backup codes."""
    remember: Mapping[str, JsonValue] = field(default_factory=dict)
    """Kept encrypted until the next step, as its `Flow.memory`."""


@dataclass(frozen=True)
class RedirectStep:
    """Send the browser there, by GET, or with `post` as a form that submits itself."""

    url: str
    post: Mapping[str, str] | None = None
    remember: Mapping[str, JsonValue] = field(default_factory=dict)
    """Kept encrypted until the next step, as its `Flow.memory`."""


@dataclass(frozen=True)
class Identity:
    """Who came, in the provider's words.

    The kernel's key is (tenant, provider, connection, subject), never the e-mail.
    """

    subject: str
    email: str | None = None
    email_verified: bool = False
    """Its word, for hubs that care; the kernel has the address confirmed by its owner all the same."""
    name: str | None = None
    groups: Sequence[str] = ()
    methods: Sequence[str] = ()
    """How the provider says it authenticated (`amr`, RFC 8176), for policies that accept its second factor."""

    def __post_init__(self) -> None:
        fixed(self, "groups", "methods")


@dataclass(frozen=True)
class DoneStep:
    """The person is known: the login goes on with the kernel's own checks."""

    identity: Identity


Step: TypeAlias = FormStep | RedirectStep | DoneStep
"""What a login shows or does next."""


@dataclass(frozen=True)
class Factor:
    """A second factor of an account. The kernel counts failures, limits tries and applies policy."""

    name: str
    title: str
    kind: Literal["possession", "recovery", "mail", "sms"]
    enrol: Callable[[AccountContext, Flow], Awaitable[FormStep]]
    """Begin: what to show, and what to ask as proof."""
    confirm: Callable[[AccountContext, Flow, Any], Awaitable[bool | FormStep]]
    """Is the answer right? If so, the factor is active from now on; a further step asks for more first."""
    challenge: Callable[[AccountContext, Flow], Awaitable[FormStep]]
    """Ask for the factor at a login."""
    verify: Callable[[AccountContext, Flow, Any], Awaitable[bool]]
    """Is the answer right? Must be true once only for one code."""
    remove: Callable[[AccountContext], Awaitable[None]]
    """Forget the factor of this account."""
    notice: Callable[[AccountContext], Awaitable[str | None]] | None = None
    """What the person should know of the factor, if anything: three codes are left."""

    def __post_init__(self) -> None:
        named("factor", self.name)
        for function in (self.enrol, self.confirm, self.challenge, self.verify, self.remove):
            asynchronous(f"factor {self.name!r}:", function)
        if self.notice is not None:
            asynchronous(f"factor {self.name!r}:", self.notice)


@dataclass(frozen=True)
class Connection:
    """One button on a tenant's login page."""

    id: str
    title: str
    icon: str | None = None


@dataclass(frozen=True)
class IdentityProvider:
    """A protocol by which a tenant's people sign in elsewhere.

    All functions run in the tenant whose login page it is.
    """

    name: str
    connections: Callable[[Context[Any]], Awaitable[Sequence[Connection]]]
    """The buttons of this tenant."""
    begin: Callable[[Context[Any], Flow], Awaitable[Step]]
    """Somebody pressed the button of `flow.connection`."""
    callback: Callable[[Context[Any], Flow, Answers], Awaitable[Step]]
    """Somebody came back; raise `LoginRefused` when the answers are bad."""
    handle: str = "state"
    """The parameter that carries `Flow.handle` back: `state`, `RelayState`."""

    def __post_init__(self) -> None:
        named("identity provider", self.name)
        for function in (self.connections, self.begin, self.callback):
            asynchronous(f"identity provider {self.name!r}:", function)
