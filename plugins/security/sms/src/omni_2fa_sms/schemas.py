"""What the person is asked."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from .numbers import mobile


class Number(BaseModel):
    """A mobile phone; validated, it is in E.164 form."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    phone: Annotated[
        str,
        Field(
            title="Mobile number",
            description="With the code of its country: +41 79 123 45 67.",
            max_length=40,
            json_schema_extra={"autocomplete": "tel", "inputmode": "tel"},
        ),
        AfterValidator(mobile),
    ]


class Code(BaseModel):
    """A code, in groups or in one."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, str_strip_whitespace=True)

    code: str = Field(
        title="Code",
        description="The eight digits of the text message.",
        pattern="^[0-9](?:[ -]?[0-9]){7}$",
        repr=False,
        json_schema_extra={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )

    @property
    def digits(self) -> str:
        """The eight digits alone."""
        return self.code.replace(" ", "").replace("-", "")
