"""An example for a schema that gives none: small, plain values that the schema accepts."""

from __future__ import annotations

from typing import Any, Final

FORMATS: Final = {
    "uuid": "01997c3e-5a00-7000-8000-000000000001",
    "date-time": "2026-01-31T09:30:00Z",
    "date": "2026-01-31",
    "time": "09:30:00Z",
    "duration": "PT1H",
    "email": "ann@example.com",
    "uri": "https://example.com/",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "password": "secret",
    "binary": "",
}
DEEPEST: Final = 6


def example(schema: dict[str, Any], defs: dict[str, Any], depth: int = 0) -> Any:
    """A value for a JSON schema; the first of its own examples if it has some."""
    if given := schema.get("examples"):
        return given[0]
    for name in ("default", "const"):
        if name in schema and schema[name] is not None:
            return schema[name]
    if "enum" in schema:
        return schema["enum"][0]
    if ref := schema.get("$ref"):
        return None if depth > DEEPEST else example(defs.get(ref.rpartition("/")[2], {}), defs, depth + 1)
    if one := next((schema[u] for u in ("anyOf", "oneOf", "allOf") if schema.get(u)), None):
        return example(one[0], defs, depth)
    return of_type(schema, defs, depth)


def of_type(schema: dict[str, Any], defs: dict[str, Any], depth: int) -> Any:
    """A value by `type`."""
    kind = schema.get("type")
    if kind == "object":
        return of_object(schema, defs, depth)
    if kind == "array":
        item = schema.get("items") or (schema.get("prefixItems") or [{}])[0]
        return [] if depth > DEEPEST else [example(item, defs, depth + 1)] * max(1, schema.get("minItems", 1))
    if kind in ("integer", "number"):
        return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
    if kind == "boolean":
        return True
    if kind == "null":
        return None
    text = FORMATS.get(schema.get("format", ""), "text")
    return text.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength", len(text) + schema.get("minLength", 0))]


def of_object(schema: dict[str, Any], defs: dict[str, Any], depth: int) -> dict[str, Any]:
    """Every required property, and those that have a value of their own to show."""
    required = set(schema.get("required", ()))
    return {
        name: example(inner, defs, depth + 1)
        for name, inner in schema.get("properties", {}).items()
        if name in required or (depth <= 1 and (inner.get("examples") or inner.get("default") is not None))
    }
