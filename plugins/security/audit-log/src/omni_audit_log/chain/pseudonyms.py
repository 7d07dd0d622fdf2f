"""Pseudonyms for what is personal, so that a person can be forgotten and the chain stays whole."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from omni_audit_log.models import Erased, Pseudonym
from omni_audit_log.verify import canonical

if TYPE_CHECKING:
    from .chains import Chain

TOKEN = re.compile(r"pn_[0-9a-f]{32}")
PERSONAL = re.compile(
    r"(?P<account>\baccount:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)|(?P<email>[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(?:\.[\w-]+)+)"
)
BY_NAME = {"email": "email", "phone": "phone", "ip": "ip", "ip_address": "ip", "client_ip": "ip", "phone_number": "phone"}
"""Fields whose whole value is personal, by name."""


class Fact(NamedTuple):
    """Something personal: what kind of, what, and whose, as far as it is known."""

    kind: str
    value: str
    account: str

    @property
    def digest(self) -> str:
        """Of kind and value."""
        return digest(self.kind, self.value)


Cover = Callable[[Fact], str]


def digest(kind: str, value: str) -> str:
    """What a value is looked up by; e-mail addresses in any case."""
    return hashlib.sha256(f"{kind}\0{value.casefold()}".encode()).hexdigest()


# -- finding what is personal ------------------------------------------------------------------------


def covered(value: Any, cover: Cover, account: str = "", name: str = "") -> Any:
    """The JSON value with pseudonyms in place of all that is personal; `account` is whose it is, unless it says."""
    if isinstance(value, dict):
        return _object(value, cover, account)
    if isinstance(value, list):
        return [covered(item, cover, account, name) for item in value]
    if not isinstance(value, str) or not value:
        return value
    if name == "account_id" or name.endswith("_account_id"):
        return cover(Fact("account", value, value))
    if name in BY_NAME:
        return cover(Fact(BY_NAME[name], value, account))
    return _text(value, cover, account)


def _object(value: dict[str, Any], cover: Cover, account: str) -> dict[str, Any]:
    account = str(value.get("account_id") or account)
    person = "account_id" in value or "email" in value
    found = {}
    for key, item in value.items():
        if key == "name" and person and isinstance(item, str) and item:
            found[key] = cover(Fact("name", item, account))
        else:
            found[_text(key, cover, account)] = covered(item, cover, account, key)
    return found


def _text(text: str, cover: Cover, account: str) -> str:
    def replaced(found: re.Match[str]) -> str:
        if found["account"]:
            person = found["account"].partition(":")[2]
            return "account:" + cover(Fact("account", person, person))
        return cover(Fact("email", found["email"], account))

    return PERSONAL.sub(replaced, text) if "@" in text or "account:" in text else text


# -- keeping who stands behind -----------------------------------------------------------------------


def mac_of(key: bytes, row: Pseudonym) -> str:
    """Binds a pseudonym to what it stands for."""
    said = canonical(["pseudonym", row.chain, row.token, row.kind, row.value, row.account])
    return hmac.digest(key, said, "sha256").hex()


class Covers:
    """The pseudonyms of one batch of entries; inside the chain's transaction."""

    def __init__(self, chain: Chain, known: Mapping[Fact, str]) -> None:
        self._chain, self._known = chain, known

    @classmethod
    async def of(cls, chain: Chain, facts: Collection[Fact], key: tuple[str, bytes], last_seq: int) -> Covers:
        """Those there are, and new ones for what was never seen; what is of an erased account has no row."""
        rows = Pseudonym.filter(chain=chain.name, digest__in=list({fact.digest for fact in facts}))
        known = {(row.digest, row.account): row.token for row in await rows}
        erased = {row.account for row in await Erased.filter(account__in=list({fact.account for fact in facts}))}
        tokens: dict[Fact, str] = {}
        new: list[Pseudonym] = []
        for fact in sorted(facts):
            place = (fact.digest, fact.account)
            if place not in known:
                known[place] = f"pn_{secrets.token_hex(16)}"
                if fact.account not in erased:
                    new.append(_row(chain.name, fact, known[place], key, last_seq))
            tokens[fact] = known[place]
        await Pseudonym.filter(token__in=list(tokens.values())).update(last_seq=last_seq)
        await Pseudonym.bulk_create(new)
        return cls(chain, tokens)

    def __call__(self, fact: Fact) -> str:
        """The pseudonym of something that was among the facts."""
        return self._known[fact]


def _row(chain: str, fact: Fact, token: str, key: tuple[str, bytes], last_seq: int) -> Pseudonym:
    row = Pseudonym(
        chain=chain, token=token, kind=fact.kind, value=fact.value, digest=fact.digest, account=fact.account,
        last_seq=last_seq, key=key[0],
    )  # fmt: skip
    row.mac = mac_of(key[1], row)
    return row


async def erase(accounts: Sequence[str]) -> None:
    """Forget these accounts in every chain, and for good: with their ids, all that was known to be theirs."""
    await Erased.bulk_create([Erased(account=account) for account in accounts], ignore_conflicts=True)
    mine = Pseudonym.filter(account__in=list(accounts))
    addresses = {row.digest for row in await mine.filter(kind__in=["email", "phone"])}
    # An address that an invitation named before anybody knew whose it is.
    await Pseudonym.filter(digest__in=list(addresses), account="").delete()
    await mine.delete()


async def sweep() -> None:
    """Forget again, should a batch that was under way have remembered somebody."""
    erased = [row.account for row in await Erased.all()]
    for at in range(0, len(erased), 500):
        await Pseudonym.filter(account__in=erased[at : at + 500]).delete()


# -- showing who stands behind -----------------------------------------------------------------------


async def revealed(chain: Chain, texts: Iterable[str]) -> dict[str, str]:
    """What the pseudonyms in these texts stand for; those of erased accounts are not among them."""
    tokens = {token for text in texts for token in TOKEN.findall(text)}
    found: dict[str, str] = {}
    for row in await Pseudonym.filter(chain=chain.name, token__in=list(tokens)):
        found[row.token] = row.value
    return found


def uncovered(value: Any, names: Mapping[str, str]) -> Any:
    """The JSON value with what its pseudonyms stand for; those that nobody knows stay."""
    if isinstance(value, dict):
        return {uncovered(key, names): uncovered(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [uncovered(item, names) for item in value]
    return TOKEN.sub(lambda found: names.get(found[0], found[0]), value) if isinstance(value, str) else value


async def tokens_of(chain: Chain, value: str, kinds: Collection[str]) -> set[str]:
    """The pseudonyms that stand for a value, as one of these kinds."""
    digests = [digest(kind, value) for kind in kinds]
    return {row.token for row in await Pseudonym.filter(chain=chain.name, digest__in=digests)}


async def tokens_of_person(chain: Chain, value: str) -> set[str]:
    """The pseudonyms of accounts that have this id, e-mail address or name."""
    kinds = ("account", "email", "name")
    mine = Pseudonym.filter(chain=chain.name, digest__in=[digest(kind, value) for kind in kinds])
    accounts = {row.account for row in await mine if row.account}
    people = Pseudonym.filter(chain=chain.name, kind="account", account__in=list(accounts))
    return {row.token for row in await people}
