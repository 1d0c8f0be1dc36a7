"""Parts of the manual are chosen under the names that editors give them."""

import fiches.models.fiche
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("fiches", "0021_citations_alike"),
    ]

    operations = [
        migrations.AlterField(
            model_name='fiche',
            name='partie',
            field=models.PositiveSmallIntegerField(choices=fiches.models.fiche.named_parts, verbose_name='partie du manuel'),
        ),
    ]
