"""Columns that behave alike on every database: times in UTC, exact decimals, stable JSON, encrypted text."""

from __future__ import annotations

from copy import copy
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final, NoReturn

import pydantic_core
from tortoise import fields
from tortoise.exceptions import FieldError, ValidationError
from tortoise.fields.data import JSON_DUMPS, JSON_LOADS

from omni_sdk import _scope

if TYPE_CHECKING:
    from tortoise import models
    from tortoise.fields.base import Field


def to_text(value: object) -> str:
    """JSON of what a JSON column holds: dates, decimals, ids and pydantic models included; NaN becomes null."""
    return pydantic_core.to_json(value, inf_nan_mode="null").decode()


def from_text(text: str | bytes) -> Any:
    """Read back what `to_text` wrote."""
    return pydantic_core.from_json(text)


class UtcDatetimeField(fields.DatetimeField[datetime]):
    """Stores UTC, since SQLite compares times as text; refuses times without a zone."""

    def to_db_value(self, value: Any, instance: type[models.Model] | models.Model) -> Any:
        """Give the time in UTC; raises `ValidationError` for a naive one."""
        if hasattr(instance, "_saved_in_db") and self._stamped(instance):
            value = _scope.now()
            setattr(instance, self.model_field_name, value)
        if not isinstance(value, datetime):
            return super().to_db_value(value, instance)
        self.validate(self.given(value))
        return value.astimezone(UTC)

    def given(self, value: Any) -> Any:
        """What a constructor was given, before Tortoise takes it for UTC; raises as `to_db_value`."""
        if isinstance(value, datetime) and value.tzinfo is None:
            msg = f"{self.model_field_name}: {value!r} has no time zone; use ctx.clock.now() or an aware datetime"
            raise ValidationError(msg)
        return value

    def _stamped(self, instance: object) -> bool:
        return self.auto_now or (self.auto_now_add and getattr(instance, self.model_field_name) is None)


class ExactDecimalField(fields.DecimalField[Decimal]):
    """Refuses what PostgreSQL would refuse or round, so that SQLite does not take it silently."""

    def to_db_value(self, value: Any, instance: type[models.Model] | models.Model) -> Any:
        """Give the decimal unchanged; raises `ValidationError` when it does not fit the column exactly."""
        return self.given(super().to_db_value(value, instance))

    def given(self, value: Any) -> Any:
        """What a constructor was given, before Tortoise rounds it; raises as `to_db_value`."""
        if value is None or self._fits(value):
            return value
        msg = (
            f"{self.model_field_name}: {value!r} does not fit {self.max_digits} digits, "
            f"{self.decimal_places} of them decimals; round it first"
        )
        raise ValidationError(msg)

    def _fits(self, value: Any) -> bool:
        try:
            exact = Decimal(value)
            whole = abs(exact) < 10 ** (self.max_digits - self.decimal_places)
            return exact.is_finite() and whole and exact == exact.quantize(self.quant)
        except (InvalidOperation, TypeError, ValueError):
            return False


# A migration writes a field as its class's path: those of a plugin's author say `fields.DatetimeField`,
# and stay valid (and free of drift) whatever stands behind it here.
for _class, _public in ((UtcDatetimeField, fields.DatetimeField), (ExactDecimalField, fields.DecimalField)):
    _class.__module__, _class.__name__ = _public.__module__, _public.__name__

_BETTER: dict[type, type] = {
    fields.DatetimeField: UtcDatetimeField,
    fields.DecimalField: ExactDecimalField,
}


def prepared(field: Field[Any]) -> Field[Any]:
    """Give a copy for one table (mixins and bases share their fields), with the behaviour of this module."""
    mine = copy(field)
    mine.__class__ = _BETTER.get(type(field), type(field))
    if isinstance(mine, fields.JSONField):
        mine.encoder = to_text if mine.encoder is JSON_DUMPS else mine.encoder
        mine.decoder = from_text if mine.decoder is JSON_LOADS else mine.decoder
    return mine


class Sealed(str):
    """A secret as it stands in the database, not opened yet."""

    __slots__ = ()


class Given(str):
    """A secret as somebody gave it."""

    __slots__ = ()


class SecretField(fields.TextField):
    """Text encrypted under the key ring, bound to its table, column and row; `str` in Python.

    It is opened when the attribute is read. It cannot be filtered on, nor set by `queryset.update()`, nor read by
    `values()`: the row must be known.
    """

    def to_db_value(self, value: Any, instance: type[models.Model] | models.Model) -> Any:
        """Encrypt for the row of `instance`; raises `FieldError` where the row cannot be known."""
        if value is None:
            return None
        if not hasattr(instance, "_saved_in_db"):
            self.refuse("set it on the row and save(), since a secret is bound to its row")
        text = self.given(value)
        self.validate(text)
        return _scope.cipher().encrypt(str(text), place(instance, self))

    def to_python_value(self, value: Any) -> Any:
        """Let pass what comes with its row; raises `FieldError` in `values()` and `values_list()`."""
        if value is None or isinstance(value, Sealed):
            return value
        if isinstance(value, Given):
            return str(value)
        return self.refuse("read it from the row: values() cannot open it")

    def given(self, value: Any) -> Given | None:
        """What a constructor was given, marked as such; raises `ValidationError` for what is no text."""
        if value is None or isinstance(value, str):
            return None if value is None else Given(value)
        msg = f"{self.model_field_name} is a secret text, not {type(value).__name__}"
        raise ValidationError(msg)

    def refuse(self, way_out: str) -> NoReturn:
        """Raise the `FieldError` of what a secret cannot do."""
        msg = f"{self.model_field_name!r} is a SecretField: {way_out}"
        raise FieldError(msg)

    def refuse_filter(self, *_: object) -> NoReturn:
        """Stand in for every comparison in a query."""
        self.refuse("it cannot be compared in a query; keep a digest in a column beside it to look it up")


CHECKED: Final = (SecretField, ExactDecimalField, UtcDatetimeField)
"""Fields whose `given` looks at what a constructor gets."""


def place(row: models.Model | type[models.Model], field: SecretField) -> str:
    """Name what a secret is bound to."""
    return f"{row._meta.db_table}.{field.source_field or field.model_field_name}:{row.pk}"


class OpenedOnRead:
    """The attribute of a `SecretField`: keeps what came from the database closed until somebody reads it."""

    def __init__(self, field: SecretField) -> None:
        self._field = field
        self._name = field.model_field_name

    def __get__(self, row: models.Model | None, owner: type) -> Any:
        """Give the text, opening it the first time."""
        if row is None:
            return self
        try:
            value = row.__dict__[self._name]
        except KeyError:
            msg = f"{owner.__name__} was loaded without {self._name!r}: name it in only()"
            raise AttributeError(msg) from None
        if isinstance(value, Sealed):
            value = row.__dict__[self._name] = self._opened(row, value)
        return value

    def __set__(self, row: models.Model, value: str | None) -> None:
        """Keep the text, or what the database gave."""
        row.__dict__[self._name] = value

    def _opened(self, row: models.Model, token: Sealed) -> str:
        if getattr(row, "id", None) is None:
            self._field.refuse("it is bound to its row, so name 'id' in only() too")
        return _scope.cipher().decrypt(str(token), place(row, self._field))
