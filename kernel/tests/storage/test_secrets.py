"""The key ring: what goes in comes out, and only where it was put, under any of its keys."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_kernel.storage import keyfile
from omni_kernel.storage.secrets import KeyRing, SecretUnreadable

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
RING = KeyRing.generate()


@given(TEXTS, TEXTS)
def test_round_trip(text: str, place: str) -> None:
    """Any text, anywhere; never readable in between, never the same twice."""
    token = RING.encrypt(text, place)
    assert RING.decrypt(token, place) == text
    assert token.isascii()
    assert token != RING.encrypt(text, place)


@given(TEXTS, TEXTS, TEXTS)
def test_bound_to_its_place(text: str, place: str, other: str) -> None:
    """A token does not open elsewhere."""
    token = RING.encrypt(text, place)
    if place != other:
        with pytest.raises(SecretUnreadable, match="written for another place"):
            RING.decrypt(token, other)


@settings(max_examples=400)
@given(st.integers(0, len(RING.encrypt("secret", "place")) - 1), st.sampled_from("Aa0_-=:v1z é\x00"))
def test_tampering(at: int, char: str) -> None:
    """No character of a token can be changed unnoticed."""
    token = RING.encrypt("secret", "place")
    changed = token[:at] + char + token[at + 1 :]
    if changed != token:
        with pytest.raises(SecretUnreadable):
            RING.decrypt(changed, "place")


@pytest.mark.parametrize("token", ["", "plain", "v1:", "v1:12345678:", "v1:12345678:AAAA", "v2:" + "A" * 40, "v1:é:é"])
def test_no_token_at_all(token: str) -> None:
    """What was never encrypted is refused, and not shown."""
    with pytest.raises(SecretUnreadable) as caught:
        RING.decrypt(token, "place")
    assert len(token) < 3 or token not in str(caught.value)  # "" and such stand in every text
    with pytest.raises(SecretUnreadable):
        RING.needs_rewrap(token)


def test_another_ring() -> None:
    """A key that is not here is named."""
    with pytest.raises(SecretUnreadable, match="not in this key ring"):
        KeyRing.generate().decrypt(RING.encrypt("x", "y"), "y")


def test_rotation() -> None:
    """New secrets under the new key; old ones open and say that they want rewrapping."""
    ring = KeyRing.generate()
    old = ring.encrypt("x", "y")
    assert not ring.needs_rewrap(old)
    first = ring.rotate()
    assert ring.needs_rewrap(old)
    assert ring.decrypt(old, "y") == "x"
    new = ring.encrypt("x", "y")
    assert f":{first}:" in new
    assert not ring.needs_rewrap(new)


def test_file(tmp_path: Path) -> None:
    """Made once, for its owner only, and read back."""
    path = tmp_path / "new" / "keys"
    token = KeyRing.from_file(path).encrypt("x", "y")
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["keys"]
    assert KeyRing.from_file(path).decrypt(token, "y") == "x"


def test_made_by_another_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that another process made after we looked is kept."""
    path = tmp_path / "keys"
    token = KeyRing.from_file(path).encrypt("x", "y")
    monkeypatch.setattr(Path, "exists", lambda _: False)
    assert KeyRing.from_file(path).decrypt(token, "y") == "x"
    assert [p.name for p in tmp_path.iterdir()] == ["keys"]


def test_file_is_rotated(tmp_path: Path) -> None:
    """A rotation is kept, and learnt by a ring that was opened before it."""
    path = tmp_path / "keys"
    one, two = KeyRing.from_file(path), KeyRing.from_file(path)
    old = one.encrypt("old", "y")
    one.rotate()
    two.rotate()  # adds to what the file has by now
    one.rotate()
    new = one.encrypt("new", "y")
    assert [two.decrypt(old, "y"), two.decrypt(new, "y")] == ["old", "new"]
    assert len(path.read_text().splitlines()) == 4  # one, and three rotations
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("content", "mode", "problem"),
    [
        ("", 0o600, "is empty"),
        ("nonsense\n", 0o600, "line 1"),
        ("12345678 " + "A" * 43 + "=\nnonsense\n", 0o600, "line 2"),
        ("12345678 " + "A" * 43 + "=\n", 0o604, "chmod 600"),
    ],
)
def test_bad_files(tmp_path: Path, content: str, mode: int, problem: str) -> None:
    """A file that cannot be right is refused, never replaced."""
    path = tmp_path / "keys"
    path.write_text(content)
    path.chmod(mode)
    with pytest.raises(ValueError, match=problem):
        KeyRing.from_file(path)
    assert path.read_text() == content


MAKE = """
import pathlib, sys
from omni_kernel.storage.secrets import KeyRing
print(KeyRing.from_file(pathlib.Path(sys.argv[1])).encrypt("x", "y"))
"""


async def test_four_processes_make_one(tmp_path: Path) -> None:
    """Processes that start together share one ring."""
    start = asyncio.create_subprocess_exec
    path = tmp_path / "keys"
    command = [sys.executable, "-c", MAKE, str(path)]
    processes = [await start(*command, stdout=subprocess.PIPE) for _ in range(4)]
    tokens = [(await process.communicate())[0].decode().strip() for process in processes]
    assert [KeyRing.from_file(path).decrypt(token, "y") for token in tokens] == ["x"] * 4


# -- rotation, over several processes -------------------------------------------------------------------------------


def test_every_ring_of_the_file_encrypts_under_the_new_key_at_once(tmp_path: Path) -> None:
    """A writer that was opened before a rotation does not go on under the old key, though it met no new token."""
    path = tmp_path / "keys"
    one, two = KeyRing.from_file(path), KeyRing.from_file(path)
    two.encrypt("before", "y")
    first = one.rotate()
    assert f":{first}:" in two.encrypt("after", "y")
    assert not two.needs_rewrap(one.encrypt("x", "y"))


def test_a_key_is_prepared_for_several_machines(tmp_path: Path) -> None:
    """It decrypts everywhere before it encrypts anywhere."""
    here, there = tmp_path / "here", tmp_path / "there"
    ring = KeyRing.from_file(here)
    waiting = ring.prepare()
    assert ring.prepare() == waiting
    assert waiting not in ring.encrypt("x", "y")
    there.write_text(here.read_text())
    there.chmod(0o600)
    other = KeyRing.from_file(there)
    assert ring.rotate() == waiting
    assert other.decrypt(ring.encrypt("x", "y"), "y") == "x"
    assert ring.keys[0].id == waiting
    assert ring.replaced_at(ring.keys[1].id) is not None
    assert other.replaced_at(waiting) is None or other.keys[-1].id == waiting


def test_keys_leave_and_come(tmp_path: Path) -> None:
    """The first one never leaves; another key of a known id is refused."""
    ring = KeyRing.from_file(tmp_path / "keys")
    old, token = ring.keys[0], ring.encrypt("x", "y")
    ring.rotate()
    with pytest.raises(ValueError, match="rotate first"):
        ring.drop([ring.keys[0].id])
    ring.drop([old.id])
    with pytest.raises(SecretUnreadable, match=f"key '{old.id}', which is not in this key ring .*keys"):
        ring.decrypt(token, "y")
    with pytest.raises(ValueError, match="is another here"):
        ring.add([keyfile.Key(ring.keys[0].id, bytes(32))])
    ring.add([old])
    assert ring.decrypt(token, "y") == "x"
    assert [key.id for key in ring.keys][1:] == [old.id]


def test_a_ring_that_cannot_be_read_any_more(tmp_path: Path) -> None:
    """What was read stays readable; nothing is written under a key that may have been replaced."""
    path = tmp_path / "keys"
    ring, other = KeyRing.from_file(path), KeyRing.from_file(path)
    token = ring.encrypt("x", "y")
    other.rotate()
    new = other.encrypt("x", "y")
    path.chmod(0o644)
    assert ring.decrypt(token, "y") == "x"
    with pytest.raises(ValueError, match="chmod 600"):
        ring.encrypt("x", "y")
    with pytest.raises(SecretUnreadable, match=r"another process may have added; but .*chmod 600"):
        ring.decrypt(new, "y")
    path.unlink()
    assert ring.decrypt(ring.encrypt("x", "y"), "y") == "x"  # gone, so nobody rotated


ROTATE = """
import pathlib, sys
from omni_kernel.storage.secrets import KeyRing
ring = KeyRing.from_file(pathlib.Path(sys.argv[1]))
for n in range(20):
    ring.rotate()
    print(ring.encrypt("x", "y"))
"""


async def test_processes_that_rotate_at_once_lose_no_key(tmp_path: Path) -> None:
    """A key that encrypted something is in the file for good."""
    path = tmp_path / "keys"
    ring = KeyRing.from_file(path)
    start = asyncio.create_subprocess_exec
    processes = [await start(sys.executable, "-c", ROTATE, str(path), stdout=subprocess.PIPE) for _ in range(3)]
    tokens = [line for process in processes for line in (await process.communicate())[0].decode().split()]
    assert len(tokens) == 60
    assert {ring.decrypt(token, "y") for token in tokens} == {"x"}
    assert len(ring.keys) == 61
