"""What both drivers ask of a message before they take it."""

import re

from omni_sdk.drivers import DeliveryFailed

E164 = re.compile(r"\+[1-9][0-9]{1,14}")
"""ITU-T E.164: a plus, the country's code, and at most fifteen digits in all."""
LONGEST = 1600
"""Characters that Twilio takes in one message."""


def check(to: str, text: str) -> None:
    """Raise `DeliveryFailed` for a message that nobody could deliver."""
    if not E164.fullmatch(to):
        raise DeliveryFailed(f"{to!r} is no phone number in E.164 form, such as '+41791234567'", permanent=True)
    if not 0 < len(text) <= LONGEST:
        raise DeliveryFailed(f"a text message has 1 to {LONGEST} characters, this one has {len(text)}", permanent=True)
