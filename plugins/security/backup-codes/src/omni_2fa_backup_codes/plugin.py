"""Wiring: all that the plugin contributes."""

from collections.abc import Sequence

from omni_sdk import Factor, Plugin, hookimpl
from omni_sdk.models import Model

from . import service
from .models import BackupCode
from .settings import Config

BACKUP_CODES = Factor(
    "backup-codes",
    "Backup codes",
    "recovery",
    enrol=service.enrol,
    confirm=service.confirm,
    challenge=service.challenge,
    verify=service.verify,
    remove=service.remove,
    notice=service.notice,
)


class BackupCodes(Plugin):
    """Codes to fall back on."""

    @hookimpl
    def omni_config(self) -> type[Config]:
        return Config

    @hookimpl
    def omni_models(self) -> Sequence[type[Model]]:
        return [BackupCode]

    @hookimpl
    def omni_factors(self) -> Sequence[Factor]:
        return [BACKUP_CODES]


plugin = BackupCodes()
