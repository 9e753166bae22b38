from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0019_pairings'),
    ]

    operations = [
        migrations.AddField('parkedreport', 'mark', models.CharField(default='', max_length=40)),
        migrations.AddField(
            'parkedreport', 'quantity', models.DecimalField(decimal_places=4, max_digits=18, null=True)
        ),
        migrations.AddField('parkedreport', 'unit', models.CharField(default='', max_length=20)),
        migrations.AddField('parkedreport', 'kroner', models.DecimalField(decimal_places=2, max_digits=18, null=True)),
        migrations.AddField('parkedreport', 'assigned_to', models.CharField(default='', max_length=200)),
        migrations.AddField('parkedreport', 'dismissed_at', models.DateTimeField(null=True)),
        migrations.AddField('parkedreport', 'dismissed_by', models.CharField(default='', max_length=200)),
        migrations.AddField('parkedreport', 'dismissed_reason', models.CharField(default='', max_length=500)),
    ]
