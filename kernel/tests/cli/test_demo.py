"""`omni demo`: two tenants, every plugin that needs no settings, and the data that plugins bring."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from omni_ran import Omni
from omni_strangers import Stranger

from omni_kernel.cli import errors

pytestmark = pytest.mark.usefixtures("alone")

NOTES = """
SEEN = []


async def fill(ctx: CommandContext, seed: int) -> None:
    ctx.print("filling")
    SEEN.append((ctx.tenant.slug, seed, ctx.actor.kind, ctx.tenant.currency, str(ctx.tenant.zone), ctx.tenant.locale))


class It(Plugin):
    @hookimpl
    def omni_lifecycle(self) -> Lifecycle:
        return Lifecycle(demo=fill)
"""
FAILS = NOTES.replace('ctx.print("filling")', 'raise ValueError("no seed is good")')
WANTS = """
class Wants(BaseModel):
    url: str


class It(Plugin):
    @hookimpl
    def omni_settings(self) -> type[Wants]:
        return Wants
"""


def seen(package: str) -> list[Any]:
    """What the plugin's own code saw, in this process."""
    found: list[Any] = sys.modules[f"{package}.plugin"].SEEN
    return found


def by_plugin(ran: Any, tenant: str = "aurora") -> dict[str, str]:
    """What became of each plugin in a tenant."""
    return {row["plugin"]: row["demo"] for row in ran.json["plugins"] if row["tenant"] == tenant}


def test_fills_two_tenants(installed: Omni, stranger: Stranger) -> None:
    """Each with a seed of its own, in the order of requirements, with the scopes that are asked for."""
    stranger("acme-b", NOTES, "[scopes]", "mail = true")
    stranger("acme-a", NOTES, 'requires = ["acme-b"]')
    stranger("acme-plain")
    ran = installed("demo", "--seed", "7", "--json")
    assert ran.code == errors.OK
    assert (ran.json["seed"], ran.json["tenants"]) == (7, ["aurora", "basalt"])
    for package in ("acme_a", "acme_b"):
        assert seen(package) == [
            ("aurora", 7, "system", "CHF", "Europe/Zurich", "de-CH"),
            ("basalt", 8, "system", "USD", "America/New_York", "en-US"),
        ]
    found = by_plugin(ran)
    assert (found["acme-a"], found["acme-b"], found["acme-plain"]) == ("filled", "filled", "brings no data")
    assert [name for name in found if name in {"acme-a", "acme-b"}] == ["acme-b", "acme-a"]
    assert "acme-b" in installed("tenant", "show", "basalt", "--json").json["plugins"]


def test_leaves_off_what_needs_settings(installed: Omni, stranger: Stranger) -> None:
    """And what requires such a one; it says why."""
    stranger("acme-wants", WANTS)
    stranger("acme-after", NOTES, 'requires = ["acme-wants"]')
    ran = installed("demo", "--json")
    rows = {row["plugin"]: row for row in ran.json["plugins"] if row["tenant"] == "basalt"}
    assert (ran.code, rows["acme-wants"]["demo"], rows["acme-after"]["demo"]) == (errors.OK, "left off", "left off")
    assert "url" in rows["acme-wants"]["why"]
    assert rows["acme-after"]["why"] == "requires acme-wants"
    assert seen("acme_after") == []


def test_names_what_did_not_load(installed: Omni, stranger: Stranger) -> None:
    """With the reason, so that nobody looks for its data."""
    stranger("acme-broken", "1 / 0")
    rows = installed("demo", "--json").json["plugins"]
    (row,) = (row for row in rows if row["plugin"] == "acme-broken" and row["tenant"] == "aurora")
    assert row["demo"] == "left off"
    assert "ZeroDivisionError" in row["why"]


def test_tenants_that_are_there_are_left_alone(installed: Omni, stranger: Stranger) -> None:
    """`--again` calls the plugins anew, and switches nothing on."""
    stranger("acme-a", NOTES)
    assert installed("demo", "--again").code == errors.NOT_FOUND
    assert installed("demo").code == errors.OK
    assert installed("plugin", "disable", "acme-a", "--tenant", "basalt").code == errors.OK
    before = installed("tenant", "list", "--json").json
    refused = installed("demo")
    assert (refused.code, "--again" in refused.err) == (errors.CONFLICT, True)
    seen("acme_a").clear()
    again = installed("demo", "--again", "--json")
    assert (again.code, [slug for slug, *_ in seen("acme_a")]) == (errors.OK, ["aurora"])
    assert by_plugin(again)["acme-a"] == "filled"
    assert installed("tenant", "list", "--json").json == before


def test_one_of_the_tenants_is_somebodys(installed: Omni) -> None:
    """Nothing is made beside it, and nothing of it is filled."""
    installed("tenant", "create", "basalt")
    assert installed("demo").code == errors.CONFLICT
    again = installed("demo", "--again")
    assert (again.code, "'aurora'" in again.err) == (errors.NOT_FOUND, True)
    assert [row["slug"] for row in installed("tenant", "list", "--json").json] == ["basalt"]


def test_one_that_fails_keeps_none_of_the_others(installed: Omni, stranger: Stranger) -> None:
    """It is named, with its reason, and the command has not succeeded."""
    stranger("acme-a", FAILS)
    stranger("acme-b", NOTES)
    ran = installed("demo", "--json")
    rows = {row["plugin"]: row for row in ran.json["plugins"] if row["tenant"] == "aurora"}
    assert (ran.code, rows["acme-b"]["demo"]) == (errors.FAILED, "filled")
    assert (rows["acme-a"]["demo"], rows["acme-a"]["why"]) == ("failed", "ValueError: no seed is good")
    assert "acme-a" in ran.err


def test_people_are_told_where_to_look(installed: Omni, stranger: Stranger) -> None:
    """Where the server is, and how to get in; what a plugin says is shown, too."""
    stranger("acme-a", NOTES)
    ran = installed("demo")
    assert ran.out.count("filling\n") == 2
    assert "omni serve, then http" in ran.out
    assert "omni tenant add-member basalt" in ran.out
