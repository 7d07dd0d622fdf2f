"""How much somebody can have sent to others."""

import pytest

from omni_2fa_sms.plugin import SMS, plugin
from omni_2fa_sms.schemas import Number
from omni_sdk import Flow
from omni_sdk.sent_codes import TooManyCodes
from omni_sdk.testing import Outbox
from omni_sdk.testing.app import RunningOmni

FLOW = Flow("handle", "http://testserver/api/v1/auth/callback/none")


async def test_removing_the_factor_is_no_way_to_send_on(omni_app: RunningOmni, outbox: Outbox) -> None:
    """What was sent counts until its time is over; none of it opens anything any more."""
    ann = await omni_app.person("ann@example.com", password=None)
    async with omni_app.for_account(plugin, ann) as ctx:
        for _ in range(5):
            await SMS.confirm(ctx, FLOW, Number(phone="+41791234567"))
        await SMS.remove(ctx)
        with pytest.raises(TooManyCodes):
            await SMS.confirm(ctx, FLOW, Number(phone="+41791234567"))
    assert len(outbox.texts) == 5
