"""Series per tenant, as many as the operator allows: he names the tenants, or the number of those with most requests.

With a number, requests of every tenant are counted, and the choice is made when somebody scrapes. A counter must never
fall: a tenant that is chosen later begins at 0, since `other` showed what it had before; and what it showed is kept out
of `other` when it makes room for another. `Choice` keeps both, in the cache, which is where the totals are, too.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Literal

from pydantic import BaseModel

from omni_sdk import Counter, EdgeContext, Middleware, Next, RequestContext, Response, Script
from omni_sdk.context import Family, Sample
from omni_sdk.errors import CacheDown

from .settings import Config

OTHER = "other"
LEAD = 1.1
"""How many times the requests of a chosen tenant another must have to take its place: not another one at every scrape."""
KEY = "tenants"
REQUESTS = Counter(
    "tenant_requests_total", "Requests of a tenant, by class of status; only where tenants are told apart.", ("tenant", "status")
)
SECONDS = Counter("tenant_request_seconds_total", "Time to answer them, without that of streams.", ("tenant",))
OWN = {f"omni_metrics_prometheus_{metric.name}": metric for metric in (REQUESTS, SECONDS)}
SWAP = Script("""
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1
""")
Totals = Mapping[str, Mapping[str, float]]
"""By tenant and place: the metric, and the class of status if it has one."""


async def count(ctx: RequestContext, call_next: Next) -> Response:
    """Count the request for its tenant."""
    config = ctx.config(Config)
    began = perf_counter()
    response = await call_next()
    slug = ctx.tenant.slug
    tenant = slug if config.top_tenants or slug in config.tenants else OTHER
    ctx.metrics.add(REQUESTS, tenant=tenant, status=f"{response.status // 100}xx")
    ctx.metrics.add(SECONDS, perf_counter() - began, tenant=tenant)
    return response


def wanted(config: Config) -> bool:
    """Does the operator tell tenants apart?"""
    return bool(config.tenants or config.top_tenants)


COUNTED = Middleware.identified(count, when=wanted)


class Choice(BaseModel):
    """Which tenants are told apart, with what they had before, and what those showed that were."""

    chosen: dict[str, dict[str, float]] = {}
    shown: dict[str, float] = {}


@dataclass(frozen=True)
class Number:
    """One of the numbers made here."""

    name: str
    labels: Mapping[str, str]
    value: float


@dataclass(frozen=True)
class Counted:
    """A family made here."""

    name: str
    help: str
    samples: Sequence[Sample]
    kind: Literal["counter"] = "counter"


async def collect(ctx: EdgeContext) -> Sequence[Family]:
    """All metrics, tenants other than those told apart as one."""
    config = ctx.config(Config)
    if config.top_tenants:
        return await _top(ctx, config.top_tenants)
    families = await ctx.metrics.collect()
    return [*_others(families), *_shown(totals_of(families), {slug: {} for slug in config.tenants}, {})]


async def _top(ctx: EdgeContext, most: int) -> Sequence[Family]:
    while True:
        try:
            kept = await ctx.cache.get(KEY) or b""
            # After the choice: so a total is below what was kept of it only if the totals were lost.
            families = await ctx.metrics.collect()
            totals = totals_of(families)
            choice = choose(Choice.model_validate_json(kept) if kept else None, totals, most)
            new = choice.model_dump_json().encode()
            if new == kept or await ctx.cache.run(SWAP, [KEY], [kept.decode(), new.decode()]):
                return [*_others(families), *_shown(totals, choice.chosen, choice.shown)]
        except CacheDown:
            # Of this process alone, and nobody knows who was chosen: better none than others at every scrape.
            return _others(await ctx.metrics.collect())


def choose(choice: Choice | None, totals: Totals, most: int) -> Choice:
    """Those with the most requests; those chosen before have a lead."""
    if choice is not None and any(totals.get(t, {}).get(p, 0.0) < v for t, had in choice.chosen.items() for p, v in had.items()):
        choice = None
    before = choice.chosen if choice else {}

    def weight(tenant: str) -> float:
        return sum(v for p, v in totals[tenant].items() if p != SECONDS.name) * (LEAD if tenant in before else 1.0)

    best = sorted(totals.keys() - {OTHER}, key=lambda tenant: (-weight(tenant), tenant))[:most]
    shown = defaultdict(float, choice.shown if choice else {})
    for tenant in before.keys() - set(best):
        for place, value in totals.get(tenant, {}).items():
            shown[place] += value - before[tenant].get(place, 0.0)
    # At first nothing has been shown as that of others.
    fresh = {t: dict(totals[t]) if choice else {} for t in best if t not in before}
    return Choice(chosen={t: before[t] for t in sorted(before) if t in best} | fresh, shown=dict(shown))


def totals_of(families: Sequence[Family]) -> Totals:
    """What was counted per tenant."""
    found: dict[str, dict[str, float]] = {}
    for family in families:
        for sample in family.samples if family.name in OWN else ():
            place = "|".join([OWN[family.name].name, *filter(None, [sample.labels.get("status")])])
            at = found.setdefault(sample.labels["tenant"], {})
            at[place] = at.get(place, 0.0) + sample.value
    return found


def _others(families: Sequence[Family]) -> list[Family]:
    return [family for family in families if family.name not in OWN]


def _shown(totals: Totals, chosen: Mapping[str, Mapping[str, float]], shown: Mapping[str, float]) -> Iterator[Family]:
    values = sorted(shown_of(totals, chosen, shown).items()) if chosen else ()
    for name, metric in OWN.items() if chosen else ():
        mine = [(at, value) for at, value in values if at[0].partition("|")[0] == metric.name]
        yield Counted(name, metric.help, [_number(name, *at, value) for at, value in mine])


def shown_of(
    totals: Totals, chosen: Mapping[str, Mapping[str, float]], shown: Mapping[str, float]
) -> Mapping[tuple[str, str], float]:
    """By place and label: of the chosen what they did not have before, of all the rest together what nobody else shows."""
    rest = defaultdict(float, {place: -value for place, value in shown.items()})
    values: dict[tuple[str, str], float] = {}
    for tenant, places in totals.items():
        for place, value in places.items():
            own = value - chosen[tenant].get(place, 0.0) if tenant in chosen else 0.0
            rest[place] += value - own
            if tenant in chosen:
                values[place, tenant] = own
    # Never below nothing, which sums of fractions can miss by a hair.
    return values | {(place, OTHER): max(value, 0.0) for place, value in rest.items()}


def _number(name: str, place: str, tenant: str, value: float) -> Number:
    _, _, status = place.partition("|")
    return Number(name, {"tenant": tenant} | ({"status": status} if status else {}), value)
