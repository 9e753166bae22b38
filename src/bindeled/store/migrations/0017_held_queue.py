# Written in the form that Django generates, 2026-11-25

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0016_complete_picture'),
    ]

    operations = [
        migrations.AddField(
            model_name='heldreport',
            name='cause',
            field=models.CharField(default='', max_length=40),
        ),
        migrations.CreateModel(
            name='HeldQueue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('flow', models.CharField(max_length=20)),
                ('read_at', models.DateTimeField(null=True)),
                ('since', models.DateTimeField(null=True)),
                ('noted', models.PositiveIntegerField(default=0)),
                ('sent', models.PositiveIntegerField(default=0)),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='store.tenant')),
            ],
            options={
                'db_table': 'held_queue',
                'constraints': [models.UniqueConstraint(fields=('tenant', 'flow'), name='held_queue_per_flow')],
            },
        ),
    ]
