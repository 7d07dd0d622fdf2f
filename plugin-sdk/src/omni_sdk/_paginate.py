"""Keyset pagination over a tortoise queryset: `omni_sdk.http.paginate` is its public face.

A cursor is what the last row of a page was sorted by, and its id: url-safe base64 over JSON
`[version, sort, value, id]`. It comes from outside, so nothing in it is believed: it is validated by the columns'
types, and refused when it was made for another order.
"""

import binascii
import json
import math
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python
from pypika_tortoise import functions
from tortoise import fields
from tortoise.exceptions import ValidationError as Unfitting
from tortoise.expressions import Case, F, Function, Q, Value, When

from .errors import Invalid
from .models import SecretField

if TYPE_CHECKING:
    from tortoise.models import Model
    from tortoise.queryset import QuerySet

    from .http import Cursor

T = TypeVar("T")

VERSION = 1
PREFIX = 200
"""Characters of a text that count when sorting by it; longer keys would not fit into a cursor."""
MAX_INTEGER = 2**63
UNSORTABLE = (fields.JSONField, fields.BinaryField, SecretField)


class _Prefix(Function):
    database_func = functions.Substring


@dataclass(frozen=True)
class _Order:
    """What a list is sorted by: one column, if not the id, and the id, both in one direction."""

    text: str
    """As in the cursor, to tell orders apart."""
    falling: bool
    key: str
    """The attribute of a row that holds the value."""
    column: str
    identity: str
    nullable: bool
    types: tuple[TypeAdapter[Any], TypeAdapter[Any]]
    fields: tuple[Any, Any]
    """Of the model."""

    def applied(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """The rows in this order, those without a value last, whatever the database would do."""
        sign = "-" if self.falling else ""
        order = [sign + self.identity]
        if self.column != self.identity:
            order.insert(0, sign + self.key)
        if self.key != self.column:
            rows = rows.annotate(**{self.key: _Prefix(F(self.column), 1, PREFIX)})
        if self.nullable:
            last: Any = {f"{self.column}__isnull": True, "then": Value(1)}
            others: Any = Value(0)
            rows = rows.annotate(omni_sort_empty=Case(When(**last), default=others))
            order.insert(0, "omni_sort_empty")
        return rows.order_by(*order)

    def beyond(self, value: object, identity: object) -> Q:
        """The rows that stand after the one with this value and id."""
        than = "__lt" if self.falling else "__gt"
        further = _where(self.identity + than, identity)
        if self.column == self.identity:
            return further
        if value is None:
            return _where(f"{self.column}__isnull", True) & further
        after = _where(self.key + than, value) | (_where(self.key, value) & further)
        return after | _where(f"{self.column}__isnull", True) if self.nullable else after


def _where(lookup: str, value: Any) -> Q:
    return Q(**{lookup: value})


async def page_of(rows: "QuerySet[Any]", page: "Cursor", schema: type[T]) -> tuple[list[T], str | None]:
    """The items of one page, and the cursor of the next one, if there is any."""
    shape: Any = schema
    order = _order(rows.model, page.sort, shape)
    found = order.applied(rows)
    if page.cursor is not None:
        found = found.filter(order.beyond(*_read(page.cursor, order)))
    taken = await found.limit(page.limit + 1)
    validate = _adapter(shape).validate_python
    items = [validate(row, from_attributes=True) for row in taken[: page.limit]]
    return items, _write(taken[page.limit - 1], order) if len(taken) > page.limit else None


def _order(model: Any, sort: str | None, schema: Any) -> _Order:
    identity = model._meta.pk_attr
    column = identity
    if sort is not None:
        column = sort.removeprefix("-")
        if column not in _sortable(model, schema):
            known = ", ".join(sorted(_sortable(model, schema))) or "none"
            msg = f"cannot sort by {column!r}; fields to sort by: {known}"
            raise Invalid(msg, at="sort")
    field = model._meta.fields_map[column]
    return _Order(
        text=sort or f"-{identity}",
        falling=sort is None or sort.startswith("-"),
        key="omni_sort_prefix" if isinstance(field, fields.TextField) else column,
        column=column,
        identity=identity,
        nullable=field.null,
        types=(_type_of(field), _type_of(model._meta.pk)),
        fields=(field, model._meta.pk),
    )


@cache
def _sortable(model: "type[Model]", schema: type[Any]) -> frozenset[str]:
    """Fields of the schema that are columns whose order means something; never a secret."""
    shown = set(getattr(schema, "model_fields", ()))
    columns = shown & model._meta.fields_db_projection.keys()
    return frozenset(name for name in columns if not isinstance(model._meta.fields_map[name], UNSORTABLE))


@cache
def _adapter(schema: Any) -> TypeAdapter[Any]:
    return TypeAdapter(schema)


def _type_of(field: "fields.Field[Any]") -> TypeAdapter[Any]:
    python_type: Any = getattr(field, "enum_type", None) or field.field_type
    if field.null:
        python_type |= None
    return _adapter(python_type)


def _write(row: Any, order: _Order) -> str:
    key = [VERSION, order.text, getattr(row, order.key), getattr(row, order.identity)]
    text = json.dumps(to_jsonable_python(key, inf_nan_mode="constants"), separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def _read(cursor: str, order: _Order) -> tuple[object, object]:
    """Value and id that the cursor holds; `Invalid` for whatever no page of this order has given out."""
    try:
        text = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        version, sort, *key = json.loads(text)
    except (UnicodeError, binascii.Error, ValueError, TypeError, RecursionError) as error:
        msg = "is no cursor of this list; leave it out to start at the beginning"
        raise Invalid(msg, at="cursor") from error
    if version != VERSION or sort != order.text or len(key) != len(order.types):
        msg = f"belongs to another order than {order.text!r}; leave it out to start at the beginning"
        raise Invalid(msg, at="cursor")
    try:
        value, identity = (_sane(type_.validate_python(part)) for type_, part in zip(order.types, key, strict=True))
        for field, part in zip(order.fields, (value, identity), strict=True):
            if part is not None:
                field.to_db_value(part, field.model)
    except (ValidationError, ValueError, OverflowError, Unfitting) as error:
        msg = "does not fit the columns of this list; leave it out to start at the beginning"
        raise Invalid(msg, at="cursor") from error
    return value, identity


def _refuse(reason: str) -> Any:
    raise ValueError(reason)


def _integer(value: int) -> int:
    return value if -MAX_INTEGER <= value < MAX_INTEGER else _refuse("beyond 64 bits")


def _text(value: str) -> str:
    value.encode()  # lone surrogates, which no database takes
    return _refuse("a NUL") if "\0" in value else value


def _number(value: Any) -> Any:
    return _refuse("not a number") if math.isnan(value) else value


def _time(value: datetime) -> datetime:
    return value.astimezone(UTC) if value.tzinfo else value  # SQLite compares the texts


SANE: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (bool, bool),
    (int, _integer),
    (str, _text),
    (float, _number),
    (Decimal, _number),
    (datetime, _time),
)


def _sane(value: Any) -> Any:
    """The value as a database takes it; ValueError for what only looks like one of its type."""
    return next((check(value) for kind, check in SANE if isinstance(value, kind)), value)
