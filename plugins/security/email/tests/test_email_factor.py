"""The factor's functions, called as the kernel calls them: for an account, with real tables."""

import asyncio
import json
import re
import secrets
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from pydantic import BaseModel, ValidationError

from omni_2fa_email.models import SentCode
from omni_2fa_email.plugin import EMAIL, plugin
from omni_sdk import Account, AccountContext, Flow, FormStep
from omni_sdk.drivers import MAIL, DeliveryFailed, MailDriver
from omni_sdk.models import new_id
from omni_sdk.sent_codes import Code, TooManyCodes, Undeliverable
from omni_sdk.testing import Mail, Outbox, SetClock
from omni_sdk.testing.app import RunningOmni, SteppingClock

Inside = Callable[[Account], AbstractAsyncContextManager[AccountContext]]
FLOW = Flow("handle", "http://testserver/api/v1/auth/callback/none")
WRONG = Code(code="99999999")

assert plugin.omni_factors() == [EMAIL]


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


class BrokenMail(MailDriver):
    """Delivers nothing."""

    Config = Broken

    def __init__(self, config: BaseModel) -> None:
        self.permanent = Broken.model_validate(config).permanent

    async def send(self, message: EmailMessage) -> None:
        raise DeliveryFailed("550 no such mailbox", permanent=self.permanent)


def code_of(mail: Mail) -> Code:
    """As the person reads it."""
    (found,) = re.findall(r"^ {4}(\d{8})$", mail.text, re.MULTILINE)
    return Code(code=found)


def memory(step: FormStep) -> Flow:
    """The flow of the next step; what it remembers went through JSON."""
    return replace(FLOW, memory=json.loads(json.dumps(step.remember)))


async def challenged(inside: Inside, account: Account) -> Flow:
    async with inside(account) as ctx:
        return memory(await EMAIL.challenge(ctx, FLOW))


async def verified(inside: Inside, account: Account, flow: Flow, answer: Code) -> bool:
    async with inside(account) as ctx:
        return await EMAIL.verify(ctx, flow, answer)


async def test_enrolment_proves_the_mailbox(inside: Inside, ann: Account, outbox: Outbox) -> None:
    """A code goes to the account's address, and confirms when it comes back."""
    async with inside(ann) as ctx:
        step = await EMAIL.enrol(ctx, FLOW)
        assert (step.fields, step.qr, step.show) == (Code, None, {})
        assert "ann@example.com" in step.text
        (mail,) = outbox.mails
        assert mail.to == "ann@example.com"
        assert await EMAIL.confirm(ctx, memory(step), WRONG) is False
        assert await EMAIL.confirm(ctx, memory(step), code_of(mail)) is True


async def test_a_login(inside: Inside, ann: Account, outbox: Outbox) -> None:
    """The code of the mail is right, once."""
    flow = await challenged(inside, ann)
    right = code_of(outbox.mails[0])
    assert not await verified(inside, ann, flow, WRONG)
    assert await verified(inside, ann, flow, right)
    assert not await verified(inside, ann, flow, right)


async def test_the_mail_speaks_the_persons_language(inside: Inside, ann: Account, bob: Account, outbox: Outbox) -> None:
    """As text and HTML; the subject, which locked screens show, holds no code."""
    await challenged(inside, ann)
    await challenged(inside, bob)
    english, german = outbox.mails
    assert (english.subject, german.subject) == ("Your login code", "Ihr Anmeldecode")
    assert "Hello Ann,\n" in english.text
    assert "Guten Tag\n" in german.text
    for mail, minutes in ((english, "10 minutes"), (german, "10 Minuten")):
        html = mail.message.get_body(("html",))
        assert html is not None
        assert code_of(mail).code in html.get_content()
        assert minutes in mail.text
        assert minutes in html.get_content()


async def test_the_code_is_kept_nowhere(omni_app: RunningOmni, inside: Inside, ann: Account, outbox: Outbox) -> None:
    """Neither in what the flow remembers, nor in the database."""
    flow = await challenged(inside, ann)
    right = code_of(outbox.mails[0]).code
    assert right not in json.dumps(dict(flow.memory))
    rows = await omni_app.kernel.db.rows("SELECT * FROM p_2fa_email__sent_code")
    assert len(rows) == 1
    assert right not in str(rows)


async def test_codes_are_drawn_from_all_of_eight_digits(
    inside: Inside, ann: Account, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Leading zeros included."""
    asked: list[int] = []

    def drawn(below: int) -> int:
        asked.append(below)
        return 42

    monkeypatch.setattr("secrets.randbelow", drawn)
    flow = await challenged(inside, ann)
    assert asked == [10**8]
    assert code_of(outbox.mails[0]).code == "00000042"
    assert await verified(inside, ann, flow, Code(code="00000042"))


async def test_a_code_belongs_to_its_attempt(inside: Inside, ann: Account, outbox: Outbox) -> None:
    """Another attempt of the same person does not take it (ASVS 5.0 6.6.2)."""
    first, second = await challenged(inside, ann), await challenged(inside, ann)
    assert not await verified(inside, ann, second, code_of(outbox.mails[0]))
    assert not await verified(inside, ann, first, code_of(outbox.mails[1]))
    assert await verified(inside, ann, first, code_of(outbox.mails[0]))
    assert await verified(inside, ann, second, code_of(outbox.mails[1]))


async def test_a_code_belongs_to_its_account(inside: Inside, ann: Account, bob: Account, outbox: Outbox) -> None:
    """With the flow of somebody else it is nothing."""
    flow = await challenged(inside, ann)
    assert not await verified(inside, bob, flow, code_of(outbox.mails[0]))
    assert await verified(inside, ann, flow, code_of(outbox.mails[0]))


@pytest.mark.parametrize(("seconds", "right"), [(599, True), (600, False)])
async def test_ten_minutes(inside: Inside, ann: Account, outbox: Outbox, clock: SetClock, seconds: int, right: bool) -> None:
    """And not longer (ASVS 5.0 6.5.5)."""
    flow = await challenged(inside, ann)
    clock.advance(timedelta(seconds=seconds))
    assert await verified(inside, ann, flow, code_of(outbox.mails[0])) is right


@pytest.mark.parametrize(("wrong", "right"), [(4, True), (5, False)])
async def test_five_tries(inside: Inside, ann: Account, outbox: Outbox, wrong: int, right: bool) -> None:
    """The fifth may be right, the sixth is not looked at."""
    flow = await challenged(inside, ann)
    for _ in range(wrong):
        assert not await verified(inside, ann, flow, WRONG)
    assert await verified(inside, ann, flow, code_of(outbox.mails[0])) is right


async def test_of_two_at_once_one_is_right(inside: Inside, ann: Account, outbox: Outbox) -> None:
    """Though both have the code."""
    flow = await challenged(inside, ann)
    right = code_of(outbox.mails[0])
    results = await asyncio.gather(*(verified(inside, ann, flow, right) for _ in range(4)))
    assert sorted(results) == [False, False, False, True]


async def test_many_at_once_have_five_tries_in_all(omni_app: RunningOmni, inside: Inside, ann: Account) -> None:
    """Each is counted before it is looked at."""
    flow = await challenged(inside, ann)
    assert not any(await asyncio.gather(*(verified(inside, ann, flow, WRONG) for _ in range(12))))
    (row,) = await omni_app.kernel.db.rows("SELECT tries FROM p_2fa_email__sent_code")
    assert row["tries"] == 5


async def test_codes_that_nobody_enters_are_not_sent_for_ever(
    inside: Inside, ann: Account, bob: Account, outbox: Outbox, clock: SetClock
) -> None:
    """Five wait; a further one is refused until the first of them is over, or one was used."""
    flows = [await challenged(inside, ann) for _ in range(5)]
    clock.advance(timedelta(seconds=8.5))
    with pytest.raises(TooManyCodes, match="wait 592 s") as caught:
        await challenged(inside, ann)
    assert (caught.value.status, caught.value.headers) == (429, {"Retry-After": "592"})
    assert len(outbox.mails) == 5
    await challenged(inside, bob)
    assert await verified(inside, ann, flows[0], code_of(outbox.mails[0]))
    await challenged(inside, ann)
    clock.advance(timedelta(minutes=10))
    await challenged(inside, ann)
    async with inside(ann):
        assert await SentCode.all().count() == 1


async def test_many_at_once_are_sent_five(inside: Inside, ann: Account, outbox: Outbox) -> None:
    """The limit has no gap."""
    results = await asyncio.gather(*(challenged(inside, ann) for _ in range(9)), return_exceptions=True)
    assert sum(isinstance(result, TooManyCodes) for result in results) == 4
    assert len(outbox.mails) == 5


async def test_a_mailbox_that_refuses_is_the_persons_trouble(omni_app: RunningOmni, inside: Inside, ann: Account) -> None:
    """A 409 that the breaker does not count: others sign in all the same."""
    omni_app.kernel.drivers.put(MAIL, BrokenMail(Broken(permanent=True)))
    for _ in range(5):
        with pytest.raises(Undeliverable, match="takes no mail") as caught:
            await challenged(inside, ann)
    assert caught.value.status == 409
    assert not omni_app.kernel.breaker.tripped()


async def test_a_server_that_is_away_is_told(omni_app: RunningOmni, inside: Inside, ann: Account) -> None:
    """By the driver's own error, which counts against the plugin."""
    omni_app.kernel.drivers.put(MAIL, BrokenMail(Broken()))
    with pytest.raises(DeliveryFailed, match="550"):
        await challenged(inside, ann)


async def test_removal_voids_what_was_sent(inside: Inside, ann: Account, bob: Account, outbox: Outbox) -> None:
    """Of this account, and of no other."""
    flow, other = await challenged(inside, ann), await challenged(inside, bob)
    async with inside(ann) as ctx:
        await EMAIL.remove(ctx)
    assert not await verified(inside, ann, flow, code_of(outbox.mails[0]))
    assert await verified(inside, bob, other, code_of(outbox.mails[1]))


async def test_a_flow_that_sent_nothing_takes_no_code(inside: Inside, ann: Account) -> None:
    """Made up memory leads nowhere."""
    made_up = {"id": str(new_id()), "salt": "00", "digest": "00"}
    assert not await verified(inside, ann, replace(FLOW, memory=made_up), WRONG)


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
