"""Everything a hook may return: frozen data holding names, schemas and async functions.

Two rules hold for all of them. A function takes its context first, and the context's type says what it needs
(`Context` and its kinds: a tenant; `PlatformContext`: none). Contributions of one plugin refer to each other as
objects (`Schedule(job=send_digest())`, `auth=READ`); names are for other plugins and for the wire.
"""

from .access import Auth, Authenticator, Permission, Principal, Public, SignedIn, SignedLink
from .driver import DriverKind
from .event import Event, EventType, On
from .job import Backoff, Call, Job, Schedule, job
from .login import (
    Answers,
    Connection,
    DoneStep,
    Factor,
    Flow,
    FormStep,
    Identity,
    IdentityProvider,
    RedirectStep,
    Step,
)
from .middleware import Middleware, Next
from .ops import Command, Counter, Gauge, Health, HealthCheck, Histogram, Lifecycle, Metric, Template
from .page import Action, Chart, Figure, Figures, Page, PageForm, Table
from .route import Deprecation, Limits, Route

__all__ = [
    "Action",
    "Answers",
    "Auth",
    "Authenticator",
    "Backoff",
    "Call",
    "Chart",
    "Command",
    "Connection",
    "Counter",
    "Deprecation",
    "DoneStep",
    "DriverKind",
    "Event",
    "EventType",
    "Factor",
    "Figure",
    "Figures",
    "Flow",
    "FormStep",
    "Gauge",
    "Health",
    "HealthCheck",
    "Histogram",
    "Identity",
    "IdentityProvider",
    "Job",
    "Lifecycle",
    "Limits",
    "Metric",
    "Middleware",
    "Next",
    "On",
    "Page",
    "PageForm",
    "Permission",
    "Principal",
    "Public",
    "RedirectStep",
    "Route",
    "Schedule",
    "SignedIn",
    "SignedLink",
    "Step",
    "Table",
    "Template",
    "job",
]
