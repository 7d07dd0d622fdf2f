"""Looking for entries."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from omni_audit_log.models import Pseudonym
from omni_audit_log.schemas import EntryView, Filters
from omni_sdk import Cursor, Items, paginate
from omni_sdk.contributions.event import matches
from omni_sdk.errors import Invalid, NotFound

from .chains import Chain
from .pseudonyms import revealed, tokens_of, tokens_of_person, uncovered

SPAN = timedelta(days=31)
PLAIN = ("outcome", "request_id")
SORTS = ("seq", "time", "type")
"""What has an index."""
SECURITY = (
    "account.**", "api_key.**", "login.policy.**", "tenant.member.**", "tenant.role.**", "tenant.invitation.**",
    "plugin.enabled", "plugin.disabled", "plugin.settings.changed",
)  # fmt: skip
"""Events that concern who may what."""


async def search(chain: Chain, page: Cursor, filters: Filters) -> Items[EntryView]:
    """One page, the latest first."""
    if page.sort is not None and page.sort.removeprefix("-") not in SORTS:
        message = f"cannot sort by {page.sort!r}; fields to sort by: {', '.join(SORTS)}"
        raise Invalid(message, at="sort")
    rows = chain.entries.filter(**_plain(filters))
    if filters.actor:
        rows = rows.filter(actor__in=await _actors(chain, filters.actor))
    if filters.ip:
        rows = rows.filter(ip__in=list(await tokens_of(chain, filters.ip, ["ip"])))
    if filters.action:
        rows = rows.filter(type__in=await _types(chain, filters.action))
    if filters.resource:
        rows = rows.filter(resource__in=await _resources(chain, filters.resource))
    found = await paginate(rows, page.model_copy(update={"sort": page.sort or "-seq"}), EntryView)
    return Items(items=await shown(chain, list(found.items)), next=found.next)


async def security(chain: Chain, page: Cursor) -> Items[EntryView]:
    """Who came in and who did not, and what changed of what people, keys and plugins may; the latest first."""
    rows = chain.entries.filter(type__in=await _types(chain, *SECURITY))
    found = await paginate(rows, page.model_copy(update={"sort": "-seq"}), EntryView)
    return Items(items=await shown(chain, list(found.items)), next=found.next)


async def entry(chain: Chain, entry_id: UUID) -> EntryView:
    """One; NotFound."""
    row = await chain.entries.get_or_none(id=entry_id)
    if row is None:
        message = f"no entry {entry_id} in this audit log"
        raise NotFound(message)
    return (await shown(chain, [EntryView.model_validate(row)]))[0]


def _plain(filters: Filters) -> dict[str, Any]:
    found: dict[str, Any] = {name: value for name in PLAIN if (value := getattr(filters, name)) is not None}
    if filters.since:
        found["time__gte"] = filters.since
    if filters.until:
        found["time__lt"] = filters.until
    if filters.q:
        if not (filters.since and filters.until) or filters.until - filters.since > SPAN:
            message = "a search for a text reads every entry: give from and to, 31 days apart at most"
            raise Invalid(message, at="q")
        found["record__icontains"] = filters.q
    return found


async def _actors(chain: Chain, wanted: str) -> list[str]:
    kind, _, rest = wanted.partition(":")
    people = await tokens_of_person(chain, rest if kind == "account" and rest else wanted)
    addresses = await tokens_of(chain, rest if kind == "anonymous" and rest else wanted, ["ip"])
    return [wanted, *(f"account:{token}" for token in people), *(f"anonymous:{token}" for token in addresses)]


async def _resources(chain: Chain, wanted: str) -> list[str]:
    kind, _, rest = wanted.partition(":")
    tokens = await tokens_of(chain, rest, ["account"]) if kind == "account" else set()
    return [wanted, *(f"account:{token}" for token in tokens)]


async def _types(chain: Chain, *patterns: str) -> list[str]:
    """The types that patterns mean. Each is found by its index: there are few of them, and many entries."""
    if not any("*" in pattern for pattern in patterns):
        return list(patterns)
    found: list[str] = []
    last = ""
    while row := await chain.entries.filter(type__gt=last).order_by("type").first().only("id", "type"):
        last = row.type
        if any(matches(pattern, last) for pattern in patterns):
            found.append(last)
    return found


# -- showing -----------------------------------------------------------------------------------------


async def shown(chain: Chain, entries: list[EntryView]) -> list[EntryView]:
    """The same with what their pseudonyms stand for."""
    names = await revealed(chain, (entry.record for entry in entries))
    people = await _people(chain, {entry.actor for entry in entries})
    return [_shown(entry, names, people) for entry in entries]


def _shown(entry: EntryView, names: dict[str, str], people: dict[str, str]) -> EntryView:
    record = uncovered(json.loads(entry.record), names)
    told = {name: record[name] for name in ("actor", "ip", "resource", "user_agent", "data")}
    return entry.model_copy(update={**told, "who": people.get(entry.actor)})


async def _people(chain: Chain, actors: set[str]) -> dict[str, str]:
    """By actor, what the log knows them by."""
    tokens = {actor.partition(":")[2]: actor for actor in actors if actor.startswith("account:")}
    accounts = {r.account: tokens[r.token] for r in await Pseudonym.filter(chain=chain.name, token__in=list(tokens))}
    known = Pseudonym.filter(chain=chain.name, account__in=list(accounts), kind__in=["email", "name"])
    # Names after addresses: the name is what stays.
    return {accounts[row.account]: row.value for row in await known.order_by("kind", "last_seq")}
