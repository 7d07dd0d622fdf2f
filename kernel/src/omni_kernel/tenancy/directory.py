"""The people of a tenant as a list: searched, sorted, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pypika_tortoise import functions
from tortoise import fields
from tortoise.expressions import F, Function, Q, ResolveContext, ResolveResult, Subquery

from omni_kernel.auth.models import Account, AccountFactor
from omni_sdk import Cursor, Items, paginate

from .models import Membership

Search = Annotated[str, Field(min_length=1, max_length=200, description="In name or address.")] | None


class MemberView(BaseModel):
    """A person in the tenant."""

    account_id: UUID
    email: str
    name: str
    roles: Sequence[str]


class ListedMember(MemberView):
    """In the list, with what those who manage people want to know."""

    state: Literal["active", "disabled"]
    joined_at: datetime
    second_factor: bool | None = Field(description="Has he enrolled one? Said to those only who may manage people.")


class _Person(BaseModel):
    """What members are sorted by."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str
    name: str
    state: Literal["active", "disabled"]


class _AsText(Function):
    """The JSON of a column as text, whatever the database keeps it as."""

    database_func = functions.Cast

    def resolve(self, resolve_context: ResolveContext) -> ResolveResult:
        found: Any = super().resolve(resolve_context)
        return ResolveResult(term=found.term, joins=found.joins, output_field=fields.TextField())


def _members(tenant_id: UUID, role: str | None) -> Any:
    """Memberships, or those with a role: its name in quotes is found nowhere else in a list of names."""
    rows = Membership.filter(tenant_id=tenant_id)
    if role is None:
        return rows
    named: Any = {"roles_text__contains": f'"{role}"'}
    return rows.annotate(roles_text=_AsText(F("roles"), "TEXT")).filter(**named)


def matching(rows: Any, q: str) -> Any:
    """Accounts whose name or address holds this text."""
    return rows.filter(Q(email__icontains=q) | Q(name__icontains=q))


async def listed(tenant_id: UUID, page: Cursor, q: str | None, role: str | None, *, factors: bool) -> Items[ListedMember]:
    """One page, by e-mail address unless said otherwise; `factors`: say who has a second factor."""
    rows = Account.filter(id__in=Subquery(_members(tenant_id, role).values("account_id")))
    by = page.model_copy(update={"sort": page.sort or "email"})
    people = await paginate(matching(rows, q) if q else rows, by, _Person)
    ids = [p.id for p in people.items]
    members = {m.account_id: m for m in await Membership.filter(tenant_id=tenant_id, account_id__in=ids)}
    safe = set(await AccountFactor.filter(account_id__in=ids).values_list("account_id", flat=True)) if factors else None
    items = [
        ListedMember(
            account_id=p.id, email=p.email, name=p.name, state=p.state, roles=member.roles, joined_at=member.created_at,
            second_factor=None if safe is None else p.id in safe,
        )
        for p in people.items
        # Whoever left between the two questions is no member any more.
        if (member := members.get(p.id))
    ]  # fmt: skip
    return Items(items=items, next=people.next)
