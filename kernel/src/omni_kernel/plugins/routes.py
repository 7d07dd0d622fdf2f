"""`/api/v1/plugins` and `/api/v1/pages`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field, JsonValue

from omni_kernel.auth import where
from omni_kernel.context import KernelContext, own
from omni_sdk import Items, Permission, Route, SignedIn
from omni_sdk.errors import NotFound
from omni_sdk.manifest import Scopes

from . import routes_data, routes_matrix, views
from .lifecycle import Outcome
from .pages import pages_of
from .routes_data import unlocked
from .settings import masked
from .staging import Loaded, full_name
from .status import PluginStatus
from .texts import Words
from .trips import Trip, last_of, resting_until
from .views import PageView, PluginDetail, PluginView

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

READ = Permission("plugin.read", roles=("viewer",), title="See the plugins")
MANAGE = Permission("plugin.manage", roles=("admin",), title="Enable, disable and configure plugins")
PERMISSIONS = (READ, MANAGE)
PAGE_WORDS = frozenset({"title", "confirm", "empty", "unit"})
"""Of a page as data: what is text for people."""


class Enabling(BaseModel):
    """Consent to the scopes that the plugin asks for, and its first settings."""

    grant: Scopes | None = Field(None, description="What is granted: at most what the plugin asks for.")
    settings: dict[str, JsonValue] = Field(default={}, description="As the plugin's settings schema says.")


class Changed(BaseModel):
    """What a change brought."""

    plugin: str
    state: str
    reason: str = ""
    activated: Sequence[str] = ()
    suspended: Sequence[str] = ()
    warning: str = ""


class SettingsView(BaseModel):
    """Settings as they may be shown: secrets read `**********` where they are set."""

    values: dict[str, JsonValue]
    json_schema: dict[str, JsonValue]
    state: str
    reason: str = ""


def changed(plugin_id: str, outcome: Outcome) -> Changed:
    """As the API shows it."""
    here = outcome.enablement
    others = [p for p in outcome.lost if p != plugin_id]
    return Changed(
        plugin=plugin_id,
        state=here.state,
        reason=here.reason,
        activated=outcome.gained,
        suspended=others,
        warning=outcome.warning,
    )


def in_words(page: PageView, words: Words) -> PageView:
    """A page in the reader's language."""
    return PageView.model_validate(words.within(page.model_dump(), PAGE_WORDS))


def routes(kernel: Kernel) -> list[Route]:  # noqa: C901  (a list of small functions)
    """Bound to one kernel."""

    def view(ctx: KernelContext, status: PluginStatus, trips: Sequence[Trip]) -> dict[str, Any]:
        loaded, words = kernel.registry.plugins.get(status.id), kernel.texts.of(status.id, ctx.reading)
        if ctx.state is None or loaded is None or loaded.candidate.distribution != status.distribution:
            found = views.of_status(status, loaded.manifest if loaded else None)
        else:
            found = views.of_tenant(status, loaded, ctx.state)
        found["locked"] = kernel.registry.policy(status.id).locked
        found["resting_until"] = resting_until(trips, status.id, ctx.tenant_id, kernel.clock.now())
        return found | {name: words(found[name]) for name in ("title", "summary") if name in found}

    def schema(ctx: KernelContext, loaded: Loaded) -> Any:
        return kernel.texts.of(loaded.id, ctx.reading).within(loaded.settings_model.model_json_schema())

    async def plugins(ctx: KernelContext) -> Items[PluginView]:
        """Every installed plugin: as it stands for the tenant, or for the installation."""
        trips = await kernel.trips.all()
        return Items(items=[PluginView.model_validate(view(ctx, s, trips)) for s in kernel.registry.report])

    async def show(ctx: KernelContext, plugin_id: str) -> PluginDetail:
        """One plugin, with the schema of its settings."""
        status = next((s for s in kernel.registry.report if s.id == plugin_id), None)
        if status is None:
            raise NotFound(f"no plugin {plugin_id!r} is installed")
        trips = await kernel.trips.all()
        found, loaded = view(ctx, status, trips), kernel.registry.plugins.get(plugin_id)
        if loaded:
            found["settings_schema"] = schema(ctx, loaded)
            found["routes"] = [r.route.name for r in loaded.routes]
            found["permissions"] = [full_name(loaded, p) for p in loaded.of(Permission)]
        if ctx.who.platform:
            found["traceback"] = status.traceback or None
            if last := last_of(trips, plugin_id, ctx.tenant_id):
                found["failure"] = last.model_dump() | {"traceback": await kernel.trips.traceback(last)}
        return PluginDetail.model_validate(found)

    async def enable(ctx: KernelContext, plugin_id: str, body: Enabling) -> Changed:
        """Switch a plugin on for the tenant, granting its scopes."""
        unlocked(kernel, ctx, plugin_id)
        tenant = where.here(ctx).tenant.id
        done = await kernel.lifecycle.enable(ctx.caller, tenant, plugin_id, settings=body.settings, grant=body.grant)
        return changed(plugin_id, done)

    async def disable(ctx: KernelContext, plugin_id: str) -> Changed:
        """Switch a plugin off for the tenant; its data stay, its jobs are held."""
        unlocked(kernel, ctx, plugin_id)
        return changed(plugin_id, await kernel.lifecycle.disable(ctx.caller, where.here(ctx).tenant.id, plugin_id))

    async def settings(ctx: KernelContext, plugin_id: str) -> SettingsView:
        """A plugin's settings in the tenant, without its secrets, and their schema."""
        state = where.here(ctx)
        loaded = kernel.lifecycle.loaded(plugin_id)
        found, here = await kernel.lifecycle.settings(state.tenant.id, plugin_id), state.plugins[plugin_id]
        values = masked(found) if found else {}
        return SettingsView(values=values, json_schema=schema(ctx, loaded), state=here.state, reason=here.reason)

    async def configure(ctx: KernelContext, plugin_id: str, body: dict[str, JsonValue]) -> Changed:
        """Change settings by JSON Merge Patch (RFC 7396): null resets a field, a masked secret stays as it is."""
        unlocked(kernel, ctx, plugin_id)
        done = await kernel.lifecycle.configure(ctx.caller, where.here(ctx).tenant.id, plugin_id, body)
        return changed(plugin_id, done)

    async def pages(ctx: KernelContext) -> Items[PageView]:
        """Pages of the plugins that are on for the tenant, as data for the dashboard; without a tenant, the installation's."""
        return Items(items=[in_words(page, kernel.texts.of(page.plugin, ctx.reading)) for page in pages_of(kernel, ctx)])

    return [
        Route.get("/plugins", own(plugins), auth=READ),
        Route.get("/plugins/{plugin_id}", own(show), auth=READ),
        Route.post("/plugins/{plugin_id}/enable", own(enable), auth=MANAGE),
        Route.post("/plugins/{plugin_id}/disable", own(disable), auth=MANAGE),
        Route.get("/plugins/{plugin_id}/settings", own(settings), auth=MANAGE),
        Route.patch("/plugins/{plugin_id}/settings", own(configure), auth=MANAGE),
        *routes_data.routes(kernel, MANAGE),
        *routes_matrix.routes(kernel, READ),
        Route.get("/pages", own(pages), auth=SignedIn()),
    ]
