"""Migrations that two versions can live with: read and judged before anybody applies them.

During a rolling restart the version before and the next one share the tables. So a release only expands; what it wants
gone goes in a later one, whose migration names the release since which nobody asks for it:

    class Migration(migrations.Migration):
        contract = "1.4"

What is made and changed within one migration concerns no earlier version, and is not judged.
"""

from __future__ import annotations

import inspect
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import UniqueConstraint

from omni_kernel.storage import migrations
from omni_kernel.storage.migrations_state import Tables

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from tortoise.fields.base import Field
    from tortoise.migrations.schema_generator.state import State

    from omni_kernel.storage.database import App

Level = Literal["refused", "contract", "note"]
RELEASE: Final = re.compile(r"\d+(\.\w+)*")
ONE_DATABASE: Final = re.compile(
    r"\b(pragma|rowid|autoincrement|sqlite_\w+|insert\s+or|strftime|julianday|jsonb?|ilike|concurrently|timestamptz|bytea"
    r"|plpgsql|pg_\w+|regclass|serial|using\s+gin)\b|::|\$\$",
    re.IGNORECASE,
)
"""Words of SQL that only one of the databases knows."""
INTEGERS: Final = ("SMALLINT", "INT", "BIGINT")
LOCK: Final = "on PostgreSQL nobody writes to the table while the index is built, and it cannot be built CONCURRENTLY in the one transaction of all migrations"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one operation does to the version before. `contract` is taken since the migration says so; a `note` is advice."""

    migration: str
    file: Path
    operation: str
    why: str
    way: str
    level: Level

    def __str__(self) -> str:
        return f"{self.file}: {self.operation}: {self.why}; {self.way}"


@dataclass(frozen=True, slots=True)
class Harm:
    """Why an operation is none of a release that expands; `later` says that a contract may have it."""

    why: str
    way: str
    later: bool = False
    note: bool = False


async def findings(apps: Sequence[App], only: Collection[str] = ()) -> list[Finding]:
    """What is wrong with the migrations of these apps, in the order in which they are applied; `only` some labels."""
    written = [app for app in apps if migrations.on_disk(app)]
    state, found = Tables.none(), list[Finding]()
    async with migrations._detector(written) as detector:
        await detector.loader.build_graph()
        for key in detector._full_plan():
            migration: Any = detector.loader.graph.nodes[key]
            review = _Review(migration, state)
            for operation in migration.operations:
                if not only or key.app_label in only:
                    found += review.look(operation)
                operation.state_forward(key.app_label, state)
    return found


def refused(found: Sequence[Finding]) -> list[Finding]:
    """Those that must not be released."""
    return [finding for finding in found if finding.level == "refused"]


class _Review:
    """One migration, its operations in order, over the state before each."""

    def __init__(self, migration: Any, state: State) -> None:
        self._migration, self._state, self._made = migration, state, set[str]()
        self._release = getattr(migration, "contract", None)
        self._file = Path(inspect.getfile(type(migration)))

    def look(self, operation: Any) -> Iterator[Finding]:
        """What is to be said of the next operation."""
        if isinstance(operation, ops.CreateModel):
            self._made.add(operation.name)
        elif _model_of(operation) not in self._made:
            for harm in self._harms(operation):
                yield self._finding(operation, harm)

    def _finding(self, operation: Any, harm: Harm) -> Finding:
        level: Level = "note" if harm.note else "refused"
        way = harm.way
        if harm.later and self._release is not None:
            if isinstance(self._release, str) and RELEASE.fullmatch(self._release):
                level, way = "contract", f"no version before {self._release} may run beside it"
            else:
                way = f'contract = {self._release!r} names no release: write contract = "1.4", since which nobody asks for it'
        name = f"{self._migration.app_label}.{self._migration.name}"
        return Finding(name, self._file, operation.describe(), harm.why, way, level)

    def _harms(self, operation: Any) -> Iterator[Harm]:
        rule = RULES.get(type(operation))
        if rule is None:
            yield Harm(f"{type(operation).__name__} is unknown here", "use Tortoise's own operations", later=True)
        else:
            yield from rule(operation, self._state.models.get((self._migration.app_label, _model_of(operation))))


def _model_of(operation: Any) -> str:
    names = (getattr(operation, name, None) for name in ("model_name", "old_name", "name"))
    return next((str(name) for name in names if name), "")


# -- a rule for each operation: the operation and the state of its model give the harms -----------------------------


def _fine(_: Any, __: Any) -> Iterator[Harm]:
    return iter(())


def _rename(_: Any, __: Any) -> Iterator[Harm]:
    yield Harm(
        "the version before asks for the old name",
        "add the new one, write both, fill it by a job, read it in the next release, and remove the old one after that",
    )


def _rename_model(operation: ops.RenameModel, model: Any) -> Iterator[Harm]:
    # A table that is named by Meta.table stays: then only the class has another name.
    if model.table == operation.old_name.lower():
        yield from _rename(operation, model)


def _rename_field(operation: ops.RenameField, model: Any) -> Iterator[Harm]:
    if not model.fields[operation.old_name].source_field:
        yield from _rename(operation, model)


def _options(operation: ops.AlterModelOptions, model: Any) -> Iterator[Harm]:
    if operation.options.get("table", model.table) != model.table:
        yield from _rename(operation, model)


def _delete_model(_: Any, __: Any) -> Iterator[Harm]:
    yield Harm("the version before reads and writes the table", "stop using it, and delete it in a later release", later=True)


def _remove_field(operation: ops.RemoveField, model: Any) -> Iterator[Harm]:
    field = model.fields[operation.name]
    if not _optional(field):
        yield Harm("no version can stop writing it: it is NOT NULL and has no db_default", "first alter it to null=True")
    yield Harm(
        "the version before reads and writes the column",
        "take it out of the model while the column stays, and remove that in a later release",
        later=True,
    )


def _add_field(operation: ops.AddField, _: Any) -> Iterator[Harm]:
    field: Any = operation.field
    if not _optional(field):
        yield Harm(
            "NOT NULL without a default of the database's: it fails where there are rows, and the version before writes rows without it",
            "give it null=True or db_default=… (default=… is Python's alone)",
        )
    elif field.unique and field.has_db_default():
        yield Harm("two rows would have the same db_default in a unique column", "give it null=True instead")
    if field.index and not field.unique:
        yield Harm(LOCK, "for a table with millions of rows choose a quiet hour", note=True)


def _alter_field(operation: ops.AlterField, model: Any) -> Iterator[Harm]:
    old, new = model.fields[operation.name], cast("Field[Any]", operation.field)
    if _column(old, operation.name) != _column(new, operation.name):
        yield from _rename(operation, model)
    if old.null and not new.null:
        yield Harm(
            "the version before may write NULL, and rows may have it", "fill them by a job; then in a later release", later=True
        )
    if old.has_db_default() and not _optional(new):
        yield Harm("the version before may leave it to db_default", "take it away in a later release", later=True)
    yield from _uniqueness(unique=bool(new.unique), before=bool(old.unique))
    yield from _type(old, new)
    if new.index and not old.index and not new.unique:
        yield Harm(LOCK, "for a table with millions of rows choose a quiet hour", note=True)


def _uniqueness(*, unique: bool, before: bool) -> Iterator[Harm]:
    if unique and not before:
        yield Harm(
            "rows may be there twice, and the version before may write more",
            "see in one release that none is; then in a later one",
            later=True,
        )
    if before and not unique:
        yield Harm(
            "the version before may insert ON CONFLICT with it, which needs the key",
            "stop that; then in a later release",
            later=True,
        )


def _type(old: Field[Any], new: Field[Any]) -> Iterator[Harm]:
    if isinstance(old, ForeignKeyFieldInstance) or isinstance(new, ForeignKeyFieldInstance):
        if getattr(old, "model_name", None) != getattr(new, "model_name", None):
            yield Harm("the version before takes it for another table's key", "add another column, and remove this one later")
        return
    before, after = _sql_type(old), _sql_type(new)
    if not _wider(before, after):
        narrower = _wider(after, before)
        way = (
            "write nothing longer in one release; then in a later one"
            if narrower
            else "add another column, and remove this one later"
        )
        yield Harm(f"{before} to {after}: the version before writes what does not fit", way, later=narrower)


def _add_constraint(operation: ops.AddConstraint, _: Any) -> Iterator[Harm]:
    if isinstance(operation.constraint, UniqueConstraint):
        yield from _uniqueness(unique=True, before=False)
    else:
        yield Harm(
            "rows may break it, and the version before may write more", "keep it in one release; then in a later one", later=True
        )


def _remove_constraint(operation: ops.RemoveConstraint, model: Any) -> Iterator[Harm]:
    named = [c for c in model.options.get("constraints", ()) if getattr(c, "name", None) == operation.name]
    if operation.fields or any(isinstance(c, UniqueConstraint) for c in named):
        yield from _uniqueness(unique=False, before=True)


def _add_index(_: Any, __: Any) -> Iterator[Harm]:
    yield Harm(LOCK, "for a table with millions of rows choose a quiet hour", note=True)


def _schema(_: Any, __: Any) -> Iterator[Harm]:
    yield Harm("SQLite has no schemas, and Omni's tables stand in one", "take it out")


def _run_sql(operation: ops.RunSQL, _: Any) -> Iterator[Harm]:
    if not operation.reversible:
        yield Harm("it cannot be taken back", "give reverse_sql, or RunSQL.noop where nothing is to be undone")
    if found := ONE_DATABASE.search(str(operation.sql)):
        yield Harm(f"{found[0]!r} is of one database's SQL", "use RunPython with models, or ask for the dialect there")


def _run_python(operation: ops.RunPython, _: Any) -> Iterator[Harm]:
    if not operation.reversible:
        yield Harm("it cannot be taken back", "give reverse_code, or RunPython.noop where nothing is to be undone")
    source = ""
    with suppress(OSError, TypeError):
        source = inspect.getsource(operation.code)
    if "dialect" not in source and (found := ONE_DATABASE.search(source)):
        yield Harm(f"{found[0]!r} is of one database's SQL", "ask for `capabilities.dialect`, or use models")


RULES: Final[dict[type[Any], Any]] = {
    ops.RenameModel: _rename_model,
    ops.DeleteModel: _delete_model,
    ops.AlterModelOptions: _options,
    ops.AddField: _add_field,
    ops.RemoveField: _remove_field,
    ops.AlterField: _alter_field,
    ops.RenameField: _rename_field,
    ops.AddIndex: _add_index,
    ops.RemoveIndex: _fine,
    ops.RenameIndex: _fine,
    ops.AddConstraint: _add_constraint,
    ops.RemoveConstraint: _remove_constraint,
    ops.RenameConstraint: _fine,
    ops.CreateSchema: _schema,
    ops.DropSchema: _schema,
    ops.RunPython: _run_python,
    ops.RunSQL: _run_sql,
}


# -- columns -------------------------------------------------------------------------------------------------------


def _optional(field: Any) -> bool:
    """May a row be written that says nothing of it?"""
    return bool(field.null or field.has_db_default())


def _column(field: Any, name: str) -> str:
    return str(field.source_field or (f"{name}_id" if isinstance(field, ForeignKeyFieldInstance) else name))


def _sql_type(field: Field[Any]) -> str:
    return str(field.get_for_dialect("postgres", "SQL_TYPE"))


def _wider(before: str, after: str) -> bool:
    """Does every value of the one type fit into the other, unchanged?"""
    (old, *size), (new, *room) = _parts(before), _parts(after)
    if old in INTEGERS and new in INTEGERS:
        return INTEGERS.index(old) <= INTEGERS.index(new)
    if old == "DECIMAL" and new == "DECIMAL":
        return bool(room[1] >= size[1] and room[0] - room[1] >= size[0] - size[1])
    if old == "VARCHAR" and new == "TEXT":
        return True
    return old == new and all(there >= here for here, there in zip(size, room, strict=True))


def _parts(sql_type: str) -> tuple[Any, ...]:
    name, _, numbers = sql_type.partition("(")
    return (name.strip().upper(), *(int(n) for n in re.findall(r"\d+", numbers)))
