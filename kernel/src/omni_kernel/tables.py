"""All of the kernel's tables, in one module, as tortoise wants an app's models."""

from .auth.models import (
    Account,
    AccountFactor,
    ApiKey,
    Identity,
    LoginFlow,
    LoginPolicy,
    MailToken,
    Session,
    Throttle,
    TrustedDevice,
)
from .http.models import *  # noqa: F403  # its __all__ is the list
from .jobs.models import *  # noqa: F403  # its __all__ is the list
from .plugins.models import Change, Epoch, TenantPlugin
from .tenancy.models import Invitation, Membership, Role, Tenant
