"""p_acme_shelf: Create model Reader; Create model Shelf; Create model Book."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from omni_sdk.models import SecretField, new_id
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='Reader',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('account_id', fields.UUIDField(db_index=True)),
                ('number', fields.IntField()),
            ],
            options={'table': 'p_acme_shelf__reader', 'app': 'p_acme_shelf', 'pk_attr': 'id'},
        ),
        ops.CreateModel(
            name='Shelf',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('tenant_id', fields.UUIDField(db_index=True)),
                ('name', fields.CharField(max_length=40)),
            ],
            options={'table': 'p_acme_shelf__shelf', 'app': 'p_acme_shelf', 'pk_attr': 'id'},
        ),
        ops.CreateModel(
            name='Book',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('tenant_id', fields.UUIDField(db_index=True)),
                ('shelf', fields.ForeignKeyField('p_acme_shelf.Shelf', source_field='shelf_id', db_constraint=True, to_field='id', related_name='books', on_delete=OnDelete.RESTRICT)),
                ('title', fields.CharField(max_length=40)),
                ('pin', SecretField(null=True, unique=False)),
            ],
            options={'table': 'p_acme_shelf__book', 'app': 'p_acme_shelf', 'pk_attr': 'id'},
        ),
    ]
