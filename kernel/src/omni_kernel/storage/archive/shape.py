"""Which tables there are, and what their columns hold: by the models, and by the database for tables that none has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from omni_kernel.storage.migrations import LEDGER

from .errors import Refused
from .values import kind_of_field, kind_of_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from omni_kernel.storage.database import App

    from .values import Kind

STATE: Final = "omni_archive"
"""A table that stands only while (or after) an installation is moved or restored."""
ASIDE: Final = frozenset({LEDGER, STATE})
"""Never copied: the ledger of migrations is compared, the state is this package's own."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table; columns in a fixed order."""

    name: str
    kinds: Mapping[str, Kind]
    key: str | None
    """Its primary key's column, by which it is read in order; None: it has no single one."""
    owner: str | None
    """The label of the app whose model it is; None: of a plugin that is not loaded."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(self.kinds)


def tables(apps: Iterable[App], found: Mapping[str, Mapping[str, str]], keys: Mapping[str, str | None]) -> list[Table]:
    """All tables of a database, by name; `found` are its columns with their declared types, `keys` its primary keys.

    What the database has is what counts: the code may be of another day, as it is between an upgrade and its migration.
    """
    models = {model._meta.db_table: (app.label, _kinds(model)) for app in apps for model in app.models}
    result = []
    for name in sorted(found.keys() - ASIDE):
        owner, known = models.get(name, (None, {}))
        kinds = {column: known.get(column) or kind_of_type(declared) for column, declared in sorted(found[name].items())}
        result.append(Table(name, kinds, keys.get(name), owner))
    return result


def _kinds(model: Any) -> dict[str, Kind]:
    """Of a model's columns; `Refused` for a field that nobody knows how to carry over."""
    kinds = {}
    for name in model._meta.fields_db_projection:
        field = model._meta.fields_map[name]
        kind = kind_of_field(field)
        if kind is None:
            msg = f"{model.__name__}.{name} is a {type(field).__name__}, which cannot be carried over: use a field of tortoise"
            raise Refused(msg)
        kinds[str(field.source_field or name)] = kind
    return kinds
