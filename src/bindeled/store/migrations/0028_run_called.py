from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0027_hand_over_progress'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='called_at',
            field=models.DateTimeField(null=True),
        ),
    ]
