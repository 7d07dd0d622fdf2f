"""Audited models: whatever writes their rows also says what they were and what they are, in the same transaction.

`save()`, `delete()`, `create()`, `get_or_create()` and `update_or_create()` come by the row; `update()`, `delete()`,
`bulk_create()` and `bulk_update()` of a queryset read the rows first. The platform's own `unscoped()` says nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar, cast

from pydantic_core import to_jsonable_python
from tortoise.exceptions import ParamsError
from tortoise.expressions import Expression
from tortoise.fields.base import DatabaseDefault
from tortoise.manager import Manager
from tortoise.queryset import QuerySet
from tortoise.utils import chunk

from omni_sdk import _scope
from omni_sdk._fields import SecretField
from omni_sdk._scoping import ScopedManager, ScopedQuerySet, TableMeta, bound_of

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager
    from uuid import UUID

    from pydantic import JsonValue
    from tortoise.models import Model

M = TypeVar("M", bound="Model")
Action = Literal["created", "updated", "deleted"]
Values = dict[str, Any]
HIDDEN = "[redacted]"
LOT = 500
"""Rows that are read again in one query: databases limit the values of one statement."""


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one row; secrets are hidden, and all is JSON."""

    model: type[Model]
    row_id: str
    action: Action
    tenant_id: UUID | None
    before: dict[str, JsonValue] | None
    after: dict[str, JsonValue] | None


class Recorder(Protocol):
    """Who is told: the kernel."""

    def together(self) -> AbstractAsyncContextManager[None]:
        """All or nothing, of what is written inside."""
        ...

    async def changed(self, changes: Sequence[Change]) -> None:
        """Tell it, in the transaction at hand."""
        ...


class AuditedMeta(TableMeta):
    """Has the tables that say `audited = True` watched."""

    __slots__ = ()

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> AuditedMeta:  # noqa: PYI034  # as TableMeta
        """Make the class."""
        table: Any = super().__new__(mcs, name, bases, attrs)
        if getattr(table, "audited", False) and not table._meta.abstract:
            _watch(table)
        return cast("AuditedMeta", table)


def _watch(table: Any) -> None:
    bound = bound_of(table) is not None
    table._meta.manager = _ScopedWatch(table) if bound else _PlainWatch(table)
    if not hasattr(table.save, "watched"):
        table.save = _saving(table.save)
        if not bound:  # the rows of bound models are deleted by a queryset
            table.delete = _deleting(table.delete)


# -- rows ----------------------------------------------------------------------------------------


def _saving(save: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    @wraps(save)
    async def saved(
        self: Any, using_db: Any = None, update_fields: Iterable[str] | None = None, force_create: bool = False, force_update: bool = False
    ) -> None:  # fmt: skip
        recorder, names = _scope.recorder(), None if update_fields is None else list(update_fields)
        if recorder is None:
            await save(self, using_db, names, force_create, force_update)
            return
        async with recorder.together():
            creates = force_create or not (force_update or self._saved_in_db or names)
            before = None if creates else (await _read(type(self), [self.pk])).get(self.pk)
            # Not by the connection that was chosen before the transaction began.
            await save(self, None, names, force_create, force_update)
            after = await _after(self, before, names)
            await recorder.changed([_change(self, "created" if before is None else "updated", before, after)])

    saved.watched = True  # type: ignore[attr-defined]  # not a second time, in a subclass
    return saved


async def _after(row: Any, before: Values | None, names: list[str] | None) -> Values:
    written = {name: row.__dict__.get(name) for name in names or row._meta.fields_db_projection}
    if any(isinstance(value, (Expression, DatabaseDefault)) for value in written.values()):
        written = (await _read(type(row), [row.pk]))[row.pk]
    return {**(before or {}), **written}


def _deleting(delete: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    @wraps(delete)
    async def deleted(self: Any, using_db: Any = None) -> None:
        recorder = _scope.recorder()
        if recorder is None:
            await delete(self, using_db)
            return
        async with recorder.together():
            before = (await _read(type(self), [self.pk])).get(self.pk)
            await delete(self, None)
            await recorder.changed([_change(self, "deleted", before, None)] if before else [])

    return deleted


# -- querysets -----------------------------------------------------------------------------------


class Told:
    """Stands for a query that writes: awaiting it runs it, and tells of the rows."""

    def __init__(self, query: Any, rows: Callable[[], Awaitable[dict[Any, Values]]]) -> None:
        self._query, self._rows = query, rows

    def __await__(self) -> Generator[Any, Any, Any]:
        """Run it; gives what the query gives."""
        return self._run().__await__()

    def __getattr__(self, name: str) -> Any:
        """Whatever else is asked of a query: its SQL."""
        return getattr(self._query, name)

    async def _run(self) -> Any:
        recorder = _scope.recorder()
        if recorder is None:
            return await self._query
        async with recorder.together():
            before = await self._rows()
            self._query._db = None  # chosen anew, inside the transaction
            result = await self._query
            model = self._query.model
            after = await _read(model, await self._touched(before))
            await recorder.changed(_differences(model, before, after))
        return result

    async def _touched(self, before: Mapping[Any, Values]) -> Sequence[Any]:
        created = [row.pk for row in getattr(self._query, "_objects", ())]
        return list({**dict.fromkeys(before), **dict.fromkeys(created)})


class _Watching(QuerySet[M]):
    __slots__ = ()

    def update(self, **kwargs: Any) -> Any:
        """Set columns of all rows."""
        return Told(super().update(**kwargs), self._mine)

    def delete(self) -> Any:
        """Delete all rows."""
        return Told(super().delete(), self._mine)

    def bulk_update(self, objects: Iterable[M], fields: Iterable[str], batch_size: int | None = None) -> Any:
        """Set columns row by row."""
        rows = list(objects)
        return Told(super().bulk_update(rows, fields, batch_size), lambda: _read(self.model, [row.pk for row in rows]))

    def bulk_create(self, objects: Iterable[M], *args: Any, **kwargs: Any) -> Any:
        """Insert rows; a conflict must not change another row, which nobody would tell of."""
        rows, query = list(objects), super().bulk_create
        made = query(rows, *args, **kwargs)
        if made._update_fields:
            msg = f"bulk_create(update_fields=…) of {self.model.__name__}, which is audited, is refused: use update_or_create()"
            raise ParamsError(msg)
        return Told(made, lambda: _read(self.model, [row.pk for row in rows]))

    async def _mine(self) -> dict[Any, Values]:
        rows = self._clone()
        rows._db = None  # type: ignore[assignment]  # chosen anew, inside the transaction
        rows._limit = rows._offset = None  # neither SQLite nor PostgreSQL limits what is written
        return {row.pk: _values(row) for row in await rows.select_for_update()}


class _PlainQuerySet(_Watching[M]):
    __slots__ = ()


class _ScopedQuerySet(_Watching[M], ScopedQuerySet[M]):
    __slots__ = ()


class _PlainWatch(Manager):
    def get_queryset(self) -> QuerySet[Any]:
        """Start a query."""
        return _PlainQuerySet(self._model)


class _ScopedWatch(ScopedManager):
    def get_queryset(self) -> QuerySet[Any]:
        """Start a query; raises when there is nobody in scope."""
        return _ScopedQuerySet(self._model)


# -- values --------------------------------------------------------------------------------------


async def _read(model: Any, ids: Sequence[Any]) -> dict[Any, Values]:
    """The rows as they stand, by id."""
    found: dict[Any, Values] = {}
    for some in chunk(ids, LOT):
        rows = model._meta.manager.get_queryset().filter(pk__in=list(some)).select_for_update()
        found |= {row.pk: _values(row) for row in await rows}
    return found


def _values(row: Any) -> Values:
    """As the row keeps them: secrets closed, so that they can be compared and not read."""
    return {name: row.__dict__.get(name) for name in row._meta.fields_db_projection}


def _differences(model: Any, before: Mapping[Any, Values], after: Mapping[Any, Values]) -> list[Change]:
    changes = []
    for pk in {**before, **after}:
        old, new = before.get(pk), after.get(pk)
        if old != new:
            action: Action = "created" if old is None else "deleted" if new is None else "updated"
            changes.append(_told(model, pk, action, old, new))
    return changes


def _change(row: Any, action: Action, before: Values | None, after: Values | None) -> Change:
    return _told(type(row), row.pk, action, before, after)


def _told(model: Any, pk: Any, action: Action, before: Values | None, after: Values | None) -> Change:
    bound = bound_of(model)
    tenant_id = (after or before or {}).get("tenant_id") if bound and bound.column == "tenant_id" else None
    return Change(model, str(pk), action, tenant_id, _shown(model, before), _shown(model, after))


def _shown(model: Any, values: Values | None) -> dict[str, JsonValue] | None:
    if values is None:
        return None
    fields = model._meta.fields_map
    plain = {name: _hidden(value) if isinstance(fields[name], SecretField) else value for name, value in values.items()}
    found: dict[str, JsonValue] = to_jsonable_python(plain, bytes_mode="base64", inf_nan_mode="null", fallback=str)
    return found


def _hidden(value: object) -> str | None:
    return None if value is None else HIDDEN
