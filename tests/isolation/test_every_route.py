"""Every route of the live document is reached by somebody with a 2xx, and nowhere does a word of the other come out."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
from omni_isolation.flows import Flows, end, sweep
from omni_isolation.game import IDS, METRICS, Tenants, pair
from omni_testbed.sides import KEY, WAYS, Operation, Side
from omni_testbed.surfaces import Listening

from omni_sdk.testing.app import Bench

SCRAPER = "the-operators-token-for-prometheus"
UNREACHED = {
    ("GET", "/api/v1/auth/callback/{provider}"): "no plugin here is an identity provider: kernel/tests/auth/login has some",
    ("POST", "/api/v1/auth/callback/{provider}"): "likewise",
    ("POST", "/api/v1/auth/link"): "likewise",
    ("POST", "/api/v1/analytics/unsubscribe/{tenant}"): "by a link in a mail: test_unsubscribe.py of the hub",
}
"""Routes that nothing here reaches with a 2xx, and where they are."""


def test_every_route_is_reached_and_shows_nothing_of_the_other(omni_bench: Bench) -> None:
    """Both go all ways, one listening while the other writes; then log lines, mails and events are looked through."""
    with pair(omni_bench) as game:
        reached = set(game.reached)
        for side in game.sides:
            game.reached = set()
            with Listening(game.living, game.other(side).headers(game.living, KEY)) as listening:
                Flows(game, side).walk()
                sweep(game, side)
            assert listening.status == 200
            unheard(side, bytes(listening.heard).decode(), "the stream")
            reached |= game.reached
        game.reached = reached
        end(game, game.sides[0])
        game.surfaces()
        everything = {(o.method, o.path) for o in [*game.operations, *game.ending]}
        assert sorted(everything - game.reached - UNREACHED.keys()) == []
        assert sorted(UNREACHED.keys() - everything) == [], "is no more"
        assert sorted(UNREACHED.keys() & game.reached) == [], "is reached: strike it out"


def unheard(side: Side, text: str, where: str) -> None:
    """Nothing of that side stands in what the other one got."""
    leaked = {secret for secret in side.secrets() if secret in text}
    assert not leaked, f"{where} shows {leaked}"


def test_an_id_of_the_others_is_answered_as_one_that_never_was(omni_bench: Bench) -> None:
    """Status, type, words and headers: whoever asks cannot tell the two apart, by whatever way and for whatever route."""
    with pair(omni_bench) as game:
        side, compared, told_apart = game.sides[0], 0, set[str]()
        for operation in game.by_id:
            for name in (name for name in operation.names if name in IDS):
                for way in WAYS:
                    for theirs in game.foreign(side, name)[:2]:
                        found = [asked(game, side, operation, way, {name: value}) for value in (theirs, never(name, theirs))]
                        if found[0] != found[1]:
                            told_apart.add(f"{operation.method} {operation.path}: {found[0][:2]} != {found[1][:2]}")
                        compared += found[0][0] == 404
        assert sorted(told_apart) == []
        assert compared > 200, compared


def never(name: str, theirs: str) -> str:
    """An id of the same form that nobody has."""
    head, dot, tail = theirs.partition(".")
    if name in {"role", "tenant_id"} and theirs.count("-") != 4:
        return f"never-{uuid4().hex[:8]}"
    return f"{theirs[:19]}{uuid4()}"[:15] + str(uuid4())[15:] + dot + tail if head else theirs


def asked(game: Tenants, side: Side, operation: Operation, way: Any, values: dict[str, str]) -> tuple[Any, ...]:
    """What an answer tells, but for the request's id and what was sent along."""
    url = game.path(operation, side.first() | values)
    answer = game.send(side, operation.method, url, way, **game.body(side, operation))
    return answer.status_code, told(answer, next(iter(values.values()))), headers_of(answer)


def told(answer: httpx.Response, value: str) -> str:
    """Its body."""
    text = answer.text.replace(value, "<id>")
    found = answer.headers.get("x-request-id") or answer.headers.get("omni-request-id") or ""
    if answer.headers.get("content-type") == "application/problem+json":
        found = str(answer.json().get("request_id", found))
    return text.replace(found, "<request>") if found else text


def headers_of(answer: httpx.Response) -> frozenset[str]:
    """Their names: values are times, ids and lengths."""
    return frozenset(answer.headers)


def test_metrics_name_nobodys_things(omni_bench: Bench) -> None:
    """What the operator scrapes holds numbers: no title, no address, no id of a row."""
    scraper = {"plugins": {"metrics-prometheus": {"token": SCRAPER}}}
    with pair(omni_bench, scraper) as game:
        for side in game.sides:
            Flows(game, side).letters()
        for side in game.sides:
            refused = game.send(side, "GET", METRICS)
            assert refused.status_code == 401, refused.text
        scraped = game.living.send("GET", METRICS, SCRAPER)
        assert scraped.status_code == 200, scraped.text
        rows = {i for side in game.sides for name, ids in side.ids.items() for i in ids if name != "tenant_id"}
        assert not [secret for secret in rows | {side.mark for side in game.sides} if secret in scraped.text]
