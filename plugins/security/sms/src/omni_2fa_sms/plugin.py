"""Wiring: all that the plugin contributes."""

from collections.abc import Sequence

from omni_sdk import Factor, Plugin, hookimpl
from omni_sdk.models import Model

from . import service
from .models import Phone, SentCode

SMS = Factor(
    "sms",
    "Code by text message",
    "sms",
    enrol=service.enrol,
    confirm=service.confirm,
    challenge=service.challenge,
    verify=service.verify,
    remove=service.remove,
)


class Sms(Plugin):
    """Codes by text message."""

    @hookimpl
    def omni_models(self) -> Sequence[type[Model]]:
        return [Phone, SentCode]

    @hookimpl
    def omni_factors(self) -> Sequence[Factor]:
        return [SMS]


plugin = Sms()
