"""What second factors say, in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from omni_kernel.plugins.staging import KERNEL

from .login.steps import Offer

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.plugins.texts import Words

STEP_WORDS: Final = frozenset({"title", "description", "text"})


def of_method(kernel: Kernel, method: str | None, language: str) -> Words:
    """The texts of the plugin whose factor it is; without one those of the kernel."""
    found = kernel.factors.of(method) if method else None
    return kernel.texts.of(found[0] if found else KERNEL, language)


def of_step(kernel: Kernel, step: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """A step, as `forms.rendered` makes it, in words of that language."""
    found: Mapping[str, Any] = of_method(kernel, step.get("method"), language).within(step, STEP_WORDS)
    return found


def of_offers(kernel: Kernel, offers: Sequence[Offer], language: str) -> list[Offer]:
    """What else may be shown."""
    return [o.model_copy(update={"title": of_method(kernel, o.method, language)(o.title)}) for o in offers]
