"""What is over goes, what is not stays, and doing it twice changes nothing."""

from __future__ import annotations

from datetime import timedelta

from omni_kernel.auth.models import LoginFlow, MailToken, Session, Throttle, TrustedDevice
from omni_sdk.testing.app import RunningOmni

LOGIN = "/api/v1/auth/login"


async def test_what_is_over_goes(omni_app: RunningOmni) -> None:
    kernel, browser = omni_app.kernel, omni_app.browser()
    ann = await omni_app.person()
    bearer = await omni_app.signed_in(ann, kind="bearer")
    await omni_app.signed_in(ann)
    assert (await browser.post(LOGIN, json={})).status_code == 200
    assert (await browser.post(LOGIN, json={"email": ann.email, "password": "wrong"})).status_code == 401
    await kernel.mail_tokens.issue("password", ann.id, timedelta(hours=1))
    await kernel.devices.trust(ann.id, 30, "a browser")
    await kernel.tidy()
    kept = [await model.all().count() for model in (Session, LoginFlow, MailToken, TrustedDevice)]
    assert kept == [2, 1, 1, 1]
    assert await Throttle.all().count() > 0
    kernel.clock.advance(timedelta(days=2))
    await kernel.tidy()
    assert [await model.all().count() for model in (Session, LoginFlow, MailToken, TrustedDevice)] == [1, 0, 0, 1]
    assert await Throttle.all().count() == 0
    assert (await bearer.get("/api/v1/auth/me")).status_code == 200
    kernel.clock.advance(timedelta(days=30))
    await kernel.tidy()
    await kernel.tidy()
    assert [await model.all().count() for model in (Session, TrustedDevice)] == [0, 0]
