from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0024_feeds'),
    ]

    operations = [
        migrations.AddField(
            model_name='noticecontact',
            name='confirmed_at',
            field=models.DateTimeField(null=True),
        ),
        # Those that are told already go on being told.
        migrations.RunSQL('UPDATE notice_contact SET confirmed_at = created_at', migrations.RunSQL.noop),
    ]
