"""The factor: a code goes to a mobile phone, and comes back in the same attempt.

Whoever takes over the number gets the codes (NIST SP 800-63B-4, section 3.1.3.3 restricts it), so the kernel takes it only
where a policy says so. The number is kept from the first code on that came back from it.
"""

from urllib.parse import urlsplit

from omni_sdk import AccountContext, Flow, FormStep
from omni_sdk.drivers import SMS, DeliveryFailed
from omni_sdk.sent_codes import Code, SentCodes, Undeliverable

from .errors import NoNumber
from .models import Phone, SentCode
from .schemas import Number

NUMBER, CODES = "number", SentCodes(SentCode)


async def enrol(ctx: AccountContext, _flow: Flow) -> FormStep:
    """Ask for the number; raises `DriverMissing` before anybody types one in vain."""
    ctx.driver(SMS)
    return FormStep(
        Number,
        text=ctx.locale.text(
            "To which mobile phone shall we send a code at each login? Whoever gets hold of your number gets the codes, too:"
            " an authenticator app is safer."
        ),
    )


async def confirm(ctx: AccountContext, flow: Flow, answer: Number | Code) -> bool | FormStep:
    """A number is sent a code; a code that is right puts the number in place of the one before."""
    if isinstance(answer, Number):
        return await _sent(ctx, answer.phone)
    if not await CODES.accept(ctx, flow, answer):
        return False
    async with ctx.db.transaction(), ctx.db.lock(f"phone:{ctx.account.id}"):
        await Phone.all().delete()
        await Phone.create(number=str(flow.memory[NUMBER]))
    return True


async def challenge(ctx: AccountContext, _flow: Flow) -> FormStep:
    """Send a code; raises `NoNumber`, `Undeliverable`, `TooManyCodes`, and whatever the driver does."""
    phone = await Phone.first()
    if phone is None:
        raise NoNumber("no phone number is stored for this account: remove the factor, and set it up again")
    return await _sent(ctx, phone.number)


async def verify(ctx: AccountContext, flow: Flow, answer: Code) -> bool:
    """Is it the code that this login sent?"""
    return await CODES.accept(ctx, flow, answer)


async def remove(_ctx: AccountContext) -> None:
    """Forget the number, and the codes that wait."""
    await Phone.all().delete()
    await CODES.void()


async def _sent(ctx: AccountContext, number: str) -> FormStep:
    code, memory = await CODES.make(ctx)
    try:
        await ctx.sms.send(number, text_of(ctx, code))
    except DeliveryFailed as error:
        if not error.permanent:
            raise
        # One person's number: no failure of the plugin, which would rest for all after a few of them.
        raise Undeliverable("no text message reaches this number: take another number, or another factor") from error
    text = ctx.locale.text("Enter the code that we have sent to the number that ends in {ending}.", ending=ending(number))
    return FormStep(Code, text=text, remember=memory | {NUMBER: number})


def text_of(ctx: AccountContext, code: str) -> str:
    """The message: in GSM's alphabet, so that it is one.

    Its last line lets phones offer the code on our own pages, and on no others (WICG, origin-bound one-time codes).
    """
    words = ctx.locale.text("{code} is your login code for the next 10 minutes. Give it to nobody.", code=code)
    return f"{words}\n\n@{urlsplit(ctx.urls.page('code')).hostname} #{code}"


def ending(number: str) -> str:
    """As much of a number as its owner knows it by, and nobody else: the last two digits."""
    return number[-2:]
