from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0028_writes_leave'),
    ]

    operations = [
        migrations.AddField(
            model_name='lackingright',
            name='write_refused_at',
            field=models.DateTimeField(null=True),
        ),
    ]
