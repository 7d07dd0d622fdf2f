"""The factor's functions, called as the kernel calls them: for an account, with real tables."""

import json
import re
import secrets
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from email.message import EmailMessage

import pytest
from pydantic import BaseModel

from omni_2fa_email.plugin import EMAIL, plugin
from omni_sdk import Account, AccountContext, Flow, FormStep
from omni_sdk.drivers import MAIL, DeliveryFailed, MailDriver
from omni_sdk.sent_codes import Code, Undeliverable
from omni_sdk.testing import Mail, Outbox
from omni_sdk.testing.app import RunningOmni

Inside = Callable[[Account], AbstractAsyncContextManager[AccountContext]]
FLOW = Flow("handle", "http://testserver/api/v1/auth/callback/none")
WRONG = Code(code="99999999")

assert plugin.omni_factors() == [EMAIL]


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
