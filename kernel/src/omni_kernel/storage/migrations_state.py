"""The tables as they are between two migrations, without making every model anew for each operation.

Tortoise's own state makes classes of all models that hang together after each operation, and again for a copy of how
they were before; nearly all hang together by the tenant. Here classes are made when an operation asks for one: that one
and those it refers to, or all of them for whoever may look around.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tortoise.fields.relational import ForeignKeyFieldInstance, ManyToManyFieldInstance
from tortoise.migrations import operations
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.schema_generator.state_apps import StateApps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tortoise.connection import ConnectionHandler
    from tortoise.migrations.migration import Migration
    from tortoise.migrations.schema_generator.state import ModelState
    from tortoise.models import Model

    States = dict[tuple[str, str], ModelState]

Key = tuple[str, str]
"""A model's app and name."""
RELATIONS: Final = (ForeignKeyFieldInstance, ManyToManyFieldInstance)


class Tables(State):
    """A state that makes classes late. The one before an operation shows all models, the one after it what is needed."""

    apps: Classes

    @classmethod
    def none(cls, connections: Mapping[str, str] | None = None, *, whole: bool = False) -> Tables:
        """Before the first migration; `connections` are those of the apps. `whole` always shows all models."""
        states: States = {}
        return cls(states, Classes(states, dict(connections or {}), whole=whole))

    def reload_model(self, app_label: str, model_name: str) -> None:
        """Note that a model changed."""
        if (app_label, model_name) not in self.models:
            msg = f"Model state {app_label}.{model_name} is unknown"
            raise LookupError(msg)
        self.apps.forget()

    def reload_models(self, model_tuples: Iterable[Key]) -> None:  # noqa: ARG002  # whichever they are
        """Note that models changed."""
        self.apps.forget()

    def validate_relations_initialized(self) -> None:
        """Refuse models that refer to one which no migration made."""
        lacking = {f"{app}.{name}" for (app, name), state in self.models.items() if not self.models.keys() >= {*_targets(state)}}
        if lacking:
            msg = f"after all operations {', '.join(sorted(lacking))} refer to models that no migration before makes"
            raise RuntimeError(msg)

    def clone(self) -> Tables:
        """How it is now, for an operation to look back on; fields are never changed, only replaced."""
        states = {
            key: replace(state, options=dict(state.options), fields=dict(state.fields)) for key, state in self.models.items()
        }
        return Tables(states, self.apps.of(states))


class Classes(StateApps):
    """The models of a state, made when somebody asks for one."""

    def __init__(
        self, states: States, connections: dict[str, str], handler: ConnectionHandler | None = None, *, whole: bool
    ) -> None:
        self._states, self._whole = states, whole
        self._made: dict[str, dict[str, type[Model]]] | None = None
        super().__init__(connections, handler)

    @property
    def apps(self) -> dict[str, dict[str, type[Model]]]:
        """The classes by app and name: all, or those made up to now."""
        if self._made is None:
            self._make(self._states if self._whole else ())
        return self._made or {}

    @apps.setter
    def apps(self, _: object) -> None:
        self.forget()

    def of(self, states: States) -> Classes:
        """All models of these states."""
        return Classes(states, self._default_connections, self._connections, whole=True)

    def forget(self) -> None:
        """Make them anew when somebody asks again."""
        self._made = None

    def unregister_model(self, app_label: str, model_name: str) -> None:  # noqa: ARG002  # its state is gone
        """Note that a model is gone."""
        self.forget()

    def get_model(self, app_label: str, model_name: str | None = None) -> type[Model]:
        """The class of a model."""
        key = (app_label, model_name) if model_name else self.split_reference(app_label)
        if not self._whole and key in self._states and key[1] not in self.apps.get(key[0], {}):
            self._make(self._needed(key))
        return super().get_model(*key)

    def _make(self, keys: Iterable[Key]) -> None:
        self._made = {}
        for label, name in keys:
            self._made.setdefault(label, {})
            self.register_model(label, self._states[label, name].render(self))
        self._init_relations()
        self._build_initial_querysets()

    def _needed(self, key: Key) -> list[Key]:
        """A model and all that it refers to, those first."""
        order: dict[Key, None] = {}
        seen, open_ = set[Key](), [(key, False)]
        while open_:
            at, done = open_.pop()
            if done:
                order[at] = None
            elif at not in seen and at in self._states:
                seen.add(at)
                open_ += [(at, True), *((target, False) for target in _targets(self._states[at]))]
        return list(order)


def _targets(state: ModelState) -> Iterator[Key]:
    for field in state.fields.values():
        if isinstance(field, RELATIONS):
            label, _, name = str(field.model_name).partition(".")
            yield label, name


def looks_around(migrations: Iterable[Migration]) -> bool:
    """Has one an operation that is not Tortoise's own? Nobody knows which models that asks for."""
    return any(not _known(operation) for migration in migrations for operation in migration.operations)


def _known(operation: Any) -> bool:
    return type(operation).__module__ == operations.__name__
