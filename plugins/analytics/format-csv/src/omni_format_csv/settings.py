"""What a tenant's admin sets."""

from typing import Literal

from pydantic import BaseModel, Field


class Settings(BaseModel):
    """How files are written."""

    separator: Literal[",", ";", "tab"] = Field(
        ",", title="Separator", description="What stands between cells: most spreadsheets in Europe expect a semicolon."
    )
    byte_order_mark: bool = Field(
        True, title="Byte order mark", description="Lets Excel see that the file is UTF-8; a few programs take it for text."
    )
    defuse_formulas: bool = Field(
        True,
        title="Defuse formulas",
        description="Puts an apostrophe before texts that a spreadsheet would run as a formula. Numbers and dates are never touched.",
    )

    @property
    def between(self) -> str:
        """The separator itself."""
        return "\t" if self.separator == "tab" else self.separator
