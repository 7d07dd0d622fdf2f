"""A driver of the kind that the sampler declares."""

from omni_sampler import Stamp
from pydantic import BaseModel


class InkConfig(BaseModel):
    """What `[drivers.stamp]` may hold."""

    colour: str = "blue"


class Ink(Stamp):
    """Marks in a colour."""

    Config = InkConfig

    def __init__(self, config: InkConfig) -> None:
        self.config = config

    def mark(self, text: str) -> str:
        """The text with the colour behind it."""
        return f"{text} ({self.config.colour})"
