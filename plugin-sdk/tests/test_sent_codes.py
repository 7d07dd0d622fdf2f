"""Codes that are sent: drawn, kept nowhere, of one attempt, for ten minutes, five tries, right once; in real tables."""

import asyncio
import json
import secrets
import sys
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

sys.path.insert(0, str(Path(__file__).parent / "hooks" / "plugins"))

from omni_code_probe import CODES, Sent, plugin  # found by the path above

from omni_sdk import Account, AccountContext, Flow  # as above
from omni_sdk.models import new_id  # as above
from omni_sdk.sent_codes import Code, TooManyCodes  # as above
from omni_sdk.testing import SetClock  # as above
from omni_sdk.testing.app import RunningOmni, SteppingClock  # as above

Inside = Callable[[Account], AbstractAsyncContextManager[AccountContext]]
FLOW = Flow("handle", "http://testserver/api/v1/auth/callback/none")
WRONG = Code(code="99999999")


@pytest.fixture(autouse=True)
def _never_all_nines(monkeypatch: pytest.MonkeyPatch) -> None:
    """`WRONG` is wrong."""
    drawn = secrets.randbelow
    monkeypatch.setattr("secrets.randbelow", lambda below: drawn(below - 1))


class StillClock(SteppingClock):
    """Time that goes on only when a test moves it: limits are met to the second."""

    def __init__(self) -> None:
        self.at = time.time()

    def timestamp(self) -> float:
        return self.at

    def advance(self, by: timedelta) -> None:
        self.at += by.total_seconds()


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
async def ann(omni_app: RunningOmni) -> Account:
    return await omni_app.person("ann@example.com", password=None)


@pytest.fixture
async def bob(omni_app: RunningOmni) -> Account:
    return await omni_app.person("bob@example.com", name="Bob", password=None)


@pytest.fixture
def inside(omni_app: RunningOmni) -> Inside:
    """The plugin's context for an account."""
    return lambda account: omni_app.for_account(plugin, account)


async def sent(inside: Inside, account: Account) -> tuple[Code, Flow]:
    """A code, and the flow that waits for it; what it remembers went through JSON."""
    async with inside(account) as ctx:
        code, memory = await CODES.make(ctx)
    return Code(code=code), replace(FLOW, memory=json.loads(json.dumps(memory)))


async def accepted(inside: Inside, account: Account, flow: Flow, answer: Code) -> bool:
    async with inside(account) as ctx:
        return await CODES.accept(ctx, flow, answer)


async def test_right_once(inside: Inside, ann: Account) -> None:
    right, flow = await sent(inside, ann)
    assert not await accepted(inside, ann, flow, WRONG)
    assert await accepted(inside, ann, flow, right)
    assert not await accepted(inside, ann, flow, right)


async def test_the_code_is_kept_nowhere(omni_app: RunningOmni, inside: Inside, ann: Account) -> None:
    """Neither in what the flow remembers, nor in the database."""
    right, flow = await sent(inside, ann)
    assert right.code not in json.dumps(dict(flow.memory))
    rows = await omni_app.everything("SELECT * FROM p_code_probe__sent")
    assert len(rows) == 1
    assert right.code not in str(rows)


async def test_codes_are_drawn_from_all_of_eight_digits(inside: Inside, ann: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leading zeros included."""
    asked: list[int] = []

    def drawn(below: int) -> int:
        asked.append(below)
        return 42

    monkeypatch.setattr("secrets.randbelow", drawn)
    right, flow = await sent(inside, ann)
    assert (asked, right.code) == ([10**8], "00000042")
    assert await accepted(inside, ann, flow, right)


async def test_a_code_belongs_to_its_attempt(inside: Inside, ann: Account) -> None:
    """Another attempt of the same person does not take it (ASVS 5.0 6.6.2)."""
    (one, first), (two, second) = await sent(inside, ann), await sent(inside, ann)
    assert not await accepted(inside, ann, second, one)
    assert not await accepted(inside, ann, first, two)
    assert await accepted(inside, ann, first, one)
    assert await accepted(inside, ann, second, two)


async def test_a_code_belongs_to_its_account(inside: Inside, ann: Account, bob: Account) -> None:
    """With the flow of somebody else it is nothing."""
    right, flow = await sent(inside, ann)
    assert not await accepted(inside, bob, flow, right)
    assert await accepted(inside, ann, flow, right)


@pytest.mark.parametrize(("seconds", "right"), [(599, True), (600, False)])
async def test_ten_minutes(inside: Inside, ann: Account, clock: SetClock, seconds: int, right: bool) -> None:
    """And not longer (ASVS 5.0 6.5.5)."""
    code, flow = await sent(inside, ann)
    clock.advance(timedelta(seconds=seconds))
    assert await accepted(inside, ann, flow, code) is right


@pytest.mark.parametrize(("wrong", "right"), [(4, True), (5, False)])
async def test_five_tries(inside: Inside, ann: Account, wrong: int, right: bool) -> None:
    """The fifth may be right, the sixth is not looked at."""
    code, flow = await sent(inside, ann)
    for _ in range(wrong):
        assert not await accepted(inside, ann, flow, WRONG)
    assert await accepted(inside, ann, flow, code) is right


async def test_of_several_at_once_one_is_right(inside: Inside, ann: Account) -> None:
    """Though all have the code."""
    code, flow = await sent(inside, ann)
    results = await asyncio.gather(*(accepted(inside, ann, flow, code) for _ in range(4)))
    assert sorted(results) == [False, False, False, True]


async def test_many_at_once_have_five_tries_in_all(omni_app: RunningOmni, inside: Inside, ann: Account) -> None:
    """Each is counted before it is looked at."""
    _, flow = await sent(inside, ann)
    assert not any(await asyncio.gather(*(accepted(inside, ann, flow, WRONG) for _ in range(12))))
    (row,) = await omni_app.everything("SELECT tries FROM p_code_probe__sent")
    assert row["tries"] == 5


async def test_codes_that_nobody_enters_are_not_made_for_ever(
    inside: Inside, ann: Account, bob: Account, clock: SetClock
) -> None:
    """Five wait; a further one is refused until the first of them is over, or one was used."""
    made = [await sent(inside, ann) for _ in range(5)]
    clock.advance(timedelta(seconds=8.5))
    with pytest.raises(TooManyCodes, match="wait 592 s") as caught:
        await sent(inside, ann)
    assert (caught.value.status, caught.value.headers) == (429, {"Retry-After": "592"})
    await sent(inside, bob)
    code, flow = made[0]
    assert await accepted(inside, ann, flow, code)
    await sent(inside, ann)
    clock.advance(timedelta(minutes=10))
    await sent(inside, ann)
    async with inside(ann):
        assert await Sent.all().count() == 1


async def test_many_at_once_are_five(inside: Inside, ann: Account) -> None:
    """The limit has no gap."""
    results = await asyncio.gather(*(sent(inside, ann) for _ in range(9)), return_exceptions=True)
    assert sum(isinstance(result, TooManyCodes) for result in results) == 4
    async with inside(ann):
        assert await Sent.all().count() == 5


async def test_void(inside: Inside, ann: Account, bob: Account) -> None:
    """Of this account, and of no other; and no way to send on, since what was sent counts until its time is over."""
    (mine, flow), (his, other) = await sent(inside, ann), await sent(inside, bob)
    for _ in range(4):
        await sent(inside, ann)
    async with inside(ann):
        await CODES.void()
    with pytest.raises(TooManyCodes):
        await sent(inside, ann)
    assert not await accepted(inside, ann, flow, mine)
    assert await accepted(inside, bob, other, his)


async def test_a_flow_that_sent_nothing_takes_no_code(inside: Inside, ann: Account) -> None:
    """Made up memory leads nowhere."""
    made_up = {"id": str(new_id()), "salt": "00", "digest": "00"}
    assert not await accepted(inside, ann, replace(FLOW, memory=made_up), WRONG)


@pytest.mark.parametrize("text", ["12345678", " 1234 5678 ", "1234-5678", "1 2 3 4 5 6 7 8"])
def test_codes_as_people_type_them(text: str) -> None:
    """In groups or in one; answers hide the code when they are printed."""
    code = Code(code=text)
    assert code.digits == "12345678"
    assert "5678" not in repr(code)


@pytest.mark.parametrize("text", ["", "1234567", "123456789", "1234567a", "١٢٣٤٥٦٧٨", "1234  5678", "12345678\n9"])
def test_what_is_no_code(text: str) -> None:
    """Is refused, and not repeated."""
    with pytest.raises(ValidationError) as caught:
        Code(code=text)
    assert "input_value" not in str(caught.value)


def test_phones_offer_the_code() -> None:
    """By what HTML calls it."""
    field = Code.model_json_schema()["properties"]["code"]
    assert (field["autocomplete"], field["inputmode"]) == ("one-time-code", "numeric")
