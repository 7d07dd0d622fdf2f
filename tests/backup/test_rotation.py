"""The key ring is rotated while other processes write secrets; nothing is restarted, nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from omni_testbed.home import Home, Server
from omni_testbed.vaults import checked, killed
from omni_testbed.waiting import until

Filled = Callable[..., Home]
CHURN = ("vault", "churn", "--tenant", "acme", "--no-blobs")


def test_while_others_write(filled: Filled) -> None:
    """Writers go on under the new key at once; re-encryption undoes nothing of theirs; then the old key leaves."""
    home = filled()
    with home.running(*CHURN) as one, home.running(*CHURN) as two:
        for server in (one, two):
            until(partial(churns, server), "it writes")
        first = home.ask("secrets", "rotate")["key"]
        told = home.ask("secrets", "rewrap")
        assert told["unreadable"] == 0
        (old,) = [key["key"] for key in home.ask("secrets", "status")["keys"] if key["state"] == "old"]
        young = home.run("secrets", "retire")
        assert (young.code, "writes may be under way" in young.err) == (4, True), young.err
        aged(home)
        held = home.run("secrets", "retire", old)
        assert (held.code, "--end-links" in held.err) == (4, True), held.err
        assert home.ask("secrets", "retire", old, "--end-links")["retired"] == [old]
        before = pins(home)
        until(lambda: pins(home) != before, "they write on, without the old key")
        assert [server.process.poll() for server in (one, two)] == [None, None], one.output() + two.output()
    status = home.ask("secrets", "status")
    assert [(key["key"], key["state"]) for key in status["keys"]] == [(first, "first")]
    assert status["secrets"]["p_vault__purse.pin"] == {first: 10}
    checked(home)


def test_killed_while_it_re_encrypts(filled: Filled) -> None:
    """What was done stays done, and the rest is found by the next run; a worker's job does it as well."""
    home = filled()
    first = home.ask("secrets", "rotate")["key"]
    for seconds in (0.6, 1.0):
        killed(home, ("secrets", "rewrap"), seconds)
        checked(home)
    with home.running("worker"):
        until(lambda: job(home) == "done", "the job that the rotation left")
    assert all(set(counted) == {first} for counted in home.ask("secrets", "status")["secrets"].values())
    checked(home)


def test_refusals_tell_why(filled: Filled) -> None:
    """Rows under the key are counted by table; an open file and a lost key are named with the way out."""
    home = filled()
    ring = home.data / "keyring.json"
    old = ring.read_text().split()[0]
    home.omni("secrets", "rotate")
    aged(home)
    held = home.run("secrets", "retire", "--end-links")
    assert (held.code, "10 in p_vault__purse.pin" in held.err, "omni secrets rewrap" in held.err) == (4, True, True), held.err
    unknown = home.run("secrets", "retire", "00000000")
    assert (unknown.code, "there is no key '00000000'" in unknown.err) == (3, True)
    ring.chmod(0o644)
    opened = home.run("secrets", "status")
    assert (opened.code, "chmod 600" in opened.err) == (1, True), opened.err
    ring.chmod(0o600)
    ring.write_text("".join(line for line in ring.read_text().splitlines(keepends=True) if not line.startswith(old)))
    lost = home.run("secrets", "status", "--json")
    assert (lost.code, {key["key"]: key["state"] for key in lost.json()["keys"]}[old]) == (1, "LOST")
    failed = home.run("secrets", "rewrap")
    assert (failed.code, f"key '{old}', which is not in this key ring" in failed.err) == (1, True), failed.err


def test_for_several_machines_a_key_is_prepared(filled: Filled) -> None:
    """It waits behind the others until the next rotation makes it the first."""
    home = filled()
    waiting = home.ask("secrets", "rotate", "--prepare")["key"]
    states = {key["key"]: key["state"] for key in home.ask("secrets", "status")["keys"]}
    assert states[waiting] == "next"
    refused = home.run("secrets", "retire", waiting)
    assert (refused.code, "is in use, or will be" in refused.err) == (4, True)
    assert home.ask("secrets", "rotate")["key"] == waiting
    checked(home)


def churns(server: Server) -> bool:
    """Whether it has begun."""
    return "churning" in server.output()


def pins(home: Home) -> Any:
    """The tokens as they are now."""
    return sorted(row["pin"] for row in home.rows("SELECT pin FROM p_vault__purse"))


def job(home: Home) -> str:
    """How re-encryption stands."""
    return str(home.rows("SELECT state FROM omni_job WHERE name = 'secrets-rewrap'")[0]["state"])


def aged(home: Home) -> None:
    """As if the rotation had been yesterday; replaced whole, as everybody must who copies it."""
    ring, yesterday = home.data / "keyring.json", datetime.now(UTC) - timedelta(days=1)
    made = ring.with_name("aged")
    made.write_text(re.sub(r"\d{4}-\d\d-\d\dT\S+", f"{yesterday:%Y-%m-%dT%H:%M:%SZ}", ring.read_text()))
    made.chmod(0o600)
    made.replace(ring)
