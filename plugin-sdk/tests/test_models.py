"""Bases of tables: own rows, secrets, types, classes. What another's rows do not show stands in `access/`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from pydantic import AnyUrl, BaseModel, SecretBytes, SecretStr
from tortoise import fields
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.context import TortoiseContext
from tortoise.exceptions import (
    BaseORMException,
    ConfigurationError,
    DoesNotExist,
    FieldError,
    IncompleteInstanceError,
    IntegrityError,
    ValidationError,
)
from tortoise.expressions import F, Q
from tortoise.manager import Manager

from omni_sdk import _scope
from omni_sdk._scope import NoAccount, NoTenant, Scope, entered
from omni_sdk.models import AccountModel, CredentialModel, PlatformModel, SecretField, TenantModel, new_id, reveal


class Author(TenantModel):
    name = fields.CharField(max_length=40)

    class Meta:
        table = "p_t__author"


class Doc(TenantModel):
    title = fields.CharField(max_length=40)
    size = fields.IntField(default=0)
    author: Any = fields.ForeignKeyField("t.Author", related_name="docs", null=True)

    class Meta:
        table = "p_t__doc"
        unique_together = (("tenant_id", "title"),)


class Link:
    seq = fields.BigIntField()
    record: dict[str, Any] = fields.JSONField(null=True)


class Entry(Link, TenantModel):
    class Meta:
        table = "p_t__entry"


class PlatformEntry(Link, PlatformModel):
    class Meta:
        table = "p_t__platform_entry"


class Vault(TenantModel):
    name = fields.CharField(max_length=40, unique=True)
    secret = SecretField(null=True)

    class Meta:
        table = "p_t__vault"


class Device(AccountModel):
    label = fields.CharField(max_length=40)

    class Meta:
        table = "p_t__device"


class WriteKey(CredentialModel):
    digest = fields.CharField(max_length=40, unique=True)
    name = fields.CharField(max_length=40, default="")
    realm = fields.CharField(max_length=40, default="")

    class Meta:
        table = "p_t__write_key"
        unique_together = (("realm", "name"),)


class Invoice(TenantModel):
    amount = fields.DecimalField(max_digits=8, decimal_places=2)
    due = fields.DatetimeField(null=True)
    seen = fields.DatetimeField(auto_now=True)

    class Meta:
        table = "p_t__invoice"


TABLES = [Author, Doc, Entry, PlatformEntry, Vault, Device, WriteKey, Invoice]
A, B = Scope(tenant_id=UUID(int=0xA)), Scope(tenant_id=UUID(int=0xB))
PLATFORM = Scope(platform=True)


@asynccontextmanager
async def tables() -> AsyncIterator[TortoiseContext]:
    """A database in memory with all tables, for every task of this process."""
    module = ModuleType("omni_tables_of_models")
    module.__models__ = TABLES  # type: ignore[attr-defined]  # where Tortoise looks
    sys.modules[module.__name__] = module
    EXECUTOR_CACHE.clear()
    context = TortoiseContext()
    for table in TABLES:
        table._meta.app = "t"
    with context:
        await context.init(db_url="sqlite://:memory:", modules={"t": [module.__name__]}, _enable_global_fallback=True)
        await context.generate_schemas()
    try:
        yield context
    finally:
        await context.close_connections()


@pytest.fixture
async def database() -> AsyncIterator[TortoiseContext]:
    """Empty tables."""
    async with tables() as context:
        yield context


async def test_a_query_outlives_no_scope(database: TortoiseContext) -> None:
    """A query written in a scope and awaited outside raises."""
    with entered(A):
        query = Doc.all()
    with pytest.raises(NoTenant):
        await query


async def test_own_rows(database: TortoiseContext) -> None:
    """What is one's own can be made, read, changed and deleted in every way."""
    with entered(A):
        author = await Author.create(name="me")
        doc = await Doc.create(title="a", author=author)
        assert (doc.tenant_id, doc.id.version) == (A.tenant_id, 7)
        doc.size = 3
        await doc.save()
        doc.title = "b"
        await doc.save(update_fields=["title"])
        doc.size = F("size") + 1  # type: ignore[assignment]  # an expression is good until saved
        await doc.save()
        await doc.refresh_from_db()
        assert (doc.title, doc.size, (await doc.author).id) == ("b", 4, author.id)
        await Doc.bulk_create([Doc(title="c", author=author), Doc(title="d", tenant_id=A.tenant_id)])
        await Doc.bulk_create([Doc(title="c", size=9)], on_conflict=["tenant_id", "title"], update_fields=["size"])
        assert await Doc.filter(author=author).order_by("title").values_list("title", "size") == [("b", 4), ("c", 9)]
        both = await Doc.filter(title__in=["b", "c"])
        for one in both:
            one.size = 5
        assert await Doc.bulk_update(both, ["size"]) == 2
        assert await Doc.filter(size=5).update(size=F("size") * 2) == 2
        (await Doc.get(title="d")).author = author
        copy = (await Doc.get(title="d")).clone()
        copy.title = "e"
        await copy.save()
        await doc.delete()
        assert [one.title for one in await Doc.filter(title__in="bcde").order_by("title")] == ["c", "d", "e"]
        with pytest.raises(DoesNotExist):
            await doc.save()
        with pytest.raises(BaseORMException, match="never saved"):
            await Doc(title="x").delete()
        with pytest.raises(BaseORMException, match="never saved"):
            await Doc(title="x").refresh_from_db()
        with pytest.raises(BaseORMException, match="cannot be updated"):
            await copy.save(update_fields=["id"])


async def test_part_of_a_row(database: TortoiseContext) -> None:
    """A row loaded in part saves only what was named."""
    with entered(A):
        await Doc.create(title="a", size=1)
        part = await Doc.all().only("id", "size").get()
        part.size = 2
        with pytest.raises(IncompleteInstanceError):
            await part.save()
        await part.save(update_fields=["size"])
        assert await Doc.all().values_list("title", "size") == [("a", 2)]
        assert part.tenant_id == A.tenant_id


async def test_the_platform_reads_all(database: TortoiseContext) -> None:
    """Only by unscoped(), only in the platform's scope, at the time of asking."""
    for scope in (A, B, B):
        with entered(scope):
            await Doc.create(title=str(new_id()))
    with entered(PLATFORM):
        assert await Doc.unscoped().count() == 3
        assert await Doc.unscoped().filter(tenant_id=B.tenant_id).delete() == 2
        query = Doc.unscoped()
    with entered(A), pytest.raises(NoTenant):
        await query


async def test_accounts(database: TortoiseContext) -> None:
    """The same for accounts, across tenants."""
    mine, other = Scope(account_id=uuid4()), Scope(account_id=uuid4(), tenant_id=A.tenant_id)
    with entered(mine):
        device = await Device.create(label="mine")
    with entered(other):
        await Device.create(label="other")
        assert [one.label for one in await Device.all()] == ["other"]
        with pytest.raises(IntegrityError, match="never change hands"):
            await device.save()
    with entered(A), pytest.raises(NoAccount):
        await Device.all()
    with entered(mine):
        assert await Device.all().update(label="new") == 1
        assert (await Device.get()).label == "new"


async def test_credentials(database: TortoiseContext) -> None:
    """Found by their unique key from anywhere; all else is for their tenant."""
    with entered(A):
        await WriteKey.create(digest="a", name="n", realm="r")
    for scope in (Scope(), B):
        with entered(scope):
            found: Any = await WriteKey.get_or_none(digest="a")
            assert found.tenant_id == A.tenant_id
            assert (await WriteKey.get(realm="r", name="n")).id == found.id
            assert await WriteKey.get_or_none(digest="b") is None
            with pytest.raises(DoesNotExist):
                await WriteKey.get(digest="b")
            with pytest.raises((IntegrityError, NoTenant)):
                await found.save()
            with pytest.raises((IntegrityError, NoTenant)):
                await found.delete()
            lookup: Any = WriteKey.get(digest="a")
            for verb, argument in (("delete", {}), ("update", {"name": "x"}), ("raw", {"sql": "SELECT 1"})):
                with pytest.raises(BaseORMException):
                    getattr(lookup, verb)(**argument)
    others: list[Callable[[], Any]] = [
        lambda: WriteKey.get_or_none(id=found.id),
        lambda: WriteKey.get_or_none(name="n"),
        lambda: WriteKey.get_or_none(digest__startswith="a"),
        lambda: WriteKey.get_or_none(Q(digest="a")),
        lambda: WriteKey.get_or_none(digest=None),
        lambda: WriteKey.get(digest="a", name="n"),
        lambda: WriteKey.filter(digest="a"),
        WriteKey.all,
    ]
    for other in others:
        with pytest.raises(NoTenant):
            await other()
    with entered(A):
        assert (await WriteKey.get(id=found.id)).digest == "a"
        found.name = "m"
        await found.save()
        assert await WriteKey.filter(name="m").count() == 1


# -- secrets -------------------------------------------------------------------------------------------------------


class Backwards:
    """A cipher that anybody can break, and that is bound to places all the same."""

    def encrypt(self, text: str, bound_to: str) -> str:
        return f"{bound_to}|{text[::-1]}"

    def decrypt(self, token: str, bound_to: str) -> str:
        place, _, text = token.partition("|")
        if place != bound_to:
            raise ValueError(bound_to)
        return text[::-1]


@pytest.fixture
def cipher() -> Iterator[None]:
    """Installed for the test."""
    _scope.set_cipher(Backwards())
    yield
    _scope.set_cipher(None)


async def stored(context: TortoiseContext, name: str) -> str:
    """What the database has of a vault's secret."""
    rows = await context.connections.get("default").execute_query_dict("SELECT * FROM p_t__vault WHERE name = ?", [name])
    return str(rows[0]["secret"])


@pytest.mark.usefixtures("cipher")
async def test_secrets(database: TortoiseContext) -> None:
    """Clear in Python, closed in the database, bound to the row, by every way of writing."""
    with entered(A):
        vault = await Vault.create(name="a", secret="hunter2")
        assert vault.secret == "hunter2"
        assert await stored(database, "a") == f"p_t__vault.secret:{vault.id}|2retnuh"
        assert (await Vault.get(name="a")).secret == "hunter2"
        vault.secret = "changed"
        await vault.save()
        assert (await Vault.all().only("id", "secret").get()).secret == "changed"
        vault.secret = "again"
        await vault.save(update_fields=["secret"])
        await vault.refresh_from_db()
        assert vault.secret == "again"
        await Vault.bulk_create([Vault(name="b", secret="bulk"), Vault(name="c")])
        found = {v.name: v for v in await Vault.all()}
        assert [found[name].secret for name in "bc"] == ["bulk", None]
        found["c"].secret = "late"
        await Vault.bulk_update([found["c"]], ["secret"])
        assert (await Vault.get(name="c")).secret == "late"
        await found["b"].update_from_dict({"secret": "dict"}).save()
        assert (await Vault.filter(secret__isnull=False).order_by("name").first().only("id", "secret")).secret == "again"  # type: ignore[union-attr]
        copy = (await Vault.get(name="b")).clone()
        copy.name = "d"
        await copy.save()
        assert (await Vault.get(name="d")).secret == "dict"


@pytest.mark.usefixtures("cipher")
async def test_secrets_open_late(database: TortoiseContext) -> None:
    """A list of rows whose secrets nobody reads needs no key; a secret in another row's place does not open."""
    with entered(A):
        one, two = await Vault.create(name="a", secret="one"), await Vault.create(name="b", secret="two")
        swap = "UPDATE p_t__vault SET secret = (SELECT secret FROM p_t__vault WHERE name = 'a') WHERE name = 'b'"
        await database.connections.get("default").execute_query(swap)
        rows = await Vault.all().order_by("name")
        _scope.set_cipher(None)
        assert [row.name for row in rows] == ["a", "b"]
        with pytest.raises(RuntimeError, match="no key ring is installed"):
            _ = rows[0].secret
        _scope.set_cipher(Backwards())
        assert rows[0].secret == "one"
        with pytest.raises(ValueError, match=str(two.id)):
            _ = rows[1].secret
        part = await Vault.filter(id=one.id).only("secret").get()
        with pytest.raises(FieldError, match="'id' in only"):
            _ = part.secret
        assert Vault.secret is Vault.__dict__["secret"]
        other = await Vault.filter(id=one.id).only("name").get()
        with pytest.raises(AttributeError, match="name it in only"):
            _ = other.secret


SECRET_MISUSES: dict[str, tuple[Callable[[], Any], str]] = {
    "filter": (lambda: Vault.filter(secret="x"), "keep a digest"),
    "filter-in": (lambda: Vault.filter(secret__in=["x"]), "keep a digest"),
    "filter-part": (lambda: Vault.filter(secret__startswith="x"), "keep a digest"),
    "filter-f": (lambda: Vault.filter(secret=F("name")), "keep a digest"),
    "update": (lambda: Vault.all().update(secret="x"), "bound to its row"),
    "values": (lambda: Vault.all().values("secret"), "read it from the row"),
    "values-list": (lambda: Vault.all().values_list("secret", flat=True), "read it from the row"),
    "conflict": (
        lambda: Vault.bulk_create([Vault(name="a")], on_conflict=["tenant_id", "name"], update_fields=["secret"]),
        "the row that conflicts",
    ),
    "number": (lambda: Vault.create(name="b", secret=7), "is a secret text, not int"),
}


@pytest.mark.usefixtures("cipher")
@pytest.mark.parametrize("name", SECRET_MISUSES)
async def test_secrets_misused(database: TortoiseContext, name: str) -> None:
    """What would compare or store what nobody can open is refused, with the way out."""
    misuse, way_out = SECRET_MISUSES[name]
    with entered(A):
        await Vault.create(name="a", secret="x")
        with pytest.raises(BaseORMException, match=way_out):
            await misuse()


def test_reveal() -> None:
    """Secrets in clear, all else as pydantic writes it, read back the same."""

    class Inner(BaseModel):
        key: SecretBytes

    class Config(BaseModel):
        token: SecretStr
        url: AnyUrl
        at: datetime
        price: Decimal
        inner: list[Inner]
        missing: SecretStr | None = None

    config = Config(
        token=SecretStr("hunter2"),
        url=AnyUrl("https://example.com/x"),
        at=datetime(2026, 5, 1, tzinfo=UTC),
        price=Decimal("1.50"),
        inner=[Inner(key=SecretBytes(b"k"))],
    )
    text = reveal(config)
    assert "hunter2" in text
    assert Config.model_validate_json(text) == config


# -- types ---------------------------------------------------------------------------------------------------------


async def test_times(database: TortoiseContext) -> None:
    """Equal instants are equal whatever their zone; times without a zone are refused."""
    due = datetime(2026, 5, 1, 12, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    with entered(A):
        invoice = await Invoice.create(amount=Decimal(1), due=due)
        assert await Invoice.filter(due=due.astimezone(UTC)).count() == 1
        assert await Invoice.filter(due__lt=due + timedelta(seconds=1), due__gte=due).count() == 1
        later = due + timedelta(days=1)
        await Invoice.all().update(due=later)
        assert (await Invoice.get(due__in=[later.astimezone(UTC)])).due == later
        naive = datetime(2026, 5, 1)  # noqa: DTZ001  # on purpose
        invoice.due = naive
        for attempt in (
            invoice.save,
            lambda: Invoice.create(amount=Decimal(1), due=naive),
            lambda: Invoice.all().update(due=naive),
            lambda: Invoice.filter(due__lt=naive),
        ):
            with pytest.raises(ValidationError, match="no time zone"):
                await attempt()


async def test_stamps(database: TortoiseContext) -> None:
    """created_at and auto_now are by the installed clock."""
    moment = datetime(2030, 1, 1, tzinfo=UTC)
    _scope.set_now(lambda: moment)
    try:
        with entered(A):
            invoice = await Invoice.create(amount=Decimal(1))
            assert invoice.created_at == invoice.seen == moment
            moment += timedelta(days=1)
            await invoice.save()
            await invoice.refresh_from_db()
            assert (invoice.created_at, invoice.seen) == (moment - timedelta(days=1), moment)
    finally:
        _scope.set_now(None)
    assert abs(_scope.now() - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize("amount", ["1", "1.5", "999999.99", "-999999.99", "0.10"])
async def test_exact_decimals(database: TortoiseContext, amount: str) -> None:
    """What fits comes back the same."""
    with entered(A):
        await Invoice.create(amount=Decimal(amount))
        assert (await Invoice.get()).amount == Decimal(amount)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1.005", "1000000", "1e30", "x"])
async def test_decimals_that_do_not_fit(database: TortoiseContext, amount: str) -> None:
    """What a database would round or refuse is refused here."""
    with entered(A), pytest.raises(ValidationError, match="round it first"):
        await Invoice.create(amount=amount)


async def test_decimals_set_later(database: TortoiseContext) -> None:
    """What is set on a row is looked at when it is saved."""
    with entered(A):
        invoice = await Invoice.create(amount=Decimal(1))
        invoice.amount = Decimal("1.005")
        with pytest.raises(ValidationError, match="round it first"):
            await invoice.save()
        with pytest.raises(ValidationError, match="round it first"):
            await Invoice.all().update(amount=Decimal("1.005"))


async def test_json(database: TortoiseContext) -> None:
    """JSON takes what services hand around."""
    record = {"at": datetime(2026, 1, 1, tzinfo=UTC), "day": date(2026, 1, 1), "d": Decimal("1.10"), "n": float("nan")}
    with entered(A):
        await Entry.create(seq=1, record=record)
        found = await Entry.get()
    assert found.record == {"at": "2026-01-01T00:00:00Z", "day": "2026-01-01", "d": "1.10", "n": None}


# -- classes -------------------------------------------------------------------------------------------------------


def test_mixins_share_nothing() -> None:
    """Two tables with the columns of one plain class have columns of their own."""
    assert Entry._meta.fields_map["seq"] is not PlatformEntry._meta.fields_map["seq"]
    assert Entry._meta.fields_map["seq"].model is Entry
    assert Doc._meta.fields_map["tenant_id"] is not Author._meta.fields_map["tenant_id"]


def test_a_model_named_model() -> None:
    """The name that Tortoise treats apart."""
    columns = {"kind": fields.CharField(max_length=9), "Meta": type("Meta", (), {"table": "p_ml__model"})}
    named = type("Model", (TenantModel,), columns)
    assert isinstance(named, type(TenantModel))
    assert named._meta.pk_attr == "id"
    with pytest.raises(NoTenant):
        named.filter()


def test_what_could_not_be_kept_in_scope() -> None:
    """Many-to-many and managers of one's own are refused when the class is made."""
    for base in (TenantModel, PlatformModel):
        with pytest.raises(ConfigurationError, match="two foreign keys"):
            type("Bad", (base,), {"others": fields.ManyToManyField("t.Doc")})
    with pytest.raises(ConfigurationError, match="would not be scoped"):
        type("Bad", (TenantModel,), {"everything": Manager()})
    own = type("Own", (TenantModel,), {"Meta": type("Meta", (), {"manager": Manager(), "table": "p_t__own"})})
    with pytest.raises(NoTenant):
        own.filter()  # type: ignore[attr-defined]


def test_migrations_import_nothing_private() -> None:
    """Columns are named in migrations, which are never rewritten, by their public names."""
    for table in (Invoice, Vault, Entry):
        for field in table._meta.fields_map.values():
            path, _, kwargs = field.deconstruct()
            named = [path, *(getattr(value, "__module__", "") for value in kwargs.values() if callable(value))]
            assert not [name for name in named if "._" in name]


def test_scope_ends() -> None:
    """A scope is left as it was found, by errors too."""
    with entered(A):
        with pytest.raises(ZeroDivisionError), entered(B):
            _ = 1 // 0
        assert _scope.tenant_id() == A.tenant_id
    with pytest.raises(NoTenant):
        _scope.tenant_id()
    with pytest.raises(NoAccount):
        _scope.account_id()


class TwoTenants(RuleBasedStateMachine):
    """Two tenants at random against a model of two dictionaries."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.tables = tables()
        self.loop.run_until_complete(self.tables.__aenter__())
        self.rows: dict[Scope, dict[UUID, int]] = {A: {}, B: {}}

    def teardown(self) -> None:
        """Close the database."""
        self.loop.run_until_complete(self.tables.__aexit__(None, None, None))
        self.loop.close()

    def do(self, scope: Scope, work: Callable[[], Any]) -> Any:
        """Run as that tenant."""

        async def run() -> Any:
            with entered(scope):
                return await work()

        return self.loop.run_until_complete(run())

    def pick(self, data: st.DataObject) -> tuple[Scope, UUID]:
        """Somebody's row."""
        return data.draw(st.sampled_from([(scope, key) for scope, rows in self.rows.items() for key in rows]))

    @rule(scope=st.sampled_from([A, B]), size=st.integers(0, 9))
    def create(self, scope: Scope, size: int) -> None:
        """Make a row, by one way or the other."""
        doc = Doc(title=str(new_id()), size=size)
        self.do(scope, doc.save if size % 2 else lambda: Doc.bulk_create([doc]))
        self.rows[scope][doc.id] = size

    @precondition(lambda self: any(self.rows.values()))
    @rule(data=st.data(), scope=st.sampled_from([A, B]), size=st.integers(0, 9))
    def save(self, data: st.DataObject, scope: Scope, size: int) -> None:
        """Somebody saves a row that is somebody's."""
        owner, key = self.pick(data)
        doc = self.do(owner, lambda: Doc.get(id=key))
        doc.size = size
        if scope is owner:
            self.do(scope, doc.save)
            self.rows[owner][key] = size
        else:
            with pytest.raises(IntegrityError):
                self.do(scope, doc.save)

    @precondition(lambda self: any(self.rows.values()))
    @rule(data=st.data(), scope=st.sampled_from([A, B]), size=st.integers(0, 9))
    def update(self, data: st.DataObject, scope: Scope, size: int) -> None:
        """Somebody sets a column by id."""
        owner, key = self.pick(data)
        assert self.do(scope, lambda: Doc.filter(id=key).update(size=size)) == (scope is owner)
        if scope is owner:
            self.rows[owner][key] = size

    @precondition(lambda self: any(self.rows.values()))
    @rule(data=st.data(), scope=st.sampled_from([A, B]))
    def delete(self, data: st.DataObject, scope: Scope) -> None:
        """Somebody deletes by id."""
        owner, key = self.pick(data)
        assert self.do(scope, lambda: Doc.filter(id=key).delete()) == (scope is owner)
        if scope is owner:
            del self.rows[owner][key]

    @rule(scope=st.sampled_from([A, B]), below=st.integers(0, 9))
    def delete_many(self, scope: Scope, below: int) -> None:
        """Somebody deletes by a column."""
        gone = [key for key, size in self.rows[scope].items() if size < below]
        assert self.do(scope, lambda: Doc.filter(size__lt=below).delete()) == len(gone)
        for key in gone:
            del self.rows[scope][key]

    @invariant()
    def each_sees_its_own(self) -> None:
        """Both read exactly what the model says."""
        for scope, rows in self.rows.items():
            assert dict(self.do(scope, lambda: Doc.all().values_list("id", "size"))) == rows


TestTwoTenants = TwoTenants.TestCase
TestTwoTenants.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
