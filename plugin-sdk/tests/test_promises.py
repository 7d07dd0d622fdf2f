"""The conformance suite looks for the templates that a hub's manifest promises."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from omni_sdk.testing.at_rest import manifest
from omni_sdk.testing.subject import Subject

MANIFEST = """
id = "acme-promise"
title = "Promise"
summary = "Promises templates."
category = "test"
api = 1
provides = 1
scaffolds = ["box"]
"""
PLUGIN = """
from omni_sdk import Plugin


class Promise(Plugin):
    pass


plugin = Promise()
"""


async def test_promised_scaffolds_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without a template is none."""
    package = tmp_path / "acme_promise"
    folder = package / "scaffolds" / "box"
    folder.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "omni-plugin.toml").write_text(MANIFEST)
    (package / "plugin.py").write_text(PLUGIN)
    monkeypatch.syspath_prepend(str(tmp_path))
    subject = Subject.of(importlib.import_module("acme_promise.plugin").plugin)
    for name in ("acme_promise", "acme_promise.plugin"):
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(AssertionError, match=r"promises the scaffold 'box'"):
        await manifest(subject)
    (folder / "README.md.tmpl").touch()
    await manifest(subject)
