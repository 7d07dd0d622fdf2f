"""What the ORM cannot close: whoever writes SQL, or takes the connection, goes round the models."""

from __future__ import annotations

from typing import Any

from pypika_tortoise.queries import Table
from tortoise.connection import get_connection, get_connections
from tortoise.expressions import RawSQL
from tortoise.query_api import execute_pypika
from tortoise.queryset import QuerySet, RawSQLQuery
from tortoise.transactions import in_transaction

from omni_access.table import leak
from omni_access.world import World

ROWS = "row-level security"
OWN = "composite foreign keys"
NOTHING = "nothing: an id that is taken is taken for everybody"


def table(w: World) -> str:
    """Of documents."""
    return f'"{w.Doc._meta.db_table}"'


def all_titles(w: World) -> RawSQL:
    """A term that reads past the query that it stands in."""
    return RawSQL(f"(SELECT max(title || '') FROM {table(w)} WHERE size = 100)")


async def transaction(w: World) -> Any:
    """The connection that Tortoise's own transaction hands out."""
    async with in_transaction() as connection:
        return await connection.execute_query_dict(f"SELECT title FROM {table(w)}")


async def script(w: World) -> Any:
    """A statement without parameters; gives what is left of B's."""
    await w.db.execute_script(f"UPDATE {table(w)} SET size = 7 WHERE size = 100")
    return await w.rows(f"SELECT title FROM {table(w)} WHERE size = 7")


async def executor(w: World) -> Any:
    """Tortoise's executor, which knows ids only."""
    w.their_doc.size = 7
    await w.db.executor_class(model=w.Doc, db=w.db).execute_update(w.their_doc, ["size"])
    return await w.rows(f"SELECT title FROM {table(w)} WHERE size = 7")


async def base_method(w: World) -> Any:
    """A method of Tortoise's base in place of the model's own."""
    query = QuerySet.update(w.Doc.filter(size=1), **{w.column: w.owner_b})
    await query
    return [w.their_doc.title for _ in await w.rows(f"SELECT id FROM {table(w)} WHERE {w.column} = ? AND size = 1", w.owner_b)]


async def cascade(w: World) -> Any:
    """Deleting A's row takes B's, if B's points at it."""
    await w.ours.delete()
    return [w.back.title for _ in [0] if not await w.rows(f"SELECT id FROM {table(w)} WHERE size = 50")]


async def taken_id(w: World) -> Any:
    """Whether an id is somebody's can be told, by trying to make a row with it."""
    try:
        await w.Doc.create(id=w.their_doc.id, title="x")
    except Exception:  # noqa: BLE001  # whichever it is
        return w.their_doc.title


async def taken_unique(w: World) -> Any:
    """The same of a column that is unique over all owners."""
    try:
        await w.Doc.create(title="x", digest="d-theirs")
    except Exception:  # noqa: BLE001  # whichever it is
        return w.their_doc.title


leak("raw-sql-annotation", lambda w: w.Doc.annotate(n=all_titles(w)).values_list("n", flat=True), ROWS)
leak("raw-sql-filter", lambda w: w.Author.annotate(n=all_titles(w)).filter(n__startswith="doc").values_list("n"), ROWS)
leak("raw-sql-query", lambda w: RawSQLQuery(w.Doc, w.db, f"SELECT * FROM {table(w)}"), ROWS)
leak("base-query", lambda w: execute_pypika(w.Doc._meta.basequery.select("title"), using_db=w.db), ROWS)
leak("get-table", lambda w: execute_pypika(w.db.query_class.from_(w.Doc.get_table()).select("title"), using_db=w.db), ROWS)
leak("pypika-table", lambda w: execute_pypika(w.db.query_class.from_(Table(w.Doc._meta.db_table)).select("title")), ROWS)
leak("model-connection", lambda w: w.Doc._meta.db.execute_query_dict(f"SELECT title FROM {table(w)}"), ROWS)
leak("chosen-connection", lambda w: w.Doc._choose_db().execute_query_dict(f"SELECT title FROM {table(w)}"), ROWS)
leak("connection-by-name", lambda w: get_connection("default").execute_query_dict(f"SELECT title FROM {table(w)}"), ROWS)
leak("connections", lambda w: get_connections().all()[0].execute_query_dict(f"SELECT title FROM {table(w)}"), ROWS)
leak("transaction-connection", transaction, ROWS)
leak("script", script, ROWS)
leak("executor", executor, ROWS)
leak("base-method", base_method, ROWS)
leak("cascade", cascade, OWN)
leak("taken-id", taken_id, NOTHING)
leak("taken-unique", taken_unique, NOTHING)
