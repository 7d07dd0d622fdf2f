"""What the operator sets."""

from pydantic import BaseModel, ConfigDict, Field


class Config(BaseModel):
    """`[plugins.2fa-backup-codes]`: argon2id's parameters, by default those of RFC 9106 section 4 for little memory."""

    model_config = ConfigDict(extra="forbid")

    argon2_time_cost: int = Field(default=3, ge=1, le=100, description="Argon2id: passes.")
    argon2_memory_kib: int = Field(default=65_536, ge=8, le=2**22, description="Argon2id: memory in KiB.")
    argon2_parallelism: int = Field(default=4, ge=1, le=64, description="Argon2id: lanes.")
