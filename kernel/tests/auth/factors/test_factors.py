"""Calling factor plugins: what is offered, what a failure does, and which rows decide."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import omni_factor_probe
import pytest
from omni_factor_probe import Code, More
from omni_factor_probe.rows import has

from omni_kernel.auth import forms
from omni_kernel.auth.factors import EmailNotVerified, FactorNotAllowed, FactorUnavailable, Usable
from omni_kernel.auth.models import Account, AccountFactor
from omni_kernel.auth.policy import DEVICE, PLATFORM, UPSTREAM, Effective, Rules
from omni_kernel.plugins.breaker import THRESHOLD
from omni_sdk import Flow, FormStep, Tenant
from omni_sdk.errors import Conflict, Invalid, NotFound
from omni_sdk.events import FACTOR_ENROLLED, FACTOR_REMOVED
from omni_sdk.testing import Outbox
from omni_sdk.testing.app import SYSTEM, RunningOmni

FLOW = Flow("the-flow", "https://omni.example/callback", memory={"handle": "the-flow"})
CODE, MORE = forms.named(Code), forms.named(More)
ANYTHING = Effective(False, None, (None,), False, 0, False)
EVERYTHING = Effective(False, None, (frozenset({"app", "key", "letter", "text", "codes"}),), False, 0, False)


async def usable(omni_app: RunningOmni, account: Account, method: str = "app") -> Usable:
    """A factor of an account, as it is asked for."""
    return next(u for u in await omni_app.kernel.factors.usable(account.id, EVERYTHING) if u.factor.name == method)


# -- which there are


async def test_in_the_order_in_which_they_are_offered(omni_app: RunningOmni, ann: Account) -> None:
    factors = omni_app.kernel.factors
    assert [f.name for _, f in factors.all()] == ["app", "key", "letter", "text", "codes"]
    assert await factors.usable(ann.id, EVERYTHING) == ()
    await has(ann, "codes")
    assert await factors.usable(ann.id, EVERYTHING) == (), "codes alone are no factor"
    await has(ann, "text", "app", "letter", "key")
    assert [u.row.method for u in await factors.usable(ann.id, EVERYTHING)] == ["app", "key", "letter", "text", "codes"]
    assert [u.row.method for u in await factors.usable(ann.id, ANYTHING)] == ["app", "key", "codes"]
    assert [r.method for r in await factors.enrolled(ann.id)] == ["codes", "text", "app", "letter", "key"]


async def test_what_cannot_be_used_denies(omni_app: RunningOmni, ann: Account) -> None:
    factors = omni_app.kernel.factors
    await has(ann, "letter", "codes")
    with pytest.raises(FactorUnavailable):
        await factors.usable(ann.id, ANYTHING)
    await AccountFactor.create(account_id=ann.id, plugin_id="gone", method="palm", kind="possession")
    await AccountFactor.create(account_id=ann.id, plugin_id="usurper", method="app", kind="possession")
    with pytest.raises(FactorUnavailable):
        await factors.usable(ann.id, ANYTHING)
    await has(ann, "key")
    assert [u.row.method for u in await factors.usable(ann.id, ANYTHING)] == ["key", "codes"]


async def test_a_resting_plugin_denies(omni_app: RunningOmni, ann: Account) -> None:
    factors = omni_app.kernel.factors
    await has(ann, "app")
    found = await usable(omni_app, ann)
    for _ in range(THRESHOLD):
        with pytest.raises(FactorUnavailable):
            await factors.verify(found, ann, FLOW, {"code": "boom"}, fields=CODE)
    with pytest.raises(FactorUnavailable):
        await factors.usable(ann.id, ANYTHING)
    with pytest.raises(FactorUnavailable):
        await factors.challenge(found, ann, FLOW)


async def test_choices_of_who_needs_one(omni_app: RunningOmni) -> None:
    factors = omni_app.kernel.factors
    assert [f.name for f in factors.choices(ANYTHING)] == ["app", "key"]
    assert [f.name for f in factors.choices(EVERYTHING)] == ["app", "key", "letter", "text"]
    strict = Effective(True, None, EVERYTHING.bounds, True, 0, False)
    assert [f.name for f in factors.choices(strict)] == ["app", "key"]


@pytest.mark.parametrize(
    ("methods", "administrator", "days", "upstream", "expected"),
    [
        (("pwd",), False, 0, False, False),
        (("pwd", "app"), False, 0, False, True),
        (("pwd", "codes"), True, 0, False, True),
        (("pwd", "letter"), False, 0, False, True),
        (("pwd", "letter"), True, 0, False, False),
        (("pwd", "palm"), False, 0, False, False),
        (("pwd", DEVICE), False, 7, False, True),
        (("pwd", DEVICE), False, 0, True, False),
        (("federated", UPSTREAM), False, 0, True, True),
        (("federated", UPSTREAM), False, 7, False, False),
    ],
)
async def test_what_a_session_has_shown(
    omni_app: RunningOmni, methods: tuple[str, ...], administrator: bool, days: int, upstream: bool, expected: bool
) -> None:
    effective = Effective(True, None, EVERYTHING.bounds, administrator, days, upstream)
    assert omni_app.kernel.factors.shown(methods, effective) is expected


# -- at a login


async def test_challenge_and_answer(omni_app: RunningOmni, ann: Account) -> None:
    factors = omni_app.kernel.factors
    [row] = await has(ann, "app")
    found = await usable(omni_app, ann)
    step = await factors.challenge(found, ann, FLOW)
    assert (step.text, step.remember) == ("Hello Ann", {"handle": "the-flow"})
    assert not await factors.verify(found, ann, FLOW, {"code": "wrong"}, fields=CODE)
    assert (await AccountFactor.get(id=row.id)).used_at is None
    assert await factors.verify(found, ann, FLOW, {"code": "handle"}, fields=CODE)
    assert (await AccountFactor.get(id=row.id)).used_at is not None


async def test_only_true_is_right(omni_app: RunningOmni, ann: Account) -> None:
    await has(ann, "app")
    found = await usable(omni_app, ann)
    for said in ("truthy", "nonsense", "more"):
        assert not await omni_app.kernel.factors.verify(found, ann, FLOW, {"code": said}, fields=CODE)


async def test_a_factor_removed_meanwhile_is_none(omni_app: RunningOmni, ann: Account) -> None:
    await has(ann, "app")
    found = await usable(omni_app, ann)
    await AccountFactor.all().delete()
    assert not await omni_app.kernel.factors.verify(found, ann, FLOW, {"code": "right"}, fields=CODE)


async def test_answers_that_are_none(omni_app: RunningOmni, ann: Account) -> None:
    await has(ann, "app")
    found = await usable(omni_app, ann)
    with pytest.raises(Invalid) as caught:
        await omni_app.kernel.factors.verify(found, ann, FLOW, {"cod": "1"}, fields=CODE)
    assert caught.value.at == "answers.code"
    with pytest.raises(FactorUnavailable, match="begin anew"):
        await omni_app.kernel.factors.verify(found, ann, FLOW, {"code": "1"}, fields="omni_factor_probe:Gone")


@pytest.mark.parametrize("name", ["Boom", "Odd", "Hidden", "Big", "Unkept", "Down"])
async def test_a_step_that_fails(omni_app: RunningOmni, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    account = await omni_app.person(name=name)
    await has(account, "app")
    with pytest.raises(FactorUnavailable) as caught:
        await omni_app.kernel.factors.challenge(await usable(omni_app, account), account, FLOW)
    assert "1234" not in caught.value.detail
    assert "factor failed" in capsys.readouterr().out


async def test_what_a_plugin_says_to_the_person(omni_app: RunningOmni) -> None:
    account = await omni_app.person(name="Busy")
    await has(account, "app")
    found = await usable(omni_app, account)
    with pytest.raises(Conflict, match="set a phone number"):
        await omni_app.kernel.factors.challenge(found, account, FLOW)
    with pytest.raises(FactorUnavailable):
        await omni_app.kernel.factors.verify(found, account, FLOW, {"code": "busy"}, fields=CODE)


@pytest.mark.parametrize(("name", "expected"), [("Ann", ["three are left"]), ("Bob", []), ("Boom", [])])
async def test_notices(omni_app: RunningOmni, name: str, expected: list[str]) -> None:
    account = await omni_app.person(name=name)
    await has(account, "app", "codes")
    await AccountFactor.create(account_id=account.id, plugin_id="gone", method="palm", kind="possession")
    assert await omni_app.kernel.factors.notice(account) == expected


# -- enrolling


async def test_enrolment(omni_app: RunningOmni, ann: Account, outbox: Outbox) -> None:
    factors = omni_app.kernel.factors
    step = await factors.begin_enrolment(ann, "app", FLOW)
    assert step.show == {"secret": "S"}
    assert await factors.confirm_enrolment(ann, "app", FLOW, {"code": "wrong"}, fields=CODE) is False
    more = await factors.confirm_enrolment(ann, "app", FLOW, {"code": "more"}, fields=CODE)
    assert isinstance(more, FormStep)
    assert more.fields is More
    assert await factors.enrolled(ann.id) == []
    assert await factors.confirm_enrolment(ann, "app", FLOW, {"again": "right"}, fields=MORE) is True
    [row] = await factors.enrolled(ann.id)
    assert (row.method, row.kind, row.plugin_id) == ("app", "possession", "factor-probe")
    [event] = outbox.events(FACTOR_ENROLLED)
    assert (event.data.account_id, event.data.method, event.actor) == (ann.id, "app", f"account:{ann.id}")
    await omni_app.run_jobs()
    [mail] = outbox.mails
    assert (mail.to, mail.subject) == ("ann@example.com", 'Your account now asks for "App"')


async def test_enrolling_again_replaces(omni_app: RunningOmni, ann: Account) -> None:
    await AccountFactor.create(account_id=ann.id, plugin_id="other", method="app", kind="sms")
    assert await omni_app.kernel.factors.confirm_enrolment(ann, "app", FLOW, {"code": "right"}, fields=CODE) is True
    [row] = await omni_app.kernel.factors.enrolled(ann.id)
    assert (row.plugin_id, row.kind) == ("factor-probe", "possession")


@pytest.mark.parametrize("said", ["truthy", "nonsense", "boom"])
async def test_a_confirmation_that_is_none(omni_app: RunningOmni, ann: Account, said: str) -> None:
    with pytest.raises(FactorUnavailable):
        await omni_app.kernel.factors.confirm_enrolment(ann, "app", FLOW, {"code": said}, fields=CODE)
    assert await omni_app.kernel.factors.enrolled(ann.id) == []


async def test_who_may_enrol_what(omni_app: RunningOmni, ann: Account, tenant: Tenant) -> None:
    kernel = omni_app.kernel
    begin: Callable[..., Awaitable[Any]] = kernel.factors.begin_enrolment
    with pytest.raises(NotFound, match="no factor 'palm'; there are app, key"):
        await begin(ann, "palm", FLOW)
    eve = await omni_app.person("eve@example.com", verified=False)
    with pytest.raises(EmailNotVerified):
        await begin(eve, "app", FLOW)
    with pytest.raises(FactorNotAllowed):
        await begin(ann, "letter", FLOW)
    with pytest.raises(Conflict, match="enrol another factor first"):
        await begin(ann, "codes", FLOW)
    await has(ann, "app")
    assert await begin(ann, "codes", FLOW)
    await kernel.policies.set(SYSTEM, PLATFORM, Rules(methods=["letter", "app", "codes"]))
    with pytest.raises(FactorNotAllowed):
        await begin(ann, "key", FLOW)
    boss = await omni_app.person("boss@example.com", tenant=tenant, roles=["admin"])
    with pytest.raises(FactorNotAllowed, match="only factor"):
        await begin(boss, "letter", FLOW)
    await has(boss, "app")
    assert await begin(boss, "letter", FLOW)
    with pytest.raises(Conflict):
        await begin(await omni_app.person("b@example.com", name="Busy"), "app", FLOW)


async def test_the_confirmation_asks_again_who_may(omni_app: RunningOmni, ann: Account) -> None:
    with pytest.raises(FactorNotAllowed):
        await omni_app.kernel.factors.confirm_enrolment(ann, "letter", FLOW, {"code": "right"}, fields=CODE)


# -- removing


async def test_removal(omni_app: RunningOmni, ann: Account, outbox: Outbox) -> None:
    factors, devices = omni_app.kernel.factors, omni_app.kernel.devices
    ann.locale = "de-CH"
    await ann.save()
    await has(ann, "app", "key", "codes")
    token = await devices.trust(ann.id, 14, "Firefox")
    assert not await factors.remove(SYSTEM, ann, "letter")
    assert await devices.trusted(ann.id, token, 14)
    assert await factors.remove(SYSTEM, ann, "app")
    assert not await devices.trusted(ann.id, token, 14)
    assert [r.method for r in await factors.enrolled(ann.id)] == ["key", "codes"]
    assert await factors.remove(SYSTEM, ann, "key")
    assert await factors.enrolled(ann.id) == []
    assert not await factors.remove(SYSTEM, ann, "codes")
    assert [e.data.method for e in outbox.events(FACTOR_REMOVED)] == ["app", "key", "codes"]
    assert len(omni_factor_probe.REMOVED) == 3
    await omni_app.run_jobs()
    assert [m.subject for m in outbox.mails] == [
        "Ihr Konto fragt nicht mehr nach „App“",
        "Ihr Konto fragt nicht mehr nach „Key, Codes“",
    ]


async def test_recovery_codes_can_go_alone(omni_app: RunningOmni, ann: Account) -> None:
    await has(ann, "app", "codes")
    assert await omni_app.kernel.factors.remove(SYSTEM, ann, "codes")
    assert [r.method for r in await omni_app.kernel.factors.enrolled(ann.id)] == ["app"]


async def test_removal_needs_no_plugin(omni_app: RunningOmni) -> None:
    account = await omni_app.person(name="Boom")
    await AccountFactor.create(account_id=account.id, plugin_id="gone", method="palm", kind="possession")
    await has(account, "app")
    assert await omni_app.kernel.factors.remove(SYSTEM, account, "app"), "though the plugin fails"
    assert await omni_app.kernel.factors.remove(SYSTEM, account, "palm"), "though there is none"
    assert [account.email] == omni_factor_probe.REMOVED
