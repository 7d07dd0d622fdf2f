"""What goes over the wire."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, Field


class Second(BaseModel):
    """The requests of one second; those that dashboards ask about traffic itself are left out."""

    at: datetime
    requests: int
    errors: int = Field(description="Answered with a status of 500 or more.")
    p50: float | None = Field(description="Milliseconds within which half of them were answered; null without any.")
    p95: float | None = Field(description="The same of 95 in 100.")


class Minute(BaseModel):
    """The last minute beside the one before."""

    rate: float = Field(description="Requests per second.")
    rate_before: float
    rate_history: Sequence[float] = Field(description="The last three minutes, by ten seconds, the oldest first.")
    median: float | None = Field(description="Milliseconds within which half of them were answered.")
    median_before: float | None
    slowest: float | None = Field(description="Milliseconds within which 95 in 100 were answered.")
    slowest_before: float | None
    failed: float = Field(description="Share of them that failed: 0 to 1.")
    failed_before: float
