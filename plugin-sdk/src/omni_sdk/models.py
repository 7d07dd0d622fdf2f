"""Bases of a plugin's tables. `Meta.table` is `p_<id>__<noun>`; ids are UUIDv7 and times UTC.

    Model                  id, created_at
    ├─ TenantModel         rows of the tenant in scope
    ├─ AccountModel        rows of one account, across tenants
    ├─ CredentialModel     rows of a tenant, found by their unique key before the tenant is known
    └─ PlatformModel       rows of the installation, bound to nobody

Without a tenant (or account) in scope a bound model raises, whatever is asked of it. Raw SQL and many-to-many fields
are refused, since nothing would narrow them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

import pydantic_core
from pydantic import Secret, SecretBytes, SecretStr
from tortoise import fields, models
from tortoise.exceptions import DoesNotExist, IncompleteInstanceError, OperationalError
from tortoise.expressions import Expression, Q, Value
from tortoise.fields.base import DatabaseDefault
from tortoise.queryset import QuerySet, QuerySetSingle, RawSQLQuery
from uuid_utils.compat import uuid7

from omni_sdk import _scope
from omni_sdk._audited import AuditedMeta
from omni_sdk._fields import Sealed, SecretField, from_text, to_text
from omni_sdk._scoping import (
    Bound,
    LookupQuerySet,
    UnscopedQuerySet,
    bound_of,
    check_parents,
    owned,
    refuse_raw,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from uuid import UUID

    from pydantic import BaseModel
    from tortoise.backends.base.client import BaseDBAsyncClient

__all__ = [
    "AccountModel",
    "CredentialModel",
    "Model",
    "PlatformModel",
    "SecretField",
    "TenantModel",
    "from_text",
    "new_id",
    "reveal",
    "to_text",
]


# Tortoise reads `#:` comments out of every model's source file when the class is made: a tenth of the time that a start
# takes, for descriptions of columns that nobody reads.
models._get_comments = lambda cls: {}  # noqa: ARG005  (tortoise's own signature)

for _named in (SecretField, to_text, from_text):
    _named.__module__ = __name__  # where a migration, which is never rewritten, imports it from


def new_id() -> UUID:
    """Make the id of a new row: a UUIDv7, so that ids sort by the time they were made."""
    return uuid7()


class Model(models.Model, metaclass=AuditedMeta):
    """What every table has; subclass one of the four below."""

    audited: ClassVar[bool] = False
    """True: every row that is written is told as the event `data.changed`, before and after, in the same transaction."""

    _bound: ClassVar[Bound | None] = None
    _secrets: ClassVar[frozenset[str]] = frozenset()
    _given: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}

    id = fields.UUIDField(primary_key=True, default=new_id)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        """Not a table."""

        abstract = True

    @classmethod
    def _init_from_db(cls, **kwargs: Any) -> Self:
        for name in cls._secrets & kwargs.keys():
            kwargs[name] = Sealed(kwargs[name]) if kwargs[name] is not None else None
        return super()._init_from_db(**kwargs)

    def _set_kwargs(self, kwargs: dict[str, Any]) -> set[str]:
        checked = {key: given(kwargs[key]) for key, given in self._given.items() if key in kwargs}
        return super()._set_kwargs({**kwargs, **checked})

    def clone(self, pk: Any = None) -> Self:
        """Give a copy that `save()` will insert, under a new id unless `pk` gives one."""
        for name in self._secrets & self.__dict__.keys():
            getattr(self, name)  # opened while its own id is known
        return super().clone(pk or new_id())


class _BoundModel(Model):
    """The machinery of models whose rows belong to somebody."""

    class Meta:
        """Not a table."""

        abstract = True

    @classmethod
    def unscoped(cls) -> QuerySet[Self]:
        """Query everybody's rows: for the platform's own code, inside `Scope(platform=True)`; else `NoTenant`."""
        return UnscopedQuerySet(cls)

    @classmethod
    def raw(cls, sql: str, using_db: BaseDBAsyncClient | None = None) -> RawSQLQuery:  # noqa: ARG003  # the base's
        """Refuse: nothing would narrow it."""
        refuse_raw(cls, sql)

    async def save(
        self,
        using_db: BaseDBAsyncClient | None = None,
        update_fields: Iterable[str] | None = None,
        force_create: bool = False,  # the base's signature
        force_update: bool = False,  # as above
    ) -> None:
        """Insert or update; raises `DoesNotExist` when the row is not (or no longer) of whoever is in scope."""
        owned(self)
        await self._set_async_default_field()
        db = using_db or self._choose_db(for_write=True)
        names = None if update_fields is None else list(update_fields)
        insert = force_create or not (force_update or self._saved_in_db or names)
        await check_parents(type(self), [self], db, None if insert else names)
        if insert:
            await super().save(using_db=db, force_create=True)
        else:
            await self._rewrite(db, names)

    async def _rewrite(self, db: BaseDBAsyncClient, names: list[str] | None) -> None:
        if self._partial and not names:
            msg = f"this {type(self).__name__} was loaded in part: name what to save in update_fields"
            raise IncompleteInstanceError(msg)
        await self._pre_save(db, names)
        values = self._stored(names)
        # The plain update(), since the scoped one refuses foreign keys, which were checked above.
        if values and not await QuerySet.update(self._mine(db), **values):
            raise DoesNotExist(type(self))
        await self._post_save(db, created=False, update_fields=names)

    def _mine(self, db: BaseDBAsyncClient) -> QuerySet[Self]:
        return type(self).filter(pk=self.pk).using_db(db)

    def _stored(self, names: list[str] | None) -> dict[str, Expression]:
        meta, bound = self._meta, bound_of(type(self))
        if names and meta.pk_attr in names:
            msg = f"{meta.pk_attr!r} cannot be updated: create another {type(self).__name__}"
            raise OperationalError(msg)
        if strange := set(names or ()) - meta.fields_db_projection.keys():
            msg = f"{min(strange)!r} is no column of {type(self).__name__}: of a relation, name its column (with _id)"
            raise OperationalError(msg)
        values: dict[str, Expression] = {}
        for name in names or meta.fields_db_projection:
            field, value = meta.fields_map[name], getattr(self, name)
            if field.pk or field.generated or (bound and name == bound.column) or isinstance(value, DatabaseDefault):
                continue
            # Made ready here, where the row is known: stamps of time and secrets need it.
            values[name] = value if isinstance(value, Expression) else Value(field.to_db_value(value, self))
        return values

    async def delete(self, using_db: BaseDBAsyncClient | None = None) -> None:
        """Delete the row; raises `DoesNotExist` when it is not of whoever is in scope."""
        if not self._saved_in_db:
            msg = f"this {type(self).__name__} was never saved"
            raise OperationalError(msg)
        owned(self)
        db = using_db or self._choose_db(for_write=True)
        await self._pre_delete(db)
        if not await self._mine(db).delete():
            raise DoesNotExist(type(self))
        await self._post_delete(db)

    async def refresh_from_db(self, fields: Iterable[str] | None = None, using_db: BaseDBAsyncClient | None = None) -> None:
        """Read the row again, or some columns of it; raises `DoesNotExist` when it is not in scope."""
        if not self._saved_in_db:
            msg = f"this {type(self).__name__} was never saved"
            raise OperationalError(msg)
        names = list(fields) if fields else list(self._meta.fields_db_projection)
        query = self._mine(using_db or self._choose_db())
        found = await query.only(*{*names, self._meta.pk_attr}).get()
        for name in names:
            setattr(self, name, getattr(found, name))


class TenantModel(_BoundModel):
    """Rows of the current tenant: every query is bound to it, and raises `NoTenant` when there is none."""

    _bound = Bound("tenant_id", _scope.tenant_id)

    tenant_id = fields.UUIDField(db_index=True)

    class Meta:
        """Not a table."""

        abstract = True


class AccountModel(_BoundModel):
    """Rows of one account, across tenants; raises `NoAccount` when no account is in scope."""

    _bound = Bound("account_id", _scope.account_id)

    account_id = fields.UUIDField(db_index=True)

    class Meta:
        """Not a table."""

        abstract = True


class CredentialModel(TenantModel):
    """Rows that must be found before a tenant is known: write keys, flow handles.

    `get` and `get_or_none` by one whole unique key (not the id) need no tenant; all else does, as in a `TenantModel`.
    """

    class Meta:
        """Not a table."""

        abstract = True

    @classmethod
    def get(cls, *args: Q, using_db: BaseDBAsyncClient | None = None, **kwargs: Any) -> QuerySetSingle[Self]:
        """Find the one row; by a unique key of any tenant, else of the tenant in scope."""
        if cls._is_key(args, kwargs):
            return LookupQuerySet(cls, kwargs).using_db(using_db).get()
        return super().get(*args, using_db=using_db, **kwargs)

    @classmethod
    def get_or_none(cls, *args: Q, using_db: BaseDBAsyncClient | None = None, **kwargs: Any) -> QuerySetSingle[Self | None]:
        """Find the row or None; by a unique key of any tenant, else of the tenant in scope."""
        if cls._is_key(args, kwargs):
            return LookupQuerySet(cls, kwargs).using_db(using_db).get_or_none()
        return super().get_or_none(*args, using_db=using_db, **kwargs)

    @classmethod
    def _is_key(cls, args: tuple[Q, ...], given: dict[str, Any]) -> bool:
        singles = [{key} for key, field in cls._meta.fields_map.items() if field.unique and not field.pk]
        # Where the tenant is part of the key it is known, and has to be in scope.
        keys = singles + [set(names) for names in cls._meta.unique_together if "tenant_id" not in names]
        # An expression (or a term, which can be written as SQL) could be true of every row.
        values = not any(v is None or isinstance(v, Expression) or hasattr(v, "get_sql") for v in given.values())
        return not args and given.keys() in keys and values


class PlatformModel(Model):
    """Rows of the installation, bound to nobody."""

    class Meta:
        """Not a table."""

        abstract = True


def reveal(model: BaseModel) -> str:
    """JSON with the `SecretStr` fields in clear, to be kept in a SecretField; read it back with `model_validate_json`."""
    return pydantic_core.to_json(_clear(model.model_dump(by_alias=True, round_trip=True))).decode()


def _clear(value: Any) -> Any:
    if isinstance(value, (SecretStr, SecretBytes, Secret)):
        return _clear(value.get_secret_value())
    if isinstance(value, dict):
        return {key: _clear(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_clear(item) for item in value]
    return value
