"""What the person is asked."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def mobile(text: str) -> str:
    """The number in E.164 form, by Google's libphonenumber; `ValueError` unless it is a mobile phone's.

    Landlines get no text messages, premium numbers cost, and numbers of internet telephony are bound to no device
    (NIST SP 800-63B-4, section 3.1.3.3).
    """
    import phonenumbers  # 80 ms

    types = phonenumbers.PhoneNumberType
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException as error:
        raise ValueError("must begin with + and the code of its country, such as +41 79 123 45 67") from error
    # In North America nobody can tell a mobile phone by its number.
    if phonenumbers.number_type(number) not in {types.MOBILE, types.FIXED_LINE_OR_MOBILE}:
        raise ValueError("must be the number of a mobile phone: check its digits")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


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
