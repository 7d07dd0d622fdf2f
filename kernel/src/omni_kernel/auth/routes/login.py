"""`/api/v1/auth/login`, `/auth/callback`, `/auth/reauthenticate`, `/auth/link`, `/auth/providers`."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote
from uuid import UUID

from pydantic import BaseModel, Field, JsonValue, SecretStr

from omni_kernel.auth import where, words
from omni_kernel.auth.fresh import FRESH
from omni_kernel.auth.login import Begin, Outcome, Visitor
from omni_kernel.auth.login.steps import Button, Offer
from omni_kernel.auth.routes.sessions import person
from omni_kernel.context import KernelContext, own
from omni_kernel.http.problems import UnsupportedMediaType
from omni_kernel.http.request import form_pairs
from omni_sdk import Items, Limits, Permission, Public, Redirect, Reply, Route, SignedIn
from omni_sdk.errors import Problem

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

PERMISSIONS: tuple[Permission, ...] = ()
OPEN: Final = Public("whoever signs in is nobody yet; a cookie or token binds each login to who began it")
FORM: Final = "application/x-www-form-urlencoded"
LOGIN_PAGE: Final = "/login?flow={}"
FAILED_PAGE: Final = "/login?problem={}"


class LoginView(BaseModel):
    """A login: what comes next, and by which factors else it may."""

    flow_id: UUID
    expires_at: datetime
    step: Mapping[str, Any] = Field(description="`type` is form, redirect or done.")
    methods: Sequence[Offer]
    providers: Sequence[Button] = ()
    flow_token: str | None = Field(None, description="For a client without cookies: to be sent as Omni-Flow.")


class Answer(BaseModel):
    """Answers to a form; `method` alone asks for another factor, or once more for the same."""

    answers: dict[str, JsonValue] | None = None
    method: str | None = Field(None, max_length=100)


class Proof(BaseModel):
    """Who has a password says it; a second factor is asked for in the answer."""

    password: SecretStr | None = Field(None, max_length=1024)


class Link(BaseModel):
    """One button of the tenant."""

    provider: str = Field(max_length=100)
    connection: str = Field("", max_length=200)
    next: str = "/"


def answer_of(kernel: Kernel, ctx: KernelContext, outcome: Outcome, providers: Sequence[Button] = ()) -> Reply[LoginView]:
    """With its cookies, in the reader's language."""
    view = LoginView(
        flow_id=outcome.flow_id,
        expires_at=outcome.expires_at,
        step=words.of_step(kernel, outcome.step, ctx.reading),
        methods=words.of_offers(kernel, outcome.offers, ctx.reading),
        providers=providers,
        flow_token=outcome.token,
    )
    return Reply(view, headers=cookies_of(outcome))


def cookies_of(outcome: Outcome) -> dict[str, str]:
    """One header; the HTTP layer makes it several."""
    return {"set-cookie": "\n".join(outcome.cookies)} if outcome.cookies else {}


def landed(kernel: Kernel, ctx: KernelContext, outcome: Outcome | str) -> Redirect | Reply[LoginView | None]:
    """A browser goes on to where it wanted, to the provider, or to the page that shows the step; others get the step."""
    if isinstance(outcome, str):
        return Redirect(outcome)
    if outcome.client != "browser":
        return Reply(answer_of(kernel, ctx, outcome).value)
    step = outcome.step
    away = step["url"] if step["type"] == "redirect" and step["post"] is None else None
    return Reply(None, 303, cookies_of(outcome), away or outcome.next or LOGIN_PAGE.format(outcome.flow_id))


async def landing(kernel: Kernel, ctx: KernelContext, coming: Awaitable[Outcome | str]) -> Redirect | Reply[LoginView | None]:
    """The way back to the dashboard; a person who looks at the browser is told on its login page what went wrong."""
    try:
        return landed(kernel, ctx, await coming)
    except Problem as error:
        if "text/html" not in ctx.request.headers.get("accept", ""):
            raise
        return Redirect(FAILED_PAGE.format(quote(error.type, safe="")))


def routes(kernel: Kernel) -> list[Route]:
    """Bound to one kernel."""
    # No answer is kept for Idempotency-Key: most hold a secret, and a step is taken once in any case.
    return [*steps(kernel), *elsewhere(kernel)]


def steps(kernel: Kernel) -> list[Route]:
    """Proofs that Omni itself looks at."""

    async def begin(ctx: KernelContext, body: Begin) -> Reply[LoginView]:
        """Begin to sign in: empty for the form and a tenant's buttons, or with e-mail and password, or with a button."""
        outcome = await kernel.login.begin(Visitor.of(ctx), body)
        shown = body.tenant is not None and body.provider is None and body.password is None
        return answer_of(kernel, ctx, outcome, await kernel.login.buttons(ctx.caller, str(body.tenant)) if shown else ())

    async def show(ctx: KernelContext, flow_id: UUID) -> Reply[LoginView]:
        """The step of a login that is at hand."""
        return answer_of(kernel, ctx, await kernel.login.show(Visitor.of(ctx), flow_id))

    async def step(ctx: KernelContext, flow_id: UUID, body: Answer) -> Reply[LoginView]:
        """Take the step at hand."""
        return answer_of(kernel, ctx, await kernel.login.step(Visitor.of(ctx), flow_id, body.answers, body.method))

    async def reauthenticate(ctx: KernelContext, body: Proof) -> Reply[LoginView]:
        """Prove again who one is, for what asks for it; the session gets a new token."""
        person(ctx.who)
        password = body.password.get_secret_value() if body.password else None
        return answer_of(kernel, ctx, await kernel.login.reauthenticate(Visitor.of(ctx), ctx.who, password))

    return [
        Route.post("/auth/login", own(begin), auth=OPEN, idempotent=False),
        Route.get("/auth/login/{flow_id}", own(show), auth=OPEN),
        Route.post("/auth/login/{flow_id}/step", own(step), auth=OPEN, idempotent=False),
        Route.post("/auth/reauthenticate", own(reauthenticate), auth=SignedIn(), idempotent=False),
    ]


def elsewhere(kernel: Kernel) -> list[Route]:
    """Proofs that identity providers look at."""

    async def came_back(ctx: KernelContext, provider: str) -> Redirect | Reply[LoginView | None]:
        """The way back from an identity provider."""
        return await landing(kernel, ctx, kernel.login.callback(Visitor.of(ctx), provider, ctx.request.query, posted=False))

    async def posted_back(ctx: KernelContext, provider: str) -> Redirect | Reply[LoginView | None]:
        """The same by a form that another site's page submits (SAML): it goes on by GET."""
        if ctx.request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
            raise UnsupportedMediaType(f"send the answers as {FORM}")
        answers = dict(form_pairs(await ctx.request.body(), "form"))
        return await landing(kernel, ctx, kernel.login.callback(Visitor.of(ctx), provider, answers, posted=True))

    async def link(ctx: KernelContext, body: Link) -> Reply[LoginView]:
        """Have an identity provider of the tenant know one from now on."""
        person(ctx.who)
        visitor, state = Visitor.of(ctx), where.here(ctx)
        return answer_of(kernel, ctx, await kernel.login.link(visitor, ctx.who, state, body.provider, body.connection, body.next))

    async def providers(ctx: KernelContext, tenant: str) -> Items[Button]:
        """The buttons of a tenant's login page."""
        return Items(items=await kernel.login.buttons(ctx.caller, tenant))

    large = Limits(body_bytes=1_000_000)
    return [
        Route.get("/auth/callback/{provider}", own(came_back), auth=OPEN),
        Route.post("/auth/callback/{provider}", own(posted_back), auth=OPEN, idempotent=False, limits=large),
        Route.post("/auth/link", own(link), auth=SignedIn(fresh=FRESH), idempotent=False),
        Route.get("/auth/providers", own(providers), auth=OPEN),
    ]
