"""What goes over the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints

Title = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class Settings(BaseModel):
    """Of a tenant."""

    greeting: Title = "Hello"
    token: SecretStr = SecretStr("")


class NewNote(BaseModel):
    """A note to be."""

    title: Title = Field(examples=["Milk"])
    text: str = Field("", max_length=1000, examples=["Two litres"])
    pinned: bool = False


class NoteChanges(BaseModel):
    """What is to be otherwise."""

    title: Title | None = None
    text: str | None = Field(None, max_length=1000)
    pinned: bool | None = None


class NoteView(NewNote):
    """A note."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    created_at: datetime


class Queued(BaseModel):
    """A job that was enqueued."""

    id: UUID


class Link(BaseModel):
    """Where somebody without a key may read a note."""

    url: str


class Count(BaseModel):
    """How many."""

    notes: int
    greeting: str


class Search(BaseModel):
    """Filters."""

    word: str | None = Field(None, max_length=80)
    pinned: bool | None = None


class Member(BaseModel):
    """Of the event, only what is read here."""

    name: str
