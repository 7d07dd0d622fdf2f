"""Tables that their owners validate, `[drivers.<kind>]` and `[plugins.<id>]`; and secrets by reference."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast

from pydantic import BaseModel, BeforeValidator, SecretStr, ValidationError, WithJsonSchema
from pydantic_core import PydanticCustomError

from omni_kernel.settings.problems import ConfigError, ConfigProblem, Location, closest, dotted, explain

M = TypeVar("M", bound=BaseModel)

BASE: ContextVar[Path | None] = ContextVar("omni_settings_base", default=None)
"""The folder that relative paths are relative to, while a configuration is being read."""


def absolute(path: Path) -> Path:
    """The path, beside `omni.toml` if it is relative."""
    return (BASE.get() or Path.cwd()) / path.expanduser()


@dataclass(frozen=True, slots=True)
class Reference:
    """`{ env = "NAME" }` or `{ file = "…" }`: where a secret stands, instead of the secret."""

    kind: str
    name: str
    base: Path

    def resolve(self) -> str:
        """Read the secret; `PydanticCustomError` with the way out when it is not there."""
        return self._from_environment() if self.kind == "env" else self._from_file()

    def _from_environment(self) -> str:
        value = os.environ.get(self.name)
        if value is None:
            message = "environment variable {name} is not set; set it, or give the secret in another way"
            raise PydanticCustomError("reference", message, {"name": self.name})
        return value

    def _from_file(self) -> str:
        try:
            return (self.base / Path(self.name).expanduser()).read_text("utf-8").rstrip("\r\n")
        except (OSError, ValueError, RuntimeError) as error:
            why = getattr(error, "strerror", None) or error
            message = "cannot read the file {name} ({why}); create it, readable by Omni"
            raise PydanticCustomError("reference", message, {"name": repr(self.name), "why": str(why)}) from error


def _resolved(value: object) -> object:
    if isinstance(value, Reference):
        return value.resolve()
    return None if value == "" else value


_REFERENCE_SCHEMA = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "required": ["env"],
            "properties": {"env": {"type": "string"}},
            "additionalProperties": False,
        },
        {
            "type": "object",
            "required": ["file"],
            "properties": {"file": {"type": "string"}},
            "additionalProperties": False,
        },
    ]
}
OptionalSecret = Annotated[SecretStr | None, BeforeValidator(_resolved), WithJsonSchema(_REFERENCE_SCHEMA)]
"""A secret of the kernel's own configuration; the empty text is none."""


def with_references(value: object) -> Any:
    """A copy of a raw table with its `{ env = … }` and `{ file = … }` turned into `Reference`s."""
    if isinstance(value, Mapping):
        if len(value) == 1 and isinstance(name := next(iter(value.values())), str):
            kind = next(iter(value))
            if kind in {"env", "file"} and name:
                return Reference(kind, name, BASE.get() or Path.cwd())
        return {key: with_references(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [with_references(item) for item in value]
    return value


def without_references(value: object) -> Any:
    """The reverse, to show a table: a reference is no secret, what it points to is."""
    if isinstance(value, Reference):
        return {value.kind: value.name}
    if isinstance(value, Mapping):
        return {key: without_references(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [without_references(item) for item in value]
    return value


def check_owned(table: Mapping[str, Any], path: str, model: type[M]) -> M:
    """Validate a raw table with its owner's model, secrets resolved; `ConfigError` with all that is wrong.

    `path` is where the table stands: `plugins.acme-greeter`, `drivers.mail`. Keys that the model has not are
    refused, unless its `extra` is `allow`. The `use` of a driver is not its model's: take it out before.
    """
    prefix: Location = tuple(path.split("."))
    problems: list[ConfigProblem] = []
    plain = _resolve_all(table, prefix, problems)
    problems += _unknown(plain, prefix, model)
    try:
        checked = model.model_validate(plain)
    except ValidationError as error:
        seen = {problem.path for problem in problems}
        found = (explain(item, model, prefix) for item in error.errors(include_url=False))
        problems += [problem for problem in found if problem.path not in seen]
    if problems:
        raise ConfigError(problems)
    return checked


def check_names(tables: Iterable[str], known: Iterable[str], path: str) -> list[ConfigProblem]:
    """A problem for each table under `path` that nobody owns: a driver kind or plugin that does not exist."""
    names = set(known)
    return [
        ConfigProblem(dotted((path, name)), "nobody reads this table", closest(name, names))
        for name in tables
        if name not in names
    ]


def _resolve_all(value: object, location: Location, problems: list[ConfigProblem]) -> Any:
    if isinstance(value, Reference):
        try:
            return value.resolve()
        except PydanticCustomError as error:
            problems.append(ConfigProblem(dotted(location), error.message()))
            return None
    if isinstance(value, Mapping):
        return {key: _resolve_all(item, (*location, key), problems) for key, item in value.items()}
    if isinstance(value, list):
        return [_resolve_all(item, (*location, index), problems) for index, item in enumerate(value)]
    return value


def _unknown(table: Mapping[str, Any], location: Location, model: type[BaseModel]) -> list[ConfigProblem]:
    problems: list[ConfigProblem] = []
    known = {field.alias or name: field for name, field in model.model_fields.items()}
    for key, value in table.items():
        if key in known or key in model.model_fields:
            inner = (known.get(key) or model.model_fields[key]).annotation
            if isinstance(value, Mapping) and isinstance(inner, type) and issubclass(inner, BaseModel):
                problems += _unknown(cast("Mapping[str, Any]", value), (*location, key), inner)
        elif model.model_config.get("extra") != "allow":
            problems.append(ConfigProblem(dotted((*location, key)), "unknown key", closest(key, known)))
    return problems
