"""The experiences that a fiche prolongs may be put in order; those of today keep that in which they were entered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fiches", "0008_document_behind_since"), ("dts_platform", "0004_journal_by_field")]

    operations = [
        migrations.AddField(
            "prolongement", "ordre", models.PositiveSmallIntegerField("ordre", default=32767)
        ),
        migrations.AlterModelOptions(
            "prolongement",
            {
                "ordering": ["ordre", "pk"],
                "verbose_name": "expérience prolongée",
                "verbose_name_plural": "expériences prolongées",
            },
        ),
    ]
