"""omni: since when a member's sessions lead into the tenant."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [('omni', '0004_tenants')]

    initial = False

    operations = [
        ops.AddField(model_name='Membership', name='signed_out_at', field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
    ]
