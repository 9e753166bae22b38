from typing import Any

import django.db.models.deletion
from django.db import migrations, models

# An entry is only ever added. A table that Django makes anew (SQLite, when a column changes) loses its triggers: a
# migration that alters `audit_entry` has to make them again.
SQLITE = [
    "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry "
    "BEGIN SELECT RAISE(ABORT, 'an audit entry is never changed'); END",
    "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry "
    "BEGIN SELECT RAISE(ABORT, 'an audit entry is never deleted'); END",
]
POSTGRESQL = [
    "CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'an audit entry is never changed or deleted'; END $$",
    "CREATE TRIGGER audit_entry_only_added BEFORE UPDATE OR DELETE ON audit_entry "
    "FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()",
]


def only_added(_apps: Any, schema_editor: Any) -> None:
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0002_fingerprint_key'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditChain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True)),
                ('sequence', models.PositiveBigIntegerField(default=0)),
                ('hash', models.CharField(max_length=64)),
                ('tenant', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='store.tenant')),
            ],
            options={
                'db_table': 'audit_chain',
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField()),
                ('actor_kind', models.CharField(max_length=20)),
                ('actor_name', models.CharField(max_length=200)),
                ('actor_place', models.CharField(default='', max_length=200)),
                ('action', models.CharField(max_length=60)),
                ('subject', models.CharField(max_length=200)),
                ('facts', models.TextField()),
                ('outcome', models.CharField(max_length=10)),
                ('previous', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('chain', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='store.auditchain')),
            ],
            options={
                'db_table': 'audit_entry',
                'constraints': [models.UniqueConstraint(fields=('chain', 'sequence'), name='audit_entry_sequence')],
            },
        ),
        migrations.RunPython(only_added, migrations.RunPython.noop),
    ]
