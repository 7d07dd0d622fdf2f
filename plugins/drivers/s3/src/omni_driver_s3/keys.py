"""Names as keys: as they are, but for characters that servers or tools are known to change.

Those of Amazon's list "characters to avoid" are percent-encoded (SeaweedFS makes a slash of a backslash), and `%` with
them, so that it can be undone.
"""

from typing import Final
from urllib.parse import unquote

_ODD: Final = str.maketrans({char: f"%{ord(char):02X}" for char in '%\\{}^`[]"<>~#|'})


def key_of(name: str) -> str:
    """The key of a blob, without the operator's prefix."""
    return name.translate(_ODD)


def name_of(key: str) -> str:
    """The reverse."""
    return unquote(key)
