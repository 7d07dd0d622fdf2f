"""Audited models: every way that Tortoise has to write a row tells of it, in the same transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any

import pytest
from tortoise import fields
from tortoise.exceptions import ParamsError
from tortoise.expressions import F

from omni_kernel.storage.database import Database
from omni_kernel.storage.secrets import KeyRing
from omni_sdk._scope import Scope, entered, set_cipher, set_recorder
from omni_sdk.models import PlatformModel, SecretField, TenantModel, new_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from omni_sdk._audited import Change

    from .conftest import Open


class Invoice(TenantModel):
    """Of a tenant."""

    audited = True

    number = fields.IntField()
    total = fields.DecimalField(max_digits=10, decimal_places=2, default=0)
    token = SecretField(null=True)

    class Meta:
        """Unique per tenant."""

        table = "p_test__invoice"
        unique_together = (("tenant_id", "number"),)


class Rate(PlatformModel):
    """Of the installation."""

    audited = True

    name = fields.CharField(max_length=20, unique=True)
    value = fields.IntField()
    note = fields.CharField(max_length=20, db_default="none")

    class Meta:
        """Nothing special."""

        table = "p_test__rate"


class Quiet(TenantModel):
    """Not audited."""

    number = fields.IntField()

    class Meta:
        """Nothing special."""

        table = "p_test__quiet"


class Heard:
    """Who is told."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.changes: list[Change] = []
        self.refuse = False

    def together(self) -> AbstractAsyncContextManager[None]:
        return self._database.transaction()

    async def changed(self, changes: Sequence[Change]) -> None:
        assert self._database.in_transaction
        if self.refuse:
            msg = "nobody to tell"
            raise RuntimeError(msg)
        self.changes += changes

    def taken(self) -> list[Change]:
        """And forgotten."""
        found, self.changes = self.changes, []
        return found

    def actions(self) -> list[tuple[str, str]]:
        return [(change.model.__name__, change.action) for change in self.taken()]


TENANT = new_id()


@pytest.fixture
async def heard(opened: Open) -> AsyncIterator[Heard]:
    """A database with these tables, and a tenant in scope."""
    database = await opened(Invoice, Rate, Quiet)
    told = Heard(database)
    set_recorder(told)
    set_cipher(KeyRing.generate())
    with entered(Scope(tenant_id=TENANT)):
        yield told
    set_recorder(None)
    set_cipher(None)


async def test_created_changed_and_deleted(heard: Heard) -> None:
    """By the row: what it was and what it is, with secrets hidden."""
    row = await Invoice.create(number=1, token="s3cret")
    (made,) = heard.taken()
    assert (made.action, made.before, made.row_id, made.tenant_id) == ("created", None, str(row.id), TENANT)
    assert made.after is not None
    assert (made.after["number"], made.after["token"], made.after["tenant_id"]) == (1, "[redacted]", str(TENANT))
    row.number = 2
    await row.save()
    (changed,) = heard.taken()
    assert changed.action == "updated"
    assert changed.before is not None
    assert changed.after is not None
    assert (changed.before["number"], changed.after["number"]) == (1, 2)
    assert row.token == "s3cret"
    await row.save(update_fields=["number"])
    assert heard.actions() == [("Invoice", "updated")]
    await row.delete()
    (gone,) = heard.taken()
    assert (gone.action, gone.after) == ("deleted", None)
    assert gone.before is not None
    assert gone.before["number"] == 2


async def test_rows_of_the_installation(heard: Heard) -> None:
    """The same, of no tenant; values that only the database knows are read back."""
    row = await Rate.create(name="a", value=1)
    (made,) = heard.taken()
    assert made.after is not None
    assert (made.tenant_id, made.after["note"]) == (None, "none")
    more: Any = F("value") + 5
    row.value = more
    await row.save()
    (changed,) = heard.taken()
    assert changed.after is not None
    assert changed.after["value"] == 6
    await row.refresh_from_db()
    await row.delete()
    assert heard.actions() == [("Rate", "deleted")]
    other = Rate(name="b", value=1)
    await other.save()
    assert heard.actions() == [("Rate", "created")]


async def test_made_or_found(heard: Heard) -> None:
    """`get_or_create` and `update_or_create` tell of what they did."""
    await Invoice.get_or_create(number=1)
    await Invoice.get_or_create(number=1)
    await Invoice.update_or_create(number=1, defaults={"total": 5})
    await Invoice.update_or_create(number=2, defaults={"total": 5})
    assert [action for _, action in heard.actions()] == ["created", "updated", "created"]


async def test_many_at_once(heard: Heard) -> None:
    """Querysets tell of each row that they changed, and of no other."""
    rows = [Invoice(number=n) for n in range(5)]
    await Invoice.bulk_create(rows)
    assert heard.actions() == [("Invoice", "created")] * 5
    assert await Invoice.filter(number__gte=3).update(total=F("number")) == 2
    changes = heard.taken()
    assert sorted(str(c.after["total"]) for c in changes if c.after) == ["3.00", "4.00"]
    await Invoice.filter(number=0).update(number=0)
    assert heard.taken() == []
    for row in rows[:2]:
        row.total = row.total + 1
    await Invoice.bulk_update(rows[:2], ["total"])
    assert heard.actions() == [("Invoice", "updated")] * 2
    assert await Invoice.filter(number__lt=2).delete() == 2
    assert heard.actions() == [("Invoice", "deleted")] * 2
    await Rate.bulk_create([Rate(name="a", value=1)])
    await Rate.bulk_create([Rate(name="a", value=2), Rate(name="b", value=2)], ignore_conflicts=True)
    await Rate.all().delete()
    assert heard.actions() == [("Rate", "created")] * 2 + [("Rate", "deleted")] * 2


async def test_a_secret_that_changes_is_told_and_not_shown(heard: Heard) -> None:
    """Before and after look alike; that it was changed is told all the same."""
    row = await Invoice.create(number=1, token="old")
    heard.taken()
    row.token = "new"
    await Invoice.bulk_update([row], ["token"])
    (changed,) = heard.taken()
    assert changed.before is not None
    assert changed.after is not None
    assert (changed.before["token"], changed.after["token"]) == ("[redacted]", "[redacted]")
    assert (await Invoice.get(id=row.id)).token == "new"


async def test_all_or_nothing(heard: Heard) -> None:
    """What cannot be told is not written; what is rolled back was told in vain, with it."""
    row = await Invoice.create(number=1)
    heard.refuse = True
    row.number = 2
    attempts: list[Any] = [row.save, row.delete, Invoice.all().delete, lambda: Invoice.create(number=3)]
    for attempt in attempts:
        with pytest.raises(RuntimeError, match="nobody to tell"):
            await attempt()
    assert [row.number for row in await Invoice.all()] == [1]


async def test_an_upsert_is_refused(heard: Heard) -> None:
    """It would change rows that nobody names."""
    with pytest.raises(ParamsError, match="update_or_create"):
        Invoice.bulk_create([Invoice(number=1)], update_fields=["total"], on_conflict=["tenant_id", "number"])
    assert not heard.changes


async def test_others_cost_nothing_and_say_nothing(heard: Heard) -> None:
    """What is not audited is as it was; so is what is when nobody listens; a query still shows its SQL."""
    row = await Quiet.create(number=1)
    await row.delete()
    assert not heard.changes
    assert "UPDATE" in Invoice.filter(number=1).update(total=1).sql()
    set_recorder(None)
    mine = await Rate.create(name="a", value=1)
    await mine.delete()
    await Invoice.bulk_create([Invoice(number=1)])
    await Invoice.all().delete()
    assert not heard.changes


async def test_other_tenants_rows_are_neither_changed_nor_told(heard: Heard) -> None:
    """The queries are as narrow as ever."""
    await Invoice.create(number=1)
    heard.taken()
    with entered(Scope(tenant_id=new_id())):
        assert await Invoice.all().delete() == 0
        assert await Invoice.all().update(total=1) == 0
    assert heard.taken() == []
