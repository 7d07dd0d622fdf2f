"""What a person is told when no code can be sent; none of it is the plugin's fault."""

from omni_sdk.errors import Conflict, TooManyRequests


class TooManyCodes(TooManyRequests):
    """So many codes wait to be entered that no further one is sent."""

    type = "too-many-codes"
    title = "Too many codes"


class Undeliverable(Conflict):
    """The number takes no text messages."""

    type = "undeliverable"
    title = "The code cannot be delivered"


class NoNumber(Conflict):
    """The account has the factor, but no number."""

    type = "no-number"
    title = "No number is stored"
