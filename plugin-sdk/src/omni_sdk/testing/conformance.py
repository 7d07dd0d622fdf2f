"""All that every plugin must do, tried on a running Omni.

`conforms(plugin)` is a plugin's whole `test_plugin.py`; `omni plugin check` runs the same.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from omni_sdk.hookspecs import Plugin

from . import at_rest, running
from .subject import NotApplicable, Subject

State = Literal["passed", "failed", "not applicable"]


@dataclass(frozen=True)
class Finding:
    """What one check found."""

    check: str
    state: State
    detail: str = ""


@dataclass
class Report:
    """What all checks found of one plugin."""

    plugin: str
    findings: list[Finding] = field(default_factory=list)

    @property
    def failures(self) -> Sequence[Finding]:
        """What is wrong with the plugin."""
        return [f for f in self.findings if f.state == "failed"]

    @property
    def passed(self) -> bool:
        """Does it conform?"""
        return not self.failures

    def __str__(self) -> str:
        """A line for each failure."""
        return "\n".join(f"{self.plugin}: {f.check}: {f.detail}" for f in self.failures) or f"{self.plugin} conforms"


def conforms(plugin: Plugin) -> None:
    """Fail the test, naming every shortcoming, unless the plugin does all that every plugin must."""
    report = run(plugin)
    if not report.passed:
        raise AssertionError(f"the plugin does not conform:\n{report}")


def run(plugin: Plugin, progress: Callable[[str], None] = lambda _: None) -> Report:
    """Try everything; outside of an event loop, in the main thread. `progress` is told each check's name."""
    return asyncio.run(_run(plugin, progress))


async def _run(plugin: Plugin, progress: Callable[[str], None]) -> Report:
    subject = Subject.of(plugin)
    report = Report(subject.id)
    for check in at_rest.CHECKS:
        report.findings.append(await _try(check, subject, progress))
    if report.passed:
        async with subject.running():
            for check in running.CHECKS:
                report.findings.append(await _try(check, subject, progress))
    return report


async def _try(check: Callable[[Any], Awaitable[None]], subject: Subject, progress: Callable[[str], None]) -> Finding:
    name = (check.__doc__ or check.__name__).partition("\n")[0].rstrip(".")
    progress(name)
    try:
        await check(subject)
    except NotApplicable as reason:
        return Finding(name, "not applicable", str(reason))
    except AssertionError as error:
        return Finding(name, "failed", str(error))
    except Exception as error:  # noqa: BLE001  (a plugin may raise anything, and each is a finding)
        last = traceback.extract_tb(error.__traceback__)[-1]
        detail = f"{type(error).__name__}: {error} (at {last.filename}:{last.lineno})"
        return Finding(name, "failed", detail)
    return Finding(name, "passed")
