import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='FingerprintKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_number', models.PositiveIntegerField(null=True)),
                ('nonce', models.BinaryField(null=True)),
                ('ciphertext', models.BinaryField(null=True)),
                ('created_at', models.DateTimeField()),
                ('tenant', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='store.tenant')),
            ],
            options={
                'db_table': 'fingerprint_key',
            },
        ),
    ]
