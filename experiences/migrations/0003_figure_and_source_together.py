"""A figure rests on a source of its own experience, which the database holds from now on."""

from django.db import migrations, models

import dts_platform.content.provenance


class Migration(migrations.Migration):
    dependencies = [("experiences", "0002_source_of_each_figure")]

    operations = [
        migrations.AddConstraint(
            "source", models.UniqueConstraint(fields=["id", "experience"], name="experiences_source_of_experience")
        ),
        migrations.AddConstraint(
            "chiffrecle",
            dts_platform.content.provenance.SameOwner(
                link="source",
                owner="experience",
                name="experiences_chiffre_same_experience",
                violation_error_message="Un chiffre clé s’appuie sur une source de la même expérience.",
            ),
        ),
    ]
