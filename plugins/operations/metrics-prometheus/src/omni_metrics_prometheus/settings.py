"""What the operator sets in `[plugins.metrics-prometheus]`."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork, SecretStr, model_validator

MOST_TENANTS = 200


class Config(BaseModel):
    """Who may scrape, and which tenants have series of their own."""

    model_config = ConfigDict(extra="forbid")

    token: Annotated[SecretStr, Field(min_length=16)] | None = Field(
        default=None, description="Scrapers send it as `Authorization: Bearer <token>`; 16 characters at least."
    )
    networks: tuple[IPvAnyNetwork, ...] = Field(
        default=(), description="Scrapers must be in one of these networks; with a token too, both must hold."
    )
    tenants: tuple[str, ...] = Field(
        default=(), max_length=MOST_TENANTS, description="Slugs of the tenants to tell apart; the rest is `other`."
    )
    top_tenants: int = Field(
        default=0,
        ge=0,
        le=MOST_TENANTS,
        description="Tell apart so many tenants, those with the most requests; the rest is `other`.",
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.tenants and self.top_tenants:
            msg = "set either tenants or top_tenants, not both"
            raise ValueError(msg)
        return self
