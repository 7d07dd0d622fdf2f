"""Roles: the four that every tenant has, and those that a tenant makes of permissions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.expressions import Q

from omni_kernel.auth.actors import Actor
from omni_kernel.auth.models import ApiKey, LoginPolicy
from omni_kernel.context import actor_of
from omni_kernel.jobs.caller import Caller
from omni_kernel.plugins.gate import TOPIC, as_uuid
from omni_kernel.plugins.registry import RANKS
from omni_sdk.errors import Conflict, Invalid, NotFound
from omni_sdk.events import ROLE_CHANGED, ROLE_CREATED, ROLE_DELETED, RoleChanged, RoleCreated, RoleDeleted

from .grants import alone, held, suffices
from .models import Invitation, Membership, Role

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
MOST_TENANTS, MOST_ROLES = 50_000, 100
Roles = Mapping[str, frozenset[str]]


class RoleService:
    """All questions about roles, and all changes of them, go here."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._known: dict[UUID, Roles] = {}
        self._changes = 0
        kernel.epoch.listen(TOPIC, self._changed)

    # -- reading

    async def permissions(self, tenant_id: UUID | None, names: Collection[str], *, fresh: bool = False) -> frozenset[str]:
        """Full names of all that these roles may; a role that is gone may nothing. `fresh` asks the database, for
        decisions that outlive the second in which another process may not know of a change yet.
        """
        found = frozenset[str]().union(*(self._kernel.registry.role_permissions(n) for n in names))
        own = [n for n in names if n not in RANKS]
        if not own or tenant_id is None:
            return found
        roles = await self._read(tenant_id) if fresh else await self._roles(tenant_id)
        return found.union(*(roles.get(n, ()) for n in own))

    async def check_names(self, tenant_id: UUID | None, names: Collection[str]) -> None:
        """Are there such roles? Raises Invalid at `roles`."""
        own = await self._read(tenant_id) if tenant_id else {}
        if bad := [n for n in names if n not in RANKS and n not in own]:
            raise Invalid(f"no role {bad[0]!r}; there are {', '.join((*RANKS, *sorted(own)))}", at="roles")

    async def check_grant(self, actor: Actor, tenant_id: UUID, roles: Collection[str]) -> None:
        """May the actor give these roles to somebody? Raises Invalid at `roles` when there are none of that name,
        Forbidden when they may more than he. Call it inside the transaction that gives them.
        """
        await self.check_names(tenant_id, roles)
        has = await held(self._kernel, tenant_id, actor)
        for role in roles:
            suffices(has, await self.permissions(tenant_id, [role], fresh=True), f"the role {role!r}")

    async def check_over(self, actor: Actor, tenant_id: UUID, roles: Collection[str], who: str) -> None:
        """May the actor change or remove somebody with these roles? Forbidden when they may more than he."""
        has = await held(self._kernel, tenant_id, actor)
        suffices(has, await self.permissions(tenant_id, roles, fresh=True), who)

    async def get(self, tenant_id: UUID, name: str) -> Role:
        """A role of the tenant's own; NotFound."""
        role = await Role.get_or_none(tenant_id=tenant_id, name=name)
        if role is None:
            raise NotFound(f"no role {name!r} of the tenant's own" + (": it is built in" if name in RANKS else ""))
        return role

    # -- changing: `by` is who acts, with what he may; without it only the system may anything

    async def create(
        self,
        caller: Caller,
        tenant_id: UUID,
        name: str,
        permissions: Collection[str],
        *,
        title: str = "",
        by: Actor | None = None,
    ) -> Role:
        """A new role, which may no more than its maker; in force everywhere within a second."""
        self._check_name(name)
        wanted = self._declared(permissions)
        async with alone(self._kernel, tenant_id):
            if await Role.exists(tenant_id=tenant_id, name=name):
                raise Conflict(f"there is a role {name!r} already")
            if await Role.filter(tenant_id=tenant_id).count() >= MOST_ROLES:
                raise Conflict(f"a tenant has {MOST_ROLES} roles of its own at most: delete one first")
            suffices(await held(self._kernel, tenant_id, by or actor_of(caller)), wanted, f"the role {name!r}")
            role = await Role.create(tenant_id=tenant_id, name=name, title=title, permissions=wanted)
            await self._kernel.epoch.bump(TOPIC, str(tenant_id))
            await self._kernel.emit(caller, tenant_id, ROLE_CREATED, RoleCreated(name=name, permissions=wanted))
        return role

    async def update(
        self,
        caller: Caller,
        tenant_id: UUID,
        name: str,
        *,
        title: str | None = None,
        permissions: Collection[str] | None = None,
        by: Actor | None = None,
    ) -> Role:
        """Change a role, for all who have it: neither what it may now nor what it will may be more than the caller."""
        async with alone(self._kernel, tenant_id):
            role = await self.get(tenant_id, name)
            before = list(role.permissions)
            has = await held(self._kernel, tenant_id, by or actor_of(caller))
            suffices(has, self._in_force(before), f"the role {name!r}")
            if permissions is not None:
                role.permissions = self._declared(permissions)
                suffices(has, role.permissions, f"the role {name!r} as you want it")
            role.title = role.title if title is None else title
            await role.save(update_fields=["title", "permissions"])
            await self._kernel.epoch.bump(TOPIC, str(tenant_id))
            data = RoleChanged(name=name, before=before, after=role.permissions)
            await self._kernel.emit(caller, tenant_id, ROLE_CHANGED, data)
        return role

    async def delete(self, caller: Caller, tenant_id: UUID, name: str, *, by: Actor | None = None) -> None:
        """Delete a role that nobody has; Conflict while somebody does. Its login policy goes with it."""
        async with alone(self._kernel, tenant_id):
            role = await self.get(tenant_id, name)
            suffices(
                await held(self._kernel, tenant_id, by or actor_of(caller)),
                self._in_force(role.permissions),
                f"the role {name!r}",
            )
            if user := await self._user(tenant_id, name):
                raise Conflict(f"the role {name!r} is in use by {user}: take it away there first")
            await role.delete()
            await LoginPolicy.filter(subject=f"role:{tenant_id}:{name}").delete()
            await self._kernel.epoch.bump(TOPIC, str(tenant_id))
            await self._kernel.emit(caller, tenant_id, ROLE_DELETED, RoleDeleted(name=name))

    def _check_name(self, name: str) -> None:
        if not NAME.fullmatch(name) or len(name) > 63:
            raise Invalid(f"{name!r} is no name of a role: up to 63 lower-case letters and digits, words joined by -", at="name")
        if name in RANKS:
            raise Conflict(f"the role {name!r} is built in: take another name")

    def _declared(self, permissions: Collection[str]) -> list[str]:
        if bad := [p for p in permissions if p not in self._kernel.registry.permissions]:
            raise Invalid(f"no plugin declares the permission {bad[0]!r}", at="permissions")
        return sorted(set(permissions))

    def _in_force(self, permissions: Sequence[str]) -> frozenset[str]:
        """Without those of plugins that are not installed: nobody could have them, so nobody could change the role."""
        return frozenset(p for p in permissions if p in self._kernel.registry.permissions)

    async def _user(self, tenant_id: UUID, name: str) -> str | None:
        """What still names a role, in words."""
        now = self._kernel.clock.now()
        keys = ApiKey.filter(Q(expires_at=None) | Q(expires_at__gt=now), tenant_id=tenant_id, revoked_at=None)
        invitations = Invitation.filter(tenant_id=tenant_id, accepted_at=None, revoked_at=None)
        rules: dict[str, Any] = dict(await LoginPolicy.filter(subject=f"tenant:{tenant_id}").values_list("subject", "rules"))
        names: dict[str, list[Any]] = {
            "a member": await Membership.filter(tenant_id=tenant_id).values_list("roles", flat=True),
            "an API key": await keys.values_list("roles", flat=True),
            "an invitation": await invitations.values_list("roles", flat=True),
            "the login policy": [r.get("sign_up_roles") or () for r in rules.values()],
        }
        return next((who for who, found in names.items() if any(name in roles for roles in found)), None)

    # -- what this process remembers

    async def _roles(self, tenant_id: UUID) -> Roles:
        if (found := self._known.get(tenant_id)) is not None:
            return found
        changes = self._changes
        found = await self._read(tenant_id)
        if changes == self._changes:
            if len(self._known) >= MOST_TENANTS:
                del self._known[next(iter(self._known))]
            self._known[tenant_id] = found
        return found

    async def _read(self, tenant_id: UUID) -> Roles:
        return {r.name: self._in_force(r.permissions) for r in await Role.filter(tenant_id=tenant_id)}

    def _changed(self, subject: str | None) -> None:
        self._changes += 1
        tenant_id = as_uuid(subject) if subject else None
        if tenant_id is None:
            self._known.clear()
        else:
            self._known.pop(tenant_id, None)
