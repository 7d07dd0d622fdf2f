"""p_2fa_totp: Create model Authenticator."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from omni_sdk.models import SecretField, new_id
from tortoise import fields

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='Authenticator',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('account_id', fields.UUIDField(unique=True)),
                ('secret', SecretField(unique=False)),
                ('last_step', fields.IntField()),
            ],
            options={'table': 'p_2fa_totp__authenticator', 'app': 'p_2fa_totp', 'pk_attr': 'id', 'table_description': 'The app of an account, once it proved that it has the secret. Times are steps of 30 seconds since 1970.'},
        ),
    ]
