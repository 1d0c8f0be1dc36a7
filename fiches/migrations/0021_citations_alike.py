"""References are citations as the sources of experiences and of landmarks are: nothing changes in the database."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fiches", "0020_references_lead_to_documents")]

    operations = [
        migrations.AlterField(
            "reference",
            "document",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="references.document",
                verbose_name="document",
            ),
        ),
    ]
