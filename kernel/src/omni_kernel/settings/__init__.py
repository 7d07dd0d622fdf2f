"""The configuration: typed, read once, refused with the full list of what is wrong."""

from omni_kernel.settings.load import config_schema, find, load, show
from omni_kernel.settings.model import (
    AuthSettings,
    DatabaseSettings,
    JobsSettings,
    LogSettings,
    OutboundSettings,
    PluginPolicy,
    RedisSettings,
    SecretsSettings,
    ServerSettings,
    Settings,
    TenantsSettings,
)
from omni_kernel.settings.owned import check_names, check_owned
from omni_kernel.settings.problems import ConfigError, ConfigProblem

__all__ = [
    "AuthSettings",
    "ConfigError",
    "ConfigProblem",
    "DatabaseSettings",
    "JobsSettings",
    "LogSettings",
    "OutboundSettings",
    "PluginPolicy",
    "RedisSettings",
    "SecretsSettings",
    "ServerSettings",
    "Settings",
    "TenantsSettings",
    "check_names",
    "check_owned",
    "config_schema",
    "find",
    "load",
    "show",
]
