"""The chain itself, without Omni: whatever is done to an export without the key, it shows."""

import base64
import json
import runpy
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omni_audit_log import verify
from omni_audit_log.verify import (
    FORMAT,
    GENESIS,
    Report,
    Walk,
    canonical,
    fingerprint,
    hash_of,
    mac_of,
    main,
    public_of,
    signature_holds,
    signed,
    verify_export,
)

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # machines are busy
SIGNING = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
PUBLIC = public_of(SIGNING)
KEY, KEYS = b"k" * 32, {"k1": b"k" * 32}
CHAIN = "tenant-1"

Lines = list[dict[str, Any]]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3),
    max_leaves=5,
)


def linked(records: list[Any], *, first: int = 1, previous: str = GENESIS, key: bytes = KEY) -> Lines:
    """Entries as an export has them."""
    lines = []
    for seq, record in enumerate(records, first):
        link: dict[str, Any] = {"kind": "entry", "chain": CHAIN, "seq": seq, "previous": previous, "key": "k1", "record": record}
        previous = hash_of(link)
        lines.append({**link, "hash": previous, "mac": mac_of(key, previous)})
    return lines


def ended(entries: Lines, mapping: Lines, *, signing: Ed25519PrivateKey = SIGNING, **other: Any) -> dict[str, Any]:
    """The statement that ends an export."""
    import hashlib

    digest = hashlib.sha256(b"".join(canonical(line) for line in mapping)).hexdigest()
    first, last = entries[0], entries[-1]
    said = {
        "kind": "export", "chain": CHAIN, "first": first["seq"], "previous": first["previous"], "seq": last["seq"],
        "hash": last["hash"], "count": len(entries), "mapping": digest, "time": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    return {"kind": "end", "statement": signed(said | other, signing)}


def checkpoint(entry: dict[str, Any], number: int = 1, **other: Any) -> dict[str, Any]:
    """A statement on the chain as it was then."""
    said = {"kind": "checkpoint", "chain": CHAIN, "seq": entry["seq"], "hash": entry["hash"], "number": number} | other
    return {"kind": "statement", "statement": signed(said, SIGNING)}


def exported(records: list[Any], *, first: int = 1) -> Lines:
    """A whole export with a checkpoint in its middle."""
    entries = linked(records, first=first, previous=GENESIS if first == 1 else "f" * 64)
    mapping = [{"kind": "pseudonym", "token": "pn_1", "type": "ip", "value": "192.0.2.1"}]
    header = {
        "kind": "header", "format": FORMAT, "chain": CHAIN, "first": first, "previous": entries[0]["previous"],
        "public_keys": [PUBLIC],
    }  # fmt: skip
    return [header, checkpoint(entries[len(entries) // 2]), *entries, *mapping, ended(entries, mapping)]


def checked(lines: Lines, *, keys: dict[str, bytes] | None = KEYS, trusted: tuple[str, ...] = (PUBLIC,)) -> Report:
    return verify_export([canonical(line) for line in lines], keys=keys, trusted=trusted)


@CALM
@given(st.lists(JSON, min_size=1, max_size=8), st.integers(1, 1000))
def test_what_omni_wrote_is_intact(records: list[Any], first: int) -> None:
    """With and without the chain's keys, from any entry on."""
    lines = exported(records, first=first)
    report = checked(lines)
    assert (report.ok, report.entries, report.first, report.last) == (True, len(records), first, first + len(records) - 1)
    assert (report.macs, report.signed_by) == (True, fingerprint(PUBLIC))
    assert checked(lines, keys=None, trusted=()).ok


Attack = Callable[[Lines, Any], Lines]


def _entries(lines: Lines) -> list[int]:
    return [at for at, line in enumerate(lines) if line["kind"] == "entry"]


def _edit(lines: Lines, data: Any) -> Lines:
    at = data.draw(st.sampled_from(_entries(lines)))
    name = data.draw(st.sampled_from(["record", "seq", "previous", "hash", "mac", "chain", "key"]))
    value = data.draw(JSON.filter(lambda v: canonical(v) != canonical(lines[at][name])))
    return [*lines[:at], lines[at] | {name: value}, *lines[at + 1 :]]


def _delete(lines: Lines, data: Any) -> Lines:
    at = data.draw(st.integers(0, len(lines) - 1).filter(lambda i: lines[i]["kind"] != "statement"))
    return [*lines[:at], *lines[at + 1 :]]


def _swap(lines: Lines, data: Any) -> Lines:
    one, other = data.draw(st.lists(st.sampled_from(_entries(lines)), min_size=2, max_size=2, unique=True))
    swapped = list(lines)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    return swapped


def _repeat(lines: Lines, data: Any) -> Lines:
    at = data.draw(st.sampled_from(_entries(lines)))
    return [*lines[: at + 1], *lines[at:]]


def _cut(lines: Lines, data: Any) -> Lines:
    return lines[: data.draw(st.integers(0, len(lines) - 1))]


def _cut_inside(lines: Lines, data: Any) -> Lines:
    """The last entries away, the end left as it is."""
    where = _entries(lines)
    keep = data.draw(st.integers(0, len(where) - 1))
    return [line for at, line in enumerate(lines) if at not in where[keep:]]


def _restamp(lines: Lines, data: Any) -> Lines:
    """The whole chain anew, with another record in it and a key of one's own."""
    records = [lines[at]["record"] for at in _entries(lines)]
    at = data.draw(st.integers(0, len(records) - 1))
    records[at] = {"forged": records[at]}
    first = lines[0]["first"]
    entries = linked(records, first=first, previous=lines[0]["previous"], key=b"x" * 32)
    mapping = [line for line in lines if line["kind"] == "pseudonym"]
    mine = Ed25519PrivateKey.from_private_bytes(b"x" * 32)
    end = ended(entries, mapping, signing=data.draw(st.sampled_from([mine])))
    header = lines[0] | {"public_keys": [public_of(mine)]}
    return [header, *entries, *mapping, data.draw(st.sampled_from([end, lines[-1]]))]


def _rename(lines: Lines, data: Any) -> Lines:
    """Somebody else behind a pseudonym."""
    value = data.draw(st.text("abc", min_size=1))
    return [line | {"value": value} if line["kind"] == "pseudonym" else line for line in lines]


def _other_checkpoint(lines: Lines, data: Any) -> Lines:
    """One that was signed, on another entry; or one that was changed."""
    name, value = data.draw(st.sampled_from([("hash", "0" * 64), ("seq", 10**6), ("chain", "other"), ("signature", "AAAA")]))
    return [lines[0], {**lines[1], "statement": lines[1]["statement"] | {name: value}}, *lines[2:]]


@pytest.mark.parametrize(
    "attack",
    [_edit, _delete, _swap, _repeat, _cut, _cut_inside, _restamp, _rename, _other_checkpoint],
    ids=lambda f: f.__name__[1:],
)
def test_what_was_done_to_it_shows(attack: Attack) -> None:
    """To whoever has the keys; but for the macs, the public key is enough."""

    @settings(CALM, max_examples=60)
    @given(st.lists(JSON, min_size=2, max_size=6), st.integers(1, 50), st.data())
    def holds(records: list[Any], first: int, data: Any) -> None:
        records = [{"n": n, "r": record} for n, record in enumerate(records)]
        lines = attack(exported(records, first=first), data)
        report = checked(lines)
        assert not report.ok
        assert report.findings
        assert all(str(finding) for finding in report.findings)

    holds()


@pytest.mark.parametrize("attack", [_delete, _swap, _repeat, _cut, _cut_inside, _restamp, _rename], ids=lambda f: f.__name__[1:])
def test_the_public_key_alone_is_enough(attack: Attack) -> None:
    """No secret is needed to see what was changed of what a signature covers."""

    @settings(CALM, max_examples=30)
    @given(st.integers(2, 6), st.data())
    def holds(count: int, data: Any) -> None:
        assert not checked(attack(exported([{"n": n} for n in range(count)]), data), keys=None).ok

    holds()


def test_a_signed_checkpoint_of_another_chain_of_entries() -> None:
    """Signed by Omni, and not about these entries: one was written anew before the export."""
    lines = exported([{"n": n} for n in range(4)])
    other = linked([{"n": 9}, {"n": 9}, {"n": 9}])[2]
    report = checked([lines[0], checkpoint(other), *lines[2:]])
    assert [str(f) for f in report.findings] == ["entry 3: is not the one that checkpoint 1 names"]
    before = checked([lines[0], checkpoint({"seq": 0, "hash": "e" * 64}), *lines[2:]])
    assert [str(f) for f in before.findings] == ["entry 0: is not the one that checkpoint 1 names"]
    assert checked([lines[0], checkpoint({"seq": 0, "hash": GENESIS}), *lines[2:]]).ok


def test_an_unknown_key_is_no_proof() -> None:
    """A mac that cannot be checked is a finding, not a success."""
    report = checked(exported([1]), keys={"k2": KEY})
    assert [str(f) for f in report.findings] == ["entry 1: was made with the key 'k1', which is not at hand"]


def test_many_findings_are_counted_and_not_listed() -> None:
    """The list ends, the number does not."""
    report = checked([line | {"mac": "0"} if line["kind"] == "entry" else line for line in exported([0] * 80)])
    assert (report.problems, len(report.findings)) == (80, verify.MOST)


@pytest.mark.parametrize(
    "line",
    [
        *(b"", b"no json", b"[1]", b"{}", b'{"kind": "entry", "kind": "entry"}', b'{"kind": NaN}', b'{"kind": "entry"}', b"\xff"),
        *(b"[" * 100_000, b'{"kind": "header"}', b'{"kind": "statement", "statement": 1}', b'{"kind": "end", "statement": {}}'),
    ],
)
def test_files_that_are_no_exports(line: bytes) -> None:
    """Are told so, wherever the line stands, and raise nothing."""
    lines = [canonical(line) for line in exported([1, 2])]
    for at in range(len(lines) + 1):
        assert not verify_export([*lines[:at], line, *lines[at:]], keys=KEYS, trusted=[PUBLIC]).ok
    assert not verify_export([line]).ok


def test_entries_that_are_none() -> None:
    """A walk tells of what it cannot read."""
    walk = Walk(Report(), CHAIN)
    links: list[dict[str, Any]] = [
        {},
        {"seq": []},
        {"seq": 1, "hash": 1, "previous": GENESIS, "chain": CHAIN, "key": "k", "record": 2**60},
    ]
    for link in links:
        walk.add(link)
    assert (walk.report.problems, walk.report.entries) == (3, 0)


@pytest.mark.parametrize("other", [{"public_key": "A"}, {"public_key": 7}, {"signature": "é"}, {"format": "2"}, {"seq": 2}])
def test_signatures(other: dict[str, Any]) -> None:
    """Hold only as they were made."""
    statement = signed({"seq": 1}, SIGNING)
    assert signature_holds(statement, [PUBLIC])
    assert not signature_holds(statement, [])
    assert not signature_holds(statement | other, [PUBLIC])
    foreign = {"seq": 1, "format": "other", "public_key": PUBLIC}
    foreign["signature"] = base64.b64encode(SIGNING.sign(canonical(foreign))).decode()
    assert not signature_holds(foreign, [PUBLIC])


def test_a_signed_statement_that_is_no_end() -> None:
    """A checkpoint does not end an export."""
    lines = exported([1, 2])
    assert not checked([*lines[:-1], {"kind": "end", "statement": checkpoint(lines[3])["statement"]}]).ok


# -- at a terminal


def test_at_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit codes and words."""
    file, keys = tmp_path / "log.jsonl", tmp_path / "keys"
    lines = exported([1, 2, 3])
    file.write_bytes(b"".join(canonical(line) + b"\n" for line in lines))
    keys.write_text(f"k1 {KEY.hex()}\n\n")
    assert main([str(file)]) == 0
    out = capsys.readouterr().out
    assert "macs were not checked" in out
    assert fingerprint(PUBLIC) in out
    assert main([str(file), "--key-file", str(keys), "--public-key", PUBLIC, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True
    assert main([str(file), "--key-file", str(keys)]) == 0
    assert "hashes, macs and signatures hold" in capsys.readouterr().out
    assert main([str(file), "--public-key", "other"]) == 1
    assert capsys.readouterr().out.startswith("BROKEN")
    assert main([str(tmp_path / "none")]) == 2
    keys.write_text("k1")
    assert main([str(file), "--key-file", str(keys)]) == 2
    assert capsys.readouterr().err
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["verify", str(file)])
        with pytest.raises(SystemExit, match="0"):
            runpy.run_path(verify.__file__, run_name="__main__")


def test_with_its_dependencies_alone(tmp_path: Path) -> None:
    """The one module, in an interpreter that finds neither Omni nor anything else that is installed."""
    place = tmp_path / "alone"
    (place / "omni_audit_log").mkdir(parents=True)
    package = Path(verify.__file__).parent
    for name in ("__init__.py", "verify.py"):
        (place / "omni_audit_log" / name).write_bytes((package / name).read_bytes())
    for name in ("rfc8785", "cryptography", "cffi", "_cffi_backend"):
        spec = find_spec(name)
        if spec and spec.origin:
            origin = Path(spec.origin)
            origin = origin.parent if origin.name == "__init__.py" else origin
            (place / origin.name).symlink_to(origin)
    file = tmp_path / "log.jsonl"
    file.write_bytes(b"".join(canonical(line) + b"\n" for line in exported([1, 2, 3])))
    command = [sys.executable, "-S", "-m", "omni_audit_log.verify", str(file)]
    done = subprocess.run(command, env={"PYTHONPATH": str(place)}, cwd=place, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("intact: 3 entries (1 to 3)")
    file.write_bytes(file.read_bytes().replace(b'"record":2', b'"record":4'))
    done = subprocess.run(command, env={"PYTHONPATH": str(place)}, cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "entry 2: was changed" in done.stdout
    probe = [sys.executable, "-S", "-c", "import omni_sdk"]
    assert subprocess.run(probe, env={"PYTHONPATH": str(place)}, cwd=place, capture_output=True, check=False).returncode
