"""`omni backup`: whole while everybody writes, and recognised when it is not what it was."""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from omni_testbed.home import Home, Server
from omni_testbed.vaults import checked
from omni_testbed.waiting import until

Filled = Callable[..., Home]
Make = Callable[..., Home]


def test_of_one_moment_while_others_write(filled: Filled, place: Make, tmp_path: Path) -> None:
    """Two processes move money, rewrite secrets, and make and delete blobs; what is restored is whole each time."""
    home, files = filled(), [tmp_path / f"{n}.omni" for n in range(2)]
    churning = ("vault", "churn", "--tenant", "acme")
    with home.running(*churning) as one, home.running(*churning) as two:
        for server in (one, two):
            until(partial(churns, server), "it writes")
        until(lambda: home.rows("SELECT COUNT(*) AS n FROM p_vault__paper")[0]["n"] > 10, "blobs come")
        for file in files:
            assert home.ask("backup", file)["blobs"] > 0
        assert one.process.poll() is None, one.output()
        assert two.process.poll() is None, two.output()
    for number, file in enumerate(files):
        copy = place(f"copy{number}")
        copy.omni("restore", file, "--keys", home.data / "keyring.json")
        checked(copy)


def test_a_new_private_file_without_the_keys(filled: Filled, tmp_path: Path) -> None:
    """It says which ring it needs; never overwrites; and nothing is left beside it."""
    home, file = filled(), tmp_path / "b.omni"
    made = home.omni("backup", file)
    assert "key ring is not in it" in made.out
    assert file.stat().st_mode & 0o777 == 0o600
    key = (home.data / "keyring.json").read_text().split()
    assert key[0] in made.out
    assert key[1].encode() not in file.read_bytes()
    assert [path.name for path in tmp_path.iterdir() if "omni" in path.name] == ["b.omni"]
    again = home.run("backup", file)
    assert (again.code, "exists: choose another name" in again.err) == (4, True)
    with_keys = home.omni("backup", tmp_path / "k.omni", "--with-keys")
    assert "holds the key ring" in with_keys.err
    assert (tmp_path / "k.omni").stat().st_mode & 0o777 == 0o600
    assert home.ask("backup", tmp_path / "k.omni", "--verify")["with_keys"]


def test_what_was_cut_or_edited_is_refused(filled: Filled, place: Make, tmp_path: Path) -> None:
    """By `--verify` and by `restore`, which then changes nothing."""
    home, file = filled(), tmp_path / "b.omni"
    home.omni("backup", file, "--with-keys")
    assert home.ask("backup", file, "--verify")["rows"] > 10
    content = file.read_bytes()
    copy = place("copy")
    for number, (spoilt, says) in enumerate(
        [
            (content[: len(content) // 2], "cut short"),
            (content[:-12_000], "cut short"),
            (b"no tar at all" * 100, "no backup"),
            (edited(file, "rows/p_vault__purse/000001.jsonl.gz", b"\x1f\x8b"), "p_vault__purse"),
            (edited(file, a_blob(file), b"other"), "blob "),
            (edited(file, "manifest.json", b"{ "), "manifest was changed"),
        ]
    ):
        bad = tmp_path / f"bad{number}"
        bad.write_bytes(spoilt)
        for done in (home.run("backup", bad, "--verify"), copy.run("restore", bad)):
            assert (done.code, says in done.err) == (1, True), (says, done.err)
    assert not (copy.data / "omni.db").exists()
    assert not (copy.data / "keyring.json").exists()


def test_an_edited_manifest_with_a_fresh_hash_breaks_the_seal(filled: Filled, place: Make, tmp_path: Path) -> None:
    """Whoever lacks the key ring cannot seal what he changed."""
    home, file = filled(), tmp_path / "b.omni"
    home.omni("backup", file)
    manifest = member(file, "manifest.json")
    forged = manifest.replace(b'"vanished": 0', b'"vanished": 1')
    seal = json.loads(member(file, "seal.json"))
    sealed = json.dumps({**seal, "sha256": hashlib.sha256(forged).hexdigest()}).encode()
    (tmp_path / "once").write_bytes(edited(file, "manifest.json", forged))
    (tmp_path / "bad").write_bytes(edited(tmp_path / "once", "seal.json", sealed))
    done = place("copy").run("restore", tmp_path / "bad", "--keys", home.data / "keyring.json")
    assert (done.code, "somebody edited it" in done.err) == (1, True), done.err


@pytest.mark.parametrize("file", ["missing/b.omni"])
def test_where_it_cannot_be_written(filled: Filled, tmp_path: Path, file: str) -> None:
    """With the way out."""
    done = filled().run("backup", tmp_path / file)
    assert (done.code, "make it first" in done.err) == (4, True)


def member(file: Path, name: str) -> bytes:
    """What stands in the tar under that name."""
    with tarfile.open(file) as tar:
        found = tar.extractfile(name)
        assert found
        return found.read()


def churns(server: Server) -> bool:
    """Whether it has begun."""
    return "churning" in server.output()


def a_blob(file: Path) -> str:
    """The member of one that is not empty."""
    with tarfile.open(file) as tar:
        return next(found.name for found in tar if found.name.startswith("blobs/") and found.size > 100)


def edited(file: Path, name: str, start: bytes) -> bytes:
    """The file with the first bytes of a member overwritten."""
    with tarfile.open(file) as tar:
        found = tar.getmember(name)
    content = bytearray(file.read_bytes())
    assert found.size >= len(start)
    before = bytes(content[found.offset_data : found.offset_data + len(start)])
    content[found.offset_data : found.offset_data + len(start)] = start if start != before else bytes(b ^ 1 for b in start)
    return bytes(content)
