"""What a login asks for and answers, and what it remembers between two steps."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, Field, JsonValue, SecretStr

from omni_kernel.auth import forms
from omni_kernel.auth.models import Account, LoginFlow
from omni_sdk import FormStep

if TYPE_CHECKING:
    from .flows import Visitor

LOCAL: Final = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
LONGEST_NEXT: Final = 500


class Credentials(BaseModel):
    """Who signs in."""

    email: str = Field(max_length=254, title="E-mail address")
    password: SecretStr = Field(max_length=1024, title="Password")


class Password(BaseModel):
    """Of somebody who is signed in."""

    password: SecretStr = Field(max_length=1024, title="Password")


class Begin(BaseModel):
    """How a login begins: with nothing, with e-mail and password, or at a tenant's identity provider."""

    email: str | None = Field(None, max_length=254)
    password: SecretStr | None = Field(None, max_length=1024)
    tenant: str | None = Field(None, max_length=63, description="Slug: whose buttons are shown.")
    provider: str | None = Field(None, max_length=100, description="The button that was pressed, and")
    connection: str = Field("", max_length=200, description="its connection.")
    next: str = Field("/", description="Where to go then: a path of this site, or it is /.")
    client: Literal["browser", "bearer"] = Field("browser", description="A cookie, or a token in the answer.")


class Offer(BaseModel):
    """A factor that may be used instead."""

    method: str
    title: str
    kind: str = ""
    """Does it send something, which may be asked for again? `possession`, `mail`, `sms`, `recovery`."""


class Button(BaseModel):
    """An identity provider's connection."""

    provider: str
    connection: str
    title: str
    icon: str | None


class Content(BaseModel):
    """What a login remembers, encrypted."""

    step: dict[str, Any] = {}
    fields: str | None = None
    """The model of the answers, as `forms.named` says it."""
    memory: dict[str, JsonValue] = {}
    offers: list[Offer] = []
    asked: dict[str, int] = {}
    """How often each factor was asked for."""
    answers: dict[str, str] = {}
    """Of a cross-site POST, until the browser comes with its cookie."""


@dataclass(slots=True)
class Turn:
    """One step as it is taken: the row as it will be, and what goes with it."""

    visitor: Visitor
    row: LoginFlow
    content: Content = field(default_factory=Content)
    account: Account | None = None
    upstream: bool = False
    """Did the identity provider ask for a second factor?"""
    trust_days: int = 0
    warnings: list[str] = field(default_factory=list)

    def show(self, step: FormStep, method: str | None = None) -> None:
        """Ask for this next."""
        self.content.step, self.content.fields = forms.rendered(step, method), forms.named(step.fields)
        self.content.memory = dict(step.remember)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a step."""

    flow_id: UUID
    expires_at: datetime
    client: str
    step: Mapping[str, Any]
    offers: Sequence[Offer] = ()
    token: str | None = None
    """Binds a client without cookies to the login."""
    cookies: Sequence[str] = ()
    next: str | None = None
    """Where to go when all is done."""


def local(path: str) -> str:
    """A path of this site, or `/` for all that leads elsewhere (CWE-601)."""
    return path if len(path) <= LONGEST_NEXT and LOCAL.fullmatch(path) else "/"
