"""The shape of `omni.toml`: every key, its type, its default and its limits."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, IPvAnyNetwork
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from omni_kernel.settings.owned import OptionalSecret, Reference, absolute

Environment = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Origin = Annotated[str, Field(pattern=r"^(\*|https?://[^/\s]+)$")]
MailAddress = Annotated[str, Field(pattern=r"^([^<>\x00-\x1f]+<[^@\s<>]+@[^@\s<>]+>|[^@\s<>]+@[^@\s<>]+)$", max_length=320)]
AbsolutePath = Annotated[Path, AfterValidator(absolute)]
OptionalPath = Annotated[
    Annotated[Path, AfterValidator(absolute)] | None,
    BeforeValidator(lambda value: None if value == "" else value),
]
Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("should be an address with http:// or https:// and a host")
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username is not None:
        raise ValueError("should have no path, query, fragment or user: Omni is served at the root of its host")
    parts.port  # noqa: B018  (raises ValueError for a port out of range)
    return text.rstrip("/")


def _database_url(value: object) -> object:
    url = value.resolve() if isinstance(value, Reference) else value
    if not isinstance(url, str):
        return url
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in {"sqlite", "postgres", "postgresql"}:
        raise ValueError("should begin with sqlite:// or postgres://")
    if scheme == "sqlite" and rest and not rest.startswith((":memory:", "/")):
        return f"sqlite://{absolute(Path(rest))}"
    return url


PublicUrl = Annotated[str, AfterValidator(_public_url)]
DatabaseUrl = Annotated[str, BeforeValidator(_database_url)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ServerSettings(_Table):
    """`[server]`: where Omni listens, and what a request may ask of it."""

    host: str = Field(default="127.0.0.1", min_length=1, description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65_535, description="Port to listen on; 0 takes any that is free.")
    workers: int = Field(default=1, ge=1, le=256, description="Web processes.")
    tls_certificate: OptionalPath = Field(default=None, description="PEM file of the certificate chain; empty: no TLS.")
    tls_key: OptionalPath = Field(default=None, description="PEM file of the private key.")
    trusted_proxies: tuple[IPvAnyNetwork, ...] = Field(
        default=(),
        description="Networks whose X-Forwarded-For and -Proto are believed.",
        examples=[["10.0.0.0/8"]],
    )
    body_bytes: int = Field(default=1_000_000, ge=1, le=2**32, description="Largest body of a request, in bytes.")
    seconds: Seconds = Field(default=30.0, description="Longest time for a request, in seconds.")
    origins: tuple[Origin, ...] = Field(
        default=(),
        description="Origins whose pages may call the API (CORS).",
        examples=[["https://app.example.com"]],
    )
    dashboard: OptionalPath = Field(default=None, description="Folder of a dashboard's built files; empty: the installed one.")


class DatabaseSettings(_Table):
    """`[database]`: where the rows are."""

    url: DatabaseUrl = Field(
        default="",
        description="sqlite://PATH or postgres://…; empty: in data_dir.",
        examples=["sqlite://data/omni.db"],
    )
    pool: int = Field(default=10, ge=2, le=1000, description="PostgreSQL connections of one process at most.")


class RedisSettings(_Table):
    """`[redis]`: the server for queues and caches."""

    url: OptionalSecret = Field(default=None, description="redis://…; empty: Omni starts a server of its own.")


class SecretsSettings(_Table):
    """`[secrets]`: the keys that encrypt secrets at rest."""

    key_file: AbsolutePath = Field(
        default=Path(),
        description="The key ring; empty: keyring.json in data_dir.",
        examples=["data/keyring.json"],
    )


class OutboundSettings(_Table):
    """`[outbound]`: what plugins may reach."""

    allow_networks: tuple[IPvAnyNetwork, ...] = Field(
        default=(),
        description="Private networks that plugins may reach all the same.",
        examples=[["192.168.7.0/24"]],
    )
    timeout_seconds: Seconds = Field(default=10.0, description="Longest wait for another host, in seconds.")


class JobsSettings(_Table):
    """`[jobs]`: how background work runs."""

    concurrency: int = Field(default=20, ge=1, le=10_000, description="Jobs that one worker runs at once.")
    per_tenant: int = Field(default=10, ge=1, le=10_000, description="Jobs of one tenant that run at once.")
    retention_days: int = Field(default=30, ge=1, le=36_500, description="Days that finished jobs are kept.")


class BlobsSettings(_Table):
    """`[blobs]`: what files may be; where they are kept is `[drivers.blobs]`."""

    largest_bytes: int = Field(default=2**30, ge=1, le=2**46, description="Largest file that a plugin may keep, in bytes.")


class TenantsSettings(_Table):
    """`[tenants]`: how tenants end."""

    grace_days: int = Field(default=30, ge=0, le=3_650, description="Days in which a deleted tenant can be brought back.")


class LogSettings(_Table):
    """`[log]`: what is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="The least that is written.")
    format: Literal["json", "console"] = Field(default="json", description="JSON lines for machines, or text for people.")


class AuthSettings(_Table):
    """`[auth]`: passwords, sessions and logins."""

    password_min_length: int = Field(default=12, ge=8, le=128, description="Characters a password has at least.")
    argon2_time_cost: int = Field(default=3, ge=1, le=100, description="Argon2id: passes (RFC 9106).")
    argon2_memory_kib: int = Field(default=65_536, ge=8, le=2**22, description="Argon2id: memory in KiB.")
    argon2_parallelism: int = Field(default=4, ge=1, le=64, description="Argon2id: lanes.")
    session_idle_minutes: int = Field(default=60, ge=1, le=525_600, description="A browser's session ends when unused so long.")
    session_hours: int = Field(default=24, ge=1, le=8_760, description="A browser's session ends after so long in any case.")
    bearer_days: int = Field(default=30, ge=1, le=365, description="Days that `omni login` is good for.")
    login_minutes: int = Field(default=15, ge=1, le=60, description="Longest time for one login.")
    reset_minutes: int = Field(default=30, ge=5, le=1_440, description="Life of a link that sets a password.")
    verify_hours: int = Field(default=24, ge=1, le=168, description="Life of a link that confirms an e-mail address.")
    invitation_days: int = Field(default=7, ge=1, le=60, description="Life of an invitation.")
    free_tries: int = Field(default=5, ge=1, le=100, description="Failures before the first delay, per account and network.")
    longest_delay_seconds: int = Field(default=900, ge=1, le=86_400, description="The longest delay after failures.")
    account_tries: int = Field(default=100, ge=10, le=1_000, description="Failures in a row, of one account, before long delays.")
    failures_per_minute: int = Field(default=600, ge=10, description="Failures of all together in a minute before all wait.")


class PluginPolicy(_Table):
    """`[plugin_policy.<id>]`: what the operator decides about a plugin."""

    on_incompatible: Literal["skip", "abort"] = Field(default="skip", description="When its contract is another.")
    on_failure: Literal["skip", "abort"] = Field(default="skip", description="When it fails to load.")
    enabled_by_default: bool = Field(default=False, description="On for each new tenant.")
    locked: bool = Field(default=False, description="Tenants' admins may not switch it on or off.")
    load_seconds: float = Field(default=5.0, gt=0, le=300, allow_inf_nan=False, description="Longest time to load (s).")


class Settings(BaseSettings):
    """The whole configuration, checked; made by `load`, and never changed."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, env_prefix="OMNI_", env_nested_delimiter="__")

    environment: Environment = Field(default="development", description="Picks config/<environment>.toml.")
    public_url: PublicUrl = Field(default="http://127.0.0.1:8000", description="The address that people and links use.")
    mail_from: MailAddress = Field(default="omni@localhost", description="Sender of mails.")
    data_dir: AbsolutePath = Field(default=Path("data"), validate_default=True, description="Database, blobs and keys.")
    server: ServerSettings = ServerSettings()
    database: DatabaseSettings = DatabaseSettings()
    redis: RedisSettings = RedisSettings()
    secrets: SecretsSettings = SecretsSettings()
    outbound: OutboundSettings = OutboundSettings()
    blobs: BlobsSettings = BlobsSettings()
    jobs: JobsSettings = JobsSettings()
    auth: AuthSettings = AuthSettings()
    tenants: TenantsSettings = TenantsSettings()
    log: LogSettings = LogSettings()
    plugin_policy: dict[str, PluginPolicy] = Field(default={}, description="The operator's decisions, by plugin id.")
    drivers: dict[str, dict[str, Any]] = Field(default={}, description="By kind; `use` names the driver.")
    plugins: dict[str, dict[str, Any]] = Field(default={}, description="The operator's settings, by plugin id.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  (the five are pydantic-settings' signature)
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take only what `load` gives: it reads files and environment itself, to say what came from where."""
        return (init_settings,)
