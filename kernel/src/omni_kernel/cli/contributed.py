"""`omni <plugin id> <command> …` and `omni <word> <command> …`: commands that plugins contribute, their arguments read
from annotations.
"""

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


def run_command(arguments: Sequence[str], word: str) -> int:
    """Run a command of the plugin that has this word, its id or one that it reserved; the exit code.

    Parsed inside the running kernel, which knows the commands.
    """
    from omni_kernel.cli import root

    at = arguments.index(word)
    # The options before the word are Omni's own: `options` keeps them where read_settings() looks.
    globals_app = typer.Typer(add_completion=False, rich_markup_mode=None)
    globals_app.command("go")(lambda: None)
    globals_app.callback()(root.options)
    if code := globals_app([*arguments[:at], "go"], prog_name="omni", standalone_mode=False):
        return int(code)

    async def inside(kernel: Kernel) -> int:
        chosen = _Chosen()
        loaded = _loaded(kernel, word)
        parser = _parser(loaded, word, chosen)
        code = parser(list(arguments[at + 1 :]), prog_name=f"omni {word}", standalone_mode=False)
        if chosen.command is not None:
            await _call(kernel, loaded.id, chosen)
        return code or 0

    return run(inside)


def _loaded(kernel: Kernel, word: str) -> Loaded:
    plugins = kernel.registry.plugins
    loaded = plugins.get(word) or next((p for p in plugins.values() if word in p.manifest.commands), None)
    if loaded is None:
        plugin_id = _reserver(word) or word
        status = next((s for s in kernel.registry.report if s.id == plugin_id), None)
        if status is not None:
            raise Refused(f"plugin {plugin_id!r} is {status.standing}: {status.reason}; {status.hint}")
        raise Refused(f"no command and no plugin {word!r}: see omni --help and omni plugin list", NOT_FOUND)
    if not _commands(loaded, word):
        others = ", ".join(f"omni {other}" for other in loaded.manifest.commands if _commands(loaded, other))
        raise Refused(f"plugin {loaded.id!r} has no commands here{f': see {others}' if others else ''}", NOT_FOUND)
    return loaded


def _reserver(word: str) -> str | None:
    """The plugin that reserves a word and did not load."""
    from omni_kernel.plugins import discovery

    return next((c.id for c in discovery.installed() if c.manifest and word in c.manifest.commands), None)


def _commands(loaded: Loaded, word: str) -> list[Command]:
    """What a plugin has below a word."""
    from omni_sdk import Command

    return [command for command in loaded.of(Command) if (command.group or loaded.id) == word]


def _parser(loaded: Loaded, word: str, chosen: _Chosen) -> typer.Typer:
    parser = group(loaded.manifest.summary)
    parser.callback()(lambda: None)
    for command in _commands(loaded, word):
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
