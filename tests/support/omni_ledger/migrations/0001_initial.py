"""p_ledger: Create models Entry and Try."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from omni_sdk.models import new_id
from tortoise import fields

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='Entry',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('tenant_id', fields.UUIDField(db_index=True)),
                ('what', fields.CharField(max_length=200)),
            ],
            options={'table': 'p_ledger__entry', 'app': 'p_ledger', 'unique_together': (('tenant_id', 'what'),), 'pk_attr': 'id', 'table_description': 'An effect: however often it is written, it is there once.'},
        ),
        ops.CreateModel(
            name='Try',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('tenant_id', fields.UUIDField(db_index=True)),
                ('what', fields.CharField(max_length=200)),
                ('attempt', fields.IntField()),
                ('pid', fields.IntField()),
            ],
            options={'table': 'p_ledger__try', 'app': 'p_ledger', 'pk_attr': 'id', 'table_description': 'A handler began: one row each time.'},
        ),
    ]
