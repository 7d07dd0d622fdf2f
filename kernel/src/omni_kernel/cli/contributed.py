"""`omni <plugin id> <command> …`: commands that plugins contribute, their arguments read from annotations."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import typer

from omni_kernel.cli.console import Console, group
from omni_kernel.cli.errors import NOT_FOUND, Refused
from omni_kernel.cli.running import run

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.plugins.staging import Loaded
    from omni_sdk import Command

TENANT = inspect.Parameter(
    "omni_tenant",
    inspect.Parameter.KEYWORD_ONLY,
    annotation=Annotated[str, typer.Option("--tenant", help="The tenant's slug or id.")],
)
JSON = inspect.Parameter(
    "omni_json",
    inspect.Parameter.KEYWORD_ONLY,
    default=False,
    annotation=Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")],
)


@dataclass
class _Chosen:
    """What typer understood: which command, with which values."""

    command: Command | None = None
    values: dict[str, Any] = field(default_factory=dict)


def run_command(arguments: Sequence[str], plugin_id: str) -> int:
    """Run a plugin's command; the exit code. Parsed inside the running kernel, which knows the commands."""
    from omni_kernel.cli import root

    at = arguments.index(plugin_id)
    # The options before the word are Omni's own: `options` keeps them where read_settings() looks.
    globals_app = typer.Typer(add_completion=False, rich_markup_mode=None)
    globals_app.command("go")(lambda: None)
    globals_app.callback()(root.options)
    if code := globals_app([*arguments[:at], "go"], prog_name="omni", standalone_mode=False):
        return int(code)

    async def inside(kernel: Kernel) -> int:
        chosen = _Chosen()
        parser = _parser(_loaded(kernel, plugin_id), chosen)
        code = parser(list(arguments[at + 1 :]), prog_name=f"omni {plugin_id}", standalone_mode=False)
        if chosen.command is not None:
            await _call(kernel, plugin_id, chosen)
        return code or 0

    return run(inside)


def _loaded(kernel: Kernel, plugin_id: str) -> Loaded:
    from omni_sdk import Command

    loaded = kernel.registry.plugins.get(plugin_id)
    if loaded is None:
        status = next((s for s in kernel.registry.report if s.id == plugin_id), None)
        if status is not None:
            raise Refused(f"plugin {plugin_id!r} is {status.standing}: {status.reason}; {status.hint}")
        raise Refused(f"no command and no plugin {plugin_id!r}: see omni --help and omni plugin list", NOT_FOUND)
    if not loaded.of(Command):
        raise Refused(f"plugin {plugin_id!r} has no commands", NOT_FOUND)
    return loaded


def _parser(loaded: Loaded, chosen: _Chosen) -> typer.Typer:
    from omni_sdk import Command

    parser = group(loaded.manifest.summary)
    parser.callback()(lambda: None)
    for command in loaded.of(Command):
        parser.command(command.name)(_typed(command, chosen))
    return parser


def _typed(command: Command, chosen: _Chosen) -> Callable[..., None]:
    """A function with the signature of the command less its context, which only notes what was given."""
    signature = inspect.signature(command.run)
    hints = typing.get_type_hints(command.run, include_extras=True)
    context, *others = signature.parameters.values()
    parameters = [each.replace(annotation=hints.get(each.name, str)) for each in others]
    extra = [TENANT, JSON] if takes_tenant(hints.get(context.name)) else [JSON]

    def note(**values: Any) -> None:
        chosen.command, chosen.values = command, values

    keyword = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in parameters]
    note.__signature__ = signature.replace(parameters=[*keyword, *extra], return_annotation=None)  # type: ignore[attr-defined]  # what inspect reads
    note.__annotations__ = {each.name: each.annotation for each in (*keyword, *extra)}
    note.__doc__ = inspect.getdoc(command.run)
    return note


def takes_tenant(context: object) -> bool:
    """Whether a command's first annotation is a context that has a tenant."""
    from omni_sdk import CommandContext

    return (typing.get_origin(context) or context) is CommandContext


async def _call(kernel: Kernel, plugin_id: str, chosen: _Chosen) -> None:
    values = dict(chosen.values)
    console = Console(json=values.pop(JSON.name))
    slug = values.pop(TENANT.name, None)
    state = await kernel.gate.by_slug(slug) if slug is not None else None
    if state is not None and plugin_id not in state.active:
        here = state.plugins[plugin_id]
        why = f" ({here.reason})" if here.reason else ""
        hint = f"omni plugin enable {plugin_id} --tenant {state.tenant.slug}"
        raise Refused(f"plugin {plugin_id!r} is {here.state} for {state.tenant.slug!r}{why}: {hint}", NOT_FOUND)
    assert chosen.command is not None  # the caller asked
    async with kernel.contexts.command(plugin_id, state, console) as ctx:
        await chosen.command.run(ctx, **values)
