"""Wiring: all that the plugin contributes."""

from collections.abc import Sequence

from omni_sdk import Factor, Plugin, Template, hookimpl
from omni_sdk.models import Model

from . import service
from .models import SentCode

EMAIL = Factor(
    "email",
    "Code by e-mail",
    "mail",
    enrol=service.enrol,
    confirm=service.check,
    challenge=service.challenge,
    verify=service.check,
    remove=service.remove,
)


class Email(Plugin):
    """Codes by e-mail."""

    @hookimpl
    def omni_models(self) -> Sequence[type[Model]]:
        return [SentCode]

    @hookimpl
    def omni_templates(self) -> Sequence[Template]:
        return [service.MAIL]

    @hookimpl
    def omni_factors(self) -> Sequence[Factor]:
        return [EMAIL]


plugin = Email()
