"""Writes a job's row by one statement that was made once: through the ORM it takes three times as long."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from omni_sdk.errors import Invalid
from omni_sdk.models import new_id, to_text

from .models import Job

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from omni_kernel.storage.database import Database

_NUL: Final = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_TIMES: Final = ("created_at", "started_at", "finished_at")
_JSON: Final = ("arguments", "caller", "result")


def row_of(**values: Any) -> dict[str, Any]:
    """All columns of a new job, with what the model says of those that are not given."""
    return _defaults() | {"id": new_id(), "arguments": {}, "caller": {}} | values


async def insert(db: Database, row: Mapping[str, Any]) -> bool:
    """Whether it was written: not where another row has one of its keys (which ends no transaction)."""
    values = [json_of(value, name) if name in _JSON and value is not None else value for name, value in row.items()]
    return bool(await db.execute(_statement(tuple(row)), values))


def among(db: Database, ids: Sequence[object]) -> tuple[str, list[object]]:
    """What follows a column that is one of these ids, with its parameters: on PostgreSQL one text for any number of them,
    which is prepared once.
    """
    if db.dialect == "postgres":
        return "= ANY(CAST(? AS UUID[]))", [list(ids)]
    return f"IN ({', '.join('?' * len(ids))})", list(ids)


def json_of(value: object, at: str) -> str:
    """As JSON columns keep it; `Invalid` with the character NUL in it, which PostgreSQL has no room for."""
    text = to_text(value)
    if "\\u0000" in text and _NUL.search(text):
        raise Invalid("it holds the character NUL, which cannot be stored", at=at)
    return text


def plain(text: str) -> str:
    """Text as a column can keep it."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def job_of(row: Mapping[str, Any]) -> Job:
    """From all columns, as the database gives them or as they were written."""
    # SQLite's times are text, which Tortoise reads so slowly that it shows.
    times = {name: datetime.fromisoformat(row[name]) for name in _TIMES if isinstance(row[name], str)}
    columns: Any = {**row, **times}
    return Job._init_from_db(**columns)


@cache
def _defaults() -> dict[str, Any]:
    columns = Job._meta.fields_db_projection
    return {column: _default(Job._meta.fields_map[name]) for name, column in columns.items()}


def _default(field: Any) -> Any:
    return None if callable(field.default) else field.default


@cache
def _statement(columns: tuple[str, ...]) -> str:
    places = ", ".join("?" * len(columns))
    return f"INSERT INTO omni_job ({', '.join(columns)}) VALUES ({places}) ON CONFLICT DO NOTHING"  # noqa: S608  # ours
