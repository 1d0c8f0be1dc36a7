"""When, and by whom, words that must be kept nowhere were erased from a version or a message."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("dts_platform", "0017_what_readers_are_told"),
    ]

    operations = [
        migrations.AddField(
            model_name='passage',
            name='erased',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='passage',
            name='erased_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='version',
            name='erased',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='version',
            name='erased_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]
