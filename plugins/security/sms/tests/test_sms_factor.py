"""The factor's functions, called as the kernel calls them: for an account, with real tables."""

import asyncio
import json
import re
import secrets
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest
from pydantic import BaseModel, ValidationError

from omni_2fa_sms.errors import NoNumber
from omni_2fa_sms.models import Phone
from omni_2fa_sms.plugin import SMS, plugin
from omni_2fa_sms.schemas import Number
from omni_sdk import Account, AccountContext, Flow, FormStep
from omni_sdk.drivers import SMS as KIND
from omni_sdk.drivers import DeliveryFailed, SmsDriver
from omni_sdk.errors import DriverMissing
from omni_sdk.sent_codes import Code, Undeliverable
from omni_sdk.testing import Outbox
from omni_sdk.testing.app import RunningOmni

Inside = Callable[[Account], AbstractAsyncContextManager[AccountContext]]
FLOW = Flow("handle", "http://testserver/api/v1/auth/callback/none")
WRONG = Code(code="99999999")
MOBILE = "+41791234567"

assert plugin.omni_factors() == [SMS]


@pytest.fixture(autouse=True)
def _never_all_nines(monkeypatch: pytest.MonkeyPatch) -> None:
    """`WRONG` is wrong."""
    drawn = secrets.randbelow
    monkeypatch.setattr("secrets.randbelow", lambda below: drawn(below - 1))


@pytest.fixture
async def ann(omni_app: RunningOmni) -> Account:
    return await omni_app.person("ann@example.com", password=None)


@pytest.fixture
async def bob(omni_app: RunningOmni) -> Account:
    bob = await omni_app.person("bob@example.com", name="", password=None)
    bob.locale = "de-CH"
    await bob.save()
    return bob


@pytest.fixture
def inside(omni_app: RunningOmni) -> Inside:
    """The plugin's context for an account."""
    return lambda account: omni_app.for_account(plugin, account)


class Broken(BaseModel):
    """How."""

    permanent: bool = False


class BrokenSms(SmsDriver):
    """Delivers nothing."""

    Config = Broken

    def __init__(self, config: BaseModel) -> None:
        self.permanent = Broken.model_validate(config).permanent

    async def send(self, to: str, text: str) -> None:
        raise DeliveryFailed("code 21614: not a mobile number", permanent=self.permanent)


def code_of(message: tuple[str, str]) -> Code:
    """As the person reads it."""
    return Code(code=message[1][:8])


def memory(step: FormStep) -> Flow:
    """The flow of the next step; what it remembers went through JSON."""
    return replace(FLOW, memory=json.loads(json.dumps(step.remember)))


async def challenged(inside: Inside, account: Account) -> Flow:
    """As in a login; the account has a number."""
    async with inside(account) as ctx:
        if not await Phone.exists():
            await Phone.create(number=MOBILE)
        return memory(await SMS.challenge(ctx, FLOW))


async def enrolled(inside: Inside, account: Account, outbox: Outbox, number: str = MOBILE) -> None:
    """Go through an enrolment, and forget its message."""
    async with inside(account) as ctx:
        step = await SMS.enrol(ctx, FLOW)
        asked = await SMS.confirm(ctx, memory(step), Number(phone=number))
        assert isinstance(asked, FormStep)
        assert await SMS.confirm(ctx, memory(asked), code_of(outbox.texts[-1])) is True
    outbox.sms.texts.clear()


async def verified(inside: Inside, account: Account, flow: Flow, answer: Code) -> bool:
    async with inside(account) as ctx:
        return await SMS.verify(ctx, flow, answer)


async def test_enrolment_proves_the_number(inside: Inside, ann: Account, outbox: Outbox) -> None:
    """Asked for the number, then for the code that was sent there; only then it is kept, in E.164 form."""
    async with inside(ann) as ctx:
        step = await SMS.enrol(ctx, FLOW)
        assert (step.fields, step.qr, step.show) == (Number, None, {})
        assert "an authenticator app is safer" in step.text
        asked = await SMS.confirm(ctx, memory(step), Number(phone=" +41 (0)79 123 45 67"))
        assert isinstance(asked, FormStep)
        assert (asked.fields, asked.text) == (Code, "Enter the code that we have sent to the number that ends in 67.")
        ((to, _),) = outbox.texts
        assert to == MOBILE
        assert await SMS.confirm(ctx, memory(asked), WRONG) is False
        assert not await Phone.exists()
        assert await SMS.confirm(ctx, memory(asked), code_of(outbox.texts[0])) is True
        assert (await Phone.get()).number == MOBILE


async def test_a_new_number_replaces_the_old_one_once_it_is_proven(inside: Inside, ann: Account, outbox: Outbox) -> None:
    """Until then codes go to the old one."""
    await enrolled(inside, ann, outbox)
    async with inside(ann) as ctx:
        asked = await SMS.confirm(ctx, FLOW, Number(phone="+41797654321"))
        assert isinstance(asked, FormStep)
        await SMS.challenge(ctx, FLOW)
        assert [to for to, _ in outbox.texts] == ["+41797654321", MOBILE]
        assert await SMS.confirm(ctx, memory(asked), code_of(outbox.texts[0])) is True
        await SMS.challenge(ctx, FLOW)
        assert [phone.number for phone in await Phone.all()] == [outbox.texts[2][0]] == ["+41797654321"]


async def test_a_code_that_is_right_twice_changes_the_number_once(inside: Inside, ann: Account, outbox: Outbox) -> None:
    """Of two confirmations at once one counts."""
    async with inside(ann) as ctx:
        asked = await SMS.confirm(ctx, FLOW, Number(phone=MOBILE))
        assert isinstance(asked, FormStep)
        answers = (SMS.confirm(ctx, memory(asked), code_of(outbox.texts[0])) for _ in range(3))
        assert sorted(map(bool, await asyncio.gather(*answers))) == [False, False, True]
        assert await Phone.all().count() == 1


async def test_the_number_is_masked(inside: Inside, ann: Account, outbox: Outbox) -> None:
    """Whoever has the password learns no more than the last two digits."""
    await enrolled(inside, ann, outbox)
    async with inside(ann) as ctx:
        step = await SMS.challenge(ctx, FLOW)
    assert step.text == "Enter the code that we have sent to the number that ends in 67."
    assert not re.search(r"\d{3}", step.text)


async def test_the_message_is_one_and_bound_to_our_pages(inside: Inside, ann: Account, outbox: Outbox) -> None:
    """The last line is an origin-bound one-time code: host without port, one space, the code."""
    await challenged(inside, ann)
    ((_, text),) = outbox.texts
    code = code_of(outbox.texts[0]).code
    assert text.splitlines()[1:] == ["", f"@testserver #{code}"]
    assert text.splitlines()[0] == f"{code} is your login code for the next 10 minutes. Give it to nobody."
    assert len(text) <= 160
    assert text.isascii()


async def test_without_a_driver_nothing_begins(omni_app: RunningOmni, inside: Inside, ann: Account, outbox: Outbox) -> None:
    """Neither enrolment, before a number is typed in vain, nor a login."""
    await enrolled(inside, ann, outbox)
    del omni_app.kernel.drivers._made[KIND.name]
    for function in (SMS.enrol, SMS.challenge):
        with pytest.raises(DriverMissing, match=r"set use = .* under \[drivers\.sms\]"):
            async with inside(ann) as ctx:
                await function(ctx, FLOW)


async def test_without_a_number_nothing_is_sent(omni_app: RunningOmni, inside: Inside, ann: Account, outbox: Outbox) -> None:
    """The way out is told, and others sign in all the same."""
    for _ in range(5):
        with pytest.raises(NoNumber, match="set it up again"):
            async with inside(ann) as ctx:
                await SMS.challenge(ctx, FLOW)
    assert not outbox.texts
    assert not omni_app.kernel.breaker.tripped()


async def test_a_login(inside: Inside, ann: Account, outbox: Outbox) -> None:
    """The code of the mail is right, once."""
    flow = await challenged(inside, ann)
    right = code_of(outbox.texts[0])
    assert not await verified(inside, ann, flow, WRONG)
    assert await verified(inside, ann, flow, right)
    assert not await verified(inside, ann, flow, right)


async def test_a_number_that_takes_no_messages_is_the_persons_trouble(
    omni_app: RunningOmni, inside: Inside, ann: Account
) -> None:
    """A 409 that the breaker does not count: others sign in all the same."""
    omni_app.kernel.drivers.put(KIND, BrokenSms(Broken(permanent=True)))
    for _ in range(5):
        with pytest.raises(Undeliverable, match="take another number") as caught:
            async with inside(ann) as ctx:
                await SMS.confirm(ctx, FLOW, Number(phone=MOBILE))
    assert caught.value.status == 409
    assert not omni_app.kernel.breaker.tripped()


async def test_a_driver_that_fails_is_told(omni_app: RunningOmni, inside: Inside, ann: Account) -> None:
    """By its own error, which counts against the plugin."""
    omni_app.kernel.drivers.put(KIND, BrokenSms(Broken()))
    with pytest.raises(DeliveryFailed, match="21614"):
        await challenged(inside, ann)


async def test_removal_forgets_the_number_and_what_was_sent(inside: Inside, ann: Account, bob: Account, outbox: Outbox) -> None:
    """Of this account, and of no other."""
    flow, other = await challenged(inside, ann), await challenged(inside, bob)
    async with inside(ann) as ctx:
        await SMS.remove(ctx)
        assert not await Phone.exists()
    assert not await verified(inside, ann, flow, code_of(outbox.texts[0]))
    assert await verified(inside, bob, other, code_of(outbox.texts[1]))


def test_phones_offer_their_number() -> None:
    """By what HTML calls it."""
    phone = Number.model_json_schema()["properties"]["phone"]
    assert (phone["autocomplete"], phone["inputmode"]) == ("tel", "tel")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+41791234567", "+41791234567"),
        ("+41 79 123 45 67", "+41791234567"),
        ("+49 (1512) 3456789", "+4915123456789"),
        ("+1 415-555-2671", "+14155552671"),
        ("+39 347 1234567", "+393471234567"),
    ],
)
def test_numbers_as_people_write_them(text: str, number: str) -> None:
    """Come to E.164 form."""
    assert Number(phone=text).phone == number


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must begin with"),
        ("0791234567", "must begin with"),
        ("+", "must begin with"),
        ("+999 1234567", "must begin with"),
        ("me", "must begin with"),
        ("+41 79 123 45", "of a mobile phone"),
        ("+41 44 668 18 00", "of a mobile phone"),
        ("+41 900 123 456", "of a mobile phone"),
        ("+41 800 123 456", "of a mobile phone"),
        ("+1 900 234 5678", "of a mobile phone"),
        ("+" + "4" * 40, "at most 40"),
    ],
)
def test_numbers_that_are_no_mobile_phones(text: str, message: str) -> None:
    """Are refused with the way out: landlines, premium and free numbers, and what is none."""
    with pytest.raises(ValidationError, match=message):
        Number(phone=text)
