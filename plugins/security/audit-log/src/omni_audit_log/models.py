"""Tables: a chain per tenant and one of the platform, what was signed of them, and who stands behind a pseudonym."""

from tortoise import fields

from omni_sdk import PlatformModel, SecretField, TenantModel


class Link:
    """An entry. `record` is canonical JSON; the columns before it repeat parts of it, to be searched by."""

    seq = fields.BigIntField()
    event_id = fields.UUIDField()
    time = fields.DatetimeField()
    type = fields.CharField(max_length=200)
    actor = fields.CharField(max_length=200)
    outcome = fields.CharField(max_length=10)
    ip = fields.CharField(max_length=60)
    request_id = fields.CharField(max_length=100)
    resource = fields.CharField(max_length=300)
    record = fields.TextField()
    previous = fields.CharField(max_length=64)
    hash = fields.CharField(max_length=64)
    mac = fields.CharField(max_length=64)
    key = fields.CharField(max_length=16)
    """The id of the key that made `mac`."""


class Entry(Link, TenantModel):
    """Of a tenant."""

    class Meta:
        table = "p_audit_log__entry"
        unique_together = (("tenant_id", "seq"), ("tenant_id", "event_id"))
        indexes = (("tenant_id", "type"), ("tenant_id", "time"), ("tenant_id", "actor"))


class PlatformEntry(Link, PlatformModel):
    """Of the installation: what happened in no tenant."""

    class Meta:
        table = "p_audit_log__platform_entry"
        unique_together = (("seq",), ("event_id",))
        indexes = (("type",), ("time",), ("actor",))


class Said:
    """A signed statement on a chain: how far it reached, or what retention took."""

    number = fields.IntField()
    """From 1, without gaps: each names the one before it."""
    kind = fields.CharField(max_length=20)
    seq = fields.BigIntField()
    body = fields.TextField()
    """Canonical JSON, signature included."""


class Statement(Said, TenantModel):
    """On a tenant's chain."""

    class Meta:
        table = "p_audit_log__statement"
        unique_together = (("tenant_id", "number"),)


class PlatformStatement(Said, PlatformModel):
    """On the platform's chain."""

    class Meta:
        table = "p_audit_log__platform_statement"
        unique_together = (("number",),)


class Pseudonym(PlatformModel):
    """What stands for something personal in the entries of a chain. Without its row nobody knows what it stood for.

    Of no tenant, though its chain is: an account that is erased is forgotten in all chains, in one transaction.
    """

    chain = fields.CharField(max_length=36)
    token = fields.CharField(max_length=40, unique=True)
    kind = fields.CharField(max_length=10)
    value = fields.TextField()
    digest = fields.CharField(max_length=64)
    """Of kind and value, to look it up by."""
    account = fields.CharField(max_length=36)
    """Whose it is; empty where nobody knows."""
    last_seq = fields.BigIntField()
    """No entry after this one holds it."""
    mac = fields.CharField(max_length=64)
    """Under the chain's key, so that nobody can have it stand for somebody else."""
    key = fields.CharField(max_length=16)

    class Meta:
        table = "p_audit_log__pseudonym"
        unique_together = (("chain", "digest", "account"),)
        indexes = (("account",),)


class Erased(PlatformModel):
    """An account that is to stay forgotten, however late an event that names it comes."""

    account = fields.CharField(max_length=36, unique=True)

    class Meta:
        table = "p_audit_log__erased"


class Policy(TenantModel):
    """What a tenant wants recorded of API calls, and for how long entries stand."""

    tenant_id = fields.UUIDField(unique=True)
    calls = fields.CharField(max_length=10)
    rules: list[dict[str, str]] = fields.JSONField(default=list)
    retention_days = fields.IntField(null=True)

    class Meta:
        table = "p_audit_log__policy"


class MasterKey(PlatformModel):
    """The key of an installation whose operator configured none."""

    name = fields.CharField(max_length=20, unique=True)
    value = SecretField()

    class Meta:
        table = "p_audit_log__master_key"
