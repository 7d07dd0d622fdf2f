"""What runs in the background."""

from uuid import UUID

from omni_sdk import Event, EventContext, JobContext, job
from omni_sdk.errors import Discard

from .models import Note
from .schemas import Member, Settings


@job("copy")
async def copy_note(ctx: JobContext[Settings], note_id: UUID) -> str:
    """Copy a note, if it is still there."""
    note = await Note.get_or_none(id=note_id)
    if note is None:
        raise Discard("the note has gone")
    made = await Note.create(title=note.title, text=note.text)
    return f"{made.id} {made.title}"


@job("tidy")
async def tidy(ctx: JobContext[Settings]) -> int:
    """Throw away what nobody pinned and has no text."""
    return await Note.filter(pinned=False, text="", title="").delete()


async def welcome(ctx: EventContext[Settings], event: Event[Member]) -> None:
    """Note that somebody joined."""
    await Note.create(title=event.data.name[:80] or "somebody")
