"""What may stand in a tenant's profile."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from omni_sdk.errors import Invalid

LARGEST_LOGO: Final = 64 * 1024
"""In bytes: it is kept in the row, and sent with the profile."""
LONGEST_LOGO: Final = LARGEST_LOGO * 4 // 3 + 32
"""The same as a `data:` address."""
LOGO: Final = re.compile(r"data:image/(png|jpeg|webp);base64,([A-Za-z0-9+/]+={0,2})")
BEGINNINGS: Final = {
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "jpeg": re.compile(rb"\xff\xd8\xff"),
    "webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
}


def check_profile(profile: Mapping[str, Any]) -> None:
    """A time zone of the IANA database, a language tag, an ISO 4217 code, a picture, a colour; raises Invalid at the field."""
    if (zone := profile.get("zone")) is not None:
        try:
            ZoneInfo(zone)
        except (ValueError, OSError, KeyError) as error:
            raise Invalid(f"no time zone {zone!r}: use an IANA name such as Europe/Berlin", at="zone") from error
    if (currency := profile.get("currency")) is not None and not re.fullmatch("[A-Z]{3}", currency):
        raise Invalid(f"{currency!r} is no ISO 4217 code such as EUR", at="currency")
    if (locale := profile.get("locale")) is not None and not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", locale):
        raise Invalid(f"{locale!r} is no language tag such as en or de-CH", at="locale")
    if (colour := profile.get("colour")) is not None and not re.fullmatch("#[0-9a-f]{6}", colour):
        raise Invalid(f"{colour!r} is no colour such as #2750c4", at="colour")
    if (logo := profile.get("logo")) is not None:
        check_logo(logo)


def check_logo(logo: str) -> None:
    """A picture that a browser shows and that can hold no script (so no SVG), by what it is and not only by its name."""
    found = LOGO.fullmatch(logo)
    if found is None:
        raise Invalid("a logo is a PNG, JPEG or WebP picture as a data: address in base64", at="logo")
    try:
        content = b64decode(found[2], validate=True)
    except ValueError as error:
        raise Invalid("this is no base64", at="logo") from error
    if len(content) > LARGEST_LOGO:
        raise Invalid(f"a logo has at most {LARGEST_LOGO // 1024} KiB; this one has {len(content) / 1024:.0f}", at="logo")
    if not BEGINNINGS[found[1]].match(content):
        raise Invalid(f"this is no {found[1].upper()} picture, though it says so", at="logo")
