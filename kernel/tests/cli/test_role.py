"""`omni role`: a tenant's roles, made of permissions and given to members."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from omni_ran import Omni

from omni_kernel.cli import errors

ANN = "ann@example.com"
READ, MANAGE = "omni.key.read", "omni.key.manage"


@pytest.fixture
def first(installed: Omni) -> Omni:
    """An installation with a tenant and a member."""
    installed("tenant", "create", "first")
    assert installed("tenant", "add-member", "first", ANN, "--role", "owner").code == 0
    return installed


def test_created_changed_deleted(first: Omni) -> None:
    """Beside the four that every tenant has."""
    made = first("role", "create", "support", "--tenant", "first", "--title", "Support", "--permission", READ, "--json").json
    assert made == {"name": "support", "title": "Support", "built_in": False, "permissions": [READ]}
    assert first("role", "create", "support", "--tenant", "first").code == errors.CONFLICT
    assert first("role", "create", "owner", "--tenant", "first").code == errors.CONFLICT
    assert first("role", "create", "other", "--tenant", "first", "--permission", "no.such").code == errors.USAGE
    names = {each["name"]: each for each in first("role", "list", "--tenant", "first", "--json").json}
    assert set(names) == {"owner", "admin", "member", "viewer", "support"}
    assert READ in names["admin"]["permissions"]
    assert "Support" in first("role", "list", "--tenant", "first").out
    assert first("role", "delete", "support", "--tenant", "first", "--json").json == {"deleted": "support", "tenant": "first"}
    assert first("role", "delete", "support", "--tenant", "first").code == errors.NOT_FOUND


def test_changed(first: Omni) -> None:
    """All permissions named anew, or one more and one less; the title by itself."""
    first("role", "create", "support", "--tenant", "first", "--permission", READ)

    def changed(*options: str) -> tuple[str, list[str]]:
        told = first("role", "update", "support", "--tenant", "first", *options, "--json").json
        return told["title"], told["permissions"]

    assert changed("--add", MANAGE) == ("", [MANAGE, READ])
    assert changed("--remove", READ) == ("", [MANAGE])
    assert changed("--permission", READ) == ("", [READ])
    assert changed("--title", "Support") == ("Support", [READ])
    assert first("role", "update", "support", "--tenant", "first").code == errors.USAGE
    assert first("role", "update", "nothing", "--tenant", "first", "--title", "x").code == errors.NOT_FOUND


def test_the_title_alone(first: Omni, home: Path) -> None:
    """It is changed whatever the role may, even what nobody declares any more."""
    first("role", "create", "support", "--tenant", "first", "--permission", READ)
    with closing(sqlite3.connect(home / "data" / "omni.db")) as db, db:
        db.execute("UPDATE omni_role SET permissions = ?", [json.dumps([READ, "gone.thing.read"])])
    told = first("role", "update", "support", "--tenant", "first", "--title", "Support", "--json")
    assert (told.code, told.json["title"], told.json["permissions"]) == (0, "Support", [READ, "gone.thing.read"])


def test_assigned(first: Omni) -> None:
    """These and no others; the last owner stays one, and a role in use is not deleted."""
    first("role", "create", "support", "--tenant", "first", "--permission", READ)
    assert first("role", "assign", ANN, "--tenant", "first", "--role", "support").code == errors.CONFLICT
    both = first("role", "assign", ANN, "--tenant", "first", "--role", "owner", "--role", "support", "--json").json
    assert both == {"tenant": "first", "email": ANN, "roles": ["owner", "support"]}
    assert first("role", "delete", "support", "--tenant", "first").code == errors.CONFLICT
    assert first("role", "assign", ANN, "--tenant", "first", "--role", "king").code == errors.USAGE
    assert first("role", "assign", ANN, "--tenant", "first").code == errors.USAGE
    assert first("role", "assign", "nobody@example.com", "--tenant", "first", "--role", "viewer").code == errors.NOT_FOUND
