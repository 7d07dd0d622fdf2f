"""p_audit_log: Create model Entry; Create model Erased; Create model MasterKey; Create model Pl…."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from omni_sdk.models import SecretField, from_text, new_id, to_text
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='Entry',
            fields=[
                ('seq', fields.BigIntField()),
                ('event_id', fields.UUIDField()),
                ('time', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('type', fields.CharField(max_length=200)),
                ('actor', fields.CharField(max_length=200)),
                ('outcome', fields.CharField(max_length=10)),
                ('ip', fields.CharField(max_length=60)),
                ('request_id', fields.CharField(max_length=100)),
                ('resource', fields.CharField(max_length=300)),
                ('record', fields.TextField(unique=False)),
                ('previous', fields.CharField(max_length=64)),
                ('hash', fields.CharField(max_length=64)),
                ('mac', fields.CharField(max_length=64)),
                ('key', fields.CharField(max_length=16)),
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('tenant_id', fields.UUIDField(db_index=True)),
            ],
            options={'table': 'p_audit_log__entry', 'app': 'p_audit_log', 'unique_together': (('tenant_id', 'seq'), ('tenant_id', 'event_id')), 'indexes': [Index(fields=['tenant_id', 'type']), Index(fields=['tenant_id', 'time']), Index(fields=['tenant_id', 'actor'])], 'pk_attr': 'id', 'table_description': 'Of a tenant.'},
        ),
        ops.CreateModel(
            name='Erased',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('account', fields.CharField(unique=True, max_length=36)),
            ],
            options={'table': 'p_audit_log__erased', 'app': 'p_audit_log', 'pk_attr': 'id', 'table_description': 'An account that is to stay forgotten, however late an event that names it comes.'},
        ),
        ops.CreateModel(
            name='MasterKey',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('name', fields.CharField(unique=True, max_length=20)),
                ('value', SecretField(unique=False)),
            ],
            options={'table': 'p_audit_log__master_key', 'app': 'p_audit_log', 'pk_attr': 'id', 'table_description': 'The key of an installation whose operator configured none.'},
        ),
        ops.CreateModel(
            name='PlatformEntry',
            fields=[
                ('seq', fields.BigIntField()),
                ('event_id', fields.UUIDField()),
                ('time', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('type', fields.CharField(max_length=200)),
                ('actor', fields.CharField(max_length=200)),
                ('outcome', fields.CharField(max_length=10)),
                ('ip', fields.CharField(max_length=60)),
                ('request_id', fields.CharField(max_length=100)),
                ('resource', fields.CharField(max_length=300)),
                ('record', fields.TextField(unique=False)),
                ('previous', fields.CharField(max_length=64)),
                ('hash', fields.CharField(max_length=64)),
                ('mac', fields.CharField(max_length=64)),
                ('key', fields.CharField(max_length=16)),
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={'table': 'p_audit_log__platform_entry', 'app': 'p_audit_log', 'unique_together': (('seq',), ('event_id',)), 'indexes': [Index(fields=['type']), Index(fields=['time']), Index(fields=['actor'])], 'pk_attr': 'id', 'table_description': 'Of the installation: what happened in no tenant.'},
        ),
        ops.CreateModel(
            name='PlatformStatement',
            fields=[
                ('number', fields.IntField()),
                ('kind', fields.CharField(max_length=20)),
                ('seq', fields.BigIntField()),
                ('body', fields.TextField(unique=False)),
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={'table': 'p_audit_log__platform_statement', 'app': 'p_audit_log', 'unique_together': (('number',),), 'pk_attr': 'id', 'table_description': "On the platform's chain."},
        ),
        ops.CreateModel(
            name='Policy',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('tenant_id', fields.UUIDField(unique=True)),
                ('calls', fields.CharField(max_length=10)),
                ('rules', fields.JSONField(default=list, encoder=to_text, decoder=from_text)),
                ('retention_days', fields.IntField(null=True)),
            ],
            options={'table': 'p_audit_log__policy', 'app': 'p_audit_log', 'pk_attr': 'id', 'table_description': 'What a tenant wants recorded of API calls, and for how long entries stand.'},
        ),
        ops.CreateModel(
            name='Pseudonym',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('chain', fields.CharField(max_length=36)),
                ('token', fields.CharField(unique=True, max_length=40)),
                ('kind', fields.CharField(max_length=10)),
                ('value', fields.TextField(unique=False)),
                ('digest', fields.CharField(max_length=64)),
                ('account', fields.CharField(max_length=36)),
                ('last_seq', fields.BigIntField()),
                ('mac', fields.CharField(max_length=64)),
                ('key', fields.CharField(max_length=16)),
            ],
            options={'table': 'p_audit_log__pseudonym', 'app': 'p_audit_log', 'unique_together': (('chain', 'digest', 'account'),), 'indexes': [Index(fields=['account'])], 'pk_attr': 'id', 'table_description': 'What stands for something personal in the entries of a chain. Without its row nobody knows what it stood for.'},
        ),
        ops.CreateModel(
            name='Statement',
            fields=[
                ('number', fields.IntField()),
                ('kind', fields.CharField(max_length=20)),
                ('seq', fields.BigIntField()),
                ('body', fields.TextField(unique=False)),
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('tenant_id', fields.UUIDField(db_index=True)),
            ],
            options={'table': 'p_audit_log__statement', 'app': 'p_audit_log', 'unique_together': (('tenant_id', 'number'),), 'pk_attr': 'id', 'table_description': "On a tenant's chain."},
        ),
    ]
