"""The end of a stranger's plugin, by the real commands over a running installation: exported, purged, uninstalled, and back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from omni_testbed import strangers
from omni_testbed.environment import Environment
from omni_testbed.home import Home
from omni_testbed.waiting import until

from omni_sdk.testing import postgres

ID = "acme-guest"
PATH = f"/api/v1/x/{ID}/greetings"
READ = f"{ID}.greeting.read"
NEEDY = "from omni_sdk import Plugin\n\nclass Needy(Plugin):\n    pass\n\nplugin = Needy()\n"

TUNED = """
from omni_sdk import Plugin, hookimpl
from pydantic import BaseModel

class Pitch(BaseModel):
    pitch: int

class Tuned(Plugin):
    @hookimpl
    def omni_config(self):
        return Pitch

plugin = Tuned()
"""

BAD = """
from tortoise import migrations
from tortoise.migrations import operations as ops

class Migration(migrations.Migration):
    dependencies = [("p_acme_guest", "0001_initial")]
    operations = [ops.RunSQL("SELECT 1")]
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A plugin outside of this repository, as `omni plugin new` writes it, in an environment of this file's own."""
    base = tmp_path_factory.mktemp("end")
    workshop = Home(base / "workshop", Environment(base / "environment"))
    workshop.omni("plugin", "new", ID)
    return workshop


@pytest.fixture(scope="module")
def ready(written: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """An installation with two tenants that have the plugin on, each with greetings, and a role for them; to be copied."""
    with closing_database(Home(tmp_path_factory.mktemp("ready") / "home", written.environment), None) as home:
        home.init()
        install(home, written)
        for slug in ("first", "second"):
            home.omni("tenant", "create", slug)
            home.omni("plugin", "enable", ID, "--tenant", slug, "--grant", "--set", "salutation=Ahoy")
            home.omni("role", "create", "guest", "--tenant", slug, "--permission", READ, "--permission", "omni.plugin.read")
            for name in ("Ann", "Bob"):
                home.omni(ID, "greet", name, "--tenant", slug)
        yield home


@pytest.fixture
def home(ready: Home, written: Home, tmp_path: Path) -> Iterator[Home]:
    """A copy of it, in an environment that has the plugin."""
    with closing_database(Home(tmp_path / "home", ready.environment), ready.database) as home:
        home.copy(ready)
        if not list(ready.environment.site.glob("acme_guest-*.dist-info")):
            install(home, written)
        yield home


@contextmanager
def closing_database(home: Home, template: str | None) -> Iterator[Home]:
    """The installation with a database of its own, where this run is for PostgreSQL."""
    if not postgres.wanted():
        yield home
        return
    name = postgres.create(urlsplit(template).path[1:] if template else None)
    home.variables["OMNI_DATABASE__URL"] = postgres.database_url(name)
    try:
        yield home
    finally:
        postgres.drop(name)


def install(home: Home, written: Home) -> None:
    """By its folder."""
    home.omni("plugin", "install", str(written.folder / ID))


def greetings(home: Home, tenant: str) -> int:
    """How many the tenant has."""
    where = "tenant_id = (SELECT id FROM omni_tenant WHERE slug = ?)"
    return int(home.rows(f"SELECT count(*) AS n FROM p_acme_guest__greeting WHERE {where}", tenant)[0]["n"])


def left(home: Home) -> dict[str, int]:
    """What the database has of the plugin."""
    counted = {
        table: f"SELECT count(*) AS n FROM {table} WHERE plugin_id = '{ID}'"
        for table in ("omni_job", "omni_schedule", "omni_parking", "omni_tenant_plugin", "omni_account_factor")
    }
    counted["cursors"] = f"SELECT count(*) AS n FROM omni_cursor WHERE subscriber LIKE '{ID}:%'"
    counted["ledger"] = "SELECT count(*) AS n FROM tortoise_migrations WHERE app = 'p_acme_guest'"
    counted["roles"] = f"SELECT count(*) AS n FROM omni_role WHERE CAST(permissions AS text) LIKE '%{ID}%'"
    counted["keys"] = f"SELECT count(*) AS n FROM omni_api_key WHERE CAST(permissions AS text) LIKE '%{ID}%'"
    return {name: int(home.rows(statement)[0]["n"]) for name, statement in counted.items()}


def found_wrong(home: Home, *arguments: str) -> Any:
    """What a command prints that finds something wrong."""
    done = home.run(*arguments, "--json")
    assert done.code == 1, done
    return done.json()


def tables(home: Home) -> list[str]:
    """Of the plugin."""
    known = "SELECT tablename AS name FROM pg_tables" if home.database else "SELECT name FROM sqlite_master"
    return [row["name"] for row in home.rows(known) if str(row["name"]).startswith("p_acme_guest")]


def test_exported_and_purged_for_one_tenant(home: Home, tmp_path: Path) -> None:
    """Nothing without the typed id; then the other tenant's stays, and it begins anew."""
    file = tmp_path / "guests.jsonl"
    told = home.ask("plugin", "export", ID, str(file), "--tenant", "first")
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert (told["media_type"], sorted(line["row"]["name"] for line in lines)) == ("application/jsonl", ["Ann", "Bob"])
    assert file.stat().st_mode & 0o777 == 0o600
    again = home.run("plugin", "export", ID, str(file), "--tenant", "first")
    assert (again.code, "there already" in again.err) == (2, True)

    refused = home.run("plugin", "purge", ID, "--tenant", "first", typed="acme\n")
    assert (refused.code, "Greeting: 2" in refused.out, "omni plugin export" in refused.out) == (2, True, True), refused
    assert home.run("plugin", "purge", ID, "--tenant", "first", "--json").code == 2
    assert greetings(home, "first") == 2

    purged = home.run("plugin", "purge", ID, "--tenant", "first", typed=f"{ID}\n")
    assert purged.code == 0, purged
    assert (greetings(home, "first"), greetings(home, "second")) == (0, 2)
    (shown,) = [row for row in home.ask("plugin", "list", "--tenant", "first") if row["id"] == ID]
    assert shown["here"] == "disabled"
    home.omni("plugin", "enable", ID, "--tenant", "first", "--grant")
    assert "Ahoy" not in home.omni(ID, "greet", "Eve", "--tenant", "first").out
    assert greetings(home, "first") == 1


def test_uninstalled_while_it_runs(home: Home, written: Home) -> None:
    """The servers go on; tables, ledger, rights, jobs, schedules and code are gone, and a second install starts clean."""
    with home.running("serve", "--json") as server:
        with server.client(home.key) as platform:
            asked = {"name": "k", "tenant": "first", "permissions": [READ, "omni.plugin.read"]}
            key = platform.post("/api/v1/api-keys", json=asked).json()["key"]
            platform.post("/api/v1/tenants/first/members", json={"email": "joe@example.com", "name": "Joe"})
        until(lambda: greetings(home, "first") == 3, "the event was handled")
        with server.client(key) as client:
            assert len(client.get(PATH).json()["items"]) == 3
            before = left(home)
            assert all(
                before[name] for name in ("omni_job", "omni_schedule", "omni_tenant_plugin", "cursors", "ledger", "roles", "keys")
            )

            refused = home.run("plugin", "uninstall", ID, typed="yes\n")
            assert (refused.code, "p_acme_guest__greeting: 5" in refused.out) == (2, True), refused
            done = home.ask("plugin", "uninstall", ID, "--yes")
            assert (done["tables"], done["roles"], done["keys"], done["left"]) == (["p_acme_guest__greeting: 5"], 2, 1, [])

            assert ID not in [row["id"] for row in home.ask("plugin", "list")]
            assert client.get(PATH).json()["type"] == "/problems/plugin-not-enabled"
            assert client.get("/api/v1/plugins").status_code == 200
            assert (tables(home), {name: n for name, n in left(home).items() if n}) == ([], {})
            assert json.loads(home.rows("SELECT permissions FROM omni_role")[0]["permissions"]) == ["omni.plugin.read"]
    gone = home.run("plugin", "uninstall", ID, "--yes")
    assert (gone.code, "none has left anything" in gone.err) == (3, True), gone
    assert not (home.data / "plugins.json").exists()

    install(home, written)
    assert tables(home)
    assert home.ask("plugin", "info", ID)["tenants"] == []
    home.omni("plugin", "enable", ID, "--tenant", "first", "--grant")
    assert greetings(home, "first") == 0


def test_its_code_alone(home: Home, written: Home) -> None:
    """With --keep-data all is there when it comes back."""
    kept: dict[str, Any] = home.ask("plugin", "uninstall", ID, "--keep-data", "--yes")["kept"]
    assert kept["tables"] == ["p_acme_guest__greeting: 4"]
    assert ID not in [row["id"] for row in home.ask("plugin", "list")]
    install(home, written)
    assert greetings(home, "second") == 2
    assert "Ahoy" in home.omni(ID, "greet", "Eve", "--tenant", "second").out


def test_what_was_left_behind_is_taken_out_later(home: Home) -> None:
    """Its code went first: what it left is found by its names."""
    home.omni("plugin", "uninstall", ID, "--keep-data", "--yes")
    done = home.ask("plugin", "uninstall", ID, "--yes")
    assert (done["tables"], done["tenants"], done["roles"]) == (["p_acme_guest__greeting: 4"], 2, 2)
    assert (tables(home), {name: n for name, n in left(home).items() if n}) == ([], {})


def test_not_while_another_needs_it(home: Home) -> None:
    """Which is named; also one that does not run."""
    package = strangers.write(home.environment.site, "acme-needy", NEEDY, requires=[ID])
    try:
        refused = home.run("plugin", "uninstall", ID, "--yes")
        assert (refused.code, "acme-needy" in refused.err) == (4, True), refused
        assert greetings(home, "first") == 2
    finally:
        (home.environment.site / f"{package}-1.0.dist-info" / "entry_points.txt").unlink()


def test_what_is_left_to_do_by_hand_is_named(home: Home) -> None:
    """A table in omni.toml, with which nothing would start; and a distribution that the installer cannot take out."""
    package = strangers.write(home.environment.site, "acme-tuned", TUNED)
    (home.folder / "omni.toml").write_text("[plugins.acme-tuned]\npitch = 440\n")
    done = home.ask("plugin", "uninstall", "acme-tuned", "--yes")
    assert [line.partition(":")[0] for line in done["left"]] == [
        "remove [plugins.acme-tuned] from omni.toml",
        "the distribution acme-tuned could not be taken out",
    ]
    (home.environment.site / f"{package}-1.0.dist-info" / "entry_points.txt").unlink()
    refused = home.run("plugin", "list")
    assert (refused.code, "plugins.acme-tuned" in refused.err) == (2, True)


def test_a_migration_that_the_version_before_cannot_live_with(home: Home, written: Home) -> None:
    """Refused by the conformance suite and the linter, and told to the operator, with the file, the reason and the way."""
    file = written.folder / ID / "src" / "acme_guest" / "migrations" / "0002_bad.py"
    file.write_text(BAD)
    try:
        checked = found_wrong(home, "plugin", "check", ID)
        wrong = [found["detail"] for found in checked["conformance"]["findings"] if found["state"] == "failed"]
        assert [detail for detail in wrong if detail.startswith(f"{file}: Run SQL: it cannot be taken back; ")], wrong
        (found,) = [each for each in found_wrong(home, "migrate", "--lint") if each["level"] == "refused"]
        assert (found["level"], found["migration"], found["file"]) == ("refused", "p_acme_guest.0002_bad", str(file))
        waiting = home.run("migrate", "--check", "--json")
        assert (waiting.code, waiting.json()["pending"], len(waiting.json()["findings"])) == (4, ["p_acme_guest.0002_bad"], 1), (
            waiting
        )
        assert "refused" in home.omni("plugin", "migrations", ID).out
    finally:
        file.unlink()
