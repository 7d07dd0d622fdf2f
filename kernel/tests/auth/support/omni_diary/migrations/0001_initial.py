"""p_diary: Create models."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from omni_sdk.models import SecretField, new_id


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Entry",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("account_id", fields.UUIDField(db_index=True)),
                ("text", fields.CharField(max_length=200)),
                ("page", fields.BinaryField(null=True)),
                ("secret", SecretField(null=True)),
                ("pin", SecretField(null=True)),
                ("digest", fields.CharField(default="", max_length=64)),
            ],
            options={"table": "p_diary__entry", "app": "p_diary", "pk_attr": "id"},
        ),
        ops.CreateModel(
            name="Shelf",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("name", fields.CharField(max_length=200)),
            ],
            options={"table": "p_diary__shelf", "app": "p_diary", "pk_attr": "id"},
        ),
    ]
