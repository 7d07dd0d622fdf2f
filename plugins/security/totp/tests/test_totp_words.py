"""What the steps say."""

from omni_2fa_totp.plugin import TOTP, plugin
from omni_sdk import Flow
from omni_sdk.testing.app import RunningOmni

FLOW = Flow("handle", "http://testserver/api/v1/auth/callback/none")
assert plugin.omni_factors() == [TOTP]


async def test_each_step_says_what_to_enter(omni_app: RunningOmni) -> None:
    """At enrolment where the code comes from, too."""
    ann = await omni_app.person("ann@example.com", password=None)
    async with omni_app.for_account(plugin, ann) as ctx:
        enrolment, challenge = await TOTP.enrol(ctx, FLOW), await TOTP.challenge(ctx, FLOW)
    assert "QR code" in enrolment.text
    assert "enter the code" in enrolment.text
    assert "Enter the code" in challenge.text
