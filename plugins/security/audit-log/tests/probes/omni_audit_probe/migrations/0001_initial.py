"""p_audit_probe: Create model Ticket."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from omni_sdk.models import SecretField, new_id
from tortoise import fields

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='Ticket',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('tenant_id', fields.UUIDField(db_index=True)),
                ('title', fields.CharField(max_length=200)),
                ('email', fields.CharField(default='', max_length=200)),
                ('pin', SecretField(null=True, unique=False)),
                ('api_token', fields.CharField(default='', max_length=100)),
            ],
            options={'table': 'p_audit_probe__ticket', 'app': 'p_audit_probe', 'pk_attr': 'id', 'table_description': 'What somebody asked for.'},
        ),
    ]
