"""What the person is asked."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from . import codes


class Code(BaseModel):
    """A backup code; after validation as `codes.read` gives it."""

    model_config = ConfigDict(hide_input_in_errors=True)

    code: Annotated[str, AfterValidator(codes.read)] = Field(
        title="Backup code",
        description="One of the codes that you kept; capitals, spaces and hyphens do not matter.",
        max_length=64,
        repr=False,
        examples=["7K2M-9XQ4-THB3"],
        json_schema_extra={"autocomplete": "off"},
    )
