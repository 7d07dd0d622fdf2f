"""OpenAPI 3.1 from the declarations that route requests: the whole API, or what a tenant has enabled."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.json_schema import JsonSchemaMode
from pydantic_core import to_json

from omni_kernel.auth.fresh import fresh_of
from omni_kernel.http.answers import JSON, Answer, answer_of
from omni_kernel.http.examples import example
from omni_kernel.http.problems import MEDIA_TYPE
from omni_kernel.http.signature import NAMES, Parameter, Place, Signature, read
from omni_kernel.plugins.staging import KERNEL
from omni_sdk import Authenticator, File, Html, Live, Permission, Public, Redirect, SignedLink, Stream, Text

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.plugins.staging import BoundRoute

REF: Final = "#/components/schemas/{model}"
MOST_DOCUMENTS: Final = 100
KEY_SCHEMES: Final[tuple[dict[str, list[str]], ...]] = ({"bearer": []}, {"apiKey": []}, {"session": []})
IN: Final = {Place.PATH: "path", Place.QUERY: "query", Place.HEADER: "header", Place.COOKIE: "cookie"}
RAW_TYPES: Final = {
    Place.RAW: "application/octet-stream",
    Place.STREAM: "application/octet-stream",
    Place.PARTS: "multipart/form-data",
}
SPECIAL_TYPES: Final[dict[type[Any], str]] = {
    Html: "text/html",
    # Their own media type is known when they are answered.
    Text: "*/*",
    File: "*/*",
    Stream: "*/*",
    Live: "text/event-stream",
}


class ProblemBody(BaseModel):
    """RFC 9457. `type` is stable: programs may rely on it, not on the texts."""

    type: str
    title: str
    status: int
    detail: str | None = None
    request_id: str
    errors: list[ProblemError] | None = None


class ProblemError(BaseModel):
    """One thing that is wrong with a request, and where."""

    pointer: str | None = None
    parameter: str | None = None
    detail: str
    type: str


ProblemBody.model_rebuild()
MEANINGS: Final = {
    400: "What was sent cannot be read.",
    401: "No credential, or one that is not valid.",
    403: "The credential does not allow it.",
    404: "There is no such thing here, or the plugin is not enabled.",
    409: "The state of things does not allow it.",
    410: "It was here, and will not come back.",
    413: "The body is too large.",
    415: "The body is of a kind that the route does not take.",
    422: "A parameter or a field is not valid; `errors` says which.",
    429: "Too many requests; see Retry-After.",
    500: "Something failed inside; it was logged under `request_id`.",
    503: "Not now; see Retry-After.",
}


class Operation:
    """One route as OpenAPI describes it."""

    def __init__(self, bound: BoundRoute) -> None:
        self.bound, self.route = bound, bound.route
        self.signature: Signature = read(bound.route.method, bound.path, bound.route.handler)
        self.answer: Answer = answer_of(self.signature.answer, bound.route.options.get("status"), bound.route.name)

    def schemas(self) -> Iterable[tuple[TypeAdapter[Any], JsonSchemaMode]]:
        """Every schema that it refers to, and for which direction."""
        for p in self.signature.parameters:
            if p.place not in RAW_TYPES:
                yield p.adapter, "validation"
        if self.answer.adapter is not None:
            yield self.answer.adapter, "serialization"

    def described(self, schemas: Schemas, operation_id: str) -> dict[str, Any]:
        """The operation object."""
        options = self.route.options
        text = inspect.getdoc(inspect.unwrap(self.route.handler)) or ""
        summary = options.get("summary") or text.partition("\n")[0]
        made: dict[str, Any] = {
            "operationId": operation_id,
            "summary": summary,
            "tags": [self.bound.plugin_id],
            "parameters": self._parameters(schemas),
            "responses": self._responses(schemas),
            "security": security(self.bound),
        }
        if detail := self._description(text.partition("\n")[2].strip()):
            made["description"] = detail
        if body := self._body(schemas):
            made["requestBody"] = body
        if options.get("deprecated"):
            made["deprecated"] = True
        return made

    def _description(self, text: str) -> str:
        parts = [text] if text else []
        if self.bound.permission and isinstance(self.route.auth, Permission):
            parts.append(f"Needs the permission `{self.bound.permission}`.")
        if isinstance(self.route.auth, Public):
            parts.append(f"Public: {self.route.auth.reason}")
        if fresh := fresh_of(self.route):
            parts.append(f"A session must have signed in within {fresh} minutes: see `POST /api/v1/auth/reauthenticate`.")
        if said := self.route.options.get("deprecated"):
            until = f", and gone from {said.sunset}" if said.sunset else ""
            parts.append(f"Deprecated since {said.since}{until}." + (f" Use {said.successor}." if said.successor else ""))
        return "\n\n".join(parts)

    def _parameters(self, schemas: Schemas) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for p in self.signature.parameters:
            if p.place is Place.SPREAD:
                found += spread(schemas.of(p.adapter, "validation"), schemas)
            elif p.place in IN:
                found.append(described_parameter(p.wire, IN[p.place], p.required, schemas.of(p.adapter, "validation")))
        named = {p.wire for p in self.signature.parameters if p.place is Place.PATH}
        for name in NAMES.findall(self.bound.path):
            if name not in named:
                found.append(described_parameter(name, "path", required=True, schema={"type": "string"}))
        if isinstance(self.route.auth, SignedLink):
            found.append(described_parameter("token", "query", required=True, schema={"type": "string"}))
        if self.route.method != "GET" and self.answer.storable and self.route.options.get("idempotent", True):
            found.append({"$ref": "#/components/parameters/IdempotencyKey"})
        return found

    def _body(self, schemas: Schemas) -> dict[str, Any] | None:
        p = self.signature.body
        if p is None:
            return None
        if kind := RAW_TYPES.get(p.place):
            parts = p.place is Place.PARTS
            schema = {"type": "object"} if parts else {"type": "string", "format": "binary"}
            # No bytes are bytes, too: an empty file.
            return {"required": p.required and parts, "content": {kind: {"schema": schema}}}
        kind = "application/x-www-form-urlencoded" if p.place is Place.FORM else JSON
        schema = schemas.of(p.adapter, "validation")
        content: dict[str, Any] = {"schema": schema}
        if (shown := valid_example(p, schema, schemas.defs)) is not None:
            content["example"] = shown
        return {"required": p.required, "content": {kind: content}}

    def _responses(self, schemas: Schemas) -> dict[str, Any]:
        answer = self.answer
        content: dict[str, Any] = {
            SPECIAL_TYPES[k]: {} if SPECIAL_TYPES[k] == "*/*" else {"schema": {"type": "string"}}
            for k in answer.special
            if k in SPECIAL_TYPES
        }
        if answer.adapter is not None:
            content[JSON] = {"schema": schemas.of(answer.adapter, "serialization")}
        elif answer.values:
            content[JSON] = {"schema": {}}
        made: dict[str, Any] = {}
        if content or not (answer.empty or answer.special):
            made[str(answer.status)] = {"description": "Success.", **({"content": content} if content else {})}
        if answer.empty:
            made["204" if content or answer.status == 200 else str(answer.status)] = {"description": "Done; no content."}
        if Redirect in answer.special:
            made["303"] = {"description": "See the Location header."}
        return made | {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in self._problems()}

    def _problems(self) -> Sequence[int]:
        # A login that fails is 401, too, and a write with a cookie from another site's page 403, wherever it goes.
        auth, found = self.route.auth, {400, 401, 403, 404, 500, 503}
        found |= {422} if self.signature.parameters else set()
        found |= {413, 415} if self.signature.body or self.route.method == "POST" else set()
        found |= {429} if self.signature.needs_tenant or "{" in self.bound.path else set()
        found |= {409} if self.route.method != "GET" else set()
        deprecated = self.route.options.get("deprecated")
        found |= {410} if isinstance(auth, Public | SignedLink) or (deprecated and deprecated.sunset) else set()
        return sorted(found)


class Schemas:
    """JSON schemas of all operations of a document, made together so that names stay apart."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        wanted: dict[tuple[int, JsonSchemaMode], TypeAdapter[Any]] = {
            (id(adapter), mode): adapter for o in operations for adapter, mode in o.schemas()
        }
        problem = TypeAdapter(ProblemBody)
        wanted[(id(problem), "serialization")] = problem
        made, found = TypeAdapter.json_schemas([(key, key[1], adapter) for key, adapter in wanted.items()], ref_template=REF)
        self._made = {key: made[(key, key[1])] for key in wanted}
        self._kept = list(wanted.values())  # ids stay theirs as long as they live
        self.defs: dict[str, Any] = found.get("$defs", {})
        self.problem = self.of(problem, "serialization")

    def of(self, adapter: TypeAdapter[Any], mode: JsonSchemaMode) -> dict[str, Any]:
        """The schema of one type."""
        return dict(self._made[(id(adapter), mode)])

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        """A schema without its reference."""
        ref = schema.get("$ref")
        return self.defs.get(ref.rpartition("/")[2], {}) if ref else schema


def build(kernel: Kernel, active: frozenset[str] | None) -> dict[str, Any]:
    """The document of these plugins (with the kernel's own routes), or of all (None)."""
    shown = [b for b in kernel.registry.routes if active is None or b.plugin_id == KERNEL or b.plugin_id in active]
    operations = [Operation(b) for b in shown]
    schemas, paths = Schemas(operations), dict[str, dict[str, Any]]()
    ids = operation_ids(operations)
    for operation, name in zip(operations, ids, strict=True):
        method = operation.route.method.lower()
        paths.setdefault(operation.bound.path, {})[method] = operation.described(schemas, name)
    plugins = {b.plugin_id for b in shown}
    loaded = [p for p in kernel.registry.plugins.values() if p.manifest.id in plugins]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Omni", "version": "1", "description": "Errors are `application/problem+json` (RFC 9457)."},
        "servers": [{"url": kernel.settings.public_url}],
        "tags": [{"name": p.manifest.id, "description": p.manifest.summary} for p in loaded],
        "paths": dict(sorted(paths.items())),
        "components": components(schemas, operations),
    }


def components(schemas: Schemas, operations: Sequence[Operation]) -> dict[str, Any]:
    """What operations refer to."""
    content = {MEDIA_TYPE: {"schema": schemas.problem}}
    return {
        "schemas": schemas.defs,
        "responses": {f"Problem{s}": {"description": text, "content": content} for s, text in MEANINGS.items()},
        "parameters": {
            "IdempotencyKey": {
                "name": "Idempotency-Key", "in": "header", "required": False,
                "description": "Sent again with the same key, the request has its effect once; kept for 24 hours.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
            }
        },
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer", "description": "An API key, or what `omni login` got."},
            "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            "session": {
                "type": "apiKey", "in": "cookie", "name": "omni-session",
                "description": "Of a browser that signed in; under https its name is `__Host-omni-session`.",
            },
            **{scheme_name(o.bound): scheme(o.route.auth) for o in operations if isinstance(o.route.auth, Authenticator)},
        },
    }  # fmt: skip


def operation_ids(operations: Sequence[Operation]) -> list[str]:
    """`acme-greeter.greet`, told apart by number where a handler serves several routes."""
    seen: Counter[str] = Counter()
    made = []
    for o in operations:
        name = f"{o.bound.plugin_id}.{o.route.handler.__name__}"
        seen[name] += 1
        made.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return made


def security(bound: BoundRoute) -> list[dict[str, list[str]]]:
    """Which credentials a route takes; an empty object: none."""
    auth = bound.route.auth
    if isinstance(auth, Public | SignedLink):
        return [{}]
    return [{scheme_name(bound): []}] if isinstance(auth, Authenticator) else [dict(s) for s in KEY_SCHEMES]


def scheme_name(bound: BoundRoute) -> str:
    """The name of an authenticator's scheme."""
    auth = bound.route.auth
    return f"{bound.plugin_id}.{auth.name}" if isinstance(auth, Authenticator) else "bearer"


def scheme(auth: Authenticator) -> dict[str, Any]:
    """The security scheme that an authenticator documents."""
    kind, _, name = auth.openapi.partition(":")
    if kind == "apiKey-header":
        return {"type": "apiKey", "in": "header", "name": name or "Authorization"}
    return {"type": "http", "scheme": "basic" if kind == "http-basic" else "bearer"}


def described_parameter(name: str, place: str, required: bool, schema: dict[str, Any]) -> dict[str, Any]:
    """One parameter object."""
    made: dict[str, Any] = {"name": name, "in": place, "required": required, "schema": schema}
    if "description" in schema:
        made["description"] = schema.pop("description")
    return made


def spread(schema: dict[str, Any], schemas: Schemas) -> list[dict[str, Any]]:
    """The fields of a model as query parameters."""
    model = schemas.resolved(schema)
    required = model.get("required", ())
    return [
        described_parameter(name, "query", name in required, dict(inner)) for name, inner in model.get("properties", {}).items()
    ]


def valid_example(p: Parameter, schema: dict[str, Any], defs: dict[str, Any]) -> Any:
    """An example that the parameter's own validation takes, or None."""
    made = example(schema, defs)
    try:
        p.adapter.validator.validate_json(to_json(made))
    except ValidationError:
        return None
    return made


class Documents:
    """Documents as text, kept per set of active plugins: tenants with the same plugins share one."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._kept: dict[tuple[frozenset[str] | None, str], str] = {}

    def text(self, active: frozenset[str] | None, language: str = "en") -> str:
        """The document of these plugins, or of all; titles and descriptions of fields in this language."""
        if active is not None:
            active &= {b.plugin_id for b in self._kernel.registry.routes} - {KERNEL}
        if (active, language) not in self._kept:
            if len(self._kept) >= MOST_DOCUMENTS:
                del self._kept[next(iter(self._kept))]
            document = build(self._kernel, active)
            document["components"] = self._kernel.texts.all(language).within(document["components"])
            self._kept[active, language] = to_json(document).decode()
        return self._kept[active, language]
