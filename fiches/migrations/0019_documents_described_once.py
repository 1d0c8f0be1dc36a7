"""A document is described once and cited from many: references lead to it in place of describing it each."""

import django.db.models.deletion
from django.db import migrations, models

from dts_platform.content.provenance import WebAddressField
from references.migrations._documents import describe_each, describe_once


def lead_to_documents(apps, editor):
    describe_once(apps, "fiches.reference", ("fiche__numero", "ordre", "pk"))


def describe_again(apps, editor):
    describe_each(apps, "fiches.reference")


class Migration(migrations.Migration):
    dependencies = [
        ("fiches", "0018_regles_citees"),
        ("references", "0002_documents"),
        ("dts_platform", "0010_outgoing_mail"),
    ]

    operations = [
        migrations.AddField(
            "reference",
            "passage",
            models.CharField(
                "où cela se lit",
                blank=True,
                default="",
                max_length=300,
                help_text="La page, l’article, le chapitre : « p. 12 ».",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "reference",
            "document",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="references",
                to="references.document",
                verbose_name="document",
            ),
        ),
        # Going back, columns come empty before they are filled.
        migrations.AlterField("reference", "titre", models.CharField("titre du document", max_length=300, default="")),
        migrations.RunPython(lead_to_documents, describe_again),
    ]
