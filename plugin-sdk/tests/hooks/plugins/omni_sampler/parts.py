"""What the sampler contributes, made of functions that leave traces."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, SecretStr

from omni_sdk import (
    Authenticator,
    CommandContext,
    ConsoleContext,
    Context,
    Counter,
    Cursor,
    EdgeContext,
    Event,
    EventContext,
    EventType,
    Gauge,
    Histogram,
    Items,
    JobContext,
    Lifecycle,
    Middleware,
    Next,
    On,
    Page,
    Permission,
    Principal,
    Public,
    RequestContext,
    Response,
    Route,
    Schedule,
    SignedLink,
    Table,
    Template,
    Text,
    job,
    paginate,
)
from omni_sdk.errors import Unauthenticated

from .contract import STAMP, Sample
from .models import Note, Till

TRACE: list[str] = []
"""What ran, in order."""
READ = Permission("note.read", roles=("viewer",))
WRITE = Permission("note.write", roles=("admin",))
NOTED_TOTAL = Counter("noted_total", "Notes made.", labels=("by",))
LAST_LENGTH = Gauge("last_length", "Characters of the last note.")
LENGTHS = Histogram("lengths", "Characters of notes.", buckets=(5, 50))
HELLO = Template("hello")


class SamplerSettings(BaseModel):
    """What a tenant's admin sets."""

    word: str = "hello"
    token: SecretStr = SecretStr("")


class NoteIn(BaseModel):
    """What is noted."""

    text: str


class NoteOut(BaseModel):
    """A note."""

    model_config = ConfigDict(from_attributes=True)

    text: str


class NewMember(BaseModel):
    """Of a new member, only what is read."""

    name: str


NOTED = EventType("noted", NoteOut)
PINGED = EventType("pinged", NoteOut, durable=False)


async def add(ctx: RequestContext[SamplerSettings], body: NoteIn) -> NoteOut:
    """Note something."""
    TRACE.append("route")
    async with ctx.db.transaction():
        note = NoteOut.model_validate(await Note.create(text=body.text))
        await ctx.events.emit(NOTED, note)
    ctx.metrics.add(NOTED_TOTAL, by=ctx.actor.kind)
    ctx.metrics.set(LAST_LENGTH, len(body.text))
    ctx.metrics.observe(LENGTHS, len(body.text))
    return note


async def notes(ctx: RequestContext[SamplerSettings], page: Cursor) -> Items[NoteOut]:
    """Notes so far."""
    return await paginate(Note.all(), page, NoteOut)


async def word(ctx: RequestContext[SamplerSettings]) -> Text:
    """The tenant's word, for anybody."""
    return Text(f"{ctx.settings.word} from {ctx.tenant.slug}, {ctx.actor.kind}")


async def forget(ctx: RequestContext[SamplerSettings], text: str, reason: str) -> Text:
    """Forget a note, by a link."""
    await Note.filter(text=text).delete()
    return Text(f"{ctx.tenant.slug} forgets {text}: {reason}")


async def ring(ctx: RequestContext[SamplerSettings]) -> Text:
    """Who rings, as the authenticator found."""
    return Text(f"{ctx.tenant.slug} {ctx.actor.id} write={ctx.actor.may(WRITE)} read={ctx.actor.may(READ)}")


async def taste(ctx: RequestContext[SamplerSettings]) -> dict[str, str]:
    """Every sample that is active here."""
    tasted = {}
    for plugin, sample in ctx.contributions(Sample):
        async with ctx.child(plugin) as its:
            tasted[f"{plugin}/{sample.name}"] = await sample.taste(its)
    return tasted


async def stamped(ctx: RequestContext[SamplerSettings], text: str) -> Text:
    """A text with the operator's stamp."""
    return Text(ctx.driver(STAMP).mark(text))


async def of_till(ctx: EdgeContext) -> Principal | None:
    """Whose key is in the header."""
    key = ctx.request.headers.get("x-till")
    if key is None:
        return None
    till = await Till.get_or_none(key=key)
    if till is None:
        raise Unauthenticated("no such till")
    return Principal(till.tenant_id, subject=f"till:{till.id}", permissions=[WRITE])


TILL = Authenticator("till", of_till, openapi="apiKey-header:x-till")
LIST = Route.get("/notes", notes, auth=READ)
ADD = Route.post("/notes", add, auth=WRITE, status=201)
WORD = Route.get("/shops/{tenant}/word", word, auth=Public("a shop's word hangs in its window"))
FORGET = Route.get("/forget/{text}", forget, auth=SignedLink())
RING = Route.get("/ring", ring, auth=TILL)
TASTE = Route.get("/samples", taste, auth=READ)
STAMPED = Route.get("/stamped", stamped, auth=READ)
ROUTES = (LIST, ADD, WORD, FORGET, RING, TASTE, STAMPED)


async def identified(ctx: RequestContext[SamplerSettings], call_next: Next) -> Response:
    """Leave a trace before the permission is asked."""
    TRACE.append(f"identified {ctx.tenant.slug}")
    return await call_next()


async def authorised(ctx: RequestContext[SamplerSettings], call_next: Next) -> Response:
    """Leave a trace behind the permission, and the route's name on the answer."""
    TRACE.append("authorised")
    response = await call_next()
    response.headers["x-route"] = ctx.route.name
    return response


async def innermost(ctx: RequestContext[SamplerSettings], call_next: Next) -> Response:
    """Leave a trace next to the handler."""
    TRACE.append("handler")
    response = await call_next()
    TRACE.append(f"answered {response.status}")
    return response


MIDDLEWARE = (Middleware.handler(innermost), Middleware.identified(identified), Middleware.authorised(authorised))


@job("tally")
async def tally(ctx: JobContext[SamplerSettings], factor: int = 1) -> int:
    """How many notes there are, so many times."""
    count = await Note.all().count() * factor
    TRACE.append(f"tally {ctx.tenant.slug} {count}")
    return count


HOURLY = Schedule("hourly", cron="0 * * * *", job=tally(factor=10))


async def on_member(ctx: EventContext[SamplerSettings], event: Event[NewMember]) -> None:
    """The kernel's event, by name."""
    TRACE.append(f"member {ctx.tenant.slug} {event.data.name}")


async def on_notes(ctx: EventContext[SamplerSettings], events: Sequence[Event[NoteOut]]) -> None:
    """Its own event, by object, many at a time."""
    TRACE.append(f"batch {ctx.tenant.slug} {[event.data.text for event in events]}")


async def on_ping(ctx: EventContext[SamplerSettings], event: Event[NoteOut]) -> None:
    """A transient one."""
    TRACE.append(f"ping {ctx.tenant.slug} {event.data.text}")


HANDLERS = (
    On("tenant.member.added", on_member),
    On.batch(NOTED, on_notes, size=2, seconds=60),
    On(PINGED, on_ping, durable=False),
)
NOTES_PAGE = Page("notes", "Notes", [Table(LIST, columns=["text"], empty="Nothing noted.")], needs=READ)


async def note_command(ctx: CommandContext[SamplerSettings], text: str, times: int = 1) -> None:
    """Note something, once or more."""
    for _ in range(times):
        await Note.create(text=text)
    ctx.print([NoteOut.model_validate(note) for note in await Note.all()])


async def about_command(ctx: ConsoleContext) -> None:
    """Say what this is."""
    ctx.print({"about": "a sampler"})


async def on_enabled(ctx: Context[SamplerSettings]) -> None:
    """Begin with a note."""
    TRACE.append(f"enabled {ctx.tenant.slug}")
    await Note.create(text="first")


async def on_disabled(ctx: Context[SamplerSettings]) -> None:
    """Say good-bye."""
    TRACE.append(f"disabled {ctx.tenant.slug}")


LIFE = Lifecycle(enabled=on_enabled, disabled=on_disabled)
