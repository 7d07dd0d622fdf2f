"""What a route that is on its way out tells its callers (RFC 9745, RFC 8594), and 410 after its sunset."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.utils import format_datetime

from omni_sdk import Deprecation
from omni_sdk.errors import Gone


class SunsetPassed(Gone):
    """The route is no more."""

    type = "sunset"
    title = "This route is no longer available"


class Deprecated:
    """The headers of one route; days begin at midnight UTC."""

    def __init__(self, said: Deprecation) -> None:
        self._said = said
        self.sunset = midnight(said.sunset) if said.sunset else None
        links = ['</docs>; rel="deprecation"; type="text/html"']
        if said.successor:
            links.append(f'<{said.successor}>; rel="successor-version"')
        self.headers = {"deprecation": f"@{int(midnight(said.since).timestamp())}", "link": ", ".join(links)}
        if self.sunset:
            self.headers["sunset"] = format_datetime(self.sunset, usegmt=True)

    def refuse(self, now: datetime) -> None:
        """Raise SunsetPassed when the route's time is over."""
        if self.sunset is not None and now >= self.sunset:
            successor = self._said.successor
            hint = f"; use {successor}" if successor else ""
            raise SunsetPassed(f"it ended on {self._said.sunset}{hint}", successor=successor)


def midnight(day: date) -> datetime:
    """When a day begins in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
