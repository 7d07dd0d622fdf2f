"""What a tenant's admin sets."""

from pydantic import BaseModel, Field


class Settings(BaseModel):
    """What answers are measured against."""

    apdex_seconds: float = Field(
        0.5,
        gt=0,
        le=600,
        title="Apdex threshold",
        description="In seconds: answers up to it satisfy, up to four times it are tolerated.",
    )
    slo_percent: float = Field(
        99.9, ge=50, le=100, title="Objective for uptime", description="In percent: the share of calls that must not fail."
    )
