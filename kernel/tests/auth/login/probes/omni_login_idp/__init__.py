"""Identity providers: one answers by a cross-site POST, one by GET, one asks by a form. What comes back says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from omni_sdk import (
    Answers,
    Connection,
    Context,
    DoneStep,
    Flow,
    FormStep,
    Identity,
    IdentityProvider,
    Plugin,
    RedirectStep,
    Step,
    hookimpl,
)
from omni_sdk.errors import Conflict, LoginRefused

SITE = "https://idp.example/sso"
FAILS: set[str] = set()
"""What fails: `connections`, `busy`."""


class Directory(BaseModel):
    """What the provider `forms` asks."""

    subject: str


async def connections(ctx: Context[Any]) -> Sequence[Connection]:
    """One button."""
    if "connections" in FAILS:
        raise RuntimeError("cannot list")
    if "busy" in FAILS:
        raise Conflict("configure it first")
    return [Connection("main", f"Main of {ctx.tenant.slug}", "key")]


async def by_post(ctx: Context[Any], flow: Flow) -> Step:
    """As SAML does."""
    assert flow.callback_url.endswith("/api/v1/auth/callback/crosspost")
    return RedirectStep(SITE, post={"RelayState": flow.handle}, remember={"tenant": ctx.tenant.slug, "of": flow.connection})


async def by_get(ctx: Context[Any], flow: Flow) -> Step:
    """As OAuth does."""
    return RedirectStep(f"{SITE}?state={flow.handle}", remember={"tenant": ctx.tenant.slug, "of": flow.connection})


async def by_form(ctx: Context[Any], flow: Flow) -> Step:
    """As a directory does."""
    assert flow.handle
    return FormStep(Directory, remember={"tenant": ctx.tenant.slug, "of": flow.connection})


async def callback(ctx: Context[Any], flow: Flow, answers: Answers) -> Step:
    """Believe what is said, if it is the login that was begun."""
    assert flow.memory == {"tenant": ctx.tenant.slug, "of": "main"}
    said = answers.get("say", "")
    if said == "bad":
        raise LoginRefused("the signature is wrong")
    if said == "boom":
        raise RuntimeError("the provider is broken")
    if said == "more":
        return RedirectStep(f"{SITE}?leg=2&state={flow.handle}", remember=flow.memory)
    email, methods = answers.get("email"), [m for m in answers.get("amr", "").split(" ") if m]
    return DoneStep(Identity(answers["subject"], email, email_verified=True, name=answers.get("name"), methods=methods))


class LoginIdp(Plugin):
    """All of them."""

    @hookimpl
    def omni_identity_providers(self) -> Sequence[IdentityProvider]:
        return [
            IdentityProvider("crosspost", connections, by_post, callback, handle="RelayState"),
            IdentityProvider("code", connections, by_get, callback),
            IdentityProvider("forms", connections, by_form, callback),
        ]


plugin = LoginIdp()
