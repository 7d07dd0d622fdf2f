"""For tests of plugins: a real Omni with the plugins that a test names, and nothing else. May import the kernel.

The fixtures stand in `omni_sdk.testing.plugin`, which pytest loads by itself where this package is installed:
`omni_app`, `tenant`, `other_tenant`, `client`, `run_jobs`, `outbox`, `clock`, `outside`. Database and Redis are real.
"""

from .conformance import Finding, Report, conforms
from .doubles import Mail, Outbox
from .protocols import Client, OmniApp, Outside, RunJobs, SetClock

__all__ = [
    "Client",
    "Finding",
    "Mail",
    "OmniApp",
    "Outbox",
    "Outside",
    "Report",
    "RunJobs",
    "SetClock",
    "conforms",
]
