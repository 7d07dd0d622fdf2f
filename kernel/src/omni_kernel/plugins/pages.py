"""Declared pages as the caller may see them: without blocks that the API would refuse to him anyway."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from omni_kernel.http.signature import context_kind
from omni_sdk import Action, Context, Page, PageForm, Route, Table

from .staging import Loaded, full_name
from .views import Block, PageView, of_page

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.context import KernelContext


def pages_of(kernel: Kernel, ctx: KernelContext) -> list[PageView]:
    """Of the plugins that are on for the tenant; without a tenant those of the installation's that can do without one."""
    seen = (_seen(kernel.registry.plugins[plugin_id], page, ctx) for plugin_id, page in _declared(kernel, ctx))
    return [page for page in seen if page is not None]


def _declared(kernel: Kernel, ctx: KernelContext) -> list[tuple[str, Page]]:
    if ctx.state is not None:
        return list(ctx.state.contributions(Page))
    return [(i, page) for i, page in kernel.registry.all(Page) if kernel.registry.plugins[i].platform]


def _seen(loaded: Loaded, page: Page, ctx: KernelContext) -> PageView | None:
    """The page with the blocks that may be seen, or None without any."""
    if page.needs is not None and not ctx.who.may(full_name(loaded, page.needs)):
        return None
    permissions = {bound.route: bound.permission for bound in loaded.routes}

    def usable(block: Block) -> bool:
        route = _route(block)
        permission = permissions.get(route)
        placed = ctx.state is not None or Context not in context_kind(route.handler).__mro__
        return placed and (permission is None or ctx.who.may(permission))

    blocks = [_with(block, usable) for block in page.blocks if usable(block)]
    return of_page(loaded.id, replace(page, blocks=blocks)) if blocks else None


def _route(block: Block) -> Route:
    match block:
        case Action():
            return block.route
        case PageForm():
            return block.submit
        case _:
            return block.source


def _with(block: Block, usable: Callable[[Block], bool]) -> Block:
    """A table with those of its actions that may be used."""
    if not isinstance(block, Table):
        return block
    return replace(block, actions=[action for action in block.actions if usable(action)])
