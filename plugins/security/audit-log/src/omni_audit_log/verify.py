"""What a chain is, and how to check one: the standard library, `rfc8785` and `cryptography` are all that it needs.

    python -m omni_audit_log.verify FILE [--public-key KEY] [--key-file FILE] [--json]

An entry's `hash` is SHA-256 over the canonical JSON (RFC 8785) of chain, sequence, previous hash, key id and record;
its `mac` is HMAC-SHA256 of that hash under the chain's key. Statements say how far a chain reached, and are signed with
Ed25519 (RFC 8032). Whoever has the public key sees every change of what a statement covers; whoever has the chain's
key, too, sees every entry that Omni did not write.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FORMAT: Final = "omni-audit-log/1"
GENESIS: Final = "0" * 64
"""`previous` of a chain's first entry."""
MOST: Final = 50
"""Findings that are listed; more are only counted."""
LINK: Final = ("chain", "seq", "previous", "key", "record")
"""What the hash of an entry is over."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, at an entry if it is about one."""

    seq: int | None
    problem: str

    def __str__(self) -> str:
        """One line."""
        return self.problem if self.seq is None else f"entry {self.seq}: {self.problem}"


@dataclass
class Report:
    """What was checked, and what was found."""

    chain: str = ""
    entries: int = 0
    first: int = 0
    last: int = 0
    signed_by: str = ""
    """The fingerprint of the key that signed the export: compare it with the one that was published."""
    macs: bool = False
    """Was each entry's mac checked, too?"""
    problems: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Is the chain whole?"""
        return not self.problems

    def found(self, problem: str, seq: int | None = None) -> None:
        """Note what is wrong."""
        self.problems += 1
        if len(self.findings) < MOST:
            self.findings.append(Finding(seq, problem))


# -- making ------------------------------------------------------------------------------------------


def canonical(value: Any) -> bytes:
    """The value as RFC 8785 writes it; ValueError for what that has no form for."""
    return rfc8785.dumps(value)


def hash_of(link: Mapping[str, Any]) -> str:
    """The hash of an entry, in hex."""
    return hashlib.sha256(canonical({name: link[name] for name in LINK})).hexdigest()


def mac_of(key: bytes, hash_: str) -> str:
    """The mac of an entry's hash, in hex."""
    return hmac.digest(key, hash_.encode(), "sha256").hex()


def public_of(key: Ed25519PrivateKey) -> str:
    """The public key, in base64."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def fingerprint(public_key: str) -> str:
    """What people compare: the first 32 hex digits of the key's SHA-256."""
    return hashlib.sha256(public_key.encode()).hexdigest()[:32]


def signed(statement: Mapping[str, Any], key: Ed25519PrivateKey) -> dict[str, Any]:
    """The statement with format, public key and signature."""
    whole = {**statement, "format": FORMAT, "public_key": public_of(key)}
    return {**whole, "signature": base64.b64encode(key.sign(canonical(whole))).decode()}


def signature_holds(statement: Mapping[str, Any], trusted: Collection[str]) -> bool:
    """Did one of these keys sign it, and is it of this format?"""
    try:
        public_key, signature = statement["public_key"], base64.b64decode(statement["signature"], validate=True)
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(signature, canonical({name: value for name, value in statement.items() if name != "signature"}))
    except (InvalidSignature, KeyError, ValueError, TypeError):
        return False
    return statement.get("format") == FORMAT and public_key in trusted


def digest_of(statement: Mapping[str, Any]) -> str:
    """By which the next statement names this one."""
    return hashlib.sha256(canonical(statement)).hexdigest()


# -- checking a chain --------------------------------------------------------------------------------


class Walk:
    """Takes the entries of one chain in order, and says what is wrong with each."""

    def __init__(
        self, report: Report, chain: str, *, seq: int = 0, previous: str = GENESIS, keys: Mapping[str, bytes] | None = None
    ) -> None:
        """Begin after the entry `seq` with the hash `previous`; `keys` by their id, or None to check no macs."""
        self.report, self.chain, self.seq, self.previous, self._keys = report, chain, seq, previous, keys
        self.started = (seq, previous)
        self._expected = defaultdict[int, list[tuple[str, str]]](list)
        report.macs = keys is not None

    def expect(self, seq: int, hash_: str, said_by: str) -> None:
        """A statement that holds says that entry `seq` has this hash; say it before the entry comes.

        What it says of entries before the beginning, nobody can look at any more.
        """
        begin, previous = self.started
        if seq > begin:
            self._expected[seq].append((hash_, said_by))
        elif seq == begin and hash_ != previous:
            self.report.found(f"is not the one that {said_by} names", seq)

    def add(self, link: Mapping[str, Any]) -> None:
        """The next entry, whatever it holds."""
        try:
            self._add(link)
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            self.report.found(f"cannot be read as an entry ({type(error).__name__}: {error})", self.seq + 1)

    def _add(self, link: Mapping[str, Any]) -> None:
        seq, hash_, found = link["seq"], link["hash"], self.report.found
        if seq != self.seq + 1:
            found(f"follows {self.seq}: what was between them is missing, or their order was changed", seq)
        elif link["previous"] != self.previous:
            found("does not follow the one before it", seq)
        if link["chain"] != self.chain:
            found(f"belongs to another chain, {link['chain']!r}", seq)
        if hash_of(link) != hash_:
            found("was changed: its hash is another", seq)
        if self._keys is not None:
            self._check_mac(seq, link["key"], hash_, link["mac"])
        self._check_expected(seq, hash_)
        self.report.entries += 1
        self.report.first = self.report.first or seq
        self.seq, self.previous, self.report.last = seq, hash_, seq

    def _check_mac(self, seq: int, key_id: str, hash_: str, mac: str) -> None:
        key = (self._keys or {}).get(key_id)
        if key is None:
            self.report.found(f"was made with the key {key_id!r}, which is not at hand", seq)
        elif not hmac.compare_digest(mac_of(key, hash_), mac):
            self.report.found("was not written by Omni: its mac is wrong", seq)

    def _check_expected(self, seq: int, hash_: str) -> None:
        for expected, said_by in self._expected.pop(seq, ()):
            if expected != hash_:
                self.report.found(f"is not the one that {said_by} names", seq)

    def finish(self) -> None:
        """No further entry comes: whatever statements name and did not come is missing."""
        for seq, names in sorted(self._expected.items()):
            self.report.found(f"is missing, and {names[0][1]} names it", seq)


# -- checking an export ------------------------------------------------------------------------------


class Export:
    """The lines of an export, in order: header, statements, entries, pseudonyms, and the statement that ends it."""

    def __init__(self, keys: Mapping[str, bytes] | None, trusted: Collection[str]) -> None:
        self.report = Report()
        self._keys, self._trusted = keys, set(trusted)
        self._walk: Walk | None = None
        self._mapping = hashlib.sha256()
        self._ended = False

    def take(self, line: Mapping[str, Any]) -> None:
        """One line."""
        known = {
            "header": self._header,
            "statement": self._statement,
            "entry": self._entry,
            "pseudonym": self._pseudonym,
            "end": self._end,
        }
        take = known.get(str(line.get("kind")))
        if self._ended:
            self.report.found("something stands after the statement that ends the export")
        elif take is None or (self._walk is None) != (line["kind"] == "header"):
            self.report.found(f"a line of the kind {line.get('kind')!r} does not belong here")
        else:
            take(line)

    def finish(self) -> Report:
        """All lines were taken."""
        if not self._ended:
            self.report.found("the export was cut: it does not end with a signed statement")
        return self.report

    def _header(self, line: Mapping[str, Any]) -> None:
        self.report.chain = line["chain"]
        if not self._trusted:  # the reader compares the fingerprint
            self._trusted.update(line["public_keys"])
        self._walk = Walk(self.report, line["chain"], seq=line["first"] - 1, previous=line["previous"], keys=self._keys)

    def _statement(self, line: Mapping[str, Any]) -> None:
        statement = line["statement"]
        if not self._holds(statement):
            self.report.found(f"the checkpoint {statement.get('number')!r} is not signed by a trusted key, or was changed")
        else:
            assert self._walk is not None  # a header came first
            self._walk.expect(statement["seq"], statement["hash"], f"checkpoint {statement['number']}")

    def _entry(self, line: Mapping[str, Any]) -> None:
        assert self._walk is not None  # a header came first
        self._walk.add(line)

    def _pseudonym(self, line: Mapping[str, Any]) -> None:
        self._mapping.update(canonical(line))

    def _end(self, line: Mapping[str, Any]) -> None:
        self._ended = True
        statement, report = line["statement"], self.report
        if not self._holds(statement) or statement.get("kind") != "export":
            report.found("the statement that ends the export is not signed by a trusted key, or was changed")
            return
        report.signed_by = fingerprint(statement["public_key"])
        assert self._walk is not None  # a header came first
        self._walk.finish()
        last = statement["first"] + statement["count"] - 1
        begun = report.first or statement["first"]
        if (begun, report.entries, self._walk.seq) != (statement["first"], statement["count"], last):
            report.found(f"the export should hold {statement['count']} entries from {statement['first']} on: some are missing")
        if (self._walk.started, self._walk.previous) != ((statement["first"] - 1, statement["previous"]), statement["hash"]):
            report.found("the export is not the one that its statement is about")
        if self._mapping.hexdigest() != statement["mapping"]:
            report.found("the pseudonyms were changed")

    def _holds(self, statement: Any) -> bool:
        return (
            isinstance(statement, dict)
            and statement.get("chain") == self.report.chain
            and signature_holds(statement, self._trusted)
        )


def verify_export(
    lines: Iterable[str | bytes], *, keys: Mapping[str, bytes] | None = None, trusted: Collection[str] = ()
) -> Report:
    """Check an export line by line; never raises for what the file holds.

    `keys` are the chain's keys by id, without which no mac is checked; `trusted` the public keys that may have signed,
    without which the one in the file is taken: compare the report's fingerprint then.
    """
    export = Export(keys, trusted)
    for number, line in enumerate(lines, 1):
        try:
            export.take(_read(line))
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            export.report.found(f"line {number} cannot be read ({type(error).__name__}: {error})")
    return export.finish()


def _read(line: str | bytes) -> dict[str, Any]:
    found = json.loads(line, object_pairs_hook=_once, parse_constant=_refused)
    if not isinstance(found, dict):
        message = "it is no JSON object"
        raise TypeError(message)
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that stands twice: two readers would see two things."""
    found = dict(pairs)
    if len(found) != len(pairs):
        message = "a name stands twice in it"
        raise ValueError(message)
    return found


def _refused(name: str) -> Any:
    message = f"{name} is no JSON"
    raise ValueError(message)


# -- at a terminal -----------------------------------------------------------------------------------


def keys_in(text: str) -> dict[str, bytes]:
    """Chain keys as `omni audit-log keys --secret` prints them: `<id> <hex>` a line; ValueError."""
    return {key_id: bytes.fromhex(key) for key_id, key in (line.split() for line in text.splitlines() if line.strip())}


def summary(report: Report) -> Iterator[str]:
    """For people, line by line."""
    if report.ok:
        macs = "hashes, macs and signatures hold" if report.macs else "hashes and signatures hold; macs were not checked"
        yield f"intact: {report.entries} entries ({report.first} to {report.last}) of chain {report.chain}; {macs}"
        yield f"signed by {report.signed_by}: compare this with the fingerprint that was published"
        return
    yield f"BROKEN: {report.problems} findings in {report.entries} entries of chain {report.chain or '?'}"
    yield from map(str, report.findings)


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 when intact, 1 when broken, 2 when a file cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m omni_audit_log.verify", description="Check an exported audit log.")
    parser.add_argument("file", type=Path, help="an export as JSON lines")
    parser.add_argument("--public-key", action="append", default=[], help="a key that may have signed it, in base64")
    parser.add_argument("--key-file", type=Path, help="the chain's keys, as `omni audit-log keys --secret` prints them")
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else")
    given = parser.parse_args(arguments)
    try:
        keys = keys_in(given.key_file.read_text("utf-8")) if given.key_file else None
        with given.file.open("rb") as lines:
            report = verify_export(lines, keys=keys, trusted=given.public_key)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    text = json.dumps(asdict(report) | {"ok": report.ok}) if given.json else "\n".join(summary(report))
    sys.stdout.write(text + "\n")
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
