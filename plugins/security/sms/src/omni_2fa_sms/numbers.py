"""Phone numbers, by Google's libphonenumber."""


def mobile(text: str) -> str:
    """The number in E.164 form; `ValueError` unless it is a mobile phone's.

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


def ending(number: str) -> str:
    """As much of a number as its owner knows it by, and nobody else: the last two digits."""
    return number[-2:]
