"""What the operator sets."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr

Key = Annotated[SecretStr, Field(min_length=32, max_length=1000)]


class Config(BaseModel):
    """`[plugins.audit-log]`."""

    model_config = ConfigDict(extra="forbid")

    key: Key | None = Field(
        default=None,
        description="What chains are keyed and statements signed by: 32 characters or more, best as `{ file = … }` or"
        " `{ env = … }`. Without it one is made and kept encrypted under the installation's key ring.",
    )
    former_keys: tuple[Key, ...] = Field(default=(), description="Keys that `key` replaced: they verify, and sign no more.")
    retention_days: int | None = Field(
        default=None,
        ge=1,
        le=36_500,
        description="How long entries stand: the platform's, and those of tenants whose policy does not say. For ever by default.",
    )
    link_minutes: int = Field(default=15, ge=1, le=1440, description="How long a link to an export is good.")
    export_hours: int = Field(default=24, ge=1, le=720, description="How long the file of an export is kept.")
