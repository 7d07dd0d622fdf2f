"""Values of columns between databases: what each has, as Python has it, as a line of JSON has it, and as a hash sees it.

Kinds are those of Tortoise's fields. JSON stays the text that it is: PostgreSQL orders keys and numbers its own way, so a
hash looks at what the text means.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import UUID

from tortoise import fields

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Kind = Literal["uuid", "datetime", "date", "time", "decimal", "bytes", "json", "bool", "int", "float", "text"]

_FIELDS: Final[tuple[tuple[type[Any], Kind], ...]] = (
    (fields.UUIDField, "uuid"),
    (fields.DatetimeField, "datetime"),
    (fields.DateField, "date"),
    (fields.TimeField, "time"),
    (fields.TimeDeltaField, "int"),
    (fields.DecimalField, "decimal"),
    (fields.BinaryField, "bytes"),
    (fields.JSONField, "json"),
    (fields.BooleanField, "bool"),
    (fields.FloatField, "float"),
    (fields.IntField, "int"),
    (fields.CharField, "text"),
    (fields.TextField, "text"),
)
_TYPES: Final[tuple[tuple[str, Kind], ...]] = (
    ("UUID", "uuid"), ("CHAR(36)", "uuid"), ("TIMESTAMP", "datetime"), ("DATE", "date"), ("TIME", "time"),
    ("NUMERIC", "decimal"), ("DECIMAL", "decimal"), ("BYTEA", "bytes"), ("BLOB", "bytes"), ("JSON", "json"),
    ("BOOL", "bool"), ("DOUBLE", "float"), ("REAL", "float"), ("INT", "int"), ("BIGINT", "int"), ("SMALLINT", "int"),
)  # fmt: skip


def kind_of_field(field: Any) -> Kind | None:
    """The kind of a model's column; None for a field that nobody knows."""
    return next((kind for known, kind in _FIELDS if isinstance(field, known)), None)


def kind_of_type(declared: str) -> Kind:
    """The kind of a column as its database declares it, for tables that no model has."""
    return next((kind for start, kind in _TYPES if declared.upper().startswith(start)), "text")


# -- as Python has it ----------------------------------------------------------------------------------------------


def _moment(value: Any) -> datetime:
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _time(value: Any) -> time:
    found = value if isinstance(value, time) else time.fromisoformat(value)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _bytes(value: Any) -> bytes:
    return base64.b64decode(value, validate=True) if isinstance(value, str) else bytes(value)


_PYTHON: Final[dict[Kind, Callable[[Any], Any]]] = {
    "uuid": lambda value: value if isinstance(value, UUID) else UUID(str(value)),
    "datetime": _moment,
    "date": lambda value: value if isinstance(value, date) else date.fromisoformat(value),
    "time": _time,
    "decimal": lambda value: value if isinstance(value, Decimal) else Decimal(str(value)),
    "bytes": _bytes,
    "json": str,
    "bool": bool,
    "int": int,
    "float": float,
    "text": str,
}


def python(kind: Kind, value: Any) -> Any:
    """From what a database or a line of JSON gave; `ValueError` (or such) when it is no such value."""
    return None if value is None else _PYTHON[kind](value)


# -- as SQLite, and as JSON, has it --------------------------------------------------------------------------------


def sqlite(kind: Kind, value: Any) -> Any:
    """As the models write it there: comparisons of times are of texts."""
    if value is None or kind in {"bytes", "int", "float", "text", "json"}:
        return value
    if kind == "datetime":
        return value.isoformat(" ")
    if kind in {"date", "time"}:
        return value.isoformat()
    return int(value) if kind == "bool" else str(value)


def plain(kind: Kind, value: Any) -> Any:
    """As JSON can hold it, exactly."""
    if value is None or kind in {"int", "text", "json", "bool"}:
        return value
    if kind == "bytes":
        return base64.b64encode(value).decode()
    if kind == "float":
        return value if math.isfinite(value) else str(value)
    return value.isoformat() if kind in {"datetime", "date", "time"} else str(value)


# -- as a hash sees it ---------------------------------------------------------------------------------------------


EXACT: Final = 2**53


class Digest:
    """Of a table's rows in any order: the sum of their SHA-256, modulo 2^256, and how many."""

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self._kinds, self._sum, self.rows = kinds, 0, 0

    def add(self, row: Sequence[Any]) -> None:
        """One more row, its values in the order of the kinds."""
        seen = [_essence(kind, value) for kind, value in zip(self._kinds, row, strict=True)]
        text = json.dumps(seen, ensure_ascii=True, separators=(",", ":"))
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(text.encode()).digest())) % 2**256
        self.rows += 1

    def hex(self) -> str:
        """The sum."""
        return f"{self._sum:064x}"


def _essence(kind: Kind, value: Any) -> Any:
    """The same for values that are equal, however a database keeps them."""
    if value is None:
        return None
    if kind == "json":
        return json.dumps(_meant(_parsed(value)), sort_keys=True)
    if kind == "decimal":
        return _number(value)
    # SQLite has one zero.
    return repr(value + 0.0) if kind == "float" else plain(kind, value)


def _parsed(text: str) -> Any:
    return json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=str)


def _meant(value: Any) -> Any:
    if isinstance(value, dict):
        return {"object": {key: _meant(item) for key, item in value.items()}}
    if isinstance(value, list):
        return [_meant(item) for item in value]
    return {"number": _double(value)} if isinstance(value, Decimal) else value


def _double(value: Decimal) -> str:
    """A number of JSON: past what a double holds exactly, databases write the same one in different digits (RFC 8259, 6)."""
    exact = value == value.to_integral_value() and abs(value) <= EXACT
    return _number(value if exact else Decimal(repr(float(value))))


def _number(value: Decimal) -> str:
    if not value.is_finite():
        return str(value)
    sign, digits, exponent = value.as_tuple()
    text = "".join(map(str, digits)).lstrip("0")
    kept = text.rstrip("0")
    return f"{'-' if sign else ''}{kept}e{int(exponent) + len(text) - len(kept)}" if kept else "0"
