from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0027_hand_over_progress'),
    ]

    operations = [
        migrations.AddField(
            model_name='ledgerentry',
            name='left_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='registerwrite',
            name='left_at',
            field=models.DateTimeField(null=True),
        ),
    ]
