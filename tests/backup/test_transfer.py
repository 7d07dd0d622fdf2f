"""`omni transfer`: the same rows, blobs and secrets elsewhere, whatever happens on the way."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from omni_testbed.home import Home
from omni_testbed.vaults import checked, killed
from omni_testbed.waiting import until

Filled = Callable[..., Home]
Make = Callable[..., Home]
VAULT = (
    "p_vault__purse",
    "p_vault__paper",
    "p_vault__thing",
    "p_vault__count",
    "omni_tenant_plugin",
    "omni_account",
    "omni_api_key",
)


def digests(home: Home, file: Path) -> dict[str, Any]:
    """Of the tables that no mere look changes."""
    home.omni("backup", file)
    with tarfile.open(file) as tar:
        found = tar.extractfile("manifest.json")
        assert found
        from pydantic_core import from_json

        tables = from_json(found.read())["tables"]
    return {name: (tables[name]["rows"], tables[name]["digest"]) for name in VAULT}


def test_there_and_back(filled: Filled, place: Make, tmp_path: Path, bucket: str) -> None:
    """SQLite and files to PostgreSQL and S3 and back: equal, and each place serves only while it is the one."""
    old, middle, last = filled("old", "sqlite"), place("middle", "postgres", bucket), place("last", "sqlite")
    before = digests(old, tmp_path / "a.omni")
    moved = old.ask("transfer", "--to", middle.folder / "omni.toml")
    assert {table["table"]: table["rows"] for table in moved["tables"]}["p_vault__purse"] == 10
    assert (moved["blobs"], moved["verified"]) == (5, True)
    there = checked(middle)
    assert not (middle.data / "blobs").exists()
    assert digests(middle, tmp_path / "b.omni") == before
    refused = old.run("vault", "check", "--tenant", "acme")
    assert (refused.code, "was moved to" in refused.err) == (4, True), refused.err
    assert middle.ask("vault", "add", "--tenant", "acme")["id"] == 4  # the sequence goes on
    middle.omni("transfer", "--to", last.folder / "omni.toml")
    back = checked(last)
    assert back == {**there, "counts": ["added", *there["counts"]]}
    assert last.ask("vault", "add", "--tenant", "acme")["id"] == 5
    again = middle.run("transfer", "--to", last.folder / "omni.toml")
    assert (again.code, "before" in again.out) == (0, True), again.err
    assert len(checked(last)["counts"]) == 5  # and nothing was overwritten
    middle.omni("transfer", "--abandon")
    assert len(checked(middle)["counts"]) == 4


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_killed_at_any_moment(filled: Filled, place: Make, tmp_path: Path, kind: str) -> None:
    """Neither side serves until a later run ends it; that one finds all of it."""
    old, new = filled("old", "sqlite"), place("new", kind)
    old.rows(MORE, 20_000)
    before = digests(old, tmp_path / "a.omni")
    for seconds in (0.7, 1.1, 1.5, 1.9):
        if killed(old, ("transfer", "--to", str(new.folder / "omni.toml")), seconds):
            looked = new.run("vault", "check", "--tenant", "acme")
            assert looked.code != 0 or "not yet" not in old.run("tenant", "list").err
    old.omni("transfer", "--to", new.folder / "omni.toml")
    assert digests(new, tmp_path / "b.omni") == before
    checked(new)


MORE = """
INSERT INTO p_vault__thing (id, created_at, tenant_id, word)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
SELECT printf('00000000-0000-7000-8000-%012d', i + 1000), '2026-01-01 00:00:00+00:00', (SELECT id FROM omni_tenant), 'row ' || i FROM n
"""


def test_only_at_rest(filled: Filled, place: Make) -> None:
    """While Omni runs nothing is carried over, so that nothing is lost."""
    old, new = filled(), place("new", "sqlite")
    with old.running("serve", "--no-worker", "--json") as server:
        server.url()
        live = old.run("transfer", "--to", new.folder / "omni.toml")
        assert (live.code, "stop omni serve" in live.err) == (4, True), live.err
    checked(old)
    assert not (new.data / "omni.db").exists()


def test_another_processs_sessions_are_seen(filled: Filled, place: Make, tmp_path: Path) -> None:
    """PostgreSQL is shared by machines: its sessions tell of those whose data folder is elsewhere."""
    old, new = filled("old", "postgres"), place("new", "sqlite")
    elsewhere = Home(tmp_path / "elsewhere", old.environment, (old.folder / "omni.toml").read_text())
    elsewhere.data.mkdir()
    (elsewhere.data / "keyring.json").write_text((old.data / "keyring.json").read_text())
    (elsewhere.data / "keyring.json").chmod(0o600)
    with elsewhere.running("vault", "churn", "--tenant", "acme", "--no-blobs") as worker:
        until(lambda: "churning" in worker.output(), "it runs")
        live = old.run("transfer", "--to", new.folder / "omni.toml")
        assert (live.code, "sessions of Omni" in live.err) == (4, True), live.err
        assert worker.process.poll() is None
    checked(old)


def test_where_other_data_are(filled: Filled, place: Make) -> None:
    """They stay, and so does the old place."""
    old, new = filled("old", "sqlite"), filled("new", "sqlite")
    refused = old.run("transfer", "--to", new.folder / "omni.toml")
    assert (refused.code, "holds other data" in refused.err) == (4, True), refused.err
    same = old.run("transfer", "--to", old.folder / "omni.toml")
    assert (same.code, "both configurations name" in same.err) == (4, True), same.err
    missing = old.run("transfer", "--to", "nowhere.toml")
    assert (missing.code, "write it first" in missing.err) == (2, True)
    nothing = old.run("transfer", "--abandon")
    assert (nothing.code, "was not moved" in nothing.err) == (4, True)
    checked(old)
    checked(new)


def test_what_the_other_database_cannot_hold_is_named(filled: Filled, place: Make) -> None:
    """A NUL character in a text: which row, and the way out; the old place can serve again."""
    old, new = filled("old", "sqlite"), place("new", "postgres")
    old.rows("UPDATE p_vault__thing SET word = 'a' || char(0) || 'b' WHERE word = 'child'")
    refused = old.run("transfer", "--to", new.folder / "omni.toml")
    assert refused.code == 1
    assert "p_vault__thing.word" in refused.err
    assert "00000000-0000-0000-0000-000000000001" in refused.err
    old.omni("transfer", "--abandon")
    assert checked(old)["things"] == 3
