"""The whole contract: one hook, one sentence. Hooks are called once, at load; they return data and have no effects.

Subclass `Plugin`, override what you contribute, and mark each override with `@hookimpl` (one without it is refused).
"""

from collections.abc import Sequence
from typing import Any

import pluggy
from pydantic import BaseModel

from . import contributions as c
from .context import NoSettings
from .models import Model

hookspec = pluggy.HookspecMarker("omni")
"""Marks a hub's own hooks, in the class that its `omni_hookspecs` returns."""
hookimpl = pluggy.HookimplMarker("omni")
"""Marks what a plugin implements."""


class Plugin:
    """What a plugin may contribute; it contributes nothing until it overrides a hook."""

    @hookspec
    def omni_settings(self) -> type[BaseModel]:
        """What a tenant's admin sets: a pydantic model; `SecretStr` fields are encrypted and write-only."""
        return NoSettings

    @hookspec
    def omni_config(self) -> type[BaseModel]:
        """What the operator sets in `[plugins.<id>]` of `omni.toml`: a pydantic model."""
        return NoSettings

    @hookspec
    def omni_permissions(self) -> Sequence[c.Permission]:
        """What roles and keys may be granted."""
        return ()

    @hookspec
    def omni_routes(self) -> Sequence[c.Route]:
        """HTTP routes under `/api/v1/x/<id>`, the hub's area, or the root."""
        return ()

    @hookspec
    def omni_middleware(self) -> Sequence[c.Middleware]:
        """Code around requests, each in its slot."""
        return ()

    @hookspec
    def omni_models(self) -> Sequence[type[Model]]:
        """Tables; their migrations stand in the package's `migrations`."""
        return ()

    @hookspec
    def omni_jobs(self) -> Sequence[c.Job[..., Any]]:
        """Durable jobs that may be enqueued."""
        return ()

    @hookspec
    def omni_schedules(self) -> Sequence[c.Schedule]:
        """Jobs that run by the clock in every tenant that has the plugin on."""
        return ()

    @hookspec
    def omni_event_types(self) -> Sequence[c.EventType[Any]]:
        """Events that the plugin emits, with their schemas."""
        return ()

    @hookspec
    def omni_event_handlers(self) -> Sequence[c.On]:
        """What to call for events of anybody."""
        return ()

    @hookspec
    def omni_factors(self) -> Sequence[c.Factor]:
        """Second factors of accounts; level `platform`."""
        return ()

    @hookspec
    def omni_identity_providers(self) -> Sequence[c.IdentityProvider]:
        """Ways to sign in elsewhere; level `platform`."""
        return ()

    @hookspec
    def omni_authenticators(self) -> Sequence[c.Authenticator]:
        """Ways to sign requests, for the routes that name them."""
        return ()

    @hookspec
    def omni_pages(self) -> Sequence[c.Page]:
        """Pages of the dashboard."""
        return ()

    @hookspec
    def omni_health_checks(self) -> Sequence[c.HealthCheck]:
        """What `/readyz` and `omni doctor` ask."""
        return ()

    @hookspec
    def omni_metrics(self) -> Sequence[c.Metric]:
        """Counters, gauges and histograms that the plugin keeps."""
        return ()

    @hookspec
    def omni_commands(self) -> Sequence[c.Command]:
        """Commands of `omni <id> …`."""
        return ()

    @hookspec
    def omni_templates(self) -> Sequence[c.Template]:
        """Mails, each in every language it has a file for."""
        return ()

    @hookspec
    def omni_hookspecs(self) -> type[object]:
        """A hub's own hooks: a class like this one, each returning a sequence of one frozen dataclass of its own."""
        return object

    @hookspec
    def omni_driver_kinds(self) -> Sequence[c.DriverKind[Any]]:
        """Kinds of drivers that the operator picks one of."""
        return ()

    @hookspec
    def omni_lifecycle(self) -> c.Lifecycle:
        """What to do when a tenant enables, disables, exports or purges the plugin."""
        return c.Lifecycle()
