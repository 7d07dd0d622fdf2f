"""From an Ibis expression to SQL: over the table `events`, and over no other that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from omni_analytics import SCHEMA
from omni_sdk.errors import Invalid

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.expr.types import Expr


def asked(expression: Expr) -> tuple[str, dict[str, pa.Table]]:
    """The expression in DuckDB's SQL, and the tables that it brings along, by name.

    `Invalid` where it reads anything but the table `events` and what it brings along.
    """
    import ibis.expr.operations as ops
    from ibis.backends.sql.compilers.duckdb import DuckDBCompiler
    from ibis.common.exceptions import IbisError

    try:
        node = expression.as_table().op()
        brought = {}
        for found in node.find((ops.PhysicalTable, ops.SQLStringView, ops.ScalarUDF, ops.AggUDF)):
            if isinstance(found, ops.InMemoryTable):
                brought[found.name] = found.data.to_pyarrow(found.schema)
            elif not _is_events(found):
                msg = f"a report asks the table 'events' alone, with Ibis' own functions, not {_called(found)}"
                raise Invalid(msg, at="expression")
        return DuckDBCompiler().to_sqlglot(node.to_expr()).sql(dialect="duckdb"), brought
    except IbisError as error:
        raise Invalid(f"the expression cannot be asked of DuckDB: {error}", at="expression") from error


def _is_events(node: Any) -> bool:
    import ibis.expr.operations as ops

    return isinstance(node, ops.UnboundTable) and node.name == "events" and set(node.schema) <= set(SCHEMA)


def _called(node: object) -> str:
    return f"{type(node).__name__} {getattr(node, 'name', None) or getattr(node, '__func_name__', '')!r}"
