"""Errors as answers: RFC 9457 `application/problem+json`, and nothing of the inside in them.

BadRequest 400 ├─ MalformedJson          what was sent cannot be read
└─ TenantRequired, IdempotencyRefused
PluginNotEnabled, NoRoute 404, MethodNotAllowed 405, UnsupportedMediaType 415, Invalid 422
DeadlineExceeded 503                     the route's time was over
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from pydantic import ValidationError
from pydantic_core import to_json
from tortoise.exceptions import ValidationError as InvalidValue

from omni_kernel.http.request import BadRequest
from omni_kernel.storage.trouble import Trouble, trouble
from omni_sdk import Response
from omni_sdk.drivers import BlobsDown, StorageFull
from omni_sdk.errors import CacheDown, ContributionFailed, DriverMissing, Invalid, NotFound, Problem, Unavailable

MEDIA_TYPE = "application/problem+json"
SLUGS = {
    400: "bad-request", 401: "unauthenticated", 403: "forbidden", 404: "not-found", 405: "method-not-allowed",
    409: "conflict", 410: "gone", 413: "too-large", 415: "unsupported-media-type", 422: "invalid",
    429: "too-many-requests", 500: "internal-error", 502: "bad-gateway", 503: "unavailable",
}  # fmt: skip
HYPHENATED = frozenset({"violated_policies"})
"""Members that a registered problem type spells with a hyphen (draft-ietf-httpapi-ratelimit-headers)."""
MOST_ERRORS = 100


class MalformedJson(BadRequest):
    """The body is no JSON."""

    type = "malformed-json"
    title = "The body is not JSON"


class TenantRequired(BadRequest):
    """The route works in a tenant, and the credential has none."""

    type = "tenant-required"
    title = "Say which tenant"


class NoRoute(NotFound):
    """Nothing is at this path."""


class PluginNotEnabled(NotFound):
    """The plugin is not on for the tenant."""

    type = "plugin-not-enabled"
    title = "The plugin is not enabled"


class MethodNotAllowed(Problem):
    """The path is right and the method is not."""

    status = 405
    title = "Method not allowed"


class UnsupportedMediaType(Problem):
    """The body is of a kind that the route does not take."""

    status = 415
    title = "Unsupported media type"


class DeadlineExceeded(Unavailable):
    """The route's time was over before it had answered."""

    type = "deadline-exceeded"
    title = "The request took too long"


class RequestTimeout(Problem):
    """The client was too slow to send what it had to say."""

    status = 408
    type = "request-timeout"
    title = "The request came too slowly"


class InternalError(Problem):
    """Something failed that is not the caller's fault."""

    status = 500


class Problems:
    """Turns exceptions into responses; `packages` says which plugin a top-level package belongs to."""

    def __init__(self, packages: Mapping[str, str]) -> None:
        self._packages = dict(packages)

    def response(self, error: BaseException, plugin_id: str, request_id: str) -> Response:
        """The answer to an exception that came out of the code of a plugin (or of the kernel itself)."""
        problem = error if isinstance(error, Problem) else substitute(error)
        status = problem.status
        body: dict[str, Any] = members(problem) | {
            "type": self.type_of(type(problem), plugin_id),
            "title": problem.title,
            "status": status,
            "request_id": request_id,
        }
        if problem.detail:
            body["detail"] = problem.detail
        headers = {"content-type": MEDIA_TYPE, **{k.lower(): v for k, v in problem.headers.items()}}
        return Response(status, headers, to_json(body, fallback=str, inf_nan_mode="strings"))

    def type_of(self, kind: type[Problem], plugin_id: str) -> str:
        """The URI of a problem: absolute ones as they are, others under `/problems/`, a plugin's below its id."""
        slug = kind.type
        if slug == "about:blank":
            return f"/problems/{SLUGS.get(kind.status, f'status-{kind.status}')}"
        if ":" in slug or slug.startswith("/"):
            return slug
        owner = next(c for c in kind.__mro__ if "type" in c.__dict__).__module__.partition(".")[0]
        if owner in {"omni_kernel", "omni_sdk"}:
            return f"/problems/{quote(slug)}"
        return f"/problems/{self._packages.get(owner, plugin_id)}/{quote(slug)}"


def substitute(error: BaseException) -> Problem:
    """What the caller is told of an exception that is no problem: one look-up along its classes."""
    for kind in type(error).__mro__:
        if make := SUBSTITUTES.get(kind):
            made: Problem = make(error)
            return made
    if (found := trouble(error)) is not None:
        return TROUBLES[found]()
    return InternalError("The error was logged under the request id.")


SUBSTITUTES: dict[type[BaseException], Any] = {
    # A value that no row can have: too long for its column, most often, on the way into a query or a row.
    InvalidValue: lambda error: Invalid(str(error)),
    CacheDown: lambda _: Unavailable("the cache cannot be reached now", headers={"Retry-After": "5"}),
    DriverMissing: lambda error: Unavailable(str(error)),
    BlobsDown: lambda _: Unavailable("files cannot be reached now", headers={"Retry-After": "5"}),
    ContributionFailed: lambda error: InternalError(
        f"the plugin {error.plugin_id!r} failed; the error was logged under the request id", plugin=error.plugin_id
    ),
}


TROUBLES: dict[Trouble, Callable[[], Problem]] = {
    "away": lambda: Unavailable("the database cannot be reached now", headers={"Retry-After": "5"}),
    "full": lambda: StorageFull("no room is left for data: nothing was written; the operator must make room"),
}


def members(problem: Problem) -> dict[str, Any]:
    """Further members; `errors` that say `at` get a pointer, so that all look like those of validation."""
    extra = {name.replace("_", "-") if name in HYPHENATED else name: v for name, v in problem.members.items()}
    if isinstance(problem, Invalid) and isinstance(errors := extra.get("errors"), list):
        extra["errors"] = [pointed(e) for e in errors]
    return extra


def pointed(entry: dict[str, str]) -> dict[str, str]:
    """`{"at": "a.b", "detail": …}` with a pointer in the place of `at`."""
    if "at" not in entry:
        return entry
    place = [part for part in entry["at"].split(".") if part]
    return {"pointer": pointer(place), "type": "invalid", **{k: v for k, v in entry.items() if k != "at"}}


def pointer(place: Sequence[str | int]) -> str:
    """A JSON pointer as a URI fragment (RFC 6901, 6): `#/items/0/name`."""
    return "#" + "".join("/" + quote(str(p).replace("~", "~0").replace("/", "~1"), safe="~!$&'()*+,;=:@") for p in place)


def body_errors(error: ValidationError) -> list[dict[str, str]]:
    """What is wrong with a body, one entry per field."""
    return [{"pointer": pointer(e["loc"]), **said(e)} for e in first(error)]


def parameter_errors(error: ValidationError, name: str, place: str, *, spread: bool = False) -> list[dict[str, str]]:
    """What is wrong with a parameter; `spread`: the fields of a model are parameters themselves."""
    found = []
    for e in first(error):
        named = str(e["loc"][0]) if spread and e["loc"] else name
        found.append({"parameter": named, "in": place, **said(e)})
    return found


def said(e: Any) -> dict[str, str]:
    """Message and kind of one error of pydantic, without the value: it may be a secret."""
    detail = "unknown field" if e["type"] == "extra_forbidden" else e["msg"]
    return {"detail": detail.replace("\0", "\\0"), "type": e["type"]}


def first(error: ValidationError) -> list[Any]:
    """Its first errors: a body of a million wrong items is not answered with a million lines."""
    return error.errors(include_url=False, include_context=False, include_input=False)[:MOST_ERRORS]


def invalid(errors: list[dict[str, str]]) -> Invalid:
    """422 with every error; its detail is the first of them."""
    head = errors[0]
    place = head.get("parameter") or head.get("pointer", "")
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return Invalid(f"{place}: {head['detail']}{more}".lstrip("#/: "), errors=errors)
