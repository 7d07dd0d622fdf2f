"""The factor's functions, called as the kernel calls them: for an account, with real tables."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from pydantic import ValidationError

from omni_2fa_totp import service
from omni_2fa_totp.models import Authenticator
from omni_2fa_totp.plugin import TOTP, plugin
from omni_2fa_totp.schemas import Code
from omni_2fa_totp.settings import Config
from omni_sdk import Account, AccountContext, Flow, FormStep
from omni_sdk.testing import SetClock
from omni_sdk.testing.app import RunningOmni

Inside = Callable[[Account], AbstractAsyncContextManager[AccountContext]]
FLOW = Flow("handle", "http://testserver/api/v1/auth/callback/none")
NOON = datetime(2026, 3, 1, 12, 0, 10, tzinfo=UTC)
"""Ten seconds into a step."""
STEP = timedelta(seconds=30)
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The 20 bytes of RFC 6238 appendix B, in base32."""
RFC_VECTORS = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]
"""Unix time and SHA-1 code of eight digits; six digits are the last six of them."""

assert plugin.omni_factors() == [TOTP]


@pytest.fixture(autouse=True)
def noon(clock: SetClock) -> None:
    """Every test begins in the middle of a step."""
    clock.set(NOON)


@pytest.fixture
def omni_config() -> dict[str, dict[str, object]]:
    return {"2fa-totp": {"issuer": "Acme & Co/1"}}


@pytest.fixture
async def ann(omni_app: RunningOmni) -> Account:
    return await omni_app.person("ann+test@example.com", password=None)


@pytest.fixture
async def bob(omni_app: RunningOmni) -> Account:
    return await omni_app.person("bob@example.com", password=None)


@pytest.fixture
def inside(omni_app: RunningOmni) -> Inside:
    """The plugin's context for an account."""
    return lambda account: omni_app.for_account(plugin, account)


def code(secret: object, at: datetime = NOON) -> Code:
    return Code(code=pyotp.TOTP(str(secret)).at(at))


def wrong(secret: object) -> Code:
    """A code of no step near noon."""
    near = {pyotp.TOTP(str(secret)).at(NOON, counter_offset=n) for n in range(-3, 4)}
    return Code(code=next(f"{n:06}" for n in range(10) if f"{n:06}" not in near))


async def enrolled(inside: Inside, account: Account, at: datetime = NOON) -> str:
    """Go through an enrolment; the secret."""
    async with inside(account) as ctx:
        step = await TOTP.enrol(ctx, FLOW)
        assert await TOTP.confirm(ctx, memory(step), code(step.show["secret"], at)) is True
    return step.show["secret"]


def memory(step: FormStep) -> Flow:
    """The flow of the next step."""
    return Flow(FLOW.handle, FLOW.callback_url, memory=step.remember)


async def verified(inside: Inside, account: Account, answer: Code) -> bool:
    async with inside(account) as ctx:
        return await TOTP.verify(ctx, FLOW, answer)


async def test_shows_a_secret_of_160_bits(inside: Inside, ann: Account) -> None:
    """As text and in a key URI, whose label and issuer are percent-encoded; another one each time."""
    async with inside(ann) as ctx:
        step, again = await TOTP.enrol(ctx, FLOW), await TOTP.enrol(ctx, FLOW)
    secret = step.show["secret"]
    assert len(pyotp.TOTP(secret).byte_secret()) == 20
    assert secret != again.show["secret"]
    assert step.fields is Code
    assert step.qr is not None
    assert step.qr.startswith("otpauth://totp/Acme%20%26%20Co/1:ann%2Btest%40example.com?")
    query = urlsplit(step.qr).query
    assert "+" not in query
    assert parse_qs(query) == {"secret": [secret], "issuer": ["Acme & Co/1"]}


async def test_is_active_only_once_confirmed(inside: Inside, ann: Account) -> None:
    """By a code of the new secret; before that nothing opens a login, and nothing is stored."""
    async with inside(ann) as ctx:
        step = await TOTP.enrol(ctx, FLOW)
        secret = step.show["secret"]
        assert not await TOTP.verify(ctx, FLOW, code(secret))
        assert await TOTP.confirm(ctx, memory(step), wrong(secret)) is False
        assert not await Authenticator.exists()
        assert await TOTP.confirm(ctx, memory(step), code(secret)) is True
        assert await TOTP.verify(ctx, FLOW, code(secret, NOON + STEP))


async def test_the_code_that_confirmed_opens_no_login(inside: Inside, ann: Account) -> None:
    """It was accepted once; the next one is good."""
    secret = await enrolled(inside, ann)
    assert not await verified(inside, ann, code(secret))
    assert await verified(inside, ann, code(secret, NOON + STEP))


async def test_a_new_secret_replaces_the_old_one_when_confirmed(inside: Inside, ann: Account, clock: SetClock) -> None:
    """Until then codes of the old one are good, afterwards only those of the new one."""
    old = await enrolled(inside, ann)
    clock.advance(STEP * 2)
    async with inside(ann) as ctx:
        step = await TOTP.enrol(ctx, FLOW)
        new = step.show["secret"]
        assert not await TOTP.confirm(ctx, memory(step), code(old, NOON + STEP * 2))
        assert await TOTP.verify(ctx, FLOW, code(old, NOON + STEP))
        assert await TOTP.confirm(ctx, memory(step), code(new, NOON + STEP * 2))
        assert not await TOTP.verify(ctx, FLOW, code(old, NOON + STEP * 3))
        assert await TOTP.verify(ctx, FLOW, code(new, NOON + STEP * 3))
        assert await Authenticator.all().count() == 1


async def test_confirming_again_brings_no_code_back(inside: Inside, ann: Account) -> None:
    """What was accepted meanwhile stays used."""
    async with inside(ann) as ctx:
        step = await TOTP.enrol(ctx, FLOW)
        secret = step.show["secret"]
        assert await TOTP.confirm(ctx, memory(step), code(secret))
        assert await TOTP.verify(ctx, FLOW, code(secret, NOON + STEP))
        assert await TOTP.confirm(ctx, memory(step), code(secret))
        assert not await TOTP.verify(ctx, FLOW, code(secret, NOON + STEP))


@pytest.mark.parametrize(("moment", "digits"), RFC_VECTORS)
async def test_codes_of_rfc_6238(inside: Inside, ann: Account, clock: SetClock, moment: int, digits: str) -> None:
    """Each at its time, and once."""
    clock.set(datetime.fromtimestamp(moment, UTC))
    async with inside(ann) as ctx:
        await Authenticator.create(secret=RFC_SECRET, last_step=-1)
        assert await TOTP.verify(ctx, FLOW, Code(code=digits[-6:]))
        assert not await TOTP.verify(ctx, FLOW, Code(code=digits[-6:]))
        assert (await Authenticator.get()).last_step == moment // 30


@pytest.mark.parametrize(("late", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
async def test_window_of_one_step(inside: Inside, ann: Account, late: int, good: bool) -> None:
    """One step before and after the present one; a wrong code never."""
    async with inside(ann) as ctx:
        await Authenticator.create(secret=RFC_SECRET, last_step=0)
        assert not await TOTP.verify(ctx, FLOW, wrong(RFC_SECRET))
        assert await TOTP.verify(ctx, FLOW, code(RFC_SECRET, NOON + STEP * late)) is good


async def test_no_code_up_to_the_last_accepted_one(inside: Inside, ann: Account, clock: SetClock) -> None:
    """Nor earlier ones, which somebody may have read over a shoulder; as long as the window holds them."""
    secret = await enrolled(inside, ann)
    assert await verified(inside, ann, code(secret, NOON + STEP))
    clock.advance(STEP)
    for step in (0, 1):
        assert not await verified(inside, ann, code(secret, NOON + STEP * step))
    clock.advance(STEP)
    assert not await verified(inside, ann, code(secret, NOON + STEP))
    assert await verified(inside, ann, code(secret, NOON + STEP * 2))


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> "asyncio.Queue[None]":
    """An item each time that somebody has read the row, and goes on to write it."""
    seen: asyncio.Queue[None] = asyncio.Queue()
    compute = service.step_of

    def told(*arguments: Any) -> int | None:
        seen.put_nowait(None)
        return compute(*arguments)

    monkeypatch.setattr(service, "step_of", told)
    return seen


async def test_of_racing_logins_with_one_code_one_succeeds(
    omni_app: RunningOmni, inside: Inside, ann: Account, reads: "asyncio.Queue[None]"
) -> None:
    """Though all have read the row before any of them writes it: a transaction keeps them from that so long."""
    answer = code(await enrolled(inside, ann), NOON + STEP)
    reads.get_nowait()
    logins = [asyncio.create_task(verified(inside, ann, answer)) for _ in range(8)]
    async with asyncio.timeout(30), omni_app.kernel.db.transaction():
        for _ in logins:
            await reads.get()
    assert sorted(await asyncio.gather(*logins)) == [False] * 7 + [True]


async def test_an_old_code_loses_the_race_with_a_new_secret(
    omni_app: RunningOmni, inside: Inside, ann: Account, reads: "asyncio.Queue[None]"
) -> None:
    """Though it was right when the row was read."""
    answer = code(await enrolled(inside, ann), NOON + STEP)
    reads.get_nowait()
    login = asyncio.create_task(verified(inside, ann, answer))
    async with asyncio.timeout(30), inside(ann), omni_app.kernel.db.transaction():
        await reads.get()
        await Authenticator.all().delete()
        await Authenticator.create(secret=RFC_SECRET, last_step=0)
    assert not await login


async def test_racing_confirmations_leave_one_secret(inside: Inside, ann: Account) -> None:
    """Of two enrolments, one is left; nobody fails."""
    first, second = await asyncio.gather(enrolled(inside, ann), enrolled(inside, ann))
    good = [await verified(inside, ann, code(secret, NOON + STEP)) for secret in (first, second)]
    assert sorted(good) == [False, True]


async def test_belongs_to_one_account(inside: Inside, ann: Account, bob: Account) -> None:
    """A code of one opens nothing for another, and one's removal leaves the other's."""
    ann_secret, bob_secret = await enrolled(inside, ann), await enrolled(inside, bob)
    assert not await verified(inside, bob, code(ann_secret, NOON + STEP))
    async with inside(bob) as ctx:
        await TOTP.remove(ctx)
        assert not await TOTP.verify(ctx, FLOW, code(bob_secret, NOON + STEP))
    assert await verified(inside, ann, code(ann_secret, NOON + STEP))


async def test_the_secret_is_encrypted_at_rest(omni_app: RunningOmni, inside: Inside, ann: Account) -> None:
    """The table does not hold it in clear."""
    secret = await enrolled(inside, ann)
    (row,) = await omni_app.everything("SELECT * FROM p_2fa_totp__authenticator")
    assert row["secret"]
    assert secret not in str(row)


async def test_challenge_asks_for_the_code(inside: Inside, ann: Account) -> None:
    """And shows nothing that helps."""
    async with inside(ann) as ctx:
        step = await TOTP.challenge(ctx, FLOW)
    assert (step.fields, step.qr, dict(step.show), dict(step.remember)) == (Code, None, {}, {})


@pytest.mark.parametrize("typed", ["123456", "123 456", " 12-34-56 ", "1 2 3 4 5 6"])
def test_reads_a_code_in_groups(typed: str) -> None:
    """Spaces and hyphens between digits do not matter."""
    assert Code(code=typed).digits == "123456"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "12  3456", "123456\n7", "१२३४५६"])
def test_refuses_what_cannot_be_a_code(typed: str) -> None:
    """Without saying it back, since it may be something else that is secret."""
    with pytest.raises(ValidationError) as error:
        Code(code=typed)
    assert not typed or typed not in str(error.value)
    assert "123456" not in repr(Code(code="123456"))


def test_an_issuer_has_no_colon() -> None:
    """It would end the issuer in the label."""
    with pytest.raises(ValidationError, match="issuer"):
        Config(issuer="Acme: the app")
