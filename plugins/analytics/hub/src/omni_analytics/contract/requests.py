"""What reports about API requests have in common: by what they may be narrowed, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import Field, StringConstraints

from .parameters import Parameters

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue
    from ibis.expr.types import Table as Relation

Word: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
StatusClass: TypeAlias = Literal["1xx", "2xx", "3xx", "4xx", "5xx"]
Method: TypeAlias = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
MOST = 100


class RequestParameters(Parameters):
    """The period, and which requests are meant; a filter that is empty leaves out none."""

    plugins: list[Word] = Field([], title="Plugins", description="Ids, such as `analytics`; by default all.", max_length=MOST)
    routes: list[Word] = Field([], title="Routes", description="Names of routes; by default all.", max_length=MOST)
    keys: list[Word] = Field([], title="API keys", description="Ids of API keys; by default all callers.", max_length=MOST)
    methods: list[Method] = Field([], title="Methods", description="By default all.", max_length=MOST)
    statuses: list[StatusClass] = Field([], title="Status classes", description="By default all.", max_length=MOST)

    def wanted(self, requests: Relation) -> BooleanValue:
        """The condition that a request of the table `events` is meant."""
        import ibis

        found: Any = ibis.literal(value=True)
        for column, values in (("plugin", self.plugins), ("route", self.routes), ("key", self.keys), ("method", self.methods)):
            if values:
                found &= requests[column].isin(values).fill_null(False)
        if self.statuses:
            found &= (requests.status // 100).isin([int(status[0]) for status in self.statuses]).fill_null(False)
        return found


def requests_of(events: Relation) -> Relation:
    """The requests among the events, and the columns that they have."""
    found = events.filter(events.type == "request")
    return found.select("time", "person", "plugin", "route", "method", "status", "seconds", "bytes_in", "bytes_out", "key")
