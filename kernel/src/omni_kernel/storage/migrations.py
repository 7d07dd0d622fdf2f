"""Migrations, by Tortoise's own engine, made safe: one lock, one transaction, nothing lost on the way.

Tortoise 1.1 writes its ledger after the transaction, remakes a SQLite table with cascading deletes and without its
indexes, and lets four processes start the same migration; each of these is closed here.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from contextlib import asynccontextmanager, closing
from copy import copy
from dataclasses import dataclass, replace
from importlib import invalidate_caches
from importlib.util import find_spec
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tortoise import fields
from tortoise.apps import Apps
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.context import TortoiseContext
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.operations import AddField, CreateModel
from tortoise.migrations.schema_editor import AsyncpgSchemaEditor, SqliteSchemaEditor
from tortoise.migrations.writer import MigrationWriter, format_migration_name

from omni_kernel.storage import security
from omni_kernel.storage.database import TABLES, App, Database, Dialect, app_configs, dialect_of, enter, kept, sqlite_path
from omni_kernel.storage.expand import expanding
from omni_kernel.storage.migrations_state import Tables, looks_around
from omni_sdk.models import Model as OmniModel

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence

    from tortoise.backends.base.client import BaseDBAsyncClient
    from tortoise.migrations.graph import MigrationKey
    from tortoise.models import Model

LEDGER: Final = "tortoise_migrations"
LOCK: Final = 7_162_001
LOCK_MS: Final = 60_000  # how long to wait for another process that migrates
KERNEL_PARENTS: Final = frozenset({"omni.Tenant", "omni.Account"})
LONGEST_TABLE: Final = 63  # bytes that PostgreSQL keeps of a name


class MigrationError(RuntimeError):
    """Migrations cannot be applied, taken back or written; the database is as it was."""


# -- what there is, without importing any migration (this runs at each start) ---------------------------------------


async def pending(url: str, apps: Iterable[App]) -> list[str]:
    """Migrations on disk that the database has not seen, as `<label>.<name>`; `<label>.?` where none was written."""
    applied = await _ledger(url)
    found = []
    for app in apps:
        if app.models:
            names = on_disk(app) or ["?"]
            found += [f"{app.label}.{name}" for name in names if (app.label, name) not in applied]
    return found


async def behind(url: str, apps: Iterable[App]) -> list[str]:
    """Labels of the apps that have pending migrations."""
    return list(dict.fromkeys(name.partition(".")[0] for name in await pending(url, apps)))


def on_disk(app: App) -> list[str]:
    """Names of an app's migrations, in order; empty when it has no such package."""
    return sorted(path.stem for folder in _folders(app) for path in Path(folder).glob("[0-9]*.py"))


def _folders(app: App) -> list[str]:
    try:
        spec = find_spec(app.migrations) if app.migrations else None
    except ModuleNotFoundError:
        return []
    return list(spec.submodule_search_locations or []) if spec else []


def _configs(apps: Iterable[App], connection: str = "sqlite") -> dict[str, Any]:
    """Tortoise imports every package of migrations that it is told of."""
    return app_configs((app if _folders(app) else replace(app, migrations=None) for app in apps), connection)


async def _ledger(url: str) -> set[tuple[str, str]]:
    if dialect_of(url) == "sqlite":
        return _sqlite_ledger(url)
    from omni_kernel.storage.postgres import connected  # asyncpg takes long to import, and SQLite needs none

    connection = await connected(url)
    try:
        if not await connection.fetchval("SELECT to_regclass($1)", LEDGER):
            return set()
        return {(row["app"], row["name"]) for row in await connection.fetch(f"SELECT app, name FROM {LEDGER}")}  # noqa: S608  # a constant
    finally:
        await connection.close()


def _sqlite_ledger(url: str) -> set[tuple[str, str]]:
    path = sqlite_path(url)
    if not path.exists():
        return set()
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [LEDGER]).fetchone():
            return set()
        return set(connection.execute(f"SELECT app, name FROM {LEDGER}"))  # noqa: S608  # a constant


# -- applying and taking back --------------------------------------------------------------------------------------


async def migrate(url: str, apps: Sequence[App], progress: Callable[[str], None] | None = None) -> list[str]:
    """Apply what is pending, all or nothing, and give the names; other processes that try wait, then find it done."""
    if lacking := [app.label for app in apps if app.models and not on_disk(app)]:
        msg = f"{lacking[0]!r} has tables and no migrations: write them with `omni plugin migrations ID --make`"
        raise MigrationError(msg)
    return await _run(url, apps, None, progress)


async def rollback(url: str, apps: Sequence[App], label: str) -> list[str]:
    """Take back all of one app: its tables and ledger rows go. `MigrationError` if another app needs them."""
    return await _run(url, apps, label, None)


async def _run(url: str, apps: Sequence[App], label: str | None, progress: Callable[[str], None] | None) -> list[str]:
    done: list[str] = []

    def told(event: str, app_label: str, name: str) -> None:
        if event.endswith("_done"):
            done.append(f"{app_label}.{name}")
            if progress:
                progress(done[-1])

    database = Database(url, apps)
    async with _exclusive(database) as client:
        executor = _Executor(client, _configs(apps, database.dialect))
        await executor.recorder.ensure_schema(executor._schema_editor())
        if label:
            done += await executor.drop(label)
        else:
            await executor.migrate(progress=told)
        if not done:
            # What points nowhere then is no doing of migrations: a transfer that was broken off fills a tree in parts.
            return done
        if database.dialect == "sqlite":
            await _check_foreign_keys(client)
        elif not label:
            await security.secure(client, apps)
    return done


async def _check_foreign_keys(client: BaseDBAsyncClient) -> None:
    if broken := await client.execute_query_dict("PRAGMA foreign_key_check"):
        tables = ", ".join(sorted({str(row["table"]) for row in broken}))
        msg = f"after these migrations rows of {tables} would point nowhere; nothing was changed"
        raise MigrationError(msg)


@asynccontextmanager
async def _exclusive(database: Database) -> AsyncIterator[BaseDBAsyncClient]:
    """Lock, statements and ledger in one transaction, on a connection of its own, under the role that owns the tables.

    On SQLite foreign keys are off, since a remade table is dropped and the drop would cascade; they are checked at the end.
    """
    connections = database.config()["connections"]
    credentials = connections[database.dialect]["credentials"]
    if database.dialect == "sqlite":
        credentials |= {"foreign_keys": "OFF", "busy_timeout": LOCK_MS}
        Path(credentials["file_path"]).parent.mkdir(parents=True, exist_ok=True)
    else:
        credentials |= {"role": None, "maxsize": 1}
    with TortoiseContext() as context:
        context.connections._init_config(connections)
        try:
            async with context.connections.get(database.dialect)._in_transaction() as client:
                if database.dialect == "postgres":
                    await client.execute_query(f"SET LOCAL lock_timeout = {LOCK_MS}")
                    await client.execute_query(f"SELECT pg_advisory_xact_lock({LOCK})")
                yield client
        finally:
            await context.close_connections()
            EXECUTOR_CACHE.clear()


class _Executor(MigrationExecutor):
    def _schema_editor(self, atomic: bool = True, collect_sql: bool = False) -> Any:  # noqa: ARG002
        EXECUTOR_CACHE.clear()  # statements by table name, of how the table was before
        editor = _Editor if self.connection.capabilities.dialect == "sqlite" else _PostgresEditor
        return editor(self.connection, atomic=True, collect_sql=collect_sql)

    async def _project_state(self, applied: set[MigrationKey], *, upto: MigrationKey | None = None) -> Tables:
        connections = {label: config["default_connection"] for label, config in self.loader.apps_config.items()}
        state = Tables.none(connections, whole=looks_around(self.loader.disk_migrations.values()))
        for key in takewhile(lambda key: key != upto, self._full_plan()):
            if key in applied:
                await self.loader.disk_migrations[key].apply(state, dry_run=True)
        return state

    async def drop(self, label: str) -> list[str]:
        """Drop an app's tables and its ledger; going back step by step would stop at whatever cannot be undone."""
        await self.loader.build_graph()
        applied = await self.recorder.applied_migrations()
        mine = [key for key in applied if key.app_label == label]
        nodes = [self.loader.graph.node_map[key] for key in mine if key in self.loader.graph.node_map]
        children = {child.key for node in nodes for child in node.children}
        if others := {key.app_label for key in children & set(applied)} - {label}:
            msg = f"{label!r} is needed by {', '.join(sorted(others))}: uninstall them first"
            raise MigrationError(msg)
        await self._drop_tables(f"{label}_" if label == "omni" else f"{label}__")
        for key in mine:
            await self.recorder.record_unapplied(key.app_label, key.name)
        return [str(key) for key in reversed(mine)]

    async def _drop_tables(self, prefix: str) -> None:
        dialect: Dialect = "sqlite" if self.connection.capabilities.dialect == "sqlite" else "postgres"
        found = [row["name"] for row in await self.connection.execute_query_dict(TABLES[dialect])]
        names = [f'"{name}"' for name in found if name.startswith(prefix)]
        # PostgreSQL takes tables that refer to each other at once; SQLite takes one at a time, and looks at no reference.
        for statement in [", ".join(names)] if dialect == "postgres" and names else names:
            await self.connection.execute_query(f"DROP TABLE {statement}")


class _PostgresEditor(AsyncpgSchemaEditor):
    async def _alter_field(self, model: Any, old_field: Any, new_field: Any) -> None:
        """Rename first: Tortoise alters a column under its new name before it has it."""
        before, after = _column(old_field), _column(new_field)
        if before != after:
            table = self._qualify_table_name(model._meta.db_table, model._meta.schema)
            await self._run_sql(self.RENAME_FIELD_TEMPLATE.format(table=table, old_column=before, new_column=after))
            old_field = copy(old_field)
            old_field.source_field = after
        await super()._alter_field(model, old_field, new_field)


class _Editor(SqliteSchemaEditor):
    """Splits statements where they end (not at every `;`); a remade table keeps its indexes and unique keys."""

    async def _run_sql(self, sql: str) -> None:
        await self.client.execute_script(sql)

    async def remove_constraint(self, model: Any, constraint: Any) -> None:
        """Drop a unique key; one that was made with its table cannot be dropped, so the table is made anew."""
        if isinstance(constraint, UniqueConstraint):
            columns = tuple(self._resolve_fields_to_columns(model, constraint.fields))
            if any(index.columns == columns and not index.sql for index in await self._uniques(model)):
                await self._remake_table(model, without={columns})
                return
        await super().remove_constraint(model, constraint)

    async def _remake_table(self, model: Any, *args: Any, without: Iterable[tuple[str, ...]] = (), **kwargs: Any) -> None:
        changes: list[tuple[Any, Any]] = kwargs.get("alter_fields") or []
        renamed = {_column(old): _column(new) for old, new in changes}
        dropped = {(_column(old),) for old, new in changes if old.unique and not new.unique} | set(without)
        unindexed = {(_column(old),) for old, new in changes if old.index and not new.index}
        before = [index for index in await self._indexes(model) if index.columns not in (dropped if index.unique else unindexed)]
        await super()._remake_table(model, *args, **kwargs)
        for index in before:
            await self._restore(model, index, renamed)
        for old, new in changes:
            if new.index and not old.index and not new.pk:
                await self._run_sql(self._get_index_sql(model, [_column(new)]))

    async def _restore(self, model: Any, index: _Index, renamed: dict[str, str]) -> None:
        table = model._meta.db_table
        columns = tuple(renamed.get(name, name) for name in index.columns)
        there = {row["name"] for row in await self.client.execute_query_dict(f'PRAGMA table_info("{table}")')}
        if not there.issuperset(columns) or (index.unique and columns in {i.columns for i in await self._uniques(model)}):
            return
        sql = index.sql
        for old, new in renamed.items():
            sql = sql.replace(f'"{old}"', f'"{new}"')
        listed = ", ".join(f'"{name}"' for name in columns)
        name = "_".join(("uidx", table, *columns))
        await self.client.execute_query(sql or f'CREATE UNIQUE INDEX "{name}" ON "{table}" ({listed})')

    async def _uniques(self, model: Any) -> list[_Index]:
        return [index for index in await self._indexes(model) if index.unique]

    async def _indexes(self, model: Any) -> list[_Index]:
        found = []
        for row in await self.client.execute_query_dict(f'PRAGMA index_list("{model._meta.db_table}")'):
            if row["origin"] != "pk":
                columns = await self.client.execute_query_dict(f'PRAGMA index_info("{row["name"]}")')
                made = "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?"
                sql = (await self.client.execute_query_dict(made, [row["name"]]))[0]["sql"] or ""
                found.append(_Index(bool(row["unique"]), tuple(c["name"] for c in columns), sql))
        return found


@dataclass(frozen=True)
class _Index:
    unique: bool
    columns: tuple[str, ...]
    sql: str
    """Empty for one that was made with its table."""


def _column(field: Any) -> str:
    return str(field.source_field or field.model_field_name)


# -- writing -------------------------------------------------------------------------------------------------------


async def make(app: App, all_apps: Sequence[App], name: str, contract: str | None = None) -> Path | None:
    """Write the migration that leads from those on disk to the models; None when there is nothing to do.

    The first is `0001_initial.py`, the next `0002_<name>.py`; the package is made when it is absent. What the models
    have no more is taken away only with `contract`, the release since which nobody asks for it.
    """
    folder = _folder(app)
    async with _detector(all_apps) as detector:
        writer = next((w for w in await detector.changes() if w.app_label == app.label), None)
        if writer and not contract:
            writer.operations = list(expanding(app.label, writer.operations, await detector._project_state()))
        if writer is None or not writer.operations:
            return None
        writer.dependencies = [dep for dep in writer.dependencies if dep[0] == app.label]
        writer.dependencies += _oldest_needed(app.label, writer.operations, detector.loader.disk_migrations)
    for operation in writer.operations:
        if isinstance(operation, CreateModel):
            operation.bases = None  # never used: in a migration every table is a plain model
    writer.name = format_migration_name(int(writer.name[:4]), "initial" if writer.initial else name)
    path = folder / f"{writer.name}.py"
    path.write_text(_documented(writer, app.label, contract), encoding="utf-8")
    invalidate_caches()
    return path


async def drift(apps: Sequence[App]) -> list[str]:
    """What the models say and the migrations do not, as `<label>: <change>`; what a later release may remove is none."""
    written = [app for app in apps if not app.models or on_disk(app)]
    found = [f"{app.label}: it has no migrations" for app in apps if app not in written]
    async with _detector(written) as detector:
        writers, state = await detector.changes(), await detector._project_state()
        for writer in writers:
            lacking = expanding(writer.app_label, writer.operations, state)
            found += [f"{writer.app_label}: {operation.describe()}" for operation in lacking]
        for app in written:
            for model in app.models:
                old = state.models.get((app.label, model.__name__))
                if old and old.table != model._meta.db_table:
                    found.append(f"{app.label}: rename table {old.table} to {model._meta.db_table}")
    return found


@asynccontextmanager
async def _detector(apps: Sequence[App]) -> AsyncIterator[_Detector]:
    config = {**Database("sqlite://:memory:", ()).config(), "apps": _configs(apps)}
    with kept(model for app in apps for model in app.models), await enter(config, connect=False) as context:
        yield _Detector(context.apps or Apps(None, context.connections), config["apps"])


class _Detector(MigrationAutodetector):
    _projected: Tables | None = None

    async def _project_state(self) -> Tables:
        if self._projected is None:
            self._projected = Tables.none()
            for key in self._full_plan():
                await self.loader.disk_migrations[key].apply(self._projected, dry_run=True)
        return self._projected


def _folder(app: App) -> Path:
    if not app.migrations:
        msg = f"{app.label!r} names no package for its migrations"
        raise MigrationError(msg)
    package, _, name = app.migrations.rpartition(".")
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        msg = f"{package!r} is not an importable package: install the plugin (pip install -e …) first"
        raise MigrationError(msg)
    folder = Path(spec.submodule_search_locations[0]) / name
    folder.mkdir(exist_ok=True)
    init = folder / "__init__.py"
    if not init.exists():
        init.write_text('"""Migrations of its tables."""\n', encoding="utf-8")
        invalidate_caches()
    return folder


def _oldest_needed(label: str, operations: Iterable[Any], disk: Mapping[MigrationKey, Any]) -> list[tuple[str, str]]:
    """Tortoise depends on the newest migration of another app: that would pin a plugin to the newest kernel."""
    needed: dict[str, str] = {}
    for operation in operations:
        fields = [field for _, field in operation.fields] if isinstance(operation, CreateModel) else []
        fields += [operation.field] if isinstance(operation, AddField) else []
        for field in fields:
            if isinstance(field, ForeignKeyFieldInstance):
                other, _, model = str(field.model_name).partition(".")
                if other != label and (name := _created_in(other, model, disk)):
                    needed[other] = max(name, needed.get(other, ""))
    return sorted(needed.items())


def _created_in(label: str, model: str, disk: Mapping[MigrationKey, Any]) -> str | None:
    for key in sorted(disk):
        made = (o.name for o in disk[key].operations if isinstance(o, CreateModel))
        if key.app_label == label and model in made:
            return key.name
    return None


def _documented(writer: MigrationWriter, label: str, contract: str | None) -> str:
    what = "; ".join(operation.describe() for operation in writer.operations)
    first, text = f'"""{label}: {what[:80]}{"…" if len(what) > 80 else ""}."""', writer.as_string()
    if contract:
        begin = "class Migration(migrations.Migration):\n"
        text = text.replace(begin, f"{begin}    contract = {contract!r}\n", 1)
    return f"{first}\n\n{text}"


# -- what a plugin may name its tables -----------------------------------------------------------------------------


def check_tables(plugin_id: str, models: Iterable[type[Model]]) -> list[str]:
    """Problems of a plugin's tables, each with the way out; empty when there is none."""
    prefix = f"p_{plugin_id.replace('-', '_')}__"
    models = list(models)
    problems = [problem for model in models for problem in _problems(prefix, model)]
    twice = [table for table, count in Counter(m._meta.db_table for m in models).items() if table and count > 1]
    return problems + [f"the table {table!r} is named by two models: rename one" for table in twice]


def _problems(prefix: str, model: type[Model]) -> Iterator[str]:
    name, table = model.__name__, model._meta.db_table
    if not issubclass(model, OmniModel):
        yield f"{name} is a plain Tortoise model: subclass TenantModel, AccountModel or PlatformModel of omni_sdk"
    if not re.fullmatch(rf"{prefix}[a-z][a-z0-9_]*", table):
        yield f"{name}: the table {table!r} is outside {prefix!r}: set Meta.table = {prefix + name.lower()!r}"
    elif len(table) > LONGEST_TABLE:
        yield f"{name}: the table {table!r} has more than {LONGEST_TABLE} characters: shorten it"
    for key in model._meta.fk_fields | model._meta.o2o_fields:
        relation: Any = model._meta.fields_map[key]
        if str(relation.model_name).startswith("omni."):
            yield from _kernel_problems(f"{name}.{key}", relation)


def _kernel_problems(place: str, relation: Any) -> Iterator[str]:
    if relation.model_name not in KERNEL_PARENTS:
        yield f"{place}: {relation.model_name!r} is the kernel's own: refer to {' or '.join(sorted(KERNEL_PARENTS))}"
    elif relation.on_delete != fields.CASCADE:
        yield f"{place}: rows go with their {relation.model_name}: set on_delete=fields.CASCADE"
