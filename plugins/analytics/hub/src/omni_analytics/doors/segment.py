"""The doors of the Segment spec, at the paths that its libraries call: only their host is to be changed.

What is taken is answered with 200 at once; an event that is not as it has to be is found by the writer, stands in the list
of rejected ones, and never fails the batch that it came in.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

from pydantic import BaseModel

from omni_analytics.ingest.log import keep_quickly
from omni_analytics.ingest.messages import KINDS, Kind
from omni_sdk import Limits, RequestContext, Route
from omni_sdk.errors import TooLarge

from .bodies import BODY_BYTES, Malformed, message_of, unpacked, without_keys
from .keys import WRITE_KEY

MOST = 2500
"""Events of a batch, as Segment has it: libraries drop what is refused for its size, so none may be refused that they send."""
LIMITS = Limits(body_bytes=BODY_BYTES)
BATCHES = ("/v1/batch", "/v1/b", "/v1/import")
"""The second is what libraries of phones call."""
SHORT: dict[Kind, str] = {"track": "t", "identify": "i", "page": "p", "screen": "s", "group": "g", "alias": "a"}
"""What libraries of browsers call."""


class Taken(BaseModel):
    """What Segment's own servers answer."""

    success: bool = True


async def batch(ctx: RequestContext, body: bytes) -> Taken:
    """Take in calls of the Segment spec: `{"batch": […], "sentAt": …}`, perhaps as gzip."""
    content = unpacked(ctx.request.headers, body)
    items = message_of(content).get("batch")
    if not isinstance(items, list):
        raise Malformed('a batch is {"batch": [message, …]}; this one has no list there')
    if len(items) > MOST:
        raise TooLarge(f"the batch has {len(items)} messages: {MOST} are the most", limit=MOST)
    if items:
        await keep_quickly(ctx, "batch", "segment", without_keys(content), len(items))
    return Taken()


def single(kind: Kind) -> Callable[..., Awaitable[Taken]]:
    """The handler of one call of the spec."""

    async def handler(ctx: RequestContext, body: bytes) -> Taken:
        content = unpacked(ctx.request.headers, body)
        message_of(content)
        await keep_quickly(ctx, kind, "segment", without_keys(content), 1)
        return Taken()

    handler.__doc__ = f"Take in one `{kind}` call of the Segment spec."
    return handler


def _routes() -> Iterator[Route]:
    for path in BATCHES:
        yield Route.post(path, batch, auth=WRITE_KEY, mount="root", limits=LIMITS, origins=("*",))
    for kind in KINDS:
        for path in (f"/v1/{kind}", f"/v1/{SHORT[kind]}"):
            yield Route.post(path, single(kind), auth=WRITE_KEY, mount="root", limits=LIMITS, origins=("*",))


ROUTES = tuple(_routes())
