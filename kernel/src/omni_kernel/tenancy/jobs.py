"""The kernel's jobs for tenants: mails to their people, and their end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from omni_kernel.auth.models import Account
from omni_kernel.services import mail
from omni_sdk import Job, JobContext, Template, job

from . import deletion
from .invitations import JOB

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

MAIL: Final = Template(JOB)


def jobs(kernel: Kernel) -> list[Job[..., Any]]:
    """Bound to one kernel."""

    # The token is made here, so that no row of a job ever holds one; a further attempt sends another.
    @job(JOB, unique=str)
    async def invitation(ctx: JobContext[Any], invitation_id: UUID) -> None:
        """Mail the link, in the person's language if it is known, else in the tenant's."""
        if found := await kernel.invitations.token(invitation_id):
            row, token = found
            account = await Account.get_or_none(email=row.email)
            language = (account.locale if account else None) or ctx.tenant.locale
            link, until = kernel.mail_tokens.link("invitation", token), f"{row.expires_at:%Y-%m-%d %H:%M} UTC"
            await mail.of_kernel(kernel, language).send(row.email, MAIL, tenant=ctx.tenant.name, link=link, until=until)

    return [invitation, *deletion.jobs(kernel)]
