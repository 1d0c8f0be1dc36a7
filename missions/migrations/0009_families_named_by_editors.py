"""Families of landmarks are chosen under the names that editors give them."""

import missions.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("missions", "0008_nothing_lost_going_back"),
    ]

    operations = [
        migrations.AlterField(
            model_name='repere',
            name='famille',
            field=models.PositiveSmallIntegerField(choices=missions.models.named_families, verbose_name='famille'),
        ),
    ]
