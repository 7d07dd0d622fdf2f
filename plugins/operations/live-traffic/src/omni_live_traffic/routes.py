"""What a dashboard shows of the traffic."""

from omni_sdk import Items, Permission, RequestContext, Route

from .metering.counts import Counts, total
from .metering.meter import meter_of, view_of
from .schemas import Minute, Second

READ = Permission("traffic.read", roles=("viewer",), title="See live traffic")
MINUTE = 60
STEP = 10


async def seconds(ctx: RequestContext) -> Items[Second]:
    """The last three minutes, second by second, the oldest first."""
    found = await (await meter_of(ctx)).last(ctx)
    return Items(items=[view_of(second, counts) for second, counts in found.items()])


async def minute(ctx: RequestContext) -> Minute:
    """The last minute beside the one before."""
    found = list((await (await meter_of(ctx)).last(ctx)).values())
    now, before = total(found[-MINUTE:]), total(found[-2 * MINUTE : -MINUTE])
    steps = (total(found[at : at + STEP]) for at in range(0, len(found), STEP))
    return Minute(
        rate=round(now.requests / MINUTE, 2),
        rate_before=round(before.requests / MINUTE, 2),
        rate_history=[round(step.requests / STEP, 2) for step in steps],
        median=now.within(0.5),
        median_before=before.within(0.5),
        slowest=now.within(0.95),
        slowest_before=before.within(0.95),
        failed=_failed(now),
        failed_before=_failed(before),
    )


def _failed(counts: Counts) -> float:
    return round(counts.failed / counts.requests, 4) if counts.requests else 0.0


SECONDS = Route.get("/seconds", seconds, auth=READ)
LAST_MINUTE = Route.get("/minute", minute, auth=READ)
ROUTES = (SECONDS, LAST_MINUTE)
