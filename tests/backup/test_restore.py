"""The restore drill: everything serves again, or nothing was touched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from omni_testbed.home import Home
from omni_testbed.vaults import checked, killed
from omni_testbed.waiting import until

Filled = Callable[..., Home]
Make = Callable[..., Home]
PASSWORD = "correct horse battery staple 7"


def test_drill(filled: Filled, place: Make, tmp_path: Path) -> None:
    """Lost with all it had: old password, API key, secrets, blobs and jobs are there again; what ran runs again."""
    home, file, gate = filled(), tmp_path / "b.omni", tmp_path / "gate"
    token = home.first["administrator_link"].partition("#")[2]
    with home.running("serve", "--json") as server:
        with server.client() as api:
            set_password = api.post("/api/v1/auth/password/reset/confirm", json={"token": token, "password": PASSWORD})
            assert set_password.is_success, set_password.text
        home.omni("vault", "add", "--tenant", "acme", "--gate", gate)
        until(lambda: states(home).get("wait") == "running", "the job runs")
        until(lambda: states(home).get("note") == "done", "the other is done")
        home.omni("backup", file, "--with-keys")
    gate.touch()
    new = place("new")
    told = new.omni("restore", file)
    assert "jobs queued again  1" in told.out
    with new.running("serve", "--json") as server, server.client() as api:
        said = api.post("/api/v1/auth/login", json={"client": "bearer", "email": "admin@localhost", "password": PASSWORD})
        assert said.is_success, said.text
        assert api.get("/api/v1/tenants", headers={"Authorization": f"Bearer {home.key}"}).json()["items"][0]["slug"] == "acme"
        until(lambda: states(new)["wait"] == "done", "the job that ran is run again")
    told = checked(new)
    assert told["counts"] == ["added", "filled 0", "filled 1", "filled 2", "queued before"]
    assert new.ask("vault", "add", "--tenant", "acme")["id"] > 5  # numbers go on
    assert checked(home)["things"] == told["things"] == 3


def test_what_is_there_is_not_overwritten_by_mistake(filled: Filled, tmp_path: Path) -> None:
    """Only with `--replace`, the typed word, and nobody at work; then what came later is gone."""
    home, file = filled(), tmp_path / "b.omni"
    home.omni("backup", file)
    home.omni("vault", "add", "--tenant", "acme", "--papers", "3")
    plain = home.run("restore", file)
    assert (plain.code, "give --replace" in plain.err) == (4, True)
    refused = home.run("restore", file, "--replace", typed="yes\n")
    assert (refused.code, "nothing was done" in refused.err) == (2, True)
    with home.running("serve", "--no-worker", "--json") as server:
        server.url()
        live = home.run("restore", file, "--replace", typed="replace\n")
        assert (live.code, "stop omni serve" in live.err) == (4, True), live.err
    assert len(checked(home)["counts"]) == 4
    home_blobs = len([path for path in (home.data / "blobs").rglob("*") if path.is_file()])
    done = home.run("restore", file, "--replace", typed="replace\n")
    assert done.code == 0, done.err
    told = checked(home)
    assert (len(told["counts"]), told["papers"]) == (3, 5)
    assert len([path for path in (home.data / "blobs").rglob("*") if path.is_file()]) < home_blobs


def test_the_ring_that_is_needed_is_named(filled: Filled, place: Make, tmp_path: Path) -> None:
    """Without it nothing is restored, and what is lacking can be given."""
    home, file = filled(), tmp_path / "b.omni"
    home.omni("backup", file)
    key = (home.data / "keyring.json").read_text().split()[0]
    new = place("new")
    lost = new.run("restore", file)
    assert (lost.code, key in lost.err, "--keys" in lost.err) == (4, True, True)
    new.omni("restore", file, "--keys", home.data / "keyring.json")
    checked(new)


@pytest.mark.parametrize("replacing", [False, True])
def test_killed_at_any_moment(filled: Filled, place: Make, tmp_path: Path, replacing: bool) -> None:
    """Before the rows are committed it is what it was; afterwards it does not start until a second run ends the first."""
    home, file = filled(), tmp_path / "b.omni"
    home.omni("backup", file, "--with-keys")
    new = filled("new") if replacing else place("new")
    arguments = ("restore", str(file), *(["--replace"] if replacing else []))
    for seconds in (0.4, 0.8, 1.2, 1.6):
        killed(new, arguments, seconds)
        looked = new.run("vault", "check", "--tenant", "acme", "--json")
        if looked.code == 0:
            assert looked.json()["wrong"] == []
        else:
            assert any(word in looked.err for word in ("not migrated", "not finished", "acme")), looked.err
    done = new.run(*arguments, typed="replace\n")
    assert done.code == 0 or "holds data" in done.err, done.err
    checked(new)


def states(home: Home) -> dict[str, str]:
    """How the vault's jobs stand, by name."""
    return {row["name"]: row["state"] for row in home.rows("SELECT name, state FROM omni_job WHERE plugin_id = 'vault'")}


def test_unreachable(place: Make, tmp_path: Path) -> None:
    """No such file."""
    done = place("new").run("restore", tmp_path / "none")
    assert (done.code, "there is no file" in done.err) == (1, True)
