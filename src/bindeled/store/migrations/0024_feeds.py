import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0023_timesheet_row'),
    ]

    operations = [
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('digest', models.CharField(max_length=80)),
                ('period', models.CharField(max_length=20)),
                ('begins', models.DateField()),
                ('weeks', models.PositiveIntegerField()),
                ('names', models.BooleanField()),
                ('created_by', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.tenant')),
            ],
            options={
                'db_table': 'feed',
            },
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('cells', models.JSONField()),
                ('names', models.JSONField(default=dict)),
                ('feed', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='store.feed')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='store.tenant')),
            ],
            options={
                'db_table': 'reconciliation_snapshot',
            },
        ),
        migrations.AddIndex(
            model_name='snapshot',
            index=models.Index(fields=['tenant', 'feed', '-id'], name='snapshot_newest'),
        ),
    ]
