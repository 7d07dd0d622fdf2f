"""`omni` itself: global options, and the list of command groups."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from omni_kernel.cli import (
    account,
    api_keys,
    backup,
    configuration,
    demo,
    doctor,
    events,
    init,
    install,
    jobs,
    login,
    migrate,
    plugins,
    removal,
    role,
    scaffold,
    schedules,
    secrets,
    serve,
    session,
    tenants,
    transfer,
    worker,
)

_HELP = "Omni: a multi-tenant platform whose every feature is a plugin."
_EPILOG = (
    "Plugins add commands: omni PLUGIN COMMAND, or below words of their own (omni plugin info PLUGIN).  Exit codes: 0 done; 1 failed; 2 wrong usage or configuration; "
    "3 not found; 4 conflict, or not compatible."
)
_WITH_VALUE = frozenset({"--config"})

app = typer.Typer(
    help=_HELP,
    epilog=_EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        typer.echo(f"omni {version('omni-kernel')}")
        raise typer.Exit


@app.callback()
def options(
    config: Annotated[
        Path | None, typer.Option(metavar="PATH", help="The omni.toml to use; else the nearest one upwards.")
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show a traceback with an error.")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which Omni.")] = False,
) -> None:
    """Omni: a multi-tenant platform whose every feature is a plugin."""
    # Kept in the environment, so that the processes that a command starts use the same.
    del version  # its callback has done it
    if config is not None:
        os.environ["OMNI_CONFIG"] = str(config.resolve())
    if debug:
        os.environ["OMNI_DEBUG"] = "1"


def first_word(arguments: Sequence[str]) -> str | None:
    """The command's name: the first argument that is no option, nor an option's value."""
    waiting = iter(arguments)
    for argument in waiting:
        if argument in _WITH_VALUE:
            next(waiting, None)
        elif not argument.startswith("-"):
            return argument
    return None


app.command("init")(init.init)
app.command("serve")(serve.serve)
app.command("web-process", hidden=True)(serve.web_process)
app.command("worker")(worker.worker)
app.command("migrate")(migrate.migrate)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("transfer")(transfer.transfer)
app.command("demo")(demo.demo)
app.command("doctor")(doctor.doctor)
app.command("login")(login.login)
app.command("logout")(login.logout)
app.command("whoami")(login.whoami)
app.add_typer(configuration.app, name="config")
app.add_typer(tenants.app, name="tenant")
app.add_typer(account.app, name="account")
app.add_typer(role.app, name="role")
app.add_typer(session.app, name="session")
app.add_typer(api_keys.app, name="api-key")
app.add_typer(jobs.app, name="job")
app.add_typer(schedules.app, name="schedule")
app.add_typer(events.app, name="event")
app.add_typer(secrets.app, name="secrets")
plugins.app.command("new")(scaffold.new)
plugins.app.command("install")(install.install)
plugins.app.command("upgrade")(install.upgrade)
plugins.app.command("check")(install.check)
plugins.app.command("export")(removal.export)
plugins.app.command("purge")(removal.purge)
plugins.app.command("uninstall")(removal.uninstall)
app.add_typer(plugins.app, name="plugin")
