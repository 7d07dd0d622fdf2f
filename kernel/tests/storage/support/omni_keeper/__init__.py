"""A plugin with a secret in its settings."""

from __future__ import annotations

from pydantic import BaseModel, SecretStr

from omni_sdk import Plugin, hookimpl


class Settings(BaseModel):
    """Sealed whole."""

    token: SecretStr = SecretStr("")


class Keeper(Plugin):
    """As its module says."""

    @hookimpl
    def omni_settings(self) -> type[BaseModel]:
        return Settings


plugin = Keeper()
