"""p_notes: Create model Note."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from omni_sdk.models import new_id
from tortoise import fields

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='Note',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('tenant_id', fields.UUIDField(db_index=True)),
                ('title', fields.CharField(max_length=80)),
                ('text', fields.TextField(default='', unique=False)),
                ('pinned', fields.BooleanField(default=False)),
            ],
            options={'table': 'p_notes__note', 'app': 'p_notes', 'pk_attr': 'id', 'table_description': 'One note.'},
        ),
    ]
