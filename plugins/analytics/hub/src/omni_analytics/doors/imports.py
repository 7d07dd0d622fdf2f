"""`/imports`: files of events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import PurePath
from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from pydantic import BaseModel, Field

from omni_analytics.models import Import
from omni_analytics.permissions import MANAGE
from omni_analytics.settings import Config
from omni_sdk import BodyStream, Cursor, Items, Limits, Reply, RequestContext, Route, paginate
from omni_sdk.errors import Invalid, NotFound, TooLarge
from omni_sdk.models import new_id

from .importing.job import blob_of, run_import
from .importing.lots import RUNNING

FileFormat: TypeAlias = Literal["csv", "jsonl"]
SUFFIXES: dict[str, FileFormat] = {".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
MEDIA = {"csv": "text/csv", "jsonl": "application/x-ndjson"}
NO_LIMIT = 10**15
"""The operator sets the limit (`import_bytes`), which is not known when routes are made."""


class ImportView(BaseModel):
    """A file that is being read in, or was."""

    id: UUID
    filename: str
    format: str
    size: int
    read: int = Field(description="Bytes of it that were read.")
    progress: float = 0
    accepted: int
    rejected: int = Field(description="Lines that are listed as rejected events, with their numbers.")
    state: str = Field(description="`queued`, `running`, `done`, `failed` or `cancelled`.")
    error: str
    created_at: datetime
    finished_at: datetime | None


def format_of(filename: str, said: FileFormat | None) -> FileFormat:
    """How the file is read: as was said, else by its name."""
    found = said or SUFFIXES.get(PurePath(filename).suffix.lower())
    if found is None:
        msg = f"{filename!r} does not tell its format: say format=csv or format=jsonl"
        raise Invalid(msg, at="format")
    return found


async def begin(
    ctx: RequestContext,
    body: BodyStream,
    filename: Annotated[str, Field(min_length=1, max_length=200)],
    format: FileFormat | None = None,  # noqa: A002  (callers read it so)
) -> Reply[ImportView]:
    """Send a file of events: CSV with a header, or JSON lines. It is read in the background."""
    read_as, import_id = format_of(filename, format), new_id()
    blob = blob_of(import_id)
    # First the file, then the row: a row never speaks of a file that is not there.
    await ctx.blobs.write(blob, _limited(body, ctx.config(Config).import_bytes), media_type=MEDIA[read_as])
    size = (await ctx.blobs.stat(blob)).size
    if not size:
        await ctx.blobs.delete(blob)
        raise Invalid("the body is empty: send the file as the body", at="body")
    async with ctx.db.transaction():
        job = await ctx.jobs.enqueue(run_import(import_id))
        row = await Import.create(id=import_id, filename=filename, format=read_as, size=size, job_id=job.id)
    return Reply(_view(row), status=202, location=ctx.urls.of(STATE, import_id=row.id))


async def _limited(pieces: AsyncIterator[bytes], most: int) -> AsyncIterator[bytes]:
    size = 0
    async for piece in pieces:
        size += len(piece)
        if size > most:
            raise TooLarge(f"the file has more than {most} bytes: cut it, or let the operator raise import_bytes", limit=most)
        yield piece


async def listed(ctx: RequestContext, page: Cursor) -> Items[ImportView]:
    """Imports, the latest first."""
    del ctx
    found = await paginate(Import.all(), page, ImportView)
    return Items(items=[_progressed(view) for view in found.items], next=found.next)


async def state(ctx: RequestContext, import_id: UUID) -> ImportView:
    """How an import stands."""
    del ctx
    return _view(await _found(import_id))


async def stop(ctx: RequestContext, import_id: UUID) -> None:
    """Cancel an import that runs: what was read stays. One that is over is taken off the list."""
    row = await _found(import_id)
    async with ctx.db.transaction():
        stopped = await Import.filter(id=row.id, state__in=RUNNING).update(state="cancelled", finished_at=ctx.clock.now())
        if not stopped:
            await Import.filter(id=row.id).delete()
    if stopped and row.job_id is not None:
        await ctx.jobs.cancel(row.job_id)
    await ctx.blobs.delete(blob_of(row.id))


async def _found(import_id: UUID) -> Import:
    row = await Import.get_or_none(id=import_id)
    if row is None:
        raise NotFound(f"there is no import {str(import_id)!r}")
    return row


def _view(row: Import) -> ImportView:
    return _progressed(ImportView.model_validate(row, from_attributes=True))


def _progressed(view: ImportView) -> ImportView:
    share = 1.0 if view.state == "done" else view.read / max(1, view.size)
    return view.model_copy(update={"progress": round(share, 3)})


BEGIN = Route.post("/imports", begin, auth=MANAGE, limits=Limits(body_bytes=NO_LIMIT, seconds=3600, cost=10))
STATE = Route.get("/imports/{import_id}", state, auth=MANAGE)
ROUTES = (BEGIN, Route.get("/imports", listed, auth=MANAGE), STATE, Route.delete("/imports/{import_id}", stop, auth=MANAGE))
