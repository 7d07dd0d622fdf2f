"""Steps as clients get them, and answers as plugins get them."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from omni_factor_probe import Code, steps
from pydantic import BaseModel

from omni_kernel.auth import forms
from omni_sdk import FormStep, RedirectStep
from omni_sdk.errors import ContractBroken, Invalid


class Outer:
    """Has a model inside."""

    class Inner(BaseModel):
        """Found by its qualified name."""

        number: int


def test_a_form() -> None:
    step = FormStep(Code, text="Scan it", qr="otpauth://totp/x", show={"secret": "S"}, remember={"secret": "S"})
    found = forms.rendered(step, "app")
    svg = found.pop("qr")
    assert found == {
        "type": "form", "method": "app", "text": "Scan it", "schema": Code.model_json_schema(),
        "qr_text": "otpauth://totp/x", "show": {"secret": "S"},
    }  # fmt: skip
    assert ET.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    assert forms.rendered(FormStep(Code))["qr"] is None


def test_redirects() -> None:
    plain = {"type": "redirect", "url": "https://idp.example/", "post": None}
    assert forms.rendered(RedirectStep("https://idp.example/", remember={"nonce": "N"})) == plain
    assert forms.rendered(RedirectStep("https://idp.example/", post={"a": "b"})) == plain | {"post": {"a": "b"}}


def test_too_much_for_a_qr_code() -> None:
    with pytest.raises(ContractBroken, match="5000 characters"):
        forms.rendered(steps()["Big"])


@pytest.mark.parametrize("model", [Code, Outer.Inner])
def test_models_are_found_again(model: type[BaseModel]) -> None:
    assert forms._found(forms.named(model)) is model


def test_models_that_nobody_finds_again() -> None:
    with pytest.raises(ContractBroken, match="top of a module"):
        forms.named(steps()["Hidden"].fields)
    twin = type("Code", (Code,), {"__module__": Code.__module__})
    with pytest.raises(ContractBroken, match="top of a module"):
        forms.named(twin)


@pytest.mark.parametrize(
    "name", ["no.such.module:Code", "omni_factor_probe:Nothing", "omni_factor_probe:FACTORS", "builtins:int"]
)
def test_names_that_are_no_models(name: str) -> None:
    with pytest.raises(ContractBroken, match=name.rpartition(":")[2]):
        forms.answered(name, {})


def test_answers() -> None:
    assert forms.answered(forms.named(Code), {"code": "1"}) == Code(code="1")
    with pytest.raises(Invalid) as caught:
        forms.answered(forms.named(Code), {"code": 12345})
    assert caught.value.at == "answers.code"
    assert "12345" not in str(caught.value)
