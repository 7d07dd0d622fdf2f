"""DuckDB's errors, as problems that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from omni_sdk.errors import Invalid, Unavailable


class TooMuchMemory(Unavailable):
    """A query needs more memory, or more room on the disk, than the operator gives to one."""

    type = "query-too-large"
    title = "The query is too large"


class TooSlow(Unavailable):
    """A query takes longer than the operator allows."""

    type = "query-too-slow"
    title = "The query takes too long"


class Unreadable(Exception):
    """A file cannot be read; what DuckDB says of it."""


@contextmanager
def translated(memory_mb: int) -> Iterator[None]:
    """What DuckDB says of a query, said as a problem; what is no fault of the query's passes as it is."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise TooMuchMemory(
            f"the query needs more than the {memory_mb} MiB of memory (and the room on disk) that one may take: ask for a shorter "
            "period or fewer groups, or have the operator raise memory_mb or spill_mb in [drivers.warehouse]"
        ) from error
    except duckdb.IOException as error:
        raise Unreadable(_first_line(error)) from error
    except (duckdb.InternalException, duckdb.FatalException, duckdb.InterruptException):
        raise
    except duckdb.PermissionException as error:  # what it says names paths of this machine
        raise Invalid(
            "the expression reads more than the table 'events': a report asks that one alone", at="expression"
        ) from error
    except duckdb.Error as error:
        raise Invalid(f"the expression cannot be asked of DuckDB: {_first_line(error)}", at="expression") from error


def _first_line(error: Exception) -> str:
    """Without the statement that follows."""
    return str(error).partition("\n")[0][:500]
