"""What the warden contributes."""

import hmac
from collections.abc import Mapping, Sequence

from pydantic import BaseModel, SecretStr

from omni_sdk import (
    AccountContext,
    Authenticator,
    Connection,
    Context,
    DoneStep,
    EdgeContext,
    Event,
    Factor,
    Flow,
    FormStep,
    Gauge,
    Health,
    HealthCheck,
    Identity,
    IdentityProvider,
    Middleware,
    Next,
    On,
    PlatformContext,
    Principal,
    RedirectStep,
    RequestContext,
    Response,
    Route,
    Schedule,
    Step,
    job,
)
from omni_sdk.errors import Forbidden, LoginRefused, Unauthenticated

TRACE: list[str] = []
"""What ran, in order."""


class WardenConfig(BaseModel):
    """What the operator sets."""

    token: SecretStr
    banned: Sequence[str] = ()
    ill: bool = False


class Banned(Forbidden):
    """The caller's agent is banned."""

    type = "banned"
    title = "Banned"


async def at_the_edge(ctx: EdgeContext, call_next: Next) -> Response:
    """Refuse the banned, and sign what goes out."""
    TRACE.append("edge")
    if ctx.request.headers.get("user-agent") in ctx.config(WardenConfig).banned:
        raise Banned("this agent may not call")
    response = await call_next()
    response.headers["x-warden"] = str(response.status)
    return response


async def known(ctx: RequestContext, call_next: Next) -> Response:
    """Stand behind the sampler's in the same slot."""
    TRACE.append(f"known {ctx.tenant.slug}")
    return await call_next()


def unsure(_: object) -> bool:
    """Cannot say."""
    raise LookupError("who knows")


MIDDLEWARE = (
    Middleware.edge(at_the_edge, when=lambda config: bool(config.banned)),
    Middleware.identified(known, when=unsure),
    Middleware.handler(known, when=lambda config: config.ill),
)


async def well(ctx: PlatformContext) -> Health:
    """Ill when the operator says so."""
    ill = ctx.config(WardenConfig).ill
    return Health(ok=not ill, detail="said to be ill" if ill else "")


async def critical(_: PlatformContext) -> Health:
    """Never ill."""
    return Health(ok=True)


async def bans(ctx: PlatformContext) -> dict[tuple[str, ...], float]:
    """The length of each banned agent's name."""
    TRACE.append("read")
    return {(agent,): float(len(agent)) for agent in ctx.config(WardenConfig).banned}


async def broken(ctx: PlatformContext) -> dict[tuple[str, ...], float]:
    """It fails."""
    raise RuntimeError(f"no bans today, {ctx.clock.today():%A}")


BANS = Gauge("bans", "Letters of each banned agent.", labels=("agent",), read=bans)
BROKEN = Gauge("broken", "What cannot be read.", read=broken)
CHECKS = (HealthCheck("well", well), HealthCheck("vital", critical, critical=True))


async def by_token(ctx: EdgeContext) -> Principal | None:
    """The operator's token."""
    sent = ctx.request.headers.get("x-warden-token")
    if sent is None:
        return None
    if not hmac.compare_digest(sent, ctx.config(WardenConfig).token.get_secret_value()):
        raise Unauthenticated("wrong token")
    return Principal(None, subject="scraper")


async def families(ctx: EdgeContext) -> dict[str, float]:
    """Sums over all samples of each metric."""
    found = await ctx.metrics.collect()
    return {family.name: sum(sample.value for sample in family.samples) for family in found}


TOKEN = Authenticator("token", by_token, openapi="apiKey-header:x-warden-token")
METRICS = Route.get("/warden/metrics", families, auth=TOKEN, mount="root")


@job("sweep")
async def sweep(ctx: PlatformContext) -> None:
    """Once for the installation."""
    TRACE.append(f"sweep {ctx.clock.now():%H:%M}")


NIGHTLY = Schedule("nightly", cron="30 3 * * *", job=sweep())


class Gone(BaseModel):
    """Of a deleted tenant, only what is read."""

    slug: str


async def on_gone(ctx: PlatformContext, event: Event[Gone]) -> None:
    """The tenant is gone, so the event has none."""
    ctx.log.info("gone", slug=event.data.slug)
    TRACE.append(f"gone {event.data.slug}")


HANDLERS = (On("tenant.deleted", on_gone),)


class Pin(BaseModel):
    """What a person enters."""

    pin: str


async def enrol(ctx: AccountContext, flow: Flow) -> FormStep:
    """Ask for a new number."""
    del flow
    return FormStep(Pin, text=f"Choose a number, {ctx.account.name}.")


async def confirm(ctx: AccountContext, flow: Flow, answer: Pin) -> bool:
    """Take it."""
    del ctx, flow
    return answer.pin.isdigit()


async def challenge(ctx: AccountContext, flow: Flow) -> FormStep:
    """Ask for the number."""
    del ctx, flow
    return FormStep(Pin, text="Your number?")


async def verify(ctx: AccountContext, flow: Flow, answer: Pin) -> bool:
    """Is it right?"""
    del ctx
    return flow.memory.get("pin") == answer.pin


async def remove(ctx: AccountContext) -> None:
    """Forget it."""
    del ctx


FACTOR = Factor("pin", "A number", "possession", enrol=enrol, confirm=confirm, challenge=challenge, verify=verify, remove=remove)


async def connections(ctx: Context) -> Sequence[Connection]:
    """One button."""
    return [Connection("main", f"Sign in to {ctx.tenant.name}")]


async def begin(ctx: Context, flow: Flow) -> Step:
    """Send the browser away."""
    del ctx
    return RedirectStep(f"https://id.example/?state={flow.handle}")


async def callback(ctx: Context, flow: Flow, answers: Mapping[str, str]) -> Step:
    """Take what came back."""
    del ctx, flow
    if "sub" not in answers:
        raise LoginRefused("no subject")
    return DoneStep(Identity(answers["sub"]))


PROVIDER = IdentityProvider("example-id", connections, begin, callback)
