"""What both drivers ask of a message before they take it."""

from email.message import EmailMessage
from email.policy import SMTP

from omni_sdk.drivers import DeliveryFailed


def wire_form(message: EmailMessage) -> bytes:
    """The message as it travels (RFC 5322, lines ending in CRLF).

    Raises `DeliveryFailed` for one that nobody could deliver.
    """
    missing = [name for name in ("From", "To") if not message[name]]
    if missing:
        raise DeliveryFailed(f"the message has no {' and no '.join(missing)} header", permanent=True)
    if message["Bcc"]:
        raise DeliveryFailed("the message has a Bcc header: send one message to each person", permanent=True)
    try:
        return message.as_bytes(policy=SMTP)
    except (UnicodeError, ValueError) as error:
        raise DeliveryFailed(f"the message cannot be written down: {error}", permanent=True) from error
