from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0022_watches'),
    ]

    operations = [
        migrations.AddField('ledgerentry', 'row', models.CharField(default='', max_length=20)),
        migrations.AddIndex(
            'ledgerentry',
            models.Index(condition=~Q(row=''), fields=['tenant', 'row'], name='ledger_entry_row'),
        ),
    ]
