"""What the person is asked."""

from pydantic import BaseModel, ConfigDict, Field


class Code(BaseModel):
    """A code, in groups or in one."""

    model_config = ConfigDict(hide_input_in_errors=True, str_strip_whitespace=True)

    code: str = Field(
        title="Code",
        description="The six digits that the app shows.",
        pattern="^[0-9](?:[ -]?[0-9]){5}$",
        repr=False,
        json_schema_extra={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )

    @property
    def digits(self) -> str:
        """The six digits alone."""
        return self.code.replace(" ", "").replace("-", "")
