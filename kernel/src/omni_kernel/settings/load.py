"""Reading the configuration: `omni.toml`, `config/<environment>.toml`, `OMNI_…` variables, then overrides."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError
from pydantic_settings import TomlConfigSettingsSource

from omni_kernel.settings.model import Settings
from omni_kernel.settings.owned import BASE, with_references, without_references
from omni_kernel.settings.problems import (
    ConfigError,
    ConfigProblem,
    Location,
    closest,
    dotted,
    explain,
    redacted,
    shown,
)

PREFIX = "OMNI_"
FILE_NAME = "omni.toml"
_NOT_SETTINGS = frozenset({"config", "debug"})
"""`OMNI_CONFIG` and `OMNI_DEBUG` are the command line's; `OMNI_TEST_…` are the tests'."""
_NAMED_BY_IDS = frozenset({"plugins", "plugin_policy"})
_ENVIRONMENTS = ("development", "test", "production")


@dataclass
class _Sources:
    """What was read, the weakest first, each with a name for people; and what could not be."""

    tables: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    problems: list[ConfigProblem] = field(default_factory=list)

    def add(self, label: str, table: Mapping[str, Any]) -> None:
        known = {}
        for key, value in table.items():
            if key in Settings.model_fields:
                known[key] = with_references(value)
            else:
                hint = closest(key, Settings.model_fields)
                self.problems.append(ConfigProblem(dotted((key,)), f"unknown key (from {label})", hint))
        self.tables.append((label, known))

    def merged(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for _, table in self.tables:
            result = _merge(result, table)
        return result

    def of(self, location: Location) -> str:
        """Which source a value came from: the strongest that has it."""
        return next((label for label, table in reversed(self.tables) if _has(table, location)), "")


def find(start: Path | None = None) -> Path | None:
    """Find the `omni.toml` to use: `OMNI_CONFIG`, else the nearest one in `start` (the cwd) or above."""
    if named := os.environ.get("OMNI_CONFIG"):
        return Path(named)
    here = (start or Path.cwd()).resolve()
    return next((file for folder in (here, *here.parents) if (file := folder / FILE_NAME).is_file()), None)


def load(path: Path | None = None, overrides: Mapping[str, Any] | None = None) -> Settings:
    """The settings of the `omni.toml` at `path`, or the embedded defaults, in this environment.

    `overrides` are tables stronger than all else. Relative paths begin in the folder of the file, or without
    one in the working directory. Raises `ConfigError` with everything that is wrong.
    """
    base = path.resolve().parent if path else Path.cwd()
    token = BASE.set(base)
    try:
        sources = _read(path, base, overrides or {})
        table = _with_embedded(sources.merged(), base)
        problems = [*sources.problems, *_cross_checks(table)]
        try:
            settings = Settings(**table)
        except ValidationError as error:
            problems += _explained(error, sources)
    finally:
        BASE.reset(token)
    if problems:
        raise ConfigError(problems)
    return settings


def show(settings: Settings) -> dict[str, Any]:
    """The settings as plain data, secrets hidden; references in owned tables stay references."""
    tables = {"drivers", "plugins"}
    plain = settings.model_dump(exclude=tables) | {name: without_references(getattr(settings, name)) for name in tables}
    shaped: dict[str, Any] = json.loads(json.dumps(_plain(plain), default=str))
    return shaped


def config_schema() -> dict[str, Any]:
    """Make the JSON Schema of `omni.toml`, for editors; it stands in `config/omni.schema.json`."""
    schema = Settings.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "omni.toml",
        "description": "Configuration of Omni.",
    }


def _plain(value: object, name: str = "") -> Any:
    if isinstance(value, Mapping):
        # `{ env = "NAME" }` is where a secret stands, not the secret.
        return {key: item if key in {"env", "file"} else _plain(item, str(key)) for key, item in value.items()}
    return redacted(value, "" if name == "key_file" or name.startswith("tls_") else name)


def _read(path: Path | None, base: Path, overrides: Mapping[str, Any]) -> _Sources:
    sources = _Sources()
    environment = _from_environment(sources)
    stronger = _merge(environment, overrides)
    file_table = _read_file(path, base, sources) if path else {}
    if path:
        sources.add(path.name, file_table)
        _add_overlay(base, _merge(file_table, stronger).get("environment", "development"), sources)
    for name, value in environment.items():
        for label, table in _one_by_one(name, value):
            sources.add(label, table)
    sources.add("overrides", overrides)
    return sources


def _read_file(path: Path, base: Path, sources: _Sources) -> dict[str, Any]:
    name = str(path.relative_to(base)) if path.is_relative_to(base) else str(path)
    if not path.is_file():
        sources.problems.append(ConfigProblem(name, "no such file", "name an omni.toml with --config or OMNI_CONFIG"))
        return {}
    try:
        return TomlConfigSettingsSource(Settings, path).toml_data
    except (ValueError, OSError, RecursionError) as error:
        sources.problems.append(ConfigProblem(name, f"cannot be read as TOML: {error}", "mend the file"))
        return {}


def _add_overlay(base: Path, environment: object, sources: _Sources) -> None:
    file = base / "config" / f"{environment}.toml"
    if not isinstance(environment, str) or "/" in environment or "\0" in environment:
        return  # refused by the model
    if file.is_file():
        sources.add(
            f"config/{file.name}",
            {k: v for k, v in _read_file(file, base, sources).items() if k != "environment"},
        )
    elif environment not in _ENVIRONMENTS:
        hint = f"create it; {closest(environment, _ENVIRONMENTS)}"
        sources.problems.append(ConfigProblem("environment", f"{environment!r} has no overlay config/{file.name}", hint))


def _from_environment(sources: _Sources) -> dict[str, Any]:
    """`OMNI_SERVER__PORT=9000` → `{"server": {"port": "9000"}}`; JSON lists and tables are read as such."""
    table: dict[str, Any] = {}
    for variable, text in sorted(os.environ.items()):
        keys = variable[len(PREFIX) :].lower().split("__")
        if not variable.startswith(PREFIX) or keys[0] in _NOT_SETTINGS or keys[0].startswith("test_"):
            continue
        if keys[0] in _NAMED_BY_IDS and len(keys) > 1:
            keys[1] = keys[1].replace("_", "-")  # the shell has no hyphens, ids no underscores
        if keys[0] not in Settings.model_fields:
            names = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
            sources.problems.append(ConfigProblem(variable, "no such setting", closest(variable, names)))
            continue
        table = _merge(table, _nested(keys, _decoded(text)))
    return table


def _decoded(text: str) -> Any:
    if text.lstrip().startswith(("[", "{")):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text  # the model refuses it, with its path
    return text


def _nested(keys: list[str], value: object) -> dict[str, Any]:
    return {keys[0]: _nested(keys[1:], value) if len(keys) > 1 else value}


def _one_by_one(name: str, value: object, *, path: tuple[str, ...] = ()) -> Iterator[tuple[str, dict[str, Any]]]:
    """A variable's table again, one leaf at a time, each labelled with the variable that sets it."""
    here = (*path, name)
    if isinstance(value, Mapping) and value and not (len(value) == 1 and {*value} <= {"env", "file"}):
        for key, item in value.items():
            yield from _one_by_one(str(key), item, path=here)
    else:
        yield PREFIX + "__".join(here).upper().replace("-", "_"), _nested(list(here), value)


def _merge(weak: Mapping[str, Any], strong: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(weak)
    for key, value in strong.items():
        both = isinstance(result.get(key), Mapping) and isinstance(value, Mapping)
        result[key] = _merge(result[key], value) if both else value
    return result


def _has(table: object, location: Location) -> bool:
    for part in location:
        if isinstance(table, list | tuple) and isinstance(part, int):
            return True
        if not isinstance(table, Mapping) or part not in table:
            return False
        table = table[part]
    return True


def _with_embedded(table: dict[str, Any], base: Path) -> dict[str, Any]:
    """Empty places of an embedded installation lie in the data folder."""
    data = table.get("data_dir") or Path("data")
    if not isinstance(data, str | Path) or "\0" in str(data):
        return table  # refused by the model
    folder = base / data
    places = {
        "database": ("url", f"sqlite://{folder / 'omni.db'}"),
        "secrets": ("key_file", folder / "keyring.json"),
    }
    for name, (key, place) in places.items():
        own = table.get(name, {})
        if isinstance(own, Mapping) and own.get(key, "") == "":
            table = {**table, name: {**own, key: place}}
    return table


def _explained(error: ValidationError, sources: _Sources) -> Iterator[ConfigProblem]:
    for item in error.errors(include_url=False):
        yield explain(item, Settings, source=sources.of(item["loc"]))


def _cross_checks(table: Mapping[str, Any]) -> Iterator[ConfigProblem]:
    """What several values together must not be; each value alone is the model's to check."""
    server = table.get("server", {})
    own = server if isinstance(server, Mapping) else {}
    certificate, key = own.get("tls_certificate"), own.get("tls_key")
    if bool(certificate) != bool(key):
        missing = "tls_key" if certificate else "tls_certificate"
        yield ConfigProblem(f"server.{missing}", "missing: TLS needs a certificate and its key", "set both or neither")
    for name, value in (("tls_certificate", certificate), ("tls_key", key)):
        if isinstance(value, str) and value and "\0" not in value and not ((BASE.get() or Path()) / value).is_file():
            yield ConfigProblem(f"server.{name}", f"{value!r} is no file", "relative paths begin beside omni.toml")
    yield from _check_public_url(table.get("public_url", "http://127.0.0.1:8000"), table, tls=bool(certificate))


def _check_public_url(url: object, table: Mapping[str, Any], *, tls: bool) -> Iterator[ConfigProblem]:
    if not isinstance(url, str) or not url.startswith("http://"):
        return
    if tls:
        yield ConfigProblem("public_url", f"{shown(url)} is not https, but TLS is on", "write it with https://")
    elif table.get("environment") == "production" and not _is_loopback(url):
        hint = "write it with https://; plain http is only for loopback addresses"
        yield ConfigProblem("public_url", f"{shown(url)} must be https in production", hint)


def _is_loopback(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
