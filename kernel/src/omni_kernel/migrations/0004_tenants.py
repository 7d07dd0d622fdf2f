"""omni: a tenant's logo and colour, and when it is deleted for good."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [('omni', '0003_jobs')]

    initial = False

    operations = [
        ops.AddField(model_name='Tenant', name='delete_after', field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
        ops.AddField(model_name='Tenant', name='logo', field=fields.TextField(null=True, unique=False)),
        ops.AddField(model_name='Tenant', name='colour', field=fields.CharField(null=True, max_length=7)),
    ]
