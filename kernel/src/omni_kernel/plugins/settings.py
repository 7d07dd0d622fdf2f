"""Settings of a plugin in a tenant: validated by its model, kept encrypted, never shown with their secrets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, SecretStr

from omni_sdk.errors import Invalid
from omni_sdk.http import parse

MASK = str(SecretStr("x"))


def merged(old: Any, change: Any) -> Any:
    """JSON Merge Patch (RFC 7396); a masked secret that comes back means: as it was."""
    if change == MASK and isinstance(old, str):
        return old
    if isinstance(change, Sequence) and not isinstance(change, str) and isinstance(old, list):
        return [merged(old[i] if i < len(old) else None, item) for i, item in enumerate(change)]
    if not isinstance(change, Mapping):
        return change
    result = dict(old) if isinstance(old, Mapping) else {}
    for name, value in change.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def validated(model: type[BaseModel], values: Mapping[str, Any]) -> BaseModel:
    """The settings, or a problem that names the bad fields; unknown ones are refused unless the model allows them."""
    if model.model_config.get("extra", "forbid") == "forbid" and (unknown := sorted(values.keys() - accepted(model))):
        there_are = ", ".join(sorted(accepted(model))) or "none"
        raise Invalid(f"no such setting; there are: {there_are}", at=f"settings.{unknown[0]}")
    return parse(model, dict(values))


def accepted(model: type[BaseModel]) -> set[str]:
    """Names and aliases of a model's fields."""
    return {n for name, f in model.model_fields.items() for n in (name, f.alias) if n}


def masked(settings: BaseModel) -> dict[str, Any]:
    """What may be shown: secrets that are set read `**********`, those that are not are empty."""
    return settings.model_dump(mode="json")
