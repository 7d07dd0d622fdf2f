"""omni: Create model AccountFactor; Create model Identity; Create model Invitation; Crea…."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from omni_sdk.models import SecretField, from_text, new_id, to_text
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('omni', '0001_initial')]

    initial = False

    operations = [
        ops.CreateModel(
            name='AccountFactor',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('account', fields.ForeignKeyField('omni.Account', source_field='account_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('plugin_id', fields.CharField(max_length=100)),
                ('method', fields.CharField(max_length=100)),
                ('kind', fields.CharField(max_length=20)),
                ('used_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'omni_account_factor', 'app': 'omni', 'unique_together': (('account_id', 'method'),), 'pk_attr': 'id', 'table_description': 'A second factor that an account has: known here even while its plugin is off or broken.'},
        ),
        ops.CreateModel(
            name='Identity',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('account', fields.ForeignKeyField('omni.Account', source_field='account_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('tenant', fields.ForeignKeyField('omni.Tenant', source_field='tenant_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('provider', fields.CharField(max_length=100)),
                ('connection', fields.CharField(max_length=200)),
                ('subject', fields.CharField(max_length=300)),
                ('email', fields.CharField(null=True, max_length=254)),
                ('used_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'omni_identity', 'app': 'omni', 'unique_together': (('tenant_id', 'provider', 'connection', 'subject'),), 'pk_attr': 'id', 'table_description': 'An account as an identity provider of a tenant knows it: by its subject there, never by its e-mail.'},
        ),
        ops.CreateModel(
            name='Invitation',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('tenant', fields.ForeignKeyField('omni.Tenant', source_field='tenant_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('email', fields.CharField(max_length=254)),
                ('roles', fields.JSONField(default=list, encoder=to_text, decoder=from_text)),
                ('digest', fields.CharField(null=True, unique=True, max_length=64)),
                ('invited_by', fields.CharField(default='', max_length=200)),
                ('sent_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('sent', fields.IntField(default=0)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('accepted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('revoked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'omni_invitation', 'app': 'omni', 'pk_attr': 'id', 'table_description': 'A person asked to join, by e-mail; `digest` is the SHA-256 of the token in the last mail.'},
        ),
        ops.CreateModel(
            name='LoginPolicy',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('subject', fields.CharField(unique=True, max_length=200)),
                ('tenant', fields.ForeignKeyField('omni.Tenant', source_field='tenant_id', null=True, db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('account', fields.ForeignKeyField('omni.Account', source_field='account_id', null=True, db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('rules', fields.JSONField(default=dict, encoder=to_text, decoder=from_text)),
                ('required_since', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('changed_by', fields.CharField(default='', max_length=200)),
            ],
            options={'table': 'omni_login_policy', 'app': 'omni', 'pk_attr': 'id', 'table_description': 'What a login must satisfy; `subject` is `platform`, `tenant:<id>`, `role:<tenant id>:<name>` or `account:<id>`.'},
        ),
        ops.CreateModel(
            name='MailToken',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('purpose', fields.CharField(max_length=20)),
                ('account', fields.ForeignKeyField('omni.Account', source_field='account_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('digest', fields.CharField(unique=True, max_length=64)),
                ('data', fields.JSONField(default=dict, encoder=to_text, decoder=from_text)),
                ('expires_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'omni_mail_token', 'app': 'omni', 'pk_attr': 'id', 'table_description': 'What a mailed link proves, once, by the SHA-256 of its token.'},
        ),
        ops.CreateModel(
            name='Role',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('tenant', fields.ForeignKeyField('omni.Tenant', source_field='tenant_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('name', fields.CharField(max_length=63)),
                ('title', fields.CharField(default='', max_length=200)),
                ('permissions', fields.JSONField(default=list, encoder=to_text, decoder=from_text)),
            ],
            options={'table': 'omni_role', 'app': 'omni', 'unique_together': (('tenant_id', 'name'),), 'pk_attr': 'id', 'table_description': "A role of a tenant's own: a set of permissions by their full names."},
        ),
        ops.CreateModel(
            name='Session',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('account', fields.ForeignKeyField('omni.Account', source_field='account_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('tenant', fields.ForeignKeyField('omni.Tenant', source_field='tenant_id', null=True, db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('digest', fields.CharField(unique=True, max_length=64)),
                ('kind', fields.CharField(max_length=20)),
                ('methods', fields.JSONField(default=list, encoder=to_text, decoder=from_text)),
                ('ip', fields.CharField(default='', max_length=45)),
                ('device', fields.CharField(default='', max_length=300)),
                ('authenticated_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('seen_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'omni_session', 'app': 'omni', 'pk_attr': 'id', 'table_description': 'Somebody signed in, by the SHA-256 of the token. `kind` is `browser` (a cookie) or `bearer` (a header).'},
        ),
        ops.CreateModel(
            name='LoginFlow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('purpose', fields.CharField(max_length=20)),
                ('stage', fields.CharField(max_length=20)),
                ('version', fields.IntField(default=0)),
                ('binding', fields.CharField(null=True, max_length=64)),
                ('handle', fields.CharField(null=True, unique=True, max_length=64)),
                ('client', fields.CharField(default='browser', max_length=20)),
                ('account', fields.ForeignKeyField('omni.Account', source_field='account_id', null=True, db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('session', fields.ForeignKeyField('omni.Session', source_field='session_id', null=True, db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('tenant', fields.ForeignKeyField('omni.Tenant', source_field='tenant_id', null=True, db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('provider', fields.CharField(null=True, max_length=100)),
                ('connection', fields.CharField(null=True, max_length=200)),
                ('method', fields.CharField(null=True, max_length=100)),
                ('methods', fields.JSONField(default=list, encoder=to_text, decoder=from_text)),
                ('tries', fields.IntField(default=0)),
                ('next', fields.CharField(default='/', max_length=500)),
                ('ip', fields.CharField(default='', max_length=45)),
                ('device', fields.CharField(default='', max_length=300)),
                ('content', SecretField(null=True, unique=False)),
                ('expires_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'omni_login_flow', 'app': 'omni', 'pk_attr': 'id', 'table_description': 'One login, re-authentication or enrolment in progress; `version` decides who of several takes the next step.'},
        ),
        ops.CreateModel(
            name='Throttle',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('key', fields.CharField(unique=True, max_length=200)),
                ('failures', fields.IntField(default=0)),
                ('until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('updated_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'omni_throttle', 'app': 'omni', 'pk_attr': 'id', 'table_description': 'Failures in a row of one account and network, of one account, or of all: and until when none is looked at.'},
        ),
        ops.CreateModel(
            name='TrustedDevice',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('account', fields.ForeignKeyField('omni.Account', source_field='account_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('digest', fields.CharField(unique=True, max_length=64)),
                ('device', fields.CharField(default='', max_length=300)),
                ('expires_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'omni_trusted_device', 'app': 'omni', 'pk_attr': 'id', 'table_description': 'A browser that need not show a second factor again until then.'},
        ),
        ops.AlterModelOptions(
            name='Account',
            options={'table': 'omni_account', 'app': 'omni', 'pk_attr': 'id', 'table_description': 'A person, across tenants. `state` is `active` or `disabled`; without `password` nobody signs in by one.'},
        ),
        ops.AddField(
            model_name='Account',
            name='email_verified_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Account',
            name='locale',
            field=fields.CharField(null=True, max_length=35),
        ),
        ops.AddField(
            model_name='Account',
            name='password',
            field=fields.CharField(null=True, max_length=255),
        ),
        ops.AddField(
            model_name='Account',
            name='password_changed_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Account',
            name='platform',
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name='Account',
            name='state',
            field=fields.CharField(default='active', db_default='active', max_length=20),
        ),
        ops.AddField(
            model_name='ApiKey',
            name='api_version',
            field=fields.IntField(default=1, db_default=1),
        ),
        ops.AddField(
            model_name='ApiKey',
            name='maker',
            field=fields.ForeignKeyField('omni.Account', source_field='maker_id', null=True, db_constraint=True, to_field='id', on_delete=OnDelete.SET_NULL),
        ),
        ops.AddField(
            model_name='ApiKey',
            name='reminded_days',
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name='ApiKey',
            name='rotated_from',
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name='ApiKey',
            name='used_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='ApiKey',
            name='uses',
            field=fields.BigIntField(default=0, db_default=0),
        ),
    ]
