import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0026_waiting_runs'),
    ]

    operations = [
        migrations.CreateModel(
            name='HandOverProgress',
            fields=[
                ('connection', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='store.connection')),
                ('step', models.CharField(max_length=20)),
                ('role', models.CharField(default='', max_length=20)),
                ('moved_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'hand_over_progress',
            },
        ),
    ]
