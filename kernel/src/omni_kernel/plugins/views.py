"""What the API shows of plugins and of their pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, JsonValue

from omni_sdk import Action, Chart, Figures, Page, PageForm, Route, Table
from omni_sdk.manifest import Manifest, Scopes

from .gate import TenantState
from .staging import Loaded
from .status import PluginStatus

Block = Table | PageForm | Chart | Figures | Action


class PluginView(BaseModel):
    """A plugin as the caller sees it: `state` is the tenant's, or the installation's where no tenant is chosen."""

    id: str
    title: str
    summary: str = ""
    category: str = ""
    icon: str = "puzzle"
    level: str = "tenant"
    version: str
    distribution: str
    requires: Sequence[str] = ()
    provides: int | None = None
    scopes: Scopes = Scopes()
    state: str
    reason: str = ""
    hint: str = ""
    granted: Scopes | None = None
    missing_consent: dict[str, JsonValue] = {}
    needs_consent: bool = False


class PluginDetail(PluginView):
    """The same, with the schema of its settings; a traceback for platform administrators."""

    settings_schema: dict[str, JsonValue] = {}
    routes: Sequence[str] = ()
    permissions: Sequence[str] = ()
    traceback: str | None = None


class RouteRef(BaseModel):
    """A route, as a page refers to it."""

    method: str
    path: str


class BlockView(BaseModel):
    """One block of a page."""

    kind: str
    source: RouteRef | None = None
    submit: RouteRef | None = None
    title: str | None = None
    confirm: str | None = None
    columns: Sequence[str] | None = None
    fields: Sequence[str] | None = None
    actions: Sequence[BlockView] | None = None
    empty: str | None = None
    chart: str | None = None
    x: str | None = None
    y: Sequence[str] | None = None
    home: bool | None = None


class PageView(BaseModel):
    """A declared page of an active plugin."""

    plugin: str
    name: str
    title: str
    icon: str | None
    blocks: Sequence[BlockView]


def summary(manifest: Manifest | None) -> dict[str, Any]:
    """What a manifest says for people."""
    if manifest is None:
        return {}
    return manifest.model_dump(include={"title", "summary", "category", "icon", "level", "requires", "provides", "scopes"})


def of_status(status: PluginStatus, manifest: Manifest | None) -> dict[str, Any]:
    """The installation's view."""
    about = {"id": status.id, "title": status.title, "version": status.version, "distribution": status.distribution}
    return about | summary(manifest) | {"state": status.standing.value, "reason": status.reason, "hint": status.hint}


def of_tenant(status: PluginStatus, loaded: Loaded, state: TenantState) -> dict[str, Any]:
    """A tenant's view of a plugin that loaded."""
    here = state.plugins[loaded.id]
    return of_status(status, loaded.manifest) | {
        "state": here.state,
        "reason": here.reason,
        "granted": here.granted,
        "missing_consent": here.missing,
        "needs_consent": bool(here.missing) and here.state == "active",
    }


def ref(route: Route | None) -> RouteRef | None:
    """A route as method and path."""
    if route is None:
        return None
    method, _, path = route.name.partition(" ")
    return RouteRef(method=method, path=path)


def of_block(block: Block) -> BlockView:
    """A block as data."""
    match block:
        case Table():
            actions = [of_block(a) for a in block.actions]
            return BlockView(kind="table", source=ref(block.source), columns=block.columns, actions=actions, empty=block.empty)
        case PageForm():
            return BlockView(kind="form", submit=ref(block.submit), source=ref(block.values))
        case Chart():
            return BlockView(kind="chart", source=ref(block.source), chart=block.kind, x=block.x, y=block.y)
        case Figures():
            return BlockView(kind="figures", source=ref(block.source), fields=block.fields, home=block.home)
        case Action():
            return BlockView(kind="action", title=block.title, submit=ref(block.route), confirm=block.confirm)


def of_page(plugin_id: str, page: Page) -> PageView:
    """A page as data."""
    blocks = [of_block(b) for b in page.blocks]
    return PageView(plugin=plugin_id, name=page.name, title=page.title, icon=page.icon, blocks=blocks)
