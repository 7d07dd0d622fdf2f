"""The command line as a person meets it: help, JSON, exit codes, one clear line for an error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import typer
from omni_testbed.home import Done, Home
from typer.main import get_command

from omni_kernel.cli import invoke, root


def commands(group: typer.core.TyperGroup, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command and group, by the words that lead to it."""
    yield path
    for name, command in group.commands.items():
        if isinstance(command, typer.core.TyperGroup):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


EVERY = list(commands(get_command(root.app)))  # type: ignore[arg-type]  # the root is a group
WITHOUT_JSON = {("web-process",), ("worker",)}
"""They print nothing but the log."""


def test_the_commands_of_the_issue_are_there() -> None:
    """By name."""
    wanted = {"init", "serve", "worker", "migrate", "doctor", "config", "tenant", "api-key", "plugin", "job"}
    wanted |= {"login", "logout", "whoami", "account", "role", "session"}
    plugin = {"list", "info", "new", "check", "install", "upgrade", "enable", "disable"}
    assert wanted <= {path[0] for path in EVERY if path}
    assert plugin <= {path[1] for path in EVERY if len(path) == 2 and path[0] == "plugin"}


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_help_of_every_command(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """It says what the command does and how it is called; every option has a word of its own, `--json` among them."""
    assert invoke([*path, "--help"]) == 0
    text = capsys.readouterr().out
    assert f"Usage: omni {' '.join(path)}".rstrip() in " ".join(text.split())
    for line in text.splitlines():
        words = line.split()
        assert not (words and words[0].startswith("--") and len(words) == 1), f"no help for {line.strip()!r}"
    is_group = any(other[: len(path)] == path and other != path for other in EVERY)
    assert is_group or path in WITHOUT_JSON or "--json" in text


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory, initialised: Home) -> Home:
    """A data folder with a tenant, a member and a plugin that is on."""
    home = Home(tmp_path_factory.mktemp("used"), initialised.environment)
    home.copy(initialised)
    home.omni("tenant", "create", "acme", "--name", "Acme Ltd", "--zone", "Europe/Berlin")
    home.omni("plugin", "enable", "acme-greeter", "--tenant", "acme", "--grant", "--set", "translator_key=sesame")
    return home


def together(home: Home, *lines: tuple[str, ...]) -> list[Done]:
    """Run commands two at a time, as many as there are cores."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda line: home.run(*line), lines))


READING = (
    ("config", "check"),
    ("config", "show"),
    ("config", "schema"),
    ("migrate", "--check"),
    ("tenant", "list"),
    ("tenant", "show", "acme"),
    ("tenant", "members", "acme"),
    ("account", "list"),
    ("account", "show", "admin@localhost"),
    ("account", "export", "admin@localhost"),
    ("session", "list", "--account", "admin@localhost"),
    ("role", "list", "--tenant", "acme"),
    ("api-key", "list"),
    ("plugin", "list", "--tenant", "acme"),
    ("plugin", "info", "acme-greeter"),
    ("plugin", "settings", "acme-greeter", "--tenant", "acme"),
    ("job", "list"),
    ("schedule", "list"),
    ("doctor",),
    ("acme-probe", "whoami", "--loud"),
)


def test_json_is_json_and_nothing_else(used: Home) -> None:
    """On standard output; and no secret is in it."""
    for line, done in zip(READING, together(used, *((*line, "--json") for line in READING)), strict=True):
        assert done.code == 0, (line, done)
        json.loads(done.out)
        assert "sesame" not in done.out


def test_what_people_see(used: Home) -> None:
    """Tables and lines instead; still no secret."""
    lines = (("tenant", "list"), ("plugin", "list"), ("plugin", "settings", "acme-greeter", "--tenant", "acme"), ("--version",))
    tenants, plugins, settings, version = together(used, *lines)
    assert "acme" in tenants.out
    assert "Europe/Berlin" in tenants.out
    assert all(name in plugins.out for name in ("acme-greeter", "acme-probe", "acme-phrasebook", "acme-pirate"))
    assert "sesame" not in settings.out
    assert "translator_key" in settings.out.replace(" ", "_")
    assert version.out.startswith("omni ")


WRONG = {
    ("nonsense",): 3,
    ("tenant", "show", "nobody"): 3,
    ("tenant", "create", "acme"): 4,
    ("tenant", "create", "No Slug"): 2,
    ("tenant", "create"): 2,
    ("tenant", "create", "other", "--zone", "Europe/Atlantis"): 2,
    ("plugin", "info", "nobody"): 3,
    ("plugin", "enable", "acme-greeter", "--tenant", "nobody"): 3,
    ("plugin", "enable", "acme-pirate", "--tenant", "acme"): 4,
    ("plugin", "enable", "acme-greeter", "--tenant", "acme", "--grant", "--set", "salutation="): 2,
    ("plugin", "install", "/nowhere/at/all"): 3,
    ("plugin", "new", "Not A Name"): 2,
    ("plugin", "new", "acme-x", "--kind", "extension", "--of", "acme-greeter"): 2,
    ("api-key", "create"): 2,
    ("api-key", "revoke", "x"): 2,
    ("api-key", "revoke", "00000000-0000-7000-8000-000000000000"): 3,
    ("job", "show", "00000000-0000-7000-8000-000000000000"): 3,
    ("account", "show", "nobody@example.com"): 3,
    ("account", "create", "admin@localhost"): 4,
    ("account", "disable", "admin@localhost"): 4,
    ("role", "create", "owner", "--tenant", "acme"): 4,
    ("session", "revoke"): 2,
    ("login", "--url", "ftp://127.0.0.1"): 2,
    ("login", "--url", "http://127.0.0.1:1"): 2,
    ("acme-greeter", "greet", "Ann", "--tenant", "nobody"): 3,
    ("--config", "/nowhere.toml", "tenant", "list"): 2,
}


def test_exit_codes_and_one_clear_line(used: Home) -> None:
    """On standard error: what is wrong, and no traceback."""
    for line, done in zip(WRONG, together(used, *WRONG), strict=True):
        assert done.code == WRONG[line], (line, done)
        assert len(done.err.strip().splitlines()) == 1, (line, done)
        assert done.err.startswith("omni"), (line, done)
        assert not done.out, (line, done)


def test_the_command_of_a_plugin(used: Home) -> None:
    """It works in the tenant that `--tenant` names, and only where the plugin is on."""
    told = used.ask("acme-greeter", "greet", "Ann", "--tenant", "acme")
    assert told["text"] == "Hello, Ann!"
    used.omni("tenant", "create", "globex")
    refused = used.run("acme-greeter", "greet", "Ann", "--tenant", "globex")
    assert refused.code == 3
    assert "omni plugin enable acme-greeter --tenant globex" in refused.err


def test_keys_are_shown_once_and_revoked(used: Home) -> None:
    """The list has only the beginning and the end of a key."""
    made = used.ask("api-key", "create", "--tenant", "acme", "--role", "viewer", "--name", "mine")
    listed = used.omni("api-key", "list", "--tenant", "acme", "--json")
    assert made["key"] not in listed.out
    assert [key["name"] for key in listed.json()] == ["mine"]
    assert used.ask("api-key", "revoke", made["id"])["revoked_at"]


def test_init_again_changes_nothing(ready: Home) -> None:
    """No second administrator, no other key ring."""
    ring = (ready.data / "keyring.json").read_bytes()
    nothing = dict.fromkeys(("administrator_key", "administrator_email", "administrator_link"))
    assert ready.ask("init") == {"data_dir": str(ready.data), "migrations": [], **nothing}
    assert (ready.data / "keyring.json").read_bytes() == ring
    assert (ready.data / "keyring.json").stat().st_mode & 0o077 == 0


def test_new_refuses_to_write_over_something(used: Home, tmp_path: Path) -> None:
    """A folder that is there stays as it is."""
    (tmp_path / "acme-mine").mkdir()
    (tmp_path / "acme-mine" / "precious").touch()
    refused = used.run("plugin", "new", "acme-mine", "--dir", str(tmp_path))
    assert refused.code == 4, refused
    assert [p.name for p in (tmp_path / "acme-mine").iterdir()] == ["precious"]
