"""All that is kept of a person: handed out (GDPR, articles 15 and 20), or erased (article 17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from pydantic_core import to_jsonable_python

from omni_kernel.jobs.caller import Caller
from omni_kernel.redaction import secret_name
from omni_kernel.tenancy.grants import alone
from omni_kernel.tenancy.members import OWNER
from omni_kernel.tenancy.models import Invitation, Membership
from omni_kernel.tenancy.purge import delete_rows
from omni_sdk._scope import Scope, entered
from omni_sdk.errors import Conflict
from omni_sdk.events import ACCOUNT_ERASED, ACCOUNT_EXPORTED, TENANT_MEMBER_REMOVED, AccountErased, AccountExported, MemberRemoved
from omni_sdk.models import AccountModel, Model

from .accounts import ADMINISTRATORS, not_the_last_administrator
from .models import Account, AccountFactor, ApiKey, Identity, Session, TrustedDevice

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

HASHES: Final = frozenset({"digest", "hash"})


class Erasure:
    """Over the kernel's tables and those of all plugins."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    async def export(self, caller: Caller, account_id: UUID) -> dict[str, Any]:
        """What is kept, as JSON values by kind; without secrets and their hashes. NotFound."""
        account = await self._kernel.accounts.get(account_id)
        await self._kernel.emit(caller, None, ACCOUNT_EXPORTED, AccountExported(account_id=account_id))
        return {
            "account": plain(account),
            "memberships": [
                {"tenant": m.tenant.slug, **plain(m)}
                for m in await Membership.filter(account_id=account_id).prefetch_related("tenant")
            ],
            "sessions": _plain(await Session.filter(account_id=account_id)),
            "trusted_devices": _plain(await TrustedDevice.filter(account_id=account_id)),
            "factors": _plain(await AccountFactor.filter(account_id=account_id)),
            "identities": _plain(await Identity.filter(account_id=account_id)),
            "api_keys": _plain(await ApiKey.filter(maker_id=account_id)),
            "invitations": _plain(await Invitation.filter(email=account.email)),
            "plugins": await self._of_plugins(account_id),
        }

    async def erase(self, caller: Caller, account_id: UUID) -> None:
        """For good. Conflict for a tenant's last owner and for the last platform administrator: nothing is erased then."""
        account = await self._kernel.accounts.get(account_id)
        await self._refuse(account)
        await self._kernel.factors.undo(caller, account, await self._kernel.factors.enrolled(account_id))
        # The scope first: a transaction has one from its first statement to its last.
        with entered(Scope(account_id=account_id)):
            async with self._kernel.db.transaction(), self._kernel.db.lock(ADMINISTRATORS):
                await self._erase(caller, account)

    async def _erase(self, caller: Caller, account: Account) -> None:
        await self._refuse(account)
        await self._kernel.accounts.revoke_keys(caller, account.id)
        await self._kernel.sessions.revoke_all(caller, account.id, "erased")
        await self._kernel.sessions.forget(account.id)
        for membership in await Membership.filter(account_id=account.id):
            # Its people are counted by others; who it was is what is being erased.
            gone = MemberRemoved(account_id=account.id, name="", email="")
            await self._kernel.emit(caller, membership.tenant_id, TENANT_MEMBER_REMOVED, gone)
        await delete_rows(self._kernel, AccountModel)
        await Invitation.filter(email=account.email).delete()
        await account.delete()
        await self._kernel.emit(caller, None, ACCOUNT_ERASED, AccountErased(account_id=account.id))

    async def _refuse(self, account: Account) -> None:
        await not_the_last_administrator(account)
        for mine in await Membership.filter(account_id=account.id).order_by("tenant_id").prefetch_related("tenant"):
            async with alone(self._kernel, mine.tenant_id):
                await self._refuse_in(mine)

    async def _refuse_in(self, mine: Membership) -> None:
        if OWNER in mine.roles and not await self._kernel.members.others_own(mine):
            raise Conflict(f"this is the last owner of {mine.tenant.slug!r}: make another one, or delete the tenant")

    async def _of_plugins(self, account_id: UUID) -> dict[str, dict[str, list[dict[str, Any]]]]:
        found: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(dict)
        for plugin_id, models in self._kernel.registry.models().items():
            with entered(Scope(account_id=account_id, plugin_id=plugin_id)):
                for model in models:
                    if issubclass(model, AccountModel):
                        found[plugin_id][model.__name__] = _plain(await model.all())
        return dict(found)


def plain(row: Model) -> dict[str, Any]:
    """A row as JSON values, without what would let somebody in."""
    names = [n for n in row._meta.fields_db_projection if n not in row._secrets | HASHES and not secret_name(n)]
    values: dict[str, Any] = to_jsonable_python({name: getattr(row, name) for name in names}, bytes_mode="base64")
    return values


def _plain(rows: Iterable[Model]) -> list[dict[str, Any]]:
    return [plain(row) for row in rows]
