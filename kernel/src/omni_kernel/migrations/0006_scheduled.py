"""omni: when the schedule that made a job was due."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [('omni', '0005_signed_out')]

    initial = False

    operations = [
        ops.AddField(model_name='Job', name='scheduled', field=fields.BigIntField(null=True)),
    ]
