"""What happens a second time: a token is looked at again, and a session is ended by two at once."""

from __future__ import annotations

import pytest

from omni_kernel.auth.models import Session
from omni_kernel.auth.sessions import SessionOver
from omni_sdk.testing.app import SYSTEM, RunningOmni


async def test_a_token_is_looked_up_once(omni_app: RunningOmni) -> None:
    """From then on it is known here, until it ends."""
    sessions, ann = omni_app.kernel.sessions, await omni_app.person()
    row, token = await sessions.create(ann, kind="bearer", methods=["pwd"], tenant_id=None, ip="::1", device="x")
    first = await sessions.verify(token, "bearer")
    assert await sessions.verify(token, "bearer") is first
    with pytest.raises(SessionOver):
        await sessions.verify(token, "browser")
    assert await Session.filter(id=row.id).exists()


async def test_of_two_that_end_a_session_one_does(omni_app: RunningOmni) -> None:
    """Both have found it; the second says of nothing that it ended it."""
    sessions, ann = omni_app.kernel.sessions, await omni_app.person()
    for _ in range(2):
        await sessions.create(ann, kind="bearer", methods=["pwd"], tenant_id=None, ip="::1", device="x")
    found = await Session.filter(account_id=ann.id)
    assert await sessions._end(SYSTEM, found, "logout") == 2
    assert await sessions._end(SYSTEM, found, "logout") == 0
    assert await sessions.revoke_all(SYSTEM, ann.id, "logout") == 0
