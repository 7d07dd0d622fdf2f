"""Tables."""

from omni_sdk import sent_codes


class SentCode(sent_codes.SentCode):
    """A code that was sent and may still be entered; what the code is stands nowhere."""

    class Meta:
        table = "p_2fa_email__sent_code"
