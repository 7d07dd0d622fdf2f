"""HTTP routes, one of nearly every kind."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from omni_sdk import (
    Cursor,
    File,
    Form,
    Header,
    Items,
    Permission,
    Public,
    Query,
    Reply,
    RequestContext,
    Route,
    SignedIn,
    SignedLink,
    Stream,
    Text,
    paginate,
)
from omni_sdk.errors import NotFound

from .jobs import copy_note
from .models import Note
from .schemas import Count, Link, NewNote, NoteChanges, NoteView, Queued, Search, Settings

READ = Permission("note.read", roles=("viewer",))
WRITE = Permission("note.write", roles=("member",))
Ctx = RequestContext[Settings]


async def found(note_id: UUID) -> Note:
    """The tenant's note, or 404."""
    note = await Note.get_or_none(id=note_id)
    if note is None:
        raise NotFound("no such note")
    return note


async def list_notes(ctx: Ctx, page: Cursor, search: Annotated[Search, Query()], title: str | None = None) -> Items[NoteView]:
    """Notes, newest first."""
    rows = Note.all() if search.word is None else Note.filter(title__contains=search.word)
    rows = rows if title is None else rows.filter(title=title)  # however long it is: as strangers write it
    return await paginate(rows if search.pinned is None else rows.filter(pinned=search.pinned), page, NoteView)


async def create(ctx: Ctx, body: NewNote) -> Reply[NoteView]:
    """Write a note."""
    note = await Note.create(**body.model_dump())
    return Reply(NoteView.model_validate(note), status=201, location=f"/api/v1/x/notes/notes/{note.id}")


async def create_by_form(ctx: Ctx, body: Annotated[NewNote, Form()]) -> NoteView:
    """Write a note, from a form."""
    return NoteView.model_validate(await Note.create(**body.model_dump()))


async def show(ctx: Ctx, note_id: UUID) -> NoteView:
    """One note."""
    return NoteView.model_validate(await found(note_id))


async def replace(ctx: Ctx, note_id: UUID, body: NewNote) -> NoteView:
    """Write it anew."""
    note = await found(note_id)
    await note.update_from_dict(body.model_dump()).save()
    return NoteView.model_validate(note)


async def change(ctx: Ctx, note_id: UUID, body: NoteChanges) -> NoteView:
    """Change a part."""
    note = await found(note_id)
    await note.update_from_dict(body.model_dump(exclude_none=True)).save()
    return NoteView.model_validate(note)


async def remove(ctx: Ctx, note_id: UUID) -> None:
    """Throw it away."""
    await (await found(note_id)).delete()


async def copy(ctx: Ctx, note_id: UUID) -> Queued:
    """Copy it, later."""
    await found(note_id)
    return Queued(id=(await ctx.jobs.enqueue(copy_note(note_id))).id)


async def put_file(ctx: Ctx, note_id: UUID, body: bytes) -> None:
    """Attach a file."""
    await found(note_id)
    await ctx.blobs.write(str(note_id), body, media_type="application/octet-stream")


async def get_file(ctx: Ctx, note_id: UUID) -> File:
    """The file that is attached."""
    return File(str(note_id), filename="note.bin")


async def link(ctx: Ctx, note_id: UUID) -> Link:
    """A link for somebody without a key."""
    await found(note_id)
    return Link(url=ctx.urls.signed(SHARED, expires=timedelta(hours=1), note_id=str(note_id)))


async def shared(ctx: Ctx, note_id: UUID) -> NoteView:
    """A note, for whoever has the link."""
    return NoteView.model_validate(await found(note_id))


async def count(ctx: Ctx) -> Count:
    """How many notes the tenant has."""
    return Count(notes=await Note.all().count(), greeting=ctx.settings.greeting)


async def export(ctx: Ctx) -> Stream:
    """All titles, a line each."""

    async def lines() -> AsyncIterator[bytes]:
        async for note in Note.all().order_by("id"):
            yield note.title.encode() + b"\n"

    return Stream(lines(), "text/plain")


async def who(ctx: Ctx, word: Annotated[str, Header("X-Word")] = "") -> Text:
    """Who asks, and a word that was sent along."""
    return Text(f"{ctx.tenant.slug} {ctx.actor.kind} {word.isascii()}")


NOTES, ONE = "/notes", "/notes/{note_id}"
SHARED = Route.get("/shared/{note_id}", shared, auth=SignedLink())
ROUTES = (
    Route.get(NOTES, list_notes, auth=READ),
    Route.post(NOTES, create, auth=WRITE, status=201),
    Route.post("/forms", create_by_form, auth=WRITE, status=201),
    Route.get(ONE, show, auth=READ),
    Route.put(ONE, replace, auth=WRITE),
    Route.patch(ONE, change, auth=WRITE),
    Route.delete(ONE, remove, auth=WRITE),
    Route.post(f"{ONE}/copies", copy, auth=WRITE, status=202),
    Route.put(f"{ONE}/file", put_file, auth=WRITE),
    Route.get(f"{ONE}/file", get_file, auth=READ),
    Route.get(f"{ONE}/link", link, auth=READ),
    SHARED,
    Route.get("/count/{tenant}", count, auth=Public("the number is on the tenant's home page")),
    Route.get("/export", export, auth=READ),
    Route.get("/who", who, auth=SignedIn()),
)
