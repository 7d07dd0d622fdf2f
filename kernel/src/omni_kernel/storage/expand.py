"""What a release writes that only expands: what its models have no more stays in the tables, and can be left out.

A later release takes it away, by a migration that says `contract`: see `lint.py`, which judges both.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from tortoise.migrations.operations import AlterField, DeleteModel, RemoveField

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tortoise.migrations.schema_generator.state import State


def expanding(label: str, operations: Iterable[Any], state: State) -> Iterator[Any]:
    """The operations of an app less those that take away; a column that every row had to have is made nullable."""
    for operation in operations:
        if isinstance(operation, RemoveField):
            field: Any = state.models[label, operation.model_name].fields[operation.name]
            if not (field.null or field.has_db_default()):
                field = copy(field)
                field.null = True
                yield AlterField(operation.model_name, operation.name, field)
        elif not isinstance(operation, DeleteModel):
            yield operation
