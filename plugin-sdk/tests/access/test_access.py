"""One table of every access path that Tortoise has, tried by A on what is B's, for each kind of bound model."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import omni_access.joins
import omni_access.open
import omni_access.reads
import omni_access.writes  # noqa: F401  # the four write the table
import pytest
import pytest_asyncio
from omni_access.surface import NO_ROWS, SURFACE, found
from omni_access.table import CLOSED, OPEN
from omni_access.world import FAMILIES, MARK, Family, World, opened, shown

from omni_sdk._scope import Scope, entered

pytestmark = pytest.mark.asyncio(loop_scope="module")
KINDS = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.kind)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def worlds() -> AsyncIterator[dict[str, World]]:
    """Of all families, in one database."""
    async with opened() as context:
        yield {family.kind: World(family, context) for family in FAMILIES}


@pytest_asyncio.fixture(loop_scope="module")
async def world(worlds: dict[str, World], family: Family) -> World:
    """The rows of before, whatever earlier attempts did."""
    return await worlds[family.kind].restored()


def same(found: Any, expected: Any) -> bool:
    """Equal, in any order where they are lists."""
    if isinstance(expected, list):
        return sorted(found, key=str) == sorted(expected, key=str)
    return bool(found == expected)


@KINDS
@pytest.mark.parametrize("name", CLOSED)
async def test_closed(world: World, family: Family, name: str) -> None:
    """A sees what is A's and nothing else, and B's rows are as they were."""
    closed = CLOSED[name]
    if closed.only not in {"", family.kind}:
        pytest.skip(f"only for {closed.only}")
    with entered(world.a):
        if closed.raises:
            with pytest.raises(closed.raises) as caught:
                await closed.attempt(world)
            assert MARK not in str(caught.value)
        else:
            found = await closed.attempt(world)
            assert MARK not in shown(found)
            assert same(found, closed.gives), found
    before, now = world.of_b(world.first), world.of_b(await world.dump())
    assert now == before
    assert world.links(await world.dump()) <= world.links(world.first), "none of A's rows leads to B's that did not"


@KINDS
@pytest.mark.parametrize("name", [name for name, closed in CLOSED.items() if closed.bare and not closed.only])
async def test_nobody_in_scope(world: World, family: Family, name: str) -> None:
    """Without an owner in scope each of them raises, and says so."""
    for scope in (Scope(), Scope(platform=True)):
        with entered(scope), pytest.raises(family.nobody):
            await CLOSED[name].attempt(world)
    assert await world.dump() == world.first


@KINDS
@pytest.mark.parametrize("name", OPEN)
async def test_open(world: World, name: str) -> None:
    """What is named as open is open: as soon as it is not, it goes to the other table."""
    with entered(world.a):
        found = await OPEN[name].attempt(world)
    assert MARK in shown(found) or world.of_b(await world.dump()) != world.of_b(world.first)


async def test_all_that_tortoise_has_is_in_the_table() -> None:
    """Every public method, class and function has a line; every line that is named is there."""
    there = set(found())
    assert sorted(there - SURFACE.keys()) == [], "say in surface.py which path of the table tries these"
    assert sorted(SURFACE.keys() - there) == [], "these are no more"
    named = {name for paths in SURFACE.values() if paths != NO_ROWS for name in paths.split()}
    assert sorted(named - CLOSED.keys() - OPEN.keys()) == []
