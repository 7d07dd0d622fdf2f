"""`/api/v1/security/2fa`: the factors of whoever is signed in, and the three routes that clients know across all of them:
`setup`, `verify` and, during a login, `validate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from pydantic import BaseModel, Field, JsonValue

from omni_kernel.auth import words
from omni_kernel.auth.enrolment import Enrolments
from omni_kernel.auth.fresh import FRESH
from omni_kernel.auth.login import Visitor
from omni_kernel.auth.models import Account
from omni_kernel.context import KernelContext, own
from omni_sdk import Permission, Reply, Route, SignedIn

from .account import in_person
from .login import OPEN, Answer, LoginView, answer_of
from .sessions import person

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

PERMISSIONS: tuple[Permission, ...] = ()
PROVEN: Final = SignedIn(fresh=FRESH)


class Enrolled(BaseModel):
    """A factor that one has."""

    method: str
    title: str
    kind: str
    usable: bool = Field(description="Can a login ask for it? Not while its plugin is off, or where the policy forbids it.")
    created_at: datetime
    used_at: datetime | None


class Available(BaseModel):
    """A factor that there is."""

    method: str
    title: str
    kind: str
    allowed: bool = Field(description="By the login policy.")


class Overview(BaseModel):
    """What protects one's account, and what could."""

    enrolled: Sequence[Enrolled]
    available: Sequence[Available]
    required: bool
    due_at: datetime | None = Field(description="From when a factor is required.")
    notices: Sequence[str]


class Setup(BaseModel):
    """Which factor is to be enrolled."""

    method: str = Field(max_length=100, examples=["totp"])


class Confirmation(BaseModel):
    """The answers to the step of an enrolment."""

    flow_id: UUID
    answers: dict[str, JsonValue] = Field(examples=[{"code": "123456"}])


class Validation(Answer):
    """The answers to the step of a login."""

    flow_id: UUID


class EnrolmentView(BaseModel):
    """What comes next; a step of the type `done` says that the factor is in force."""

    flow_id: UUID
    method: str
    step: Mapping[str, Any]


def routes(kernel: Kernel) -> list[Route]:
    """Bound to one kernel."""
    enrolments = Enrolments(kernel)

    async def account_of(ctx: KernelContext) -> tuple[Account, UUID]:
        return await Account.get(id=await in_person(ctx.who)), person(ctx.who)[1]

    async def begun(ctx: KernelContext, method: str, *, again: bool) -> EnrolmentView:
        account, session_id = await account_of(ctx)
        flow_id, step = await enrolments.begin(ctx.caller, account, session_id, method, again=again)
        return EnrolmentView(flow_id=flow_id, method=method, step=words.of_step(kernel, step, ctx.reading))

    async def overview(ctx: KernelContext) -> Overview:
        """The factors that one has, and those that there are."""
        account, _ = await account_of(ctx)
        effective = await kernel.policies.of(account, None)
        return Overview(
            enrolled=[
                Enrolled(
                    method=row.method,
                    title=words.of_method(kernel, row.method, ctx.reading)(kernel.factors.title(row)),
                    kind=row.kind,
                    usable=kernel.factors.usable_now(row, effective) is not None,
                    created_at=row.created_at,
                    used_at=row.used_at,
                )
                for row in await kernel.factors.enrolled(account.id)
            ],
            available=[
                Available(method=f.name, title=kernel.texts.of(i, ctx.reading)(f.title), kind=f.kind, allowed=effective.allows(f))
                for i, f in kernel.factors.all()
            ],
            required=effective.required,
            due_at=effective.due_at,
            notices=await kernel.factors.notice(account),
        )

    async def setup(ctx: KernelContext, body: Setup) -> EnrolmentView:
        """Begin to enrol a factor: what to show, once, and what to ask as proof."""
        return await begun(ctx, body.method, again=False)

    async def regenerate(ctx: KernelContext, method: str) -> EnrolmentView:
        """Begin to replace a factor that one has; it works until the new one is confirmed."""
        return await begun(ctx, method, again=True)

    async def verify(ctx: KernelContext, body: Confirmation) -> EnrolmentView:
        """Confirm an enrolment: the factor is in force from now on, unless another step asks for more."""
        account, session_id = await account_of(ctx)
        method, step = await enrolments.answer(ctx.caller, account, session_id, body.flow_id, body.answers)
        return EnrolmentView(flow_id=body.flow_id, method=method, step=words.of_step(kernel, step, ctx.reading))

    async def validate(ctx: KernelContext, body: Validation) -> Reply[LoginView]:
        """Show a factor during a login, or ask for another one by its method."""
        return answer_of(kernel, ctx, await kernel.login.step(Visitor.of(ctx), body.flow_id, body.answers, body.method))

    async def remove(ctx: KernelContext, method: str) -> None:
        """Remove a factor; recovery codes go with the last of the others."""
        account, _ = await account_of(ctx)
        await enrolments.remove(ctx.caller, account, method)

    # Answers hold secrets, so none is kept for Idempotency-Key.
    return [
        Route.get("/security/2fa", own(overview), auth=SignedIn()),
        Route.post("/security/2fa/setup", own(setup), auth=PROVEN, idempotent=False),
        Route.post("/security/2fa/verify", own(verify), auth=SignedIn(), idempotent=False),
        Route.post("/security/2fa/validate", own(validate), auth=OPEN, idempotent=False),
        Route.post("/security/2fa/{method}/regenerate", own(regenerate), auth=PROVEN, idempotent=False),
        Route.delete("/security/2fa/{method}", own(remove), auth=PROVEN),
    ]
