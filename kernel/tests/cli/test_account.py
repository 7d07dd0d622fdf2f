"""`omni account` and `omni session --account`: the operator's hold on people."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from omni_ran import Omni

from omni_kernel.cli import errors

ANN = "ann@example.com"


@pytest.fixture
def ann(installed: Omni) -> Omni:
    """An installation with an account."""
    assert installed("account", "create", ANN, "--name", "Ann").code == 0
    return installed


def test_created_listed_shown(installed: Omni) -> None:
    """Without a password, and whatever the case of the address."""
    made = installed("account", "create", "Ann@Example.com", "--name", "Ann", "--json").json
    assert (made["email"], made["state"], made["admin"], made["verified"], made["password"]) == (ANN, "active", *[False] * 3)
    assert installed("account", "create", ANN).code == errors.CONFLICT
    assert installed("account", "create", "nobody").code == errors.USAGE
    assert installed("account", "create", "bob@example.com", "--admin", "--verified", "--json").json["verified"]
    assert [each["email"] for each in installed("account", "list", "--json").json] == ["admin@localhost", ANN, "bob@example.com"]
    assert [each["email"] for each in installed("account", "list", "--admins", "--json").json] == [
        "admin@localhost", "bob@example.com"
    ]  # fmt: skip
    assert len(installed("account", "list", "--limit", "1", "--json").json) == 1
    installed("tenant", "create", "first")
    installed("tenant", "add-member", "first", ANN, "--role", "admin", "--role", "viewer")
    shown = installed("account", "show", "ANN@example.com", "--json").json
    assert (shown["tenants"], shown["factors"], shown["sessions"]) == (["first: admin, viewer"], [], 0)
    assert "first: admin, viewer" in installed("account", "show", ANN).out


def test_nobody(installed: Omni) -> None:
    """Each command says where to look."""
    commands = [
        ("show",),
        ("link",),
        ("disable",),
        ("enable",),
        ("admin",),
        ("reset-factors", "--yes"),
        ("export",),
        ("erase", "--yes"),
    ]
    for name, *options in commands:
        ran = installed("account", name, "nobody@example.com", *options)
        assert (ran.code, ran.out) == (errors.NOT_FOUND, ""), name
        assert ran.err == "omni: no account 'nobody@example.com': see omni account list\n"


def test_a_link_sets_a_password_once(ann: Omni) -> None:
    """Its token stands where no server and no log sees it; a new link voids the one before."""
    first, second = (ann("account", "link", ANN, "--json").json["link"] for _ in range(2))
    parts = urlsplit(first)
    assert (parts.path, parts.query) == ("/auth/set-password", "")
    assert len(parts.fragment) >= 43
    assert first != second


def test_switched_off_and_on(ann: Omni) -> None:
    """The last platform administrator stays."""
    assert ann("account", "disable", ANN, "--json").json["state"] == "disabled"
    assert ann("account", "enable", ANN, "--json").json["state"] == "active"
    assert ann("account", "disable", "admin@localhost").code == errors.CONFLICT


def test_administrators(ann: Omni) -> None:
    """Made and unmade; the last one stays."""
    assert ann("account", "admin", "admin@localhost", "--off").code == errors.CONFLICT
    assert ann("account", "admin", ANN, "--json").json["admin"]
    assert not ann("account", "admin", "admin@localhost", "--off", "--json").json["admin"]


def test_factors_of_somebody_who_lost_them(ann: Omni) -> None:
    """Nothing happens unless it is confirmed."""
    assert ann("account", "reset-factors", ANN, "--json").code == errors.USAGE
    assert ann("account", "reset-factors", ANN, "--yes", "--json").json == {"email": ANN, "removed": []}


def test_export_and_erase(ann: Omni) -> None:
    """JSON in any case, without what would let somebody in; then nothing is left."""
    exported = ann("account", "export", ANN)
    assert exported.json["account"]["email"] == ANN
    assert "password" not in exported.json["account"]
    assert ann("account", "erase", ANN, "--json").code == errors.USAGE
    assert ann("account", "erase", ANN, "--yes", "--json").json["erased"] == ANN
    assert ann("account", "show", ANN).code == errors.NOT_FOUND
    assert ann("account", "erase", "admin@localhost", "--yes").code == errors.CONFLICT


def test_sessions_of_somebody(ann: Omni) -> None:
    """None yet; who is asked for must be."""
    assert ann("session", "list", "--account", ANN, "--json").json == []
    assert ann("session", "list", "--account", ANN).out == "no sessions\n"
    assert ann("session", "revoke", "--all", "--account", ANN, "--json").json == {"revoked": 0}
    unknown = "019a0000-0000-7000-8000-000000000000"
    assert ann("session", "revoke", unknown, "--account", ANN).code == errors.NOT_FOUND
    assert ann("session", "list", "--account", "nobody@example.com").code == errors.NOT_FOUND
