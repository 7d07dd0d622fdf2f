"""What a tenant's admin sets."""

from pydantic import BaseModel, Field


class Settings(BaseModel):
    """How much may be used."""

    monthly_calls: int | None = Field(
        None, ge=1, title="Calls a month", description="The quota that usage is compared with; without one, none is shown."
    )
