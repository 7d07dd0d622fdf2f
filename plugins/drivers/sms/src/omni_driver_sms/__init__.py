"""Text message drivers: `file` writes messages into a folder, `twilio` hands them to Twilio."""

from .file import FileSms
from .twilio import TwilioSms

__all__ = ["FileSms", "TwilioSms"]
