"""What a person is told when no code can be sent; neither is the plugin's fault."""

from omni_sdk.errors import Conflict, TooManyRequests


class TooManyCodes(TooManyRequests):
    """So many codes wait to be entered that no further one is sent."""

    type = "too-many-codes"
    title = "Too many codes"


class Undeliverable(Conflict):
    """The address takes no mail."""

    type = "undeliverable"
    title = "The code cannot be delivered"
