"""Steps of a login or an enrolment as clients get them, and the answers that come back: perhaps to another process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, reduce
from importlib import import_module
from io import BytesIO
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from omni_sdk import FormStep, RedirectStep
from omni_sdk.errors import ContractBroken, Invalid

ANSWERS: Final = "answers"
"""Where a client sends what the person entered."""


def rendered(step: FormStep | RedirectStep, method: str | None = None) -> dict[str, Any]:
    """A step as JSON; `method` is the factor that asks, if it is one. ContractBroken for text that no QR code holds."""
    if isinstance(step, RedirectStep):
        return {"type": "redirect", "url": step.url, "post": dict(step.post) if step.post is not None else None}
    return {
        "type": "form",
        "method": method,
        "text": step.text,
        "schema": _schema(step.fields),
        "qr": None if step.qr is None else qr_code(step.qr),
        "qr_text": step.qr,
        "show": dict(step.show),
    }


@lru_cache(maxsize=256)
def _schema(fields: type[BaseModel]) -> dict[str, Any]:
    # Checked when the plugin makes the step, then shown; the same for everybody.
    return fields.model_json_schema()


def qr_code(text: str) -> str:
    """An SVG element of the QR code, dark on light with its quiet zone, in the size of whatever it stands in."""
    import segno  # few steps have one

    try:
        made = segno.make_qr(text, error="m", boost_error=False)
    except segno.DataOverflowError as error:
        raise ContractBroken(f"a step has {len(text)} characters for its QR code, which is more than one holds") from error
    out = BytesIO()
    made.save(out, kind="svg", xmldecl=False, nl=False, omitsize=True, dark="#000", light="#fff", title="QR")
    return out.getvalue().decode()


def named(model: type[BaseModel]) -> str:
    """`module:QualName` of a step's fields; ContractBroken when they cannot be found again by it."""
    name = f"{model.__module__}:{model.__qualname__}"
    if _found(name) is not model:
        raise ContractBroken(f"the fields {name!r} of a step must be a model at the top of a module: another process reads them")
    return name


def answered(name: str, answers: Mapping[str, Any]) -> BaseModel:
    """The answers as the model that `named` named; Invalid at `answers.<field>`, ContractBroken when it is no more."""
    model = _found(name)
    try:
        return model.model_validate(dict(answers))
    except ValidationError as error:
        raise Invalid.of(error, at=ANSWERS) from error


def _found(name: str) -> type[BaseModel]:
    module, _, path = name.partition(":")
    try:
        found = reduce(getattr, path.split("."), import_module(module))
    except (ImportError, AttributeError) as error:
        raise ContractBroken(f"the fields {name!r} of a step are not there: define them at the top of a module") from error
    if not (isinstance(found, type) and issubclass(found, BaseModel)):
        raise ContractBroken(f"the fields {name!r} of a step must be a pydantic model")
    return found
