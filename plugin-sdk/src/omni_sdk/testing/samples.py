"""Values that a pydantic model accepts: its examples and defaults, else something of the right type."""

from __future__ import annotations

import warnings
from typing import Any

from pydantic import BaseModel, SecretStr, ValidationError

SECRET = "s3cret-s3cret-s3cret-s3cret"  # noqa: S105  (a marker to be looked for)


def sample(model: type[BaseModel]) -> dict[str, Any]:
    """What to send so that `model` is content: required fields only, as JSON."""
    schema = model.model_json_schema()
    return {
        name: value_of(schema, part) for name, part in schema.get("properties", {}).items() if name in schema.get("required", ())
    }


def secrets_of(model: type[BaseModel]) -> list[str]:
    """Names of the fields that are secret."""
    return [name for name, field in model.model_fields.items() if SecretStr in flat(field.annotation)]


def flat(annotation: Any) -> list[Any]:
    """An annotation and all that it is made of."""
    return [annotation, *(part for argument in getattr(annotation, "__args__", ()) for part in flat(argument))]


def value_of(root: dict[str, Any], schema: dict[str, Any]) -> Any:
    """One value: its example if it has one, else one that hypothesis-jsonschema's simplest would be."""
    for known in ("examples", "enum"):
        if schema.get(known):
            return schema[known][0]
    if "const" in schema or "default" in schema:
        return schema.get("const", schema.get("default"))
    if reference := schema.get("$ref"):
        return value_of(root, root["$defs"][reference.rpartition("/")[2]])
    for choice in schema.get("anyOf", schema.get("oneOf", schema.get("allOf", ()))):
        return value_of(root, choice)
    return of_type(root, schema)


FORMATS = {
    "uuid": "019a0000-0000-7000-8000-000000000000",
    "date-time": "2026-01-02T03:04:05Z",
    "date": "2026-01-02",
    "time": "03:04:05",
    "duration": "PT1M",
    "uri": "https://example.com/",
    "email": "ann@example.com",
    "password": SECRET,
}


def of_type(root: dict[str, Any], schema: dict[str, Any]) -> Any:
    """A value of a JSON type, within its bounds as far as they are simple."""
    kind = schema.get("type")
    if kind == "string":
        return FORMATS.get(schema.get("format", ""), "x" * max(1, schema.get("minLength", 1)))
    if kind in {"integer", "number"}:
        return max(schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1), 1)
    if kind == "boolean":
        return False
    if kind == "array":
        return [value_of(root, schema.get("items", {}))] * schema.get("minItems", 0)
    if kind == "object":
        required = schema.get("required", ())
        return {n: value_of(root, p) for n, p in schema.get("properties", {}).items() if n in required}
    return None


def fits(model: type[BaseModel], values: dict[str, Any]) -> bool:
    """Does the model take the sample?"""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.model_validate(values)
    except ValidationError:
        return False
    return True
