from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0011_people'),
    ]

    operations = [
        migrations.AddField(
            model_name='datakey', name='state', field=models.CharField(default='primary', max_length=10),
        ),
        migrations.AddField(model_name='datakey', name='primary_since', field=models.DateTimeField(null=True)),
        migrations.AddField(model_name='datakey', name='emptied_at', field=models.DateTimeField(null=True)),
        migrations.AddField(model_name='datakey', name='uses', field=models.PositiveBigIntegerField(default=0)),
        migrations.AddField(model_name='datakey', name='late_opens', field=models.PositiveBigIntegerField(default=0)),
        migrations.AlterField(model_name='datakey', name='master_key_id', field=models.CharField(max_length=200)),
        migrations.AlterField(
            model_name='installationkey', name='master_key_id', field=models.CharField(max_length=200),
        ),
        migrations.AlterField(model_name='datakey', name='nonce', field=models.BinaryField(null=True)),
        migrations.AlterField(model_name='datakey', name='ciphertext', field=models.BinaryField(null=True)),
        migrations.AddConstraint(
            model_name='datakey',
            constraint=models.UniqueConstraint(
                condition=models.Q(('state', 'primary')), fields=('tenant',), name='data_key_one_primary',
            ),
        ),
    ]
