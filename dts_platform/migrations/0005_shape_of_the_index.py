"""The index says what shape it has by a digest; empty, it is made again at the next request."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dts_platform", "0004_journal_by_field")]

    operations = [
        migrations.AddField("searchstate", "shape", models.CharField(default="", max_length=64)),
        migrations.AddField("searchstate", "shaped_by", models.BigIntegerField(default=0)),
    ]
