import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0021_past_report'),
    ]

    operations = [
        migrations.CreateModel(
            name='WatchCause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('watch', models.CharField(max_length=80)),
                ('kind', models.CharField(max_length=20)),
                ('subject', models.CharField(max_length=300)),
                ('name', models.CharField(max_length=200)),
                ('facts', models.JSONField(default=dict)),
                ('since', models.DateTimeField()),
                ('gone_at', models.DateTimeField(null=True)),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='store.tenant')),
            ],
            options={
                'db_table': 'watch_cause',
            },
        ),
        migrations.AddConstraint(
            model_name='watchcause',
            constraint=models.UniqueConstraint(condition=models.Q(('gone_at__isnull', True)), fields=('tenant', 'watch', 'subject'), name='watch_cause_one_open'),
        ),
        migrations.AddIndex(
            model_name='watchcause',
            index=models.Index(fields=['gone_at'], name='watch_cause_gone'),
        ),
    ]
