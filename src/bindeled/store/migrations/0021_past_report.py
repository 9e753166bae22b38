import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0020_inbox'),
    ]

    operations = [
        migrations.CreateModel(
            name='PastReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('flow', models.CharField(max_length=20)),
                ('report_id', models.BigIntegerField()),
                ('generation', models.PositiveIntegerField()),
                ('mark', models.CharField(max_length=40)),
                ('lying', models.BooleanField()),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='store.tenant')),
            ],
            options={
                'db_table': 'past_report',
            },
        ),
        migrations.AddConstraint(
            model_name='pastreport',
            constraint=models.UniqueConstraint(fields=('tenant', 'flow', 'report_id'), name='past_report_once'),
        ),
    ]
