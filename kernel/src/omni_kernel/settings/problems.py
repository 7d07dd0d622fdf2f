"""What is wrong with a configuration: all of it at once, each with its place, value and the way out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import BaseModel, SecretBytes, SecretStr, TypeAdapter
from pydantic_core import ErrorDetails, to_json

Location: TypeAlias = tuple[str | int, ...]

HIDDEN = "********"
_SECRET_NAME = re.compile(r"pass(word|phrase)?$|secret|token|credential|private|dsn$|(^|_|-)key$", re.IGNORECASE)
_PASSWORD_IN_URL = re.compile(r"(?<=://)([^/@\s:]*):[^/@\s]*@")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """One thing that is wrong: where (a dotted path), what, and the way out."""

    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """One line."""
        return f"{self.path}: {self.message}" + (f"; {self.hint}" if self.hint else "")


class ConfigError(Exception):
    """The configuration is refused; `problems` has all that is wrong with it, never only the first."""

    def __init__(self, problems: Sequence[ConfigProblem]) -> None:
        """Keep the problems in the order of their paths."""
        self.problems = tuple(sorted(set(problems), key=lambda problem: (problem.path, problem.message)))
        super().__init__("\n".join(map(str, self.problems)))


def dotted(location: Iterable[str | int]) -> str:
    """`("server", "origins", 0)` → `server.origins[0]`."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += ("." if path else "") + (part if _BARE_KEY.fullmatch(part) else repr(part))
    return path


def closest(name: str, known: Iterable[str]) -> str:
    """`did you mean 'port'?`, or else what there is to choose from."""
    names = sorted(known)
    if match := difflib.get_close_matches(name, names, n=1):
        return f"did you mean {match[0]!r}?"
    return f"known here: {', '.join(names)}" if names else "remove it"


def shown(value: object, location: Location = ()) -> str:
    """A value for people: secrets hidden, long ones cut."""
    if any(isinstance(part, str) and _SECRET_NAME.search(part) for part in location):
        return HIDDEN
    text = repr(redacted(value))
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def redacted(value: object, name: str = "") -> Any:
    """A copy fit to be shown: what is secret by type, by name, or as the password in a URL is hidden."""
    if isinstance(value, Mapping):
        return {str(key): redacted(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [redacted(item, name) for item in value]
    if isinstance(value, SecretStr | SecretBytes):
        return HIDDEN if value.get_secret_value() else ""
    if isinstance(value, str):
        return HIDDEN if value and _SECRET_NAME.search(name) else _PASSWORD_IN_URL.sub(rf"\1:{HIDDEN}@", value)
    return value


def explain(error: ErrorDetails, model: type[BaseModel], prefix: Location = (), source: str = "") -> ConfigProblem:
    """Turn one of pydantic's errors about `model` into a problem; `prefix` is where its table stands."""
    location = error["loc"]
    path = prefix + location
    came_from = f" (from {source})" if source else ""
    if error["type"] == "extra_forbidden":
        known = _fields_at(model, location[:-1])
        return ConfigProblem(dotted(path), f"unknown key{came_from}", closest(str(location[-1]), known))
    if error["type"] == "missing":
        return ConfigProblem(dotted(path), "required, but not set", _example(model, location, path))
    message = error["msg"].removeprefix("Value error, ").replace("Input should", "should")
    given = HIDDEN if _is_secret(model, location) else shown(error["input"], path)
    hint = "" if error["type"] == "reference" else _example(model, location, path)
    return ConfigProblem(dotted(path), f"{given}{came_from} is refused: {message[:1].lower()}{message[1:]}", hint)


def _annotation_at(model: type[BaseModel], location: Location) -> Any:
    """The `FieldInfo` that a location leads to, or None beyond what the model declares."""
    field: Any = None
    here: Any = model
    for part in location:
        if not (isinstance(here, type) and issubclass(here, BaseModel)) or part not in here.model_fields:
            continue  # a list's index, a mapping's key, or a union's branch
        field = here.model_fields[str(part)]
        here = field.annotation
    return field


def _fields_at(model: type[BaseModel], location: Location) -> Iterable[str]:
    here: Any = model
    for part in location:
        if isinstance(here, type) and issubclass(here, BaseModel) and part in here.model_fields:
            here = here.model_fields[str(part)].annotation
        elif args := getattr(here, "__args__", ()):
            here = args[-1]  # into a mapping's or a list's items
    return here.model_fields if isinstance(here, type) and issubclass(here, BaseModel) else ()


def _is_secret(model: type[BaseModel], location: Location) -> bool:
    field = _annotation_at(model, location)
    return field is not None and "Secret" in str(field.annotation)


def _example(model: type[BaseModel], location: Location, path: Location) -> str:
    field = _annotation_at(model, location)
    if field is None:
        return ""
    value = field.examples[0] if field.examples else field.get_default(call_default_factory=True)
    if value is None or not (field.examples or not field.is_required()):
        return ""
    names = [str(part) for part in path if isinstance(part, str)]
    text = to_json(TypeAdapter(object).dump_python(value, mode="json")).decode()
    return f"for example: {'.'.join(names)} = {text}"
