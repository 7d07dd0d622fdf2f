"""What the operator sets."""

from pydantic import BaseModel, ConfigDict, Field


class Config(BaseModel):
    """`[plugins.2fa-totp]`."""

    model_config = ConfigDict(extra="forbid")

    issuer: str = Field(
        default="Omni",
        min_length=1,
        max_length=40,
        pattern="^[^:]+$",  # a colon ends the issuer in the label of a key URI
        description="The installation's name, as apps show it beside the account.",
    )
