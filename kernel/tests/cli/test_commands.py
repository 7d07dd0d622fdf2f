"""What holds for every command: help, JSON, exit codes, errors in one line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from omni_ran import Omni
from typer.main import get_command

from omni_kernel.cli import errors
from omni_kernel.cli.root import app, first_word
from omni_sdk.errors import CommandFailed, Conflict, Invalid, NotFound, Unavailable


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """All that can be run, with its words."""
    if subcommands := getattr(command, "commands", None):
        for name, each in subcommands.items():
            yield from commands(each, (*path, name))
    else:
        yield path, command


EVERY = list(commands(get_command(app)))
NAMES = [" ".join(path) for path, _ in EVERY]


@pytest.mark.parametrize(("path", "command"), EVERY, ids=NAMES)
def test_has_help_and_json(path: tuple[str, ...], command: Any) -> None:
    """Each says what it does, and can be read by machines."""
    assert command.help
    assert any("--json" in parameter.opts for parameter in command.params)


def test_all_the_commands_are_there() -> None:
    """What the documentation promises."""
    assert {
        "init",
        "serve",
        "worker",
        "migrate",
        "doctor",
        "config check",
        "config schema",
        "config show",
        "tenant create",
        "tenant list",
        "tenant show",
        "tenant update",
        "tenant delete",
        "tenant add-member",
        "tenant members",
        "login",
        "logout",
        "whoami",
        "session list",
        "session revoke",
        *(f"account {verb}" for verb in ("create", "list", "show", "link", "disable", "enable", "admin")),
        *(f"account {verb}" for verb in ("reset-factors", "export", "erase")),
        *(f"role {verb}" for verb in ("list", "create", "update", "delete", "assign")),
        "api-key create",
        "api-key list",
        "api-key revoke",
        "plugin list",
        "plugin info",
        "plugin new",
        "plugin check",
        "plugin install",
        "plugin upgrade",
        "plugin enable",
        "plugin disable",
        "plugin settings",
        "plugin migrations",
        "job list",
        "job show",
        "job cancel",
        "job retry",
        "schedule list",
    } <= set(NAMES)


def test_help_documents_exit_codes(omni: Omni) -> None:
    """`omni --help` is where one looks."""
    ran = omni("--help")
    assert ran.code == 0
    assert "Exit codes: 0 done; 1 failed; 2" in ran.out
    assert omni("--version").out.startswith("omni ")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["tenant", "crate"], errors.USAGE, "Did you mean 'create'"),
        (["tenant", "show"], errors.USAGE, "try 'omni tenant show --help'"),
        (["tenant"], errors.USAGE, "Usage: omni tenant"),
        (["serve", "--port", "x"], errors.USAGE, "valid integer"),
        (["serve", "--port", "99999"], errors.USAGE, "server.port"),
        (["api-key", "create"], errors.USAGE, "--platform"),
        (["api-key", "revoke", "nope"], errors.USAGE, "omni api-key list"),
        (["session", "revoke", "nope"], errors.USAGE, "omni session list"),
        (["session", "revoke"], errors.USAGE, "--all"),
        (["login", "--url", "http://omni.example.com"], errors.USAGE, "use https"),
        (["account", "erase", "ann@example.com", "--json"], errors.USAGE, "--yes"),
        (["account", "list"], errors.CONFLICT, "omni migrate"),
        (["role", "update", "support", "--tenant", "first"], errors.USAGE, "--title"),
        (["job", "show", "nope"], errors.USAGE, "omni job list"),
        (["plugin", "install"], errors.USAGE, "--restore"),
        (["plugin", "install", "./nowhere"], errors.NOT_FOUND, "no pyproject.toml there"),
        (["plugin", "install", "a b"], errors.USAGE, "neither a folder nor a name"),
        (["plugin", "check", "nowhere"], errors.NOT_FOUND, "neither a plugin's folder nor"),
        (["plugin", "upgrade", "no-such-plugin"], errors.NOT_FOUND, "is not installed"),
        (["--config", "/nowhere/omni.toml", "config", "show"], errors.USAGE, "no such file"),
        (["tenant", "list"], errors.CONFLICT, "omni migrate"),
        (["worker"], errors.CONFLICT, "omni migrate"),
        (["serve", "--port", "0"], errors.CONFLICT, "omni migrate"),
        (["serve", "--port", "0", "--workers", "2"], errors.CONFLICT, "omni migrate"),
    ],
)
def test_exit_codes(omni: Omni, arguments: list[str], code: int, told: str) -> None:
    """An error is one clear line on standard error, and a code that means something."""
    ran = omni(*arguments)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err
    assert len(ran.err.strip().splitlines()) == 1 or ran.err.startswith("Usage:")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotFound("x"), errors.NOT_FOUND),
        (Conflict("x"), errors.CONFLICT),
        (Invalid("x"), errors.USAGE),
        (Unavailable("x"), errors.FAILED),
        (CommandFailed("x"), errors.FAILED),
    ],
    ids=lambda value: type(value).__name__,
)
def test_problems_have_codes(error: Exception, code: int) -> None:
    """What services raise means the same at the command line."""
    assert errors.described(error) == ("omni: x", code)


def test_the_unexpected_names_its_kind_and_the_way_to_more() -> None:
    """Without a traceback, unless one asks."""
    assert errors.described(KeyError("x\ny")) == ("omni: KeyError: 'x\\ny' (--debug shows where)", errors.FAILED)


def test_debug_shows_where(omni: Omni) -> None:
    """The traceback stands before the line."""
    ran = omni("--debug", "tenant", "list")
    assert ran.code == errors.CONFLICT
    assert "Traceback" in ran.err


def test_an_unknown_word_is_neither_command_nor_plugin(installed: Omni) -> None:
    """It might have been a plugin's."""
    ran = installed("nonsense", "greet")
    assert (ran.code, ran.out) == (errors.NOT_FOUND, "")
    assert "no command and no plugin 'nonsense'" in ran.err


def test_first_word() -> None:
    """Options and their values are no words."""
    assert first_word(["--debug", "--config", "x.toml", "tenant", "list"]) == "tenant"
    assert first_word(["--help"]) is None
