"""An installation from the first day on: init, tenants, keys, configuration, doctor."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from omni_ran import Omni, Say

from omni_kernel.cli import errors


def test_init_shows_key_and_link_once(omni: Omni, home: Path) -> None:
    """A second run changes nothing and says so."""
    first = omni("init", "--json")
    assert first.code == 0
    assert first.json["administrator_key"].startswith("omni_")
    assert first.json["administrator_email"] == "admin@localhost"
    assert "/auth/set-password#" in first.json["administrator_link"]
    assert "omni.0001_initial" in first.json["migrations"]
    assert (home / "data" / "keyring.json").stat().st_mode & 0o077 == 0
    again = omni("init", "--email", "other@example.com", "--json").json
    assert {value for name, value in again.items() if name.startswith("administrator")} == {None}
    assert again["migrations"] == []
    assert "exists already" in omni("init").out
    people = omni("account", "list", "--json").json
    assert [(each["email"], each["admin"], each["verified"], each["password"]) for each in people] == [
        ("admin@localhost", True, True, False)
    ]


def test_init_asks_at_a_terminal_for_the_address(omni: Omni, say: Say) -> None:
    """What people see: key, link, and where another link comes from."""
    say("Ann@Example.com", terminal=True)
    shown = omni("init")
    assert "E-mail address of the administrator [admin@localhost]" in shown.err
    assert "the password of ann@example.com" in shown.out
    assert "omni account link ann@example.com" in shown.out
    say(terminal=True)
    assert "exists already" in omni("init").out


def test_init_takes_an_address(omni: Omni, say: Say) -> None:
    """Given as an option it is not asked for; what is none is refused, and the next run makes up for it."""
    say(terminal=True)
    assert omni("init", "--email", "nobody").code == errors.USAGE
    assert "the password of ann@example.com" in omni("init", "--email", "ann@example.com").out


def test_init_of_an_installation_without_an_administrator(installed: Omni, home: Path) -> None:
    """One that an older Omni made: the account is added, or the one of that address promoted; the key stays."""
    with closing(sqlite3.connect(home / "data" / "omni.db")) as db, db:
        db.execute("UPDATE omni_account SET platform = 0, email = 'ann@example.com'")
    made = installed("init", "--email", "ann@example.com", "--json").json
    assert (made["administrator_key"], made["administrator_email"]) == (None, "ann@example.com")
    people = installed("account", "list", "--json").json
    assert [(each["email"], each["admin"]) for each in people] == [("ann@example.com", True)]


def test_migrate_check(omni: Omni) -> None:
    """Exit code 4 while anything is pending."""
    before = omni("migrate", "--check", "--json")
    assert before.code == errors.CONFLICT
    assert "omni.0001_initial" in before.json["pending"]
    assert omni("migrate").out.startswith("applied omni.0001_initial")
    assert omni("migrate").out == "nothing to migrate\n"
    after = omni("migrate", "--check", "--json")
    assert (after.code, after.json) == (0, {"pending": [], "findings": []})


def test_tenants(installed: Omni) -> None:
    """Created, shown, changed, deleted; by slug or id."""
    made = installed("tenant", "create", "first", "--name", "First", "--zone", "Europe/Berlin", "--json").json
    assert (made["slug"], made["zone"], made["state"]) == ("first", "Europe/Berlin", "active")
    assert installed("tenant", "create", "first").code == errors.CONFLICT
    assert installed("tenant", "create", "No Slug").code == errors.USAGE
    assert [each["slug"] for each in installed("tenant", "list", "--json").json] == ["first"]
    assert "omni" not in installed("tenant", "show", made["id"], "--json").json["plugins"]
    assert installed("tenant", "update", "first", "--state", "suspended", "--json").json["state"] == "suspended"
    assert installed("tenant", "update", "first").code == errors.USAGE
    assert installed("tenant", "delete", "first", "--json").code == errors.USAGE
    retired = installed("tenant", "delete", "first", "--yes", "--json").json
    assert (retired["state"], retired["delete_after"] > retired["created_at"]) == ("deleting", True)
    assert installed("tenant", "update", "first", "--state", "suspended").code == errors.CONFLICT
    back = installed("tenant", "update", "first", "--state", "active", "--json").json
    assert (back["state"], back["delete_after"]) == ("active", None)
    assert installed("tenant", "delete", "first", "--now", "--yes", "--json").json["deleted"] == "first"
    assert installed("tenant", "show", "first").code == errors.NOT_FOUND
    assert "omni tenant create" in installed("tenant", "list").out


def test_members(installed: Omni) -> None:
    """People of a tenant, with their roles."""
    installed("tenant", "create", "first")
    added = installed("tenant", "add-member", "first", "ann@example.com", "--name", "Ann", "--role", "admin", "--json")
    assert added.json["roles"] == ["admin"]
    assert installed("tenant", "add-member", "first", "ann@example.com").code == errors.CONFLICT
    assert installed("tenant", "add-member", "first", "nobody").code == errors.USAGE
    assert [each["email"] for each in installed("tenant", "members", "first", "--json").json] == ["ann@example.com"]
    assert "ann@example.com" in installed("tenant", "members", "first").out


def test_keys(installed: Omni) -> None:
    """Their text is shown once; a revoked one stays in the list."""
    installed("tenant", "create", "first")
    made = installed("api-key", "create", "--tenant", "first", "--name", "ci", "--json").json
    assert made["roles"] == ["admin"]
    listed = installed("api-key", "list", "--tenant", "first", "--json")
    assert [each["name"] for each in listed.json] == ["ci"]
    assert made["key"] not in listed.out
    assert installed("api-key", "revoke", made["id"], "--json").json["revoked_at"]
    assert installed("api-key", "revoke", "019a0000-0000-7000-8000-000000000000").code == errors.NOT_FOUND
    assert installed("api-key", "create", "--tenant", "first", "--role", "king").code == errors.USAGE
    platform = installed("api-key", "create", "--platform", "--expires", "2099-01-01", "--json").json
    assert (platform["tenant_id"], platform["expires_at"]) == (None, "2099-01-01T00:00:00Z")


def test_jobs_schedules_and_plugins_of_an_empty_installation(installed: Omni) -> None:
    """Nothing, said in both ways."""
    assert installed("job", "list", "--json").json == []
    assert installed("schedule", "list", "--json").json == []
    assert "no schedules" in installed("schedule", "list").out
    assert installed("job", "show", "019a0000-0000-7000-8000-000000000000").code == errors.NOT_FOUND
    assert installed("plugin", "info", "nothing").code == errors.NOT_FOUND
    assert installed("plugin", "migrations", "nothing").code == errors.NOT_FOUND
    installed("tenant", "create", "first")
    assert installed("plugin", "enable", "nothing", "--tenant", "first").code == errors.NOT_FOUND
    assert installed("plugin", "disable", "nothing", "--tenant", "first").code == errors.NOT_FOUND
    assert installed("plugin", "enable", "nothing", "--tenant", "first", "--set", "x").code == errors.USAGE
    assert installed("plugin", "settings", "nothing", "--tenant", "first", "--settings", "x.json").code == errors.USAGE


def test_config(omni: Omni, home: Path) -> None:
    """Checked whole, shown without secrets."""
    assert omni("config", "check", "--json").json["ok"] is True
    (home / "omni.toml").write_text("[drivers.mail]\nuse = 'smtp'\nhots = 'x'\npassword = 'hunter2'\n[serer]\nx = 1")
    refused = omni("config", "check")
    assert refused.code == errors.USAGE
    assert "serer" in refused.err
    (home / "omni.toml").write_text("[drivers.mail]\nuse = 'smtp'\nhots = 'x'\npassword = 'hunter2'")
    assert "drivers.mail.hots: unknown key; did you mean 'host'?" in omni("config", "check").err
    shown = omni("config", "show")
    assert "hunter2" not in shown.out
    assert ["drivers.mail.password", "********"] in [line.split() for line in shown.out.splitlines()]
    assert json.loads(omni("config", "schema").out)["title"] == "omni.toml"


def test_doctor(omni: Omni, home: Path) -> None:
    """Ill before init, well after it; a bad configuration is a finding, too."""
    before = omni("doctor", "--json")
    assert before.code == errors.FAILED
    assert {each["check"] for each in before.json["checks"] if not each["ok"]} >= {"key ring", "start"}
    omni("init")
    after = omni("doctor", "--json")
    assert after.code == 0
    assert after.json["ok"]
    assert "versions" in omni("doctor").out
    (home / "data" / "keyring.json").chmod(0o644)
    assert "chmod 600" in omni("doctor").out
    (home / "omni.toml").write_text("serer = 1")
    assert "serer" in omni("doctor").out
