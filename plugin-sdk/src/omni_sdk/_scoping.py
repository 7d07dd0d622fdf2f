"""Rows bound to a tenant or an account: the one place where queries are narrowed and writes are checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from tortoise import expressions, query_utils, queryset
from tortoise.exceptions import ConfigurationError, FieldError, IntegrityError, OperationalError, ParamsError
from tortoise.expressions import Q
from tortoise.fields.base import Field
from tortoise.fields.relational import BackwardFKRelation
from tortoise.manager import Manager
from tortoise.models import Model, ModelMeta
from tortoise.query_utils import QueryModifier
from tortoise.queryset import AwaitableQuery, BulkCreateQuery, BulkUpdateQuery, QuerySet, RawSQLQuery, UpdateQuery
from tortoise.utils import chunk

from omni_sdk import _scope
from omni_sdk._fields import CHECKED, OpenedOnRead, SecretField, prepared

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from uuid import UUID

    from tortoise.backends.base.client import BaseDBAsyncClient
    from tortoise.expressions import ResolveContext

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Bound:
    """The column that says whose a row is, and who it must be now."""

    column: str
    current: Callable[[], UUID]
    """Raises when there is nobody in scope."""


def bound_of(model: type[Model] | None) -> Bound | None:
    """Give the bound of a model, or None for a table that is nobody's."""
    return getattr(model, "_bound", None)


# -- reading ---------------------------------------------------------------------------------


class NarrowingQ(Q):
    """Says whose rows a query is about: no query of a bound model does without."""

    __slots__ = ()

    def resolve(self, resolve_context: ResolveContext) -> QueryModifier:
        """Give the condition, on columns: an annotation of the same name would stand for the column else."""
        return super().resolve(replace(resolve_context, annotations={}, custom_filters={}))


class ScopeQ(NarrowingQ):
    """Narrows to whose rows are in scope when the SQL is built, not when the query is written."""

    __slots__ = ()

    def resolve(self, resolve_context: ResolveContext) -> QueryModifier:
        """Give the condition; raises when there is nobody in scope."""
        bound: Bound = resolve_context.model._bound  # type: ignore[attr-defined]  # only of bound models
        mine: dict[str, Any] = {bound.column: bound.current()}
        return NarrowingQ(**mine).resolve(resolve_context)


class PlatformQ(NarrowingQ):
    """Narrows nothing, and only for the platform's own code."""

    __slots__ = ()

    def resolve(self, resolve_context: ResolveContext) -> QueryModifier:
        """Give no condition; raises outside `Scope(platform=True)`."""
        require_platform(resolve_context.model)
        return QueryModifier()


def require_platform(model: type[Model]) -> None:
    """Raise `NoTenant` unless the platform's own code is running."""
    if not _scope.CURRENT.get().platform:
        msg = f"{model.__name__}.unscoped() is for the platform's own code, inside Scope(platform=True)"
        raise _scope.NoTenant(msg)


class ScopedQuerySet(QuerySet[M]):
    """Every query of a bound model."""

    __slots__ = ()

    def __init__(self, model: type[M]) -> None:
        super().__init__(model)
        model._bound.current()  # type: ignore[attr-defined]  # only of bound models; raises at once
        self._q_objects.append(ScopeQ())

    def update(self, **kwargs: Any) -> UpdateQuery:
        """Set columns; raises `ParamsError` for the owner's column and for foreign keys."""
        self._refuse_fixed(kwargs)
        return super().update(**kwargs)

    def bulk_update(self, objects: Iterable[M], fields: Iterable[str], batch_size: int | None = None) -> BulkUpdateQuery[M]:
        """Set columns row by row; raises `ParamsError` for the owner's column and for foreign keys."""
        fields = list(fields)
        self._refuse_fixed(fields)
        return super().bulk_update(objects, fields, batch_size)

    def bulk_create(
        self,
        objects: Iterable[M],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,  # the base's signature
        update_fields: Iterable[str] | None = None,
        on_conflict: Iterable[str] | None = None,
    ) -> BulkCreateQuery[M]:
        """Insert rows of whoever is in scope; a conflict may only meet a row of the same owner."""
        updated, conflict = list(update_fields or ()), list(on_conflict or ())
        super().bulk_create([], batch_size, ignore_conflicts, updated, conflict)  # Tortoise's own checks of what goes together
        self._refuse_fixed(updated)
        self._refuse_foreign_conflict(updated, conflict)
        return CheckedBulkCreate(
            db=self._db,
            model=self.model,
            objects=[owned(row) for row in objects],
            batch_size=batch_size,
            ignore_conflicts=ignore_conflicts,
            update_fields=updated or None,
            on_conflict=conflict or None,
        )

    def raw(self, sql: str) -> RawSQLQuery:
        """Refuse: nothing would narrow it."""
        refuse_raw(self.model, sql)

    def _refuse_fixed(self, names: Iterable[str]) -> None:
        bound = bound_of(self.model)
        for name in names:
            field = self.model._meta.fields_map.get(name)
            foreign = name in self.model._meta.fk_fields | self.model._meta.o2o_fields
            if bound and (name == bound.column or foreign or getattr(field, "reference", None)):
                msg = f"{name!r} cannot be set in bulk: load the {self.model.__name__}, set it and save()"
                raise ParamsError(msg)

    def _refuse_foreign_conflict(self, updated: list[str], conflict: list[str]) -> None:
        bound = bound_of(self.model)
        if conflict and bound and bound.column not in conflict:
            msg = f"on_conflict={conflict!r} could meet another's row: name {bound.column!r} in it"
            raise ParamsError(msg)
        for name in updated:
            field = self.model._meta.fields_map.get(name)
            if isinstance(field, SecretField):
                field.refuse("the row that conflicts has another id: load it, set it and save()")


class UnscopedQuerySet(QuerySet[M]):
    """All rows, for the platform's own code: see `Model.unscoped()`."""

    __slots__ = ()

    def __init__(self, model: type[M]) -> None:
        super().__init__(model)
        require_platform(model)
        self._db = _scope.everybodys()  # type: ignore[assignment]  # None: the model's own
        self._q_objects.append(PlatformQ())


class LookupQuerySet(QuerySet[M]):
    """One row by its unique key, before it is known whose it is; good for reading only."""

    __slots__ = ()

    def __init__(self, model: type[M], key: dict[str, Any]) -> None:
        super().__init__(model)
        self._q_objects.append(NarrowingQ(**key))

    def update(self, **kwargs: Any) -> UpdateQuery:
        """Refuse: the row's owner is not known yet."""
        self._refuse("update", kwargs)

    def delete(self) -> NoReturn:
        """Refuse: the row's owner is not known yet."""
        self._refuse("delete", None)

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: the row's owner is not known yet."""
        self._refuse("bulk_create", (args, kwargs))

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: the row's owner is not known yet."""
        self._refuse("bulk_update", (args, kwargs))

    def raw(self, sql: str) -> RawSQLQuery:
        """Refuse: nothing would narrow it."""
        refuse_raw(self.model, sql)

    def _refuse(self, verb: str, _: object) -> NoReturn:
        msg = f"cannot {verb} a {self.model.__name__} that was looked up by its key: enter its tenant's scope first"
        raise OperationalError(msg)


class ScopedManager(Manager):
    """Gives scoped queries, whichever way Tortoise asks for them."""

    def get_queryset(self) -> QuerySet[Any]:
        """Start a query; raises when there is nobody in scope."""
        return ScopedQuerySet(self._model)


def refuse_raw(model: type[Model], sql: str) -> NoReturn:
    """Raise `OperationalError`: raw SQL would show everybody's rows."""
    msg = f"{model.__name__}.raw({sql[:40]!r}…) is refused, since nothing would narrow it: write it as a query"
    raise OperationalError(msg)


# -- writing ---------------------------------------------------------------------------------


def owned(row: M) -> M:
    """Give `row` to whoever is in scope; raises `IntegrityError` when it is another's."""
    bound: Bound = type(row)._bound  # type: ignore[attr-defined]  # only of bound models
    current, found = bound.current(), getattr(row, bound.column, None)
    if found is None:
        setattr(row, bound.column, current)
    elif str(found) != str(current):
        msg = f"this {type(row).__name__} has {bound.column}={found}; {current} is in scope, and rows never change hands"
        raise IntegrityError(msg)
    return row


async def check_parents(model: type[Model], rows: list[Any], db: BaseDBAsyncClient, names: list[str] | None = None) -> None:
    """See that foreign keys lead to rows in scope; raises `IntegrityError` naming the one that does not.

    `names` limits it to the columns about to be written.
    """
    for key in model._meta.fk_fields | model._meta.o2o_fields:
        relation: Any = model._meta.fields_map[key]
        if bound_of(relation.related_model) and (names is None or relation.source_field in names):
            wanted = {value for row in rows if (value := getattr(row, relation.source_field, None)) is not None}
            await _check_parent(relation, wanted, db)


async def _check_parent(relation: Any, wanted: set[Any], db: BaseDBAsyncClient) -> None:
    target = relation.to_field_instance.model_field_name
    for some in chunk(wanted, 1000):
        query = relation.related_model.filter(**{f"{target}__in": some}).using_db(db)
        found = {str(value) for value in await query.values_list(target, flat=True)}
        missing = [str(value) for value in some if str(value) not in found]
        if missing:
            msg = f"{relation.source_field}={missing[0]} names no {relation.related_model.__name__} in scope"
            raise IntegrityError(msg)


class CheckedBulkCreate(BulkCreateQuery[M]):
    """A bulk insert that looks at its rows' owners and parents when it runs."""

    __slots__ = ()

    async def _execute_many(self, *statements: Any) -> None:
        rows = [owned(row) for row in self._objects]
        await check_parents(self.model, rows, self._db)
        await super()._execute_many(*statements)


# -- tables ----------------------------------------------------------------------------------


class TableMeta(ModelMeta):
    """Makes every table's fields its own, and its queries scoped: Tortoise does not inherit `Meta`."""

    __slots__ = ()

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> TableMeta:  # noqa: PYI034  # mypy has no Self in metaclasses
        """Make the class; raises `ConfigurationError` for what could not be kept in scope."""
        inherited: dict[str, Any] = {}
        for base in bases:
            mcs._search_for_field_attributes(base, inherited)
        attrs = {key: prepared(v) if isinstance(v, Field) else v for key, v in {**inherited, **attrs}.items()}
        table: Any = super().__new__(mcs, name, bases, attrs)
        if table._meta.m2m_fields:
            key = min(table._meta.m2m_fields)
            msg = f"{name}.{key}: many-to-many is refused; write the link as a model with two foreign keys"
            raise ConfigurationError(msg)
        if bound_of(table):
            _scope_queries(table, attrs)
        _close_secrets(table)
        return table  # type: ignore[no-any-return]  # Tortoise's metaclass is untyped here


def _scope_queries(table: Any, attrs: dict[str, Any]) -> None:
    for key, value in attrs.items():
        if isinstance(value, Manager) and not isinstance(value, ScopedManager):
            msg = f"{table.__name__}.{key}: a manager of its own would not be scoped; use a function instead"
            raise ConfigurationError(msg)
    table._meta.manager = ScopedManager(table)


def _close_secrets(table: Any) -> None:
    columns = table._meta.fields_map
    secrets = {key: field for key, field in columns.items() if isinstance(field, SecretField)}
    table._secrets = frozenset(name for key, field in secrets.items() for name in (key, field.source_field or key))
    table._given = {key: field.given for key, field in columns.items() if isinstance(field, CHECKED)}
    for key, field in secrets.items():
        setattr(table, key, OpenedOnRead(field))
    for key, info in table._meta._filters.items():
        if info["field"] in secrets and not key.endswith("isnull"):
            refuse = secrets[info["field"]].refuse_filter
            table._meta._filters[key] = {**info, "operator": refuse, "value_encoder": refuse}


# -- joins: Tortoise follows relations without asking a manager ------------------------------

_plain_joins = query_utils.get_joins_for_related_field
_plain_filter = Q._process_filter_kwarg
_plain_join = queryset.QueryBuilder.do_join  # type: ignore[attr-defined]  # imported there, not exported


def _narrowed(join: Any, model: type[Model] | None) -> Any:
    bound = bound_of(model)
    if bound is None:
        return join
    table, condition = join
    return table, condition & (table[bound.column] == str(bound.current()))


def _scoped_joins(table: Any, related_field: Any, related_field_name: str) -> Any:
    joins = _plain_joins(table, related_field, related_field_name)
    joins[-1] = _narrowed(joins[-1], related_field.related_model)
    return joins


def _scoped_filter(self: Q, model: Any, key: str, value: Any, table: Any) -> Any:
    criterion, join = _plain_filter(self, model, key, value, table)
    relation = model._meta.fields_map.get(key.partition("__")[0])
    if join is not None and isinstance(relation, BackwardFKRelation):
        join = _narrowed(join, relation.related_model)
    return criterion, join


def _checked_join(self: Any, join: Any) -> None:
    if any(join.item is table for table in (*self._from, self._update_table)):
        # pypika would give the model's own table another name, for this process and for all: no UPDATE works any more then.
        msg = f"the relations lead back to {join.item._table_name!r}, where the query began: use Subquery for the way back"
        raise FieldError(msg)
    _plain_join(self, join)


# -- by hand: what was made without asking the model --------------------------------------------

_plain_init = QuerySet.__init__
_plain_resolve = AwaitableQuery.resolve_filters


def _scoped_init(self: QuerySet[Any], model: type[Model]) -> None:
    if bound_of(model) and not isinstance(self, (ScopedQuerySet, UnscopedQuerySet, LookupQuerySet)):
        msg = f"{type(self).__name__}({model.__name__}) would not be scoped: begin with {model.__name__}.all() or filter()"
        raise OperationalError(msg)
    _plain_init(self, model)


def _scoped_resolve(self: AwaitableQuery[Any], fields_for_select: Collection[str] | None = None) -> None:
    if bound_of(self.model) and not any(isinstance(q, NarrowingQ) for q in self._q_objects):
        self._q_objects = [*self._q_objects, ScopeQ()]
    _plain_resolve(self, fields_for_select)


QuerySet.__init__ = _scoped_init  # type: ignore[method-assign]  # Tortoise's managers make them so
AwaitableQuery.resolve_filters = _scoped_resolve  # type: ignore[method-assign]  # all but raw SQL and inserts come by here
# Three modules import the function by name.
for _module in (query_utils, queryset, expressions):
    _module.get_joins_for_related_field = _scoped_joins  # type: ignore[attr-defined]  # imported there, not exported
queryset.QueryBuilder.do_join = _checked_join  # type: ignore[attr-defined, method-assign]  # as above
Q._process_filter_kwarg = _scoped_filter  # type: ignore[method-assign]  # a reverse key in a filter joins by itself
