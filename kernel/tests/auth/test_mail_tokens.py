"""Tokens in mailed links: once, for a while, for one purpose."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from omni_kernel.auth.mail_tokens import LinkUsed, MailTokens
from omni_kernel.auth.models import Account, MailToken
from omni_kernel.clock import Clock
from omni_sdk.errors import Gone, Invalid
from omni_sdk.testing.app import RunningOmni

HOUR = timedelta(hours=1)


@pytest.fixture
def tokens(omni_app: RunningOmni) -> MailTokens:
    """The kernel's own."""
    return omni_app.kernel.mail_tokens


async def test_a_token_works_once(omni_app: RunningOmni, tokens: MailTokens) -> None:
    """And is not in the database."""
    ann = await omni_app.person()
    token = await tokens.issue("password", ann.id, HOUR, {"mailed": True})
    assert len(token) >= 43
    assert token not in str(await MailToken.all().values())
    looked = await tokens.look("password", token)
    assert looked is not None
    taken = await tokens.take("password", token)
    assert (looked.account_id, taken.account_id, taken.data) == (ann.id, ann.id, {"mailed": True})
    assert await tokens.look("password", token) is None
    with pytest.raises(Invalid):
        await tokens.take("password", token)


async def test_of_two_at_once_one_gets_it(omni_app: RunningOmni, tokens: MailTokens) -> None:
    """The database decides."""
    token = await tokens.issue("password", (await omni_app.person()).id, HOUR)
    found = await asyncio.gather(*(tokens.take("password", token) for _ in range(8)), return_exceptions=True)
    assert len([row for row in found if isinstance(row, MailToken)]) == 1
    assert all(isinstance(row, MailToken | Invalid | LinkUsed) for row in found)


async def test_a_token_grows_old(omni_app: RunningOmni, tokens: MailTokens, clock: Clock) -> None:
    """Too late is another answer than never."""
    token = await tokens.issue("password", (await omni_app.person()).id, HOUR)
    clock.advance(HOUR)
    assert await tokens.look("password", token) is None
    with pytest.raises(Gone):
        await tokens.take("password", token)


async def test_a_token_is_for_one_purpose(omni_app: RunningOmni, tokens: MailTokens) -> None:
    """A link that confirms an address sets no password."""
    token = await tokens.issue("verify-email", (await omni_app.person()).id, HOUR)
    assert await tokens.look("password", token) is None
    with pytest.raises(Invalid):
        await tokens.take("password", token)
    assert await tokens.take("verify-email", token)


async def test_a_new_one_voids_the_old(omni_app: RunningOmni, tokens: MailTokens) -> None:
    """Of the same purpose and account, and no other."""
    ann, bob = await omni_app.person(), await omni_app.person("bob@example.com")
    old = await tokens.issue("password", ann.id, HOUR)
    others = await tokens.issue("password", bob.id, HOUR), await tokens.issue("verify-email", ann.id, HOUR)
    new = await tokens.issue("password", ann.id, HOUR)
    assert await tokens.look("password", old) is None
    assert await tokens.look("password", new)
    assert await tokens.look("password", others[0])
    assert await tokens.look("verify-email", others[1])


async def test_tokens_go_with_their_account(omni_app: RunningOmni, tokens: MailTokens) -> None:
    """Nothing is left of them."""
    ann = await omni_app.person()
    await tokens.issue("password", ann.id, HOUR)
    await Account.filter(id=ann.id).delete()
    assert not await MailToken.exists()


def test_the_token_stands_in_the_fragment(tokens: MailTokens) -> None:
    """Where no server sees it."""
    assert tokens.link("set-password", "abc") == "http://testserver/auth/set-password#abc"
