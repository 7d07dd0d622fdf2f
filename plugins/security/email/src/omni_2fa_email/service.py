"""The factor: a code goes to the account's address, and comes back in the same attempt.

It proves a mailbox, not a device (NIST SP 800-63B-4, section 3.1.3.1), so the kernel takes it only where a policy says so.
"""

from omni_sdk import AccountContext, Flow, FormStep, Template
from omni_sdk.drivers import DeliveryFailed
from omni_sdk.sent_codes import LIFE, Code, SentCodes, Undeliverable

from .models import SentCode

MAIL, CODES = Template("code"), SentCodes(SentCode)


async def enrol(ctx: AccountContext, _flow: Flow) -> FormStep:
    """Send a code as the first proof that mail reaches the person."""
    return await _sent(ctx, "We have mailed a code to {email}. Enter it to receive one at each login.")


async def challenge(ctx: AccountContext, _flow: Flow) -> FormStep:
    """Send a code."""
    return await _sent(ctx, "Enter the code that we have mailed to you.")


async def check(ctx: AccountContext, flow: Flow, answer: Code) -> bool:
    """Is it the code that this enrolment or login sent?"""
    return await CODES.accept(ctx, flow, answer)


async def remove(_ctx: AccountContext) -> None:
    """Void the codes that wait; the address is the account's own."""
    await CODES.void()


async def _sent(ctx: AccountContext, text: str) -> FormStep:
    code, memory = await CODES.make(ctx)
    minutes = LIFE.total_seconds() / 60
    try:
        await ctx.mail.send(ctx.account.email, MAIL, code=code, minutes=round(minutes), name=ctx.account.name)
    except DeliveryFailed as error:
        if not error.permanent:
            raise
        # One person's mailbox: no failure of the plugin, which would rest for all after a few of them.
        raise Undeliverable("your mailbox takes no mail: use another factor, or ask your administrator") from error
    return FormStep(Code, text=ctx.locale.text(text, email=ctx.account.email), remember=memory)
