"""The factor: codes by RFC 6238 (SHA-1, 30 seconds, six digits: what every app can do), each accepted once.

The secret waits in the flow until a code proves that the app has it; only then does it replace the one before.
"""

from datetime import datetime

from omni_sdk import AccountContext, Flow, FormStep

from .models import Authenticator
from .schemas import Code
from .settings import Config

SECRET_CHARACTERS = 32
"""Of base32: 160 bits, as RFC 4226 section 4 (R6) recommends."""
WINDOW = 1
"""Steps before and after the present one that are accepted: clocks differ, and typing takes time (RFC 6238 section 5.2)."""


async def enrol(ctx: AccountContext, _flow: Flow) -> FormStep:
    """Show a new secret, and ask for a code as proof that the app has it."""
    import pyotp

    secret = pyotp.random_base32(SECRET_CHARACTERS)
    issuer = ctx.config(Config).issuer
    return FormStep(
        Code,
        text="Scan the QR code with an authenticator app, or type the secret into it. Then enter the code that it shows.",
        qr=pyotp.TOTP(secret).provisioning_uri(name=ctx.account.email, issuer_name=issuer),
        show={"secret": secret},
        remember={"secret": secret},
    )


async def confirm(ctx: AccountContext, flow: Flow, answer: Code) -> bool:
    """Put the flow's secret in place of the old one, if the code is one of it; that code opens no login any more."""
    secret = str(flow.memory["secret"])
    step = step_of(secret, answer.digits, ctx.clock.now())
    if step is None:
        return False
    async with ctx.db.transaction(), ctx.db.lock(str(ctx.account.id)):
        old = await Authenticator.first()
        # Never back, not even if one flow were confirmed twice: a code accepted in between would be good again.
        last = max(step, old.last_step) if old else step
        await Authenticator.all().delete()
        await Authenticator.create(secret=secret, last_step=last)
    return True


async def challenge(_ctx: AccountContext, _flow: Flow) -> FormStep:
    """Ask for a code."""
    return FormStep(Code, text="Enter the code that your authenticator app shows.")


async def verify(ctx: AccountContext, _flow: Flow, answer: Code) -> bool:
    """Is it the code of a step that is near, and later than the last accepted one? Of two at once, one is right."""
    found = await Authenticator.first()
    step = step_of(found.secret, answer.digits, ctx.clock.now()) if found else None
    if found is None or step is None:
        return False
    # Compared and set in one statement, since two logins may have come this far with one code (RFC 6238 section 5.2).
    return await Authenticator.filter(id=found.id, last_step__lt=step).update(last_step=step) == 1


async def remove(_ctx: AccountContext) -> None:
    """Forget the secret."""
    await Authenticator.all().delete()


def step_of(secret: str, digits: str, now: datetime) -> int | None:
    """The step whose code it is, among those in the window around `now`; None if there is none."""
    import pyotp
    from pyotp.exceptions import OTPVerificationError

    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(digits, for_time=now, valid_window=WINDOW)
    except OTPVerificationError:
        return None
