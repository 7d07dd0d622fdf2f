"""What the API shows of plugins and of their pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, JsonValue

from omni_sdk import Action, Chart, Figure, Figures, Page, PageForm, Route, Table
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
    locked: bool = Field(default=False, description="The operator alone switches it on and off.")
    resting_until: AwareDatetime | None = Field(default=None, description="It failed several times in a row, and rests.")


class Failure(BaseModel):
    """What failed last before a plugin was given a rest."""

    at: AwareDatetime
    tenant: UUID | None = None
    error: str
    traceback: str


class PluginDetail(PluginView):
    """The same, with the schema of its settings; tracebacks for platform administrators."""

    settings_schema: dict[str, JsonValue] = {}
    routes: Sequence[str] = ()
    permissions: Sequence[str] = ()
    traceback: str | None = Field(default=None, description="Why it did not load.")
    failure: Failure | None = Field(default=None, description="Why it was given a rest, within the last day.")


class RouteRef(BaseModel):
    """A route, as a page refers to it."""

    method: str
    path: str


class FieldView(BaseModel):
    """A field of what a route answers: a column, a series of a chart, or a headline number."""

    name: str
    title: str
    unit: str = ""
    previous: str | None = None
    history: str | None = None
    better: Literal["up", "down"] | None = None


class BlockView(BaseModel):
    """One block of a page."""

    kind: Literal["table", "form", "chart", "figures", "action"]
    source: RouteRef | None = Field(default=None, description="What it shows, or fills its form from.")
    submit: RouteRef | None = None
    title: str = ""
    confirm: str | None = None
    fields: Sequence[FieldView] = ()
    actions: Sequence[BlockView] = ()
    empty: str = ""
    chart: Literal["line", "bar", "area", "pie"] | None = None
    x: FieldView | None = None
    unit: str = ""
    home: bool = Field(default=False, description="It stands on the home page, too.")
    live: str | None = Field(default=None, description="The topic of `/stream` that tells of news.")


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


def of_field(field: str | Figure) -> FieldView:
    """A field, called by its name where the plugin gives it no title."""
    figure = field if isinstance(field, Figure) else Figure(field)
    words = figure.field.replace("_", " ").strip()
    return FieldView(
        name=figure.field,
        title=figure.title or words[:1].upper() + words[1:],
        unit=figure.unit,
        previous=figure.previous,
        history=figure.history,
        better=figure.better,
    )


def of_block(block: Block) -> BlockView:
    """A block as data."""
    match block:
        case Action():
            return BlockView(kind="action", title=block.title, submit=ref(block.route), confirm=block.confirm)
        case PageForm():
            return BlockView(kind="form", title=block.title, submit=ref(block.submit), source=ref(block.values))
        case Table():
            made = BlockView(kind="table", fields=[of_field(c) for c in block.columns], empty=block.empty)
            made.actions = [of_block(a) for a in block.actions]
        case Chart():
            made = BlockView(kind="chart", chart=block.kind, x=of_field(block.x), unit=block.unit)
            made.fields = [of_field(y) for y in block.y]
        case Figures():
            made = BlockView(kind="figures", fields=[of_field(f) for f in block.fields])
    made.source, made.title, made.home, made.live = ref(block.source), block.title, block.home, block.live
    return made


def of_page(plugin_id: str, page: Page) -> PageView:
    """A page as data."""
    blocks = [of_block(b) for b in page.blocks]
    return PageView(plugin=plugin_id, name=page.name, title=page.title, icon=page.icon, blocks=blocks)
