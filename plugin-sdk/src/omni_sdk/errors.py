"""What a plugin raises, and what the services that it calls raise.

    Problem                      answered as application/problem+json (RFC 9457)
    ├─ Invalid 422               ├─ Unauthenticated 401   ├─ Forbidden 403        ├─ NotFound 404
    ├─ Conflict 409              ├─ Gone 410              ├─ TooLarge 413
    └─ TooManyRequests 429       └─ Unavailable 503
    Retry, Discard, Cancelled    say how a job goes on
    LoginRefused                 ends a login: the person sees one message, the audit log the reason
    CommandFailed                ends a command with exit code 1 and one clear line
    CacheDown                    Redis is away
    ScopeNotGranted              a service that nobody granted to the plugin
    └─ HostNotGranted            a host that nobody granted to the plugin
       └─ AddressRefused         a granted host, at an address that must not be reached
    DriverMissing                nobody picked a driver of that kind
    ContributionFailed           another plugin's contribution failed, and which
    ContractBroken               a plugin cannot be loaded: what it says does not hold together

Messages name the value, the place and the way out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import timedelta

    from pydantic import ValidationError

RESERVED = frozenset({"type", "title", "status", "detail", "instance"})


class Problem(Exception):
    """An answer that says what is wrong, with a type that programs may rely on.

    Subclass it to name one's own: `class PlanFull(Conflict): type = "plan-full"` in the plugin acme-billing is
    `/problems/acme-billing/plan-full`. Absolute URIs stay as they are. `detail` is for people and says what to
    do; `members` are further members of the JSON object.
    """

    status: ClassVar[int] = 500
    type: ClassVar[str] = "about:blank"
    title: ClassVar[str] = "Internal error"

    def __init__(self, detail: str = "", /, *, headers: Mapping[str, str] | None = None, **members: object) -> None:
        if taken := RESERVED & members.keys():
            msg = f"{sorted(taken)} are the problem's own members: say type, title and status on the class"
            raise TypeError(msg)
        super().__init__(detail)
        self.detail = detail
        self.headers: Mapping[str, str] = headers or {}
        self.members: Mapping[str, object] = members

    def __str__(self) -> str:
        """The detail, or the title when there is none."""
        return self.detail or self.title


class Invalid(Problem):
    """`Invalid("must be in the future", at="start")` names the field; 422.

    The answer's member `errors` is a list of `{"at": "<field>", "detail": "…"}`, whoever found them.
    """

    status = 422
    title = "Invalid input"

    def __init__(
        self,
        detail: str = "",
        /,
        *,
        at: str = "",
        headers: Mapping[str, str] | None = None,
        **members: object,
    ) -> None:
        if at:
            members.setdefault("errors", [{"at": at, "detail": detail}])
        super().__init__(detail, headers=headers, **members)
        self.at = at

    @classmethod
    def of(cls, error: ValidationError, *, at: str = "") -> Invalid:
        """From pydantic's error, each place under `at`; the values stay out, since they may be secrets."""
        found = [
            {"at": ".".join(map(str, (*filter(None, [at]), *e["loc"]))) or "body", "detail": e["msg"]}
            for e in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        first = found[0]
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        problem = cls(f"{first['at']}: {first['detail']}{more}", errors=found)
        problem.at = first["at"]
        return problem


class Unauthenticated(Problem):
    """Nobody, or nobody who could be verified; 401."""

    status = 401
    title = "Not authenticated"


class Forbidden(Problem):
    """Somebody, who may not; 403."""

    status = 403
    title = "Not allowed"


class NotFound(Problem):
    """There is no such thing here, or none that this caller may know of; 404."""

    status = 404
    title = "Not found"


class Conflict(Problem):
    """The state of things does not allow it; 409."""

    status = 409
    title = "Conflict"


class Gone(Problem):
    """It was here, and will not come back; 410."""

    status = 410
    title = "Gone"


class TooLarge(Problem):
    """More than the route takes; 413."""

    status = 413
    title = "Too large"


class TooManyRequests(Problem):
    """Slow down; say `Retry-After` in `headers`; 429."""

    status = 429
    title = "Too many requests"


class Unavailable(Problem):
    """Not now; 503."""

    status = 503
    title = "Unavailable"


class Retry(Exception):
    """Try this job again after so long; counts as an attempt unless `free`."""

    def __init__(self, after: timedelta, *, reason: str = "", free: bool = False) -> None:
        super().__init__(reason or f"again in {after}")
        self.after = after
        self.reason = reason
        self.free = free


class Discard(Exception):
    """This job can never succeed: to the dead letters, now."""


class Cancelled(BaseException):
    """Somebody cancelled this job; let it pass."""


class LoginRefused(Exception):
    """The login ends here; `reason` is for the audit log, not for the person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CommandFailed(Exception):
    """The command ends with exit code 1; the message is the one line that people see."""


class CacheDown(Exception):
    """Redis cannot be reached: do without the cache, or say `Unavailable`."""


class ScopeNotGranted(Exception):
    """A plugin used a service (mail, SMS, directory, metrics, a hub's data) that its scopes do not grant."""


class HostNotGranted(ScopeNotGranted):
    """A plugin called a host that its `scopes.outbound` do not name, or that no admin granted."""


class AddressRefused(HostNotGranted):
    """The host is granted, but leads to an address that is not public."""


class DriverMissing(Exception):
    """No driver of the kind is configured, or it is not installed."""


class ContributionFailed(Exception):
    """What another plugin contributed failed; `__cause__` is what it raised."""

    def __init__(self, plugin_id: str, reason: str = "") -> None:
        super().__init__(f"plugin {plugin_id!r} failed" + (f": {reason}" if reason else ""))
        self.plugin_id = plugin_id
        self.reason = reason


class ContractBroken(Exception):
    """A plugin contributes what the contract does not allow: the kernel leaves it out, and reports the message."""
