"""Counting."""

from time import perf_counter

from omni_sdk import Next, RequestContext, Response

from .metering.meter import meter_of
from .routes import ROUTES

FAILED = 500


async def count(ctx: RequestContext, call_next: Next) -> Response:
    """Count the request. Whoever watches asks, too: that must not show as traffic, or it would keep itself alive."""
    began = perf_counter()
    response = await call_next()
    if ctx.route not in ROUTES:
        milliseconds = (perf_counter() - began) * 1000
        (await meter_of(ctx)).add(ctx, milliseconds, failed=response.status >= FAILED)
    return response
