"""p_vault: Create model Count; Create model Paper; Create model Purse; Create model Thing."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from omni_sdk.models import SecretField, from_text, new_id, to_text
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='Count',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('note', fields.CharField(max_length=100)),
            ],
            options={'table': 'p_vault__count', 'app': 'p_vault', 'pk_attr': 'id', 'table_description': 'Numbered by the database.'},
        ),
        ops.CreateModel(
            name='Paper',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('tenant_id', fields.UUIDField(db_index=True)),
                ('name', fields.CharField(max_length=100)),
                ('sha256', fields.CharField(max_length=64)),
            ],
            options={'table': 'p_vault__paper', 'app': 'p_vault', 'pk_attr': 'id', 'table_description': 'A file: its blob has this hash.'},
        ),
        ops.CreateModel(
            name='Purse',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('tenant_id', fields.UUIDField(db_index=True)),
                ('number', fields.IntField()),
                ('amount', fields.BigIntField()),
                ('pin', SecretField(unique=False)),
                ('copy', fields.CharField(max_length=100)),
            ],
            options={'table': 'p_vault__purse', 'app': 'p_vault', 'pk_attr': 'id', 'table_description': 'Money goes from one to another: the sum is always the same.'},
        ),
        ops.CreateModel(
            name='Thing',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('tenant_id', fields.UUIDField(db_index=True)),
                ('parent', fields.ForeignKeyField('p_vault.Thing', source_field='parent_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('flag', fields.BooleanField(null=True)),
                ('small', fields.SmallIntField(null=True)),
                ('whole', fields.IntField(null=True)),
                ('big', fields.BigIntField(null=True)),
                ('real', fields.FloatField(null=True)),
                ('exact', fields.DecimalField(null=True, max_digits=20, decimal_places=4)),
                ('word', fields.CharField(null=True, max_length=200)),
                ('text', fields.TextField(null=True, unique=False)),
                ('octets', fields.BinaryField(null=True)),
                ('day', fields.DateField(null=True)),
                ('moment', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('span', fields.TimeDeltaField(null=True)),
                ('other', fields.UUIDField(null=True)),
                ('data', fields.JSONField(null=True, encoder=to_text, decoder=from_text)),
            ],
            options={'table': 'p_vault__thing', 'app': 'p_vault', 'pk_attr': 'id', 'table_description': 'A column of each type, and a tree.'},
        ),
    ]
