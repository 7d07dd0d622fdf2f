"""p_2fa_backup_codes: Create model BackupCode."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from omni_sdk.models import new_id
from tortoise import fields

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='BackupCode',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('account_id', fields.UUIDField(db_index=True)),
                ('lookup', fields.CharField(max_length=8)),
                ('digest', fields.CharField(max_length=255)),
            ],
            options={'table': 'p_2fa_backup_codes__code', 'app': 'p_2fa_backup_codes', 'unique_together': (('account_id', 'lookup'),), 'pk_attr': 'id', 'table_description': 'One code that was not used yet.'},
        ),
    ]
