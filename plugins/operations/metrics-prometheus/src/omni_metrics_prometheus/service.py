"""Families of metrics in the two formats that Prometheus reads, written by its own library."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics.exposition import generate_latest as generate_openmetrics
from prometheus_client.registry import Collector

from omni_sdk.context import Family

TOTAL = "_total"


@dataclass(frozen=True)
class Form:
    """A format: its media type, and what writes it."""

    media_type: str
    generate: Callable[[Any], bytes]

    def write(self, families: Sequence[Family]) -> str:
        """The whole answer."""
        return self.generate(_Collected(families)).decode()


TEXT = Form("text/plain; version=0.0.4; charset=utf-8", partial(generate_latest, escaping="underscores"))
OPENMETRICS = Form(
    "application/openmetrics-text; version=1.0.0; charset=utf-8",
    partial(generate_openmetrics, escaping="underscores", version="1.0.0"),
)


class _Collected(Collector):
    """What the library takes: something that has metrics, here of all processes and not of this one."""

    def __init__(self, families: Sequence[Family]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        return map(metric_of, self._families)


def metric_of(family: Family) -> Metric:
    """The family as the library has it: a counter's name without `_total`, its sample's with it; bounds as floats."""
    counter = family.kind == "counter"
    made = Metric(family.name.removesuffix(TOTAL) if counter else family.name, family.help, family.kind)
    for sample in family.samples:
        labels = dict(sample.labels)
        if family.kind == "histogram" and "le" in labels:
            labels["le"] = "+Inf" if labels["le"] == "+Inf" else repr(float(labels["le"]))
        made.add_sample(made.name + TOTAL if counter else sample.name, labels, sample.value)
    return made


def form_of(accept: str) -> Form:
    """Which one `Accept` prefers (RFC 9110, 12.5.1); the plain text when it takes neither, as Prometheus expects."""
    weights = {"openmetrics": 0.0, "text": 0.0}
    for part in accept.lower().split(","):
        media_type, parameters = _parsed(part)
        weight, version = _weight(parameters.get("q", "1")), parameters.get("version", "")
        if media_type == "application/openmetrics-text" and version in {"", "1.0.0"}:
            weights["openmetrics"] = max(weights["openmetrics"], weight)
        elif media_type in {"text/plain", "text/*", "*/*"} and version in {"", "0.0.4"}:
            weights["text"] = max(weights["text"], weight)
    # Who names OpenMetrics understands it: of equals it is the better one.
    return OPENMETRICS if weights["openmetrics"] and weights["openmetrics"] >= weights["text"] else TEXT


def _parsed(part: str) -> tuple[str, dict[str, str]]:
    media_type, *parameters = part.split(";")
    pairs = (p.partition("=") for p in parameters)
    return media_type.strip(), {name.strip(): value.strip().strip('"') for name, _, value in pairs}


def _weight(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
