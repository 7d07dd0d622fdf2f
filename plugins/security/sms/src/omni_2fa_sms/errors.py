"""What a person is told when no code can be sent; none of it is the plugin's fault."""

from omni_sdk.errors import Conflict


class NoNumber(Conflict):
    """The account has the factor, but no number."""

    type = "no-number"
    title = "No number is stored"
