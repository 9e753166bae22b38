from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0025_contact_confirmed'),
    ]

    operations = [
        migrations.AddField(
            model_name='worker',
            name='resting',
            field=models.JSONField(default=list),
        ),
        migrations.RenameField(
            model_name='callunderway',
            old_name='begun_at',
            new_name='held_until',
        ),
    ]
