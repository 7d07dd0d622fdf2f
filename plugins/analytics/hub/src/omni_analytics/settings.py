"""What a tenant's admin sets, and what the operator sets."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """How long events stand, and what is taken in."""

    meter_requests: bool = Field(True, title="Count API requests", description="Each call of this tenant becomes an event.")
    unknown_events: Literal["accept", "reject"] = Field(
        "accept", title="Events outside of the tracking plan", description="Rejected ones are listed with the reason."
    )
    retention_days: int = Field(730, ge=1, le=3650, title="Keep events for", description="In days, by the day they happened on.")
    report_days: int = Field(90, ge=1, le=3650, title="Keep finished reports for", description="In days.")
    shortest_interval_minutes: int = Field(
        60, ge=5, le=10080, title="Shortest interval of schedules", description="In minutes, between two reports."
    )
    attachment_kb: int = Field(
        5000, ge=0, le=20000, title="Largest attachment", description="In kB; what is larger is sent as a link. 0: always links."
    )


class Config(BaseModel):
    """`[plugins.analytics]`: sizes, and how long links live."""

    model_config = ConfigDict(extra="forbid")

    at_once_events: int = Field(
        200_000, ge=0, description="Reports over at most so many events are computed while the caller waits."
    )
    write_events: int = Field(50_000, ge=1, le=1_000_000, description="Events that the writer puts into segments at once.")
    compact_files: int = Field(8, ge=2, description="Segments of one day, of about one size, beyond which they are made one.")
    import_bytes: int = Field(1_000_000_000, ge=1, description="Largest file that may be imported.")
    link_minutes: int = Field(60, ge=1, description="How long a link to a finished file is good.")
    mailed_link_days: int = Field(7, ge=1, description="How long a link in a mail is good.")
    rejected_days: int = Field(30, ge=1, description="How long rejected events are listed.")
