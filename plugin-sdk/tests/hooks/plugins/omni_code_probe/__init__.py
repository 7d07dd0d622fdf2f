"""A plugin with a table of codes that are sent, and nothing else."""

from collections.abc import Sequence

from omni_sdk import Plugin, hookimpl, sent_codes
from omni_sdk.models import Model


class Sent(sent_codes.SentCode):
    """A code that waits."""

    class Meta:
        table = "p_code_probe__sent"


CODES = sent_codes.SentCodes(Sent)


class CodeProbe(Plugin):
    """Its table."""

    @hookimpl
    def omni_models(self) -> Sequence[type[Model]]:
        return [Sent]


plugin = CodeProbe()
