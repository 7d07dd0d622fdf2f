"""omni: parked subscribers, paused schedules, and indexes for choosing jobs."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from omni_sdk.models import new_id
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('omni', '0002_identity')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Parking',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('tenant', fields.ForeignKeyField('omni.Tenant', source_field='tenant_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('key', fields.CharField(unique=True, max_length=64)),
                ('plugin_id', fields.CharField(max_length=100)),
                ('name', fields.CharField(max_length=200)),
                ('version', fields.CharField(max_length=100)),
                ('reason', fields.TextField(unique=False)),
            ],
            options={'table': 'omni_parking', 'app': 'omni', 'pk_attr': 'id', 'table_description': 'A subscriber that gets no events in a tenant until somebody resumes it, since it failed again and again.'},
        ),
        ops.RemoveIndex(
            model_name='Job',
            name=None,
            fields=['state', 'lease'],
        ),
        ops.AlterField(
            model_name='Job',
            name='ordered_key',
            field=fields.CharField(null=True, max_length=64),
        ),
        ops.AddField(
            model_name='Schedule',
            name='paused',
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddIndex(
            model_name='Event',
            index=Index(fields=['tenant_id', 'seq']),
        ),
        # Partial ones, which models cannot name on both databases: what waits, what was handed over, what is in order.
        ops.RunSQL(
            [
                "CREATE INDEX omni_job_waiting ON omni_job (lane, priority, due, id) "
                "WHERE state IN ('queued', 'failed') AND handed IS NULL",
                "CREATE INDEX omni_job_handed ON omni_job (lane) "
                "WHERE handed IS NOT NULL AND state IN ('queued', 'failed', 'running')",
                "CREATE INDEX omni_job_order ON omni_job (ordered_key) "
                "WHERE state IN ('held', 'queued', 'failed', 'running', 'dead')",
            ],
            ["DROP INDEX omni_job_waiting", "DROP INDEX omni_job_handed", "DROP INDEX omni_job_order"],
        ),
    ]
