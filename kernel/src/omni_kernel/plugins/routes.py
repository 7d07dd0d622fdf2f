"""`/api/v1/plugins` and `/api/v1/pages`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field, JsonValue

from omni_kernel.auth import where
from omni_kernel.context import KernelContext, own
from omni_sdk import Items, Page, Permission, Route, SignedIn
from omni_sdk.errors import NotFound
from omni_sdk.manifest import Scopes

from . import routes_data, views
from .lifecycle import Outcome
from .routes_data import unlocked
from .settings import masked
from .staging import full_name
from .status import PluginStatus
from .views import PageView, PluginDetail, PluginView

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

READ = Permission("plugin.read", roles=("viewer",), title="See the plugins")
MANAGE = Permission("plugin.manage", roles=("admin",), title="Enable, disable and configure plugins")
PERMISSIONS = (READ, MANAGE)


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


def routes(kernel: Kernel) -> list[Route]:  # noqa: C901  (a list of small functions)
    """Bound to one kernel."""

    def view(ctx: KernelContext, status: PluginStatus) -> dict[str, object]:
        loaded = kernel.registry.plugins.get(status.id)
        if ctx.state is None or loaded is None or loaded.candidate.distribution != status.distribution:
            return views.of_status(status, loaded.manifest if loaded else None)
        return views.of_tenant(status, loaded, ctx.state)

    async def plugins(ctx: KernelContext) -> Items[PluginView]:
        """Every installed plugin: as it stands for the tenant, or for the installation."""
        return Items(items=[PluginView.model_validate(view(ctx, s)) for s in kernel.registry.report])

    async def show(ctx: KernelContext, plugin_id: str) -> PluginDetail:
        """One plugin, with the schema of its settings."""
        status = next((s for s in kernel.registry.report if s.id == plugin_id), None)
        if status is None:
            raise NotFound(f"no plugin {plugin_id!r} is installed")
        found, loaded = view(ctx, status), kernel.registry.plugins.get(plugin_id)
        if loaded:
            found["settings_schema"] = loaded.settings_model.model_json_schema()
            found["routes"] = [r.route.name for r in loaded.routes]
            found["permissions"] = [full_name(loaded, p) for p in loaded.of(Permission)]
        found["traceback"] = status.traceback or None if ctx.who.platform else None
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
        schema = loaded.settings_model.model_json_schema()
        return SettingsView(values=masked(found) if found else {}, json_schema=schema, state=here.state, reason=here.reason)

    async def configure(ctx: KernelContext, plugin_id: str, body: dict[str, JsonValue]) -> Changed:
        """Change settings by JSON Merge Patch (RFC 7396): null resets a field, a masked secret stays as it is."""
        unlocked(kernel, ctx, plugin_id)
        done = await kernel.lifecycle.configure(ctx.caller, where.here(ctx).tenant.id, plugin_id, body)
        return changed(plugin_id, done)

    async def pages(ctx: KernelContext) -> Items[PageView]:
        """Pages of the plugins that are on for the tenant, as data for the dashboard."""
        state, found = where.here(ctx), []
        for plugin_id, page in state.contributions(Page):
            loaded = kernel.registry.plugins[plugin_id]
            if page.needs is None or ctx.who.may(full_name(loaded, page.needs)):
                found.append(views.of_page(plugin_id, page))
        return Items(items=found)

    return [
        Route.get("/plugins", own(plugins), auth=READ),
        Route.get("/plugins/{plugin_id}", own(show), auth=READ),
        Route.post("/plugins/{plugin_id}/enable", own(enable), auth=MANAGE),
        Route.post("/plugins/{plugin_id}/disable", own(disable), auth=MANAGE),
        Route.get("/plugins/{plugin_id}/settings", own(settings), auth=MANAGE),
        Route.patch("/plugins/{plugin_id}/settings", own(configure), auth=MANAGE),
        *routes_data.routes(kernel, MANAGE),
        Route.get("/pages", own(pages), auth=SignedIn()),
    ]
