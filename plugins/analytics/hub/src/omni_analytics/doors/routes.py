"""All routes by which events come, and what is to be seen of them."""

from . import events, imports, rejected, segment, tracking_plan, write_keys

ROUTES = (
    *events.ROUTES, *segment.ROUTES, *write_keys.ROUTES, *tracking_plan.ROUTES, *rejected.ROUTES, *imports.ROUTES,
)  # fmt: skip
