"""What the person is asked."""

from pydantic import BaseModel, ConfigDict, Field


class Code(BaseModel):
    """A code, in groups or in one."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, str_strip_whitespace=True)

    code: str = Field(
        title="Code",
        description="The eight digits of the mail.",
        pattern="^[0-9](?:[ -]?[0-9]){7}$",
        repr=False,
        json_schema_extra={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )

    @property
    def digits(self) -> str:
        """The eight digits alone."""
        return self.code.replace(" ", "").replace("-", "")
