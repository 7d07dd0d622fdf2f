"""Both formats say what was counted, whatever the labels are; and the right one is chosen."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from omni_metrics_prometheus.service import OPENMETRICS, TEXT, Form, form_of


@dataclass(frozen=True)
class Sample:
    """As the kernel has it."""

    name: str
    labels: dict[str, str]
    value: float


@dataclass(frozen=True)
class Family:
    """As the kernel has it."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    help: str
    samples: Sequence[Sample] = field(default_factory=list)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.floats(allow_nan=False, allow_infinity=False, min_value=0)


@given(texts=st.lists(TEXTS, min_size=1, unique=True), help_text=TEXTS, value=NUMBERS)
@pytest.mark.parametrize("kind", ["counter", "gauge"])
def test_any_text_of_a_label_comes_back(
    kind: Literal["counter", "gauge"], texts: list[str], help_text: str, value: float
) -> None:
    """Through the parsers of Prometheus' own library, in both formats."""
    family = Family("omni_x", kind, help_text, [Sample("omni_x", {"one": t, "two": "2"}, value) for t in texts])
    for form in (TEXT, OPENMETRICS):
        (back,) = parsed(form, [family])
        assert back.type == kind
        assert [(s.labels["one"], s.labels["two"], s.value) for s in back.samples] == [(t, "2", value) for t in texts]
        assert {s.name for s in back.samples} == {"omni_x_total" if kind == "counter" else "omni_x"}


@given(counts=st.lists(st.integers(0, 10**9), min_size=4, max_size=4), text=TEXTS)
def test_a_histogram_comes_back(counts: list[int], text: str) -> None:
    """Cumulative, with bounds as floats, sum and count."""
    bounds, running = ["1", "2.5", "10", "+Inf"], 0
    samples = []
    for bound, n in zip(bounds, counts, strict=True):
        running += n
        samples.append(Sample("omni_h_bucket", {"what": text, "le": bound}, running))
    samples += [Sample("omni_h_sum", {"what": text}, 1.5), Sample("omni_h_count", {"what": text}, running)]
    for form in (TEXT, OPENMETRICS):
        (back,) = parsed(form, [Family("omni_h", "histogram", "H.", samples)])
        buckets = [s for s in back.samples if s.name == "omni_h_bucket"]
        assert [s.labels["le"] for s in buckets] == ["1.0", "2.5", "10.0", "+Inf"]
        assert [s.value for s in buckets] == [s.value for s in samples[:4]]
        assert all(s.labels["what"] == text for s in back.samples)
        assert buckets[-1].value == running


def parsed(form: Form, families: Sequence[Family]) -> list[Metric]:
    """What the library's parser reads of it."""
    written = form.write(families)
    if form is TEXT:
        return list(parse_text(written))
    return list(parse_openmetrics(written))  # type: ignore[no-untyped-call]  # the library's


def test_special_numbers() -> None:
    """As Go writes them."""
    written = TEXT.write([Family("omni_x", "gauge", "X.", [Sample("omni_x", {}, v) for v in (math.inf, -math.inf, math.nan)])])
    assert [line.split()[1] for line in written.splitlines() if line[0] != "#"] == ["+Inf", "-Inf", "NaN"]


PROMETHEUS_2 = "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
PROMETHEUS_3 = (
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
    "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
    "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", TEXT),
        ("*/*", TEXT),
        ("text/plain", TEXT),
        ("application/json", TEXT),
        ("application/openmetrics-text", OPENMETRICS),
        ('Application/OpenMetrics-Text; Version="1.0.0"', OPENMETRICS),
        ("application/openmetrics-text;version=0.0.1", TEXT),
        ("application/openmetrics-text;version=99.0.0", TEXT),
        ("application/openmetrics-text;q=0.3, text/plain;q=0.5", TEXT),
        ("application/openmetrics-text;q=0, text/plain;q=0", TEXT),
        ("application/openmetrics-text;q=many", TEXT),
        (PROMETHEUS_2, OPENMETRICS),
        (PROMETHEUS_3, OPENMETRICS),
        (PROMETHEUS_2.replace("application/openmetrics-text", "application/x"), TEXT),
    ],
)
def test_the_format_that_accept_prefers(accept: str, form: Form) -> None:
    assert form_of(accept) is form


@given(st.text(max_size=200))
def test_no_accept_is_an_error(accept: str) -> None:
    assert form_of(accept) in {TEXT, OPENMETRICS}
