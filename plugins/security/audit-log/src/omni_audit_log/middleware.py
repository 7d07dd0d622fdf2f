"""Records API calls, after they were answered: those that the tenant's policy wants.

In the slot `identified`, so that calls that were refused, or answered from a cache, are recorded as well.
"""

from __future__ import annotations

import re
from typing import Any

from omni_sdk import Next, RequestContext
from omni_sdk.http import Response

from .chain.policy import in_force
from .events import API_CALLED, ApiCalled

SECRET = re.compile(r"token|secret|key|code|signature|password", re.IGNORECASE)
"""Names of path parameters whose values may open something."""
HIDDEN = "[redacted]"


async def around(ctx: RequestContext[Any], call_next: Next) -> Response:
    """Let it be answered, then say that it was."""
    wanted = (await in_force(ctx)).wants(ctx.route.name)
    response = await call_next()
    if wanted:
        try:
            await ctx.events.emit(API_CALLED, called(ctx, response.status))
        except Exception as error:  # noqa: BLE001  (what the call did is done: to answer otherwise would be a lie)
            ctx.log.warning("an API call could not be recorded", route=ctx.route.name, error=repr(error))
    return response


def called(ctx: RequestContext[Any], status: int) -> ApiCalled:
    """What is recorded of a call: never its query, its headers or its body."""
    name = ctx.route.name
    template = name.partition(" ")[2]
    parameters = parameters_of(template, ctx.request.path)
    path = "/".join(parameters.get(part[1:-1], part) if part.startswith("{") else part for part in template.split("/"))
    return ApiCalled(route=name, method=ctx.request.method, path=path, status=status, parameters=parameters)


def parameters_of(template: str, path: str) -> dict[str, str]:
    """The values of a path's parameters, less those that may be secret."""
    pairs = zip(template.split("/"), path.split("/"), strict=False)
    found = {part[1:-1]: value for part, value in pairs if part.startswith("{")}
    return {name: HIDDEN if SECRET.search(name) else value[:200] for name, value in found.items()}
