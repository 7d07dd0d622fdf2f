"""Wiring: all that the plugin contributes."""

from collections.abc import Sequence

from omni_sdk import Factor, Plugin, hookimpl
from omni_sdk.models import Model

from . import service
from .models import Authenticator
from .settings import Config

TOTP = Factor(
    "totp",
    "Authenticator app",
    "possession",
    enrol=service.enrol,
    confirm=service.confirm,
    challenge=service.challenge,
    verify=service.verify,
    remove=service.remove,
)


class Totp(Plugin):
    """Codes from an authenticator app."""

    @hookimpl
    def omni_config(self) -> type[Config]:
        return Config

    @hookimpl
    def omni_models(self) -> Sequence[type[Model]]:
        return [Authenticator]

    @hookimpl
    def omni_factors(self) -> Sequence[Factor]:
        return [TOTP]


plugin = Totp()
