"""What jobs and event handlers take, read from their annotations once: stored as JSON, validated back."""

from __future__ import annotations

import hashlib
import inspect
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from omni_sdk.context import PlatformContext
from omni_sdk.errors import Discard, Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from omni_sdk.contributions import Job


@dataclass(frozen=True, slots=True)
class Signature:
    """A function's parameters after its context."""

    platform: bool
    """Takes a `PlatformContext`: runs for the installation, not for a tenant."""
    parameters: Mapping[str, TypeAdapter[Any]]

    def dump(self, arguments: Mapping[str, object]) -> dict[str, Any]:
        """As JSON values; `Invalid` naming the argument that has no such form."""
        dumped = {}
        for name, value in arguments.items():
            try:
                dumped[name] = self.parameters[name].dump_python(value, mode="json")
            except PydanticSerializationError as error:
                raise Invalid(f"{value!r} cannot be stored as JSON: {error}", at=name) from error
        return dumped

    def load(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Back as objects; `Discard` when they no longer fit: trying again would not help."""
        loaded = {}
        for name, value in stored.items():
            if name not in self.parameters:
                raise Discard(f"there is no parameter {name!r} any more: an upgrade removed it")
            try:
                loaded[name] = self.parameters[name].validate_python(value)
            except ValidationError as error:
                raise Discard(f"the stored arguments do not fit: {Invalid.of(error, at=name)}") from error
        return loaded


@lru_cache(maxsize=4096)
def signature_of(function: Callable[..., Any]) -> Signature:
    """Read a function's annotations, which must be there at run time (not imported under TYPE_CHECKING)."""
    hints = get_type_hints(function, include_extras=True)
    context, *names = inspect.signature(function).parameters
    kind = hints.get(context)
    adapters: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(hints.get(name, Any)) for name in names}
    return Signature((get_origin(kind) or kind) is PlatformContext, adapters)


def keys_of(
    job: Job[..., Any], plugin_id: str, tenant_id: UUID | None, arguments: Mapping[str, object]
) -> tuple[str | None, str | None]:
    """The call's unique and ordered keys, told apart by tenant, plugin and job."""
    unique, ordered = job.unique_key(arguments), job.ordered_key(arguments)
    return (
        None if unique is None else digest(tenant_id, plugin_id, job.name, unique),
        None if ordered is None else digest(tenant_id, plugin_id, job.name, ordered),
    )


def digest(*parts: object) -> str:
    """A key of fixed length for an index, whatever the parts hold."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()
