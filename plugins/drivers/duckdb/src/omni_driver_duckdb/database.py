"""One query's database: in memory, over some files, and locked."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from omni_analytics import SCHEMA

from .config import DuckDBConfig

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

KINDS = {"string": "VARCHAR", "timestamp(6)": "TIMESTAMP", "int32": "INTEGER", "int64": "BIGINT", "float64": "DOUBLE"}
"""DuckDB's names of the types in `SCHEMA`; those that are not here have the same name."""


class Database:
    """Opened in the thread that asks; interrupted and closed from any."""

    def __init__(self, config: DuckDBConfig, spilled: Path) -> None:
        self._config, self._spilled = config, spilled
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._interrupted = False

    def answer(self, sql: str, brought: Mapping[str, pa.Table], paths: Sequence[Path]) -> pa.Table:
        """What the statement says over the view `events` of these files, and over the tables that it brings along."""
        import duckdb

        self._spilled.mkdir(parents=True, exist_ok=True)
        # One for each query: databases of several processes would write to files of the same names.
        folder = tempfile.mkdtemp(dir=self._spilled)
        try:
            self._connection = connection = duckdb.connect(config=self._options(folder))
            self._prepare(connection, paths)
            for name, table in brought.items():
                connection.register(name, table)
            if self._interrupted:
                raise duckdb.InterruptException
            return connection.sql(sql).to_arrow_table()
        finally:
            self.close()
            shutil.rmtree(folder, ignore_errors=True)

    def interrupt(self) -> None:
        """Have the query end; it raises `InterruptException`."""
        self._interrupted = True
        if (connection := self._connection) is not None:
            connection.interrupt()

    def close(self) -> None:
        """Let go of memory and files."""
        if self._connection is not None:
            self._connection.close()

    def _options(self, folder: str) -> dict[str, Any]:
        options: dict[str, Any] = {
            "memory_limit": f"{self._config.memory_mb}MiB",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": folder if self._config.spill_mb else "",  # a limit of 0 would be none
            "max_temp_directory_size": f"{self._config.spill_mb}MiB",
        }
        return options | ({"threads": self._config.threads} if self._config.threads else {})

    def _prepare(self, connection: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> None:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"SET allowed_paths = {_list(paths)}")
        connection.execute("SET enable_external_access = false")
        connection.execute(f"CREATE VIEW events AS {_view(paths)}")
        connection.execute("SET lock_configuration = true")


def _view(paths: Sequence[Path]) -> str:
    if paths:
        # Nothing in it is a stranger's: names of columns are constants, and paths are quoted.
        return f"SELECT {', '.join(SCHEMA)} FROM read_parquet({_list(paths)}, hive_partitioning = false)"  # noqa: S608
    typed = (
        f"CAST(NULL AS {KINDS.get(kind, kind)}) AS {name}" for name, kind in ((n, k.removeprefix("!")) for n, k in SCHEMA.items())
    )
    return f"SELECT {', '.join(typed)} WHERE false"


def _list(paths: Sequence[Path]) -> str:
    return f"[{', '.join(_quoted(str(path)) for path in paths)}]"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
