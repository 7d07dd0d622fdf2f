"""p_sampler: Create model Note; Create model Till."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from omni_sdk.models import new_id


class Migration(migrations.Migration):
    initial = True

    operations = [  # noqa: RUF012  (as `omni plugin migrations --make` writes it)
        ops.CreateModel(
            name="Note",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("tenant_id", fields.UUIDField(db_index=True)),
                ("text", fields.CharField(max_length=80)),
            ],
            options={"table": "p_sampler__note", "app": "p_sampler", "pk_attr": "id", "table_description": "A line of text."},
        ),
        ops.CreateModel(
            name="Till",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("tenant_id", fields.UUIDField(db_index=True)),
                ("key", fields.CharField(unique=True, max_length=64)),
            ],
            options={
                "table": "p_sampler__till",
                "app": "p_sampler",
                "pk_attr": "id",
                "table_description": "A machine that signs its requests by a key.",
            },
        ),
    ]
