"""p_code_probe: Create model Sent."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from omni_sdk.models import new_id
from tortoise import fields

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='Sent',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('account_id', fields.UUIDField(db_index=True)),
                ('tries', fields.IntField(default=0)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'p_code_probe__sent', 'app': 'p_code_probe', 'pk_attr': 'id', 'table_description': 'A code that waits.'},
        ),
    ]
