"""The contract is one page: each hook one sentence, called by pluggy as declared."""

import inspect
from collections.abc import Sequence

import pluggy
import pytest

import omni_sdk
from omni_sdk import Permission, Plugin, hookimpl, hookspec, hookspecs

HOOKS = sorted(name for name in vars(Plugin) if name.startswith("omni_"))


@pytest.mark.parametrize("name", HOOKS)
def test_each_hook_has_one_sentence_and_returns_nothing_by_default(name: str) -> None:
    """Marked as a spec, typed, without parameters."""
    hook = getattr(Plugin, name)
    text = (hook.__doc__ or "").strip()
    assert text.endswith(".")
    assert "\n" not in text
    assert hook.omni_spec is not None
    assert [*inspect.signature(hook).parameters] == ["self"]
    assert inspect.signature(hook).return_annotation is not inspect.Signature.empty
    assert not isinstance(getattr(Plugin(), name)(), list | Sequence) or getattr(Plugin(), name)() == ()


def test_the_hooks_are_these() -> None:
    """A new one needs a line here, in the guide, and in the conformance suite."""
    assert [name.removeprefix("omni_") for name in HOOKS] == [
        "authenticators",
        "commands",
        "config",
        "driver_kinds",
        "event_handlers",
        "event_types",
        "factors",
        "health_checks",
        "hookspecs",
        "identity_providers",
        "jobs",
        "lifecycle",
        "metrics",
        "middleware",
        "models",
        "pages",
        "permissions",
        "routes",
        "schedules",
        "settings",
        "templates",
    ]
    assert len(inspect.getsource(hookspecs).splitlines()) < 200


class Hub:
    @hookspec
    def painting_colours(self) -> Sequence[str]:
        """Colours to paint with."""
        return ()


class Mine(Plugin, Hub):
    @hookimpl
    def omni_permissions(self) -> list[Permission]:
        return [Permission("thing.read")]

    @hookimpl
    def painting_colours(self) -> list[str]:
        return ["red"]

    def omni_routes(self) -> Sequence[omni_sdk.Route]:  # unmarked
        return ()


def test_pluggy_calls_what_is_marked() -> None:
    """The class of a plugin is the spec; a hub's hooks stand beside it; what is not marked is not called."""
    manager = pluggy.PluginManager("omni")
    manager.add_hookspecs(Plugin)
    manager.add_hookspecs(Hub)
    manager.register(Mine(), "mine")
    manager.check_pending()
    assert manager.hook.omni_permissions() == [[Permission("thing.read")]]
    assert manager.hook.painting_colours() == [["red"]]
    assert manager.hook.omni_routes() == []
